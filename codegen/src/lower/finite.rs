//! Checks that every object has finite values: one that requires itself, directly or through its
//! properties, has none.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Presence, Shape, Type, TypeId};

/// Reports each object that requires itself. The properties that require it accept any value instead.
pub(super) fn check(api: &mut Api, diagnostics: &mut Diagnostics) {
    let is_finite = finite_types(api);
    for id in api.type_ids().filter(|id| !is_finite[id.0]) {
        let definition = &mut api.types[id.0];
        let Shape::Object(object) = &mut definition.shape else { continue };
        diagnostics.warn(
            Code::InfiniteRecursion,
            &definition.location,
            "object requires itself, so that no finite value is valid: its properties in the cycle accept any value",
            "make a property in the cycle optional, nullable or an array",
        );
        let fields = object.fields.iter_mut().filter(|field| field.presence == Presence::Required);
        for field in fields.filter(|field| !is_finite_type(&field.r#type, &is_finite)) {
            field.r#type = Type::Any;
        }
    }
}

/// Returns which types have finite values.
fn finite_types(api: &Api) -> Vec<bool> {
    let mut is_finite = vec![false; api.types.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for id in api.type_ids() {
            if !is_finite[id.0] && has_finite_value(api, id, &is_finite) {
                is_finite[id.0] = true;
                changed = true;
            }
        }
    }
    is_finite
}

fn has_finite_value(api: &Api, id: TypeId, is_finite: &[bool]) -> bool {
    match &api.definition(id).shape {
        Shape::StringEnum(_) => true,
        Shape::Union(union) => union.variants.iter().any(|it| is_finite_type(&it.r#type, is_finite)),
        Shape::Object(object) => object
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
            .all(|field| is_finite_type(&field.r#type, is_finite)),
    }
}

fn is_finite_type(r#type: &Type, is_finite: &[bool]) -> bool {
    match r#type {
        Type::Named(id) => is_finite[id.0],
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
