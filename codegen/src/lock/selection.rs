//! Variant selections in the lock file, and their comparison with those of the current run.

use super::Lock;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Basis, JsonKind, ObjectSelection, Selection, Shape, Union};

impl Lock {
    /// Warns about each union whose variant selection has changed.
    pub(crate) fn compare(&self, api: &Api, diagnostics: &mut Diagnostics) {
        if self.types.is_empty() {
            return;
        }
        for definition in &api.types {
            let Shape::Union(union) = &definition.shape else { continue };
            let place = definition.location.to_string();
            let locked = self.types.get(&place).and_then(|locked| locked.selection.as_deref());
            let Some(locked) = locked else { continue };
            let current = selection(union);
            let is_same = |terms: &Terms| locked == selection_in(terms, union);
            if locked != current && !is_same(&EARLIER) && !is_same(&UNPROVEN) {
                diagnostics.warn(
                    Code::ChangedSelection,
                    &definition.location,
                    format!("variant selection has changed from `{locked}` to `{current}`"),
                    "review how values are parsed now, and commit the new lock file",
                );
            }
        }
    }
}

/// The terms used to describe a selection.
struct Terms {
    enum_string: &'static str,
    heuristic: &'static str,
    basis: fn(Basis) -> &'static str,
}

const CURRENT: Terms = Terms { enum_string: "enum string", heuristic: "heuristic", basis: Basis::as_str };

/// The terms in lock files from before version 0.1, which are still recognized, so that upgrading the generator is not
/// reported as a change.
const EARLIER: Terms = Terms {
    enum_string: "listed string",
    heuristic: "count",
    basis: |basis| match basis {
        Basis::Explicit => "declared",
        Basis::Inferred => "proven",
        Basis::Heuristic => "assumed",
    },
};

/// The terms for selections that have been proven since.
const UNPROVEN: Terms = Terms {
    basis: |basis| match basis {
        Basis::Explicit => "explicit",
        Basis::Inferred | Basis::Heuristic => "heuristic",
    },
    ..CURRENT
};

/// Formats the variant selection of a union on one line. Keys that do not affect it are omitted, so that changes to
/// them are not reported.
pub(crate) fn selection(union: &Union) -> String {
    selection_in(&CURRENT, union)
}

fn selection_in(terms: &Terms, union: &Union) -> String {
    let name = |index: usize| union.variants.get(index).map_or("", |variant| variant.name.as_str());
    let mut parts: Vec<String> = Vec::new();
    for tag in &union.selection.siblings {
        let cases =
            tag.cases.iter().map(|(value, inner)| format!("{value} [{}]", whole(terms, inner, &name)));
        parts.push(format!("beside {}: {}", tag.property, cases.collect::<Vec<_>>().join(", ")));
    }
    let own = whole(terms, &union.selection, &name);
    parts.extend((!own.is_empty() && !union.selection.always_sibling).then_some(own));
    format!("{} ({})", parts.join(", "), (terms.basis)(union.selection.basis))
}

fn whole<'a>(terms: &Terms, selection: &Selection, name: &dyn Fn(usize) -> &'a str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (kind, variant) in &selection.kinds {
        let kind = match kind {
            JsonKind::Enum(_) => terms.enum_string,
            kind => kind.noun(),
        };
        parts.push(format!("{kind} is {}", name(*variant)));
    }
    let objects = objects(terms, &selection.objects, name);
    parts.extend((!objects.is_empty()).then_some(objects));
    parts.join(", ")
}

fn objects<'a>(terms: &Terms, selection: &ObjectSelection, name: &dyn Fn(usize) -> &'a str) -> String {
    match selection {
        ObjectSelection::None => String::new(),
        ObjectSelection::Only(variant) => format!("object is {}", name(*variant)),
        ObjectSelection::Tag { property, values, other } => {
            let values = values.iter().map(|(value, variant)| format!("{value} is {}", name(*variant)));
            let other = other.map(|variant| format!("other is {}", name(variant)));
            let values: Vec<_> = values.chain(other).collect();
            format!("{property}: {}", values.join(", "))
        }
        ObjectSelection::Branch { path, values, other } => {
            let values =
                values.iter().map(|(value, inner)| format!("{value} [{}]", objects(terms, inner, name)));
            let values: Vec<_> = values.collect();
            format!("{}: {}, other [{}]", path.join("."), values.join(", "), objects(terms, other, name))
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let cases = cases.iter().map(|(case, inner)| format!("{case} [{}]", objects(terms, inner, name)));
            let cases: Vec<_> = cases.collect();
            let (absent, other) = (objects(terms, absent, name), objects(terms, other, name));
            format!("{}: {}, absent [{absent}], other [{other}]", path.join("."), cases.join(", "))
        }
        ObjectSelection::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let when: Vec<_> = rule.when.iter().map(|keys| keys.join("|")).collect();
                format!("{} is {}", when.join("&"), name(rule.variant))
            });
            format!("keys: {}", rules.collect::<Vec<_>>().join(", "))
        }
        ObjectSelection::Heuristic(candidates) => {
            let order: Vec<_> = candidates.iter().map(|candidate| name(candidate.variant)).collect();
            format!("{}: {}", terms.heuristic, order.join(", "))
        }
    }
}
