//! Schemas that extend a schema with a discriminator by `allOf`. A value of the base schema may be a value of
//! any of them.

use super::Schema;
use crate::source::{Location, Sources, Value};

/// Adds the schemas that extend `schema` to the mapping of its discriminator, under their names.
///
/// Only siblings of `schema` are considered. A schema that lists its options is left unchanged.
pub(super) fn add_to_mapping(schema: &mut Schema, place: &Location, sources: &Sources) {
    if !schema.options.is_empty() {
        return;
    }
    let Some(discriminator) = &mut schema.discriminator else { return };
    let Some((siblings, _)) = place.pointer.split_last() else { return };
    let siblings = Location { file: place.file.clone(), pointer: siblings };
    let Some(Value::Object(fields)) = sources.value(&siblings) else { return };
    let mut extended = vec![place.clone()];
    loop {
        let mut added = Vec::new();
        for (name, value) in fields {
            let sibling = siblings.join(name);
            if !extended.contains(&sibling) && extends(value, &sibling, &extended) {
                added.push((name.clone(), sibling));
            }
        }
        if added.is_empty() {
            return;
        }
        extended.extend(added.iter().map(|(_, sibling)| sibling.clone()));
        // Schemas that the document maps already have a discriminator value.
        added.retain(|(_, sibling)| discriminator.mapping.iter().all(|(_, target)| target != sibling));
        discriminator.mapping.extend(added);
    }
}

/// Returns whether one of the `allOf` parts of the schema at `from` refers to one of `places`.
fn extends(schema: &Value, from: &Location, places: &[Location]) -> bool {
    let Value::Object(fields) = schema else { return false };
    let Some(Value::Array(parts)) = fields.get("allOf") else { return false };
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
