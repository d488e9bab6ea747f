//! How a union is told apart, as the lock file states it, and what has changed since.

use super::Lock;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, JsonKind, ObjectDecision, Shape, Union};

impl Lock {
    /// Reports each union that is told apart in another way than before.
    pub(crate) fn compare(&self, api: &Api, diagnostics: &mut Diagnostics) {
        if self.types.is_empty() {
            return;
        }
        for definition in &api.types {
            let Shape::Union(union) = &definition.shape else { continue };
            let place = definition.location.to_string();
            let before = self.types.get(&place).and_then(|pinned| pinned.decision.as_ref());
            let Some(before) = before else { continue };
            let now = decision(union);
            if *before != now {
                diagnostics.warn(
                    Code::ChangedDecision,
                    &definition.location,
                    format!("the options were told apart by {before}; now it is by {now}"),
                    "review what values mean now, and commit the new lock file",
                );
            }
        }
    }
}

/// How a union is told apart, in one line. What an option has that tells nothing does not show.
pub(crate) fn decision(union: &Union) -> String {
    let name = |index: usize| union.variants.get(index).map_or("", |variant| variant.name.as_str());
    let mut parts: Vec<String> = Vec::new();
    for (kind, variant) in &union.decision.kinds {
        let kind = match kind {
            JsonKind::Boolean => "boolean",
            JsonKind::Integer => "integer",
            JsonKind::Number => "number",
            JsonKind::Listed(_) => "listed string",
            JsonKind::Timestamp => "timestamp",
            JsonKind::String => "string",
            JsonKind::Array => "array",
        };
        parts.push(format!("{kind} is {}", name(*variant)));
    }
    let objects = objects(&union.decision.objects, &name);
    parts.extend((!objects.is_empty()).then_some(objects));
    format!("{} ({})", parts.join(", "), union.decision.ground.as_str())
}

fn objects<'a>(decision: &ObjectDecision, name: &dyn Fn(usize) -> &'a str) -> String {
    match decision {
        ObjectDecision::None => String::new(),
        ObjectDecision::Only(variant) => format!("object is {}", name(*variant)),
        ObjectDecision::Tag { property, values, other } => {
            let values = values.iter().map(|(value, variant)| format!("{value} is {}", name(*variant)));
            let other = other.map(|variant| format!("other is {}", name(variant)));
            let values: Vec<_> = values.chain(other).collect();
            format!("{property}: {}", values.join(", "))
        }
        ObjectDecision::Branch { path, values, other } => {
            let values = values.iter().map(|(value, inner)| format!("{value} [{}]", objects(inner, name)));
            let values: Vec<_> = values.collect();
            format!("{}: {}, other [{}]", path.join("."), values.join(", "), objects(other, name))
        }
        ObjectDecision::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let when: Vec<_> = rule.when.iter().map(|keys| keys.join("|")).collect();
                format!("{} is {}", when.join("&"), name(rule.variant))
            });
            format!("keys: {}", rules.collect::<Vec<_>>().join(", "))
        }
        ObjectDecision::Count(candidates) => {
            let order: Vec<_> = candidates.iter().map(|candidate| name(candidate.variant)).collect();
            format!("count: {}", order.join(", "))
        }
    }
}
