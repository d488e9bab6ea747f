//! How the variants of a union are recognised, in words.

use super::Recognised;
use crate::ir::{JsonKind, KeyRule, ObjectSelection, Selection};

/// The ways in which one variant is recognised.
pub(super) fn recognised(selection: &Selection, variant: usize) -> Vec<Recognised> {
    let kinds = selection.kinds.iter().filter(|(_, index)| *index == variant);
    let mut ways = Ways { variant, found: Vec::new() };
    kinds.for_each(|(kind, _)| ways.add(kind_text(kind)));
    ways.objects(&selection.objects, "");
    ways.found
}

struct Ways {
    variant: usize,
    found: Vec<Recognised>,
}

impl Ways {
    fn add(&mut self, when: String) {
        self.found.push(Recognised { when, turn: None });
    }

    fn objects(&mut self, selection: &ObjectSelection, before: &str) {
        let variant = self.variant;
        match selection {
            ObjectSelection::Only(index) if *index == variant => {
                let before = before.trim_end_matches(" and ");
                self.add(if before.is_empty() { "an object".to_owned() } else { before.to_owned() });
            }
            ObjectSelection::None | ObjectSelection::Only(_) => {}
            ObjectSelection::Tag { property, values, other } => {
                for (value, _) in values.iter().filter(|(_, index)| *index == variant) {
                    self.add(format!("{before}{property} = {value:?}"));
                }
                if *other == Some(variant) {
                    self.add(format!("{before}{property} = any other string"));
                }
            }
            ObjectSelection::Branch { path, values, other } => {
                let property = path.join(".");
                for (value, inner) in values {
                    self.objects(inner, &format!("{before}{property} = {value:?} and "));
                }
                self.objects(other, &format!("{before}{property} = anything else and "));
            }
            ObjectSelection::Keys(rules) => {
                for (order, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.variant == variant) {
                    let when = format!("{before}has {}", keys_text(rule));
                    self.found.push(Recognised { when, turn: Some(order + 1) });
                }
            }
            ObjectSelection::Heuristic(candidates) => {
                for _ in candidates.iter().filter(|candidate| candidate.variant == variant) {
                    self.add(format!("{before}it knows most members"));
                }
            }
        }
    }
}

fn kind_text(kind: &JsonKind) -> String {
    match kind {
        JsonKind::Boolean => "a boolean".to_owned(),
        JsonKind::Integer => "a whole number".to_owned(),
        JsonKind::Number => "a number".to_owned(),
        JsonKind::Enum(values) => format!("one of {values:?}"),
        JsonKind::Timestamp => "a point in time".to_owned(),
        JsonKind::String => "a string".to_owned(),
        JsonKind::Array => "an array".to_owned(),
    }
}

fn keys_text(rule: &KeyRule) -> String {
    let groups: Vec<_> = rule.when.iter().map(|keys| keys.join(" or ")).collect();
    if groups.is_empty() { "anything".to_owned() } else { groups.join(", and ") }
}
