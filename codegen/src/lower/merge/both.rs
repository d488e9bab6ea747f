//! Composes two schemas that both apply; their parts are merged when the result is reached.

use std::rc::Rc;

use crate::document::Schema;

/// Returns a schema with both as its parts.
pub(super) fn both(one: &Rc<Schema>, other: &Rc<Schema>) -> Rc<Schema> {
    let bare = |schema: &Schema| Schema { location: one.location.clone(), ..schema.clone() };
    if Rc::ptr_eq(one, other) || bare(one) == bare(other) {
        return Rc::clone(one);
    }
    let whole = Schema::anything(other.location.clone());
    let title = other.title.clone().or_else(|| one.title.clone());
    let description = other.description.clone().or_else(|| one.description.clone());
    // Equal parts are added once, so that composing recursive schemas repeatedly does not grow them.
    let mut parts: Vec<Rc<Schema>> = Vec::new();
    for part in [one, other].into_iter().flat_map(pieces) {
        if !parts.iter().any(|existing| Rc::ptr_eq(existing, &part) || *existing == part) {
            parts.push(part);
        }
    }
    Rc::new(Schema { title, description, parts, ..whole })
}

/// Returns the parts of a schema that has no other constraints, or else the schema itself.
fn pieces(schema: &Rc<Schema>) -> Vec<Rc<Schema>> {
    if schema.reference.is_none() && !schema.parts.is_empty() && !schema.constrains() && !schema.nullable {
        return schema.parts.clone();
    }
    vec![Rc::clone(schema)]
}

/// Returns whether a schema has a reference or parts.
pub(super) fn is_composed(schema: &Schema) -> bool {
    schema.reference.is_some() || !schema.parts.is_empty()
}
