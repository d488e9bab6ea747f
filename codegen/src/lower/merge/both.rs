//! A schema made of two that both hold, as parts that are merged when it is met.

use std::rc::Rc;

use crate::document::Schema;

/// A schema of which both hold.
pub(super) fn both(one: &Rc<Schema>, other: &Rc<Schema>) -> Rc<Schema> {
    let bare = |schema: &Schema| Schema { location: one.location.clone(), ..schema.clone() };
    if Rc::ptr_eq(one, other) || bare(one) == bare(other) {
        return Rc::clone(one);
    }
    let whole = Schema::anything(other.location.clone());
    let title = other.title.clone().or_else(|| one.title.clone());
    let description = other.description.clone().or_else(|| one.description.clone());
    // What is put together again and again, as in a circle, does not grow: the same part counts once.
    let mut parts: Vec<Rc<Schema>> = Vec::new();
    for part in [one, other].into_iter().flat_map(pieces) {
        if !parts.iter().any(|known| Rc::ptr_eq(known, &part) || *known == part) {
            parts.push(part);
        }
    }
    Rc::new(Schema { title, description, parts, ..whole })
}

/// The parts of a schema that consists of nothing else, or the schema itself.
fn pieces(schema: &Rc<Schema>) -> Vec<Rc<Schema>> {
    if schema.reference.is_none() && !schema.parts.is_empty() && !schema.constrains() && !schema.nullable {
        return schema.parts.clone();
    }
    vec![Rc::clone(schema)]
}

/// Whether a schema is made of others.
pub(super) fn is_composed(schema: &Schema) -> bool {
    schema.reference.is_some() || !schema.parts.is_empty()
}
