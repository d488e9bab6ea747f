//! Schemas that extend one with a discriminator: a value of the extended schema may be of each of them.

use super::Schema;
use crate::source::{Location, Sources, Value};

/// Adds to the mapping of a discriminator without options the schemas beside its own that extend it:
/// their names are the values that stand for them.
pub(super) fn map(schema: &mut Schema, place: &Location, sources: &Sources) {
    if !schema.options.is_empty() {
        return;
    }
    let Some(discriminator) = &mut schema.discriminator else { return };
    let Some((siblings, _)) = place.pointer.split_last() else { return };
    let siblings = Location { file: place.file.clone(), pointer: siblings };
    let Some(Value::Object(members)) = sources.value(&siblings) else { return };
    let mut extended = vec![place.clone()];
    loop {
        let mut found = Vec::new();
        for (name, value) in members {
            let sibling = siblings.join(name);
            if !extended.contains(&sibling) && extends(value, &sibling, &extended) {
                found.push((name.clone(), sibling));
            }
        }
        if found.is_empty() {
            return;
        }
        extended.extend(found.iter().map(|(_, sibling)| sibling.clone()));
        // Those that the document maps have values of their own.
        found.retain(|(_, sibling)| discriminator.mapping.iter().all(|(_, target)| target != sibling));
        discriminator.mapping.extend(found);
    }
}

/// Whether one of the parts of the schema at `from` is one of those at `places`.
fn extends(schema: &Value, from: &Location, places: &[Location]) -> bool {
    let Value::Object(members) = schema else { return false };
    let Some(Value::Array(parts)) = members.get("allOf") else { return false };
    parts.iter().any(|part| match part {
        Value::Object(part) => match part.get("$ref") {
            Some(Value::String(reference)) => {
                from.resolve(reference).is_some_and(|target| places.contains(&target))
            }
            _ => false,
        },
        _ => false,
    })
}
