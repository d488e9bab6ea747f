//! Whether every object can end: one that needs itself, member by member, fits no value.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Presence, Shape, Type, TypeId};

/// Reports each object that requires itself.
pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let mut ends = vec![false; api.types.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for id in api.type_ids() {
            if !ends[id.0] && can_end(api, id, &ends) {
                ends[id.0] = true;
                changed = true;
            }
        }
    }
    for id in api.type_ids().filter(|id| !ends[id.0]) {
        diagnostics.error(
            Code::RecursionWithoutEnd,
            &api.definition(id).location,
            "a value of this object would have to hold itself, without end",
            "make a member on the way optional, nullable or a list",
        );
    }
}

fn can_end(api: &Api, id: TypeId, ends: &[bool]) -> bool {
    match &api.definition(id).shape {
        Shape::StringEnum(_) => true,
        Shape::Union(union) => union.variants.iter().any(|it| type_ends(&it.r#type, ends)),
        Shape::Object(object) => object
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
            .all(|field| type_ends(&field.r#type, ends)),
    }
}

fn type_ends(r#type: &Type, ends: &[bool]) -> bool {
    match r#type {
        Type::Named(id) => ends[id.0],
        Type::OrReference(_)
        | Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::String(_)
        | Type::Timestamp
        | Type::List(..)
        | Type::Map(_)
        | Type::Limited(..)
        | Type::Nullable(_) => true,
    }
}
