//! Describes how the variants of a union are selected.

use super::Selector;
use crate::ir::{JsonKind, KeyRule, ObjectSelection, Selection};

/// Returns the conditions that select a variant.
pub(super) fn selectors(selection: &Selection, variant: usize) -> Vec<Selector> {
    let kinds = selection.kinds.iter().filter(|(_, index)| *index == variant);
    let mut collected = Selectors { variant, selectors: Vec::new() };
    for tag in &selection.siblings {
        for (value, inner) in tag.cases.iter().filter(|(_, inner)| inner.may_select(variant)) {
            let condition = format!("{} beside it = {value}", tag.property);
            if inner.only().is_some() {
                collected.add(condition);
                continue;
            }
            let own = selectors(inner, variant).into_iter();
            collected.selectors.extend(own.map(|selector| Selector {
                condition: format!("{condition} and {}", selector.condition),
                ..selector
            }));
        }
    }
    if selection.always_sibling {
        return collected.selectors;
    }
    kinds.for_each(|(kind, _)| collected.add(kind_text(kind)));
    collected.objects(&selection.objects, "");
    collected.selectors
}

struct Selectors {
    variant: usize,
    selectors: Vec<Selector>,
}

impl Selectors {
    fn add(&mut self, condition: String) {
        self.selectors.push(Selector { condition, rank: None });
    }

    /// Adds the conditions on objects. `outer` is the condition of the enclosing branches.
    fn objects(&mut self, selection: &ObjectSelection, outer: &str) {
        let variant = self.variant;
        match selection {
            ObjectSelection::Only(index) if *index == variant => {
                let outer = outer.trim_end_matches(" and ");
                self.add(if outer.is_empty() { "it is an object".to_owned() } else { outer.to_owned() });
            }
            ObjectSelection::None | ObjectSelection::Only(_) => {}
            ObjectSelection::Tag { property, values, other } => {
                for (value, _) in values.iter().filter(|(_, index)| *index == variant) {
                    self.add(format!("{outer}{property} = {value:?}"));
                }
                if *other == Some(variant) {
                    self.add(format!("{outer}{property} is any other string"));
                }
            }
            ObjectSelection::Branch { path, values, other } => {
                let property = path.join(".");
                for (value, inner) in values {
                    self.objects(inner, &format!("{outer}{property} = {value:?} and "));
                }
                self.objects(other, &format!("{outer}{property} is anything else and "));
            }
            ObjectSelection::Property { path, cases, absent, other } => {
                let property = path.join(".");
                for (case, inner) in cases {
                    let is = if case.is_literal() { "=" } else { "is" };
                    self.objects(inner, &format!("{outer}{property} {is} {case} and "));
                }
                self.objects(absent, &format!("{outer}{property} is absent and "));
                self.objects(other, &format!("{outer}{property} is anything else and "));
            }
            ObjectSelection::Keys(rules) => {
                for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.variant == variant) {
                    let condition = format!("{outer}it has {}", keys_text(rule));
                    self.selectors.push(Selector { condition, rank: Some(index + 1) });
                }
            }
            ObjectSelection::Heuristic(candidates) => {
                for _ in candidates.iter().filter(|candidate| candidate.variant == variant) {
                    self.add(format!("{outer}it matches the most properties"));
                }
            }
        }
    }
}

fn kind_text(kind: &JsonKind) -> String {
    match kind {
        JsonKind::Boolean => "it is a boolean".to_owned(),
        JsonKind::Integer => "it is an integer".to_owned(),
        JsonKind::Number => "it is a number".to_owned(),
        JsonKind::Enum(values) => {
            let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
            format!("it is {}", values.join(" or "))
        }
        JsonKind::Timestamp => "it is a timestamp".to_owned(),
        JsonKind::String => "it is a string".to_owned(),
        JsonKind::Array => "it is an array".to_owned(),
    }
}

fn keys_text(rule: &KeyRule) -> String {
    match rule.when.as_slice() {
        [] => "any properties".to_owned(),
        [keys] => keys.join(" or "),
        groups => {
            let group = |keys: &Vec<String>| match keys.as_slice() {
                [key] => key.clone(),
                keys => format!("({})", keys.join(" or ")),
            };
            groups.iter().map(group).collect::<Vec<_>>().join(" and ")
        }
    }
}
