//! Variant selections in the lock file, and their comparison with those of the current run.

use super::Lock;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, JsonKind, ObjectSelection, Shape, Union};

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
            let Some(locked) = locked.map(in_current_terms) else { continue };
            let current = selection(union);
            if locked != current {
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

/// Converts a selection written by an earlier version to the current terms, so that upgrading the generator is not
/// reported as a change.
fn in_current_terms(selection: &str) -> String {
    const TERMS: &[(&str, &str)] = &[
        ("(declared)", "(explicit)"),
        ("(proven)", "(inferred)"),
        ("(assumed)", "(heuristic)"),
        ("listed string is ", "enum string is "),
        ("count: ", "heuristic: "),
    ];
    TERMS.iter().fold(selection.to_owned(), |text, (earlier, current)| text.replace(earlier, current))
}

/// Formats the variant selection of a union on one line. Keys that do not affect it are omitted, so that changes to
/// them are not reported.
pub(crate) fn selection(union: &Union) -> String {
    let name = |index: usize| union.variants.get(index).map_or("", |variant| variant.name.as_str());
    let mut parts: Vec<String> = Vec::new();
    for (kind, variant) in &union.selection.kinds {
        let kind = match kind {
            JsonKind::Boolean => "boolean",
            JsonKind::Integer => "integer",
            JsonKind::Number => "number",
            JsonKind::Enum(_) => "enum string",
            JsonKind::Timestamp => "timestamp",
            JsonKind::String => "string",
            JsonKind::Array => "array",
        };
        parts.push(format!("{kind} is {}", name(*variant)));
    }
    let objects = objects(&union.selection.objects, &name);
    parts.extend((!objects.is_empty()).then_some(objects));
    format!("{} ({})", parts.join(", "), union.selection.basis.as_str())
}

fn objects<'a>(selection: &ObjectSelection, name: &dyn Fn(usize) -> &'a str) -> String {
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
            let values = values.iter().map(|(value, inner)| format!("{value} [{}]", objects(inner, name)));
            let values: Vec<_> = values.collect();
            format!("{}: {}, other [{}]", path.join("."), values.join(", "), objects(other, name))
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
            format!("heuristic: {}", order.join(", "))
        }
    }
}
