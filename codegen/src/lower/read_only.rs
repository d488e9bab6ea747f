//! Read-only properties that select the variants of unions: these are part of requests.

use std::collections::{HashMap, HashSet};

use super::discriminator::ExplicitDiscriminator;
use super::notes::READ_ONLY;
use crate::analyze;
use crate::ir::{Api, Literal, Object, Presence, ScalarKind, Shape, Type, TypeId};
use crate::source::Location;

/// Makes required read-only properties that select the variants of unions part of requests.
pub(super) fn send(api: &mut Api, discriminators: &HashMap<Location, ExplicitDiscriminator>) {
    let facts = analyze::usage(api);
    let constants = constants(api);
    let tags = tags(api, discriminators);
    for (index, (definition, usage)) in api.types.iter_mut().zip(facts).enumerate() {
        let Shape::Object(object) = &mut definition.shape else { continue };
        if usage.in_requests() {
            let own = tags.iter().filter(|(id, _)| id.0 == index);
            own.for_each(|(_, key)| send_tags(object, key.as_deref(), &constants));
        }
    }
}

/// Returns the options of unions, and the properties of their discriminators.
fn tags(
    api: &Api,
    discriminators: &HashMap<Location, ExplicitDiscriminator>,
) -> HashSet<(TypeId, Option<String>)> {
    let mut tags = HashSet::new();
    for definition in &api.types {
        let Shape::Union(union) = &definition.shape else { continue };
        let property = discriminators.get(&definition.location).map(|it| it.property.clone());
        for variant in &union.variants {
            if let Type::Named(id) = variant.r#type {
                tags.insert((id, property.clone()));
            }
        }
    }
    tags
}

/// Returns the only value of each string enum with a single one.
fn constants(api: &Api) -> HashMap<TypeId, String> {
    let enums = api.type_ids().filter_map(|id| match &api.definition(id).shape {
        Shape::StringEnum(list) => match list.values.as_slice() {
            [only] if list.scalar == ScalarKind::String => Some((id, only.clone())),
            _ => None,
        },
        Shape::Object(_) | Shape::Union(_) => None,
    });
    enums.collect()
}

/// Makes read-only properties that select the variant of a union part of requests: constants are filled in, and the
/// property of a discriminator is set by the caller.
fn send_tags(object: &mut Object, discriminator: Option<&str>, constants: &HashMap<TypeId, String>) {
    let is_sent = |field: &crate::ir::Field| field.read_only && field.presence == Presence::Required;
    let mut filled = Vec::new();
    for (index, field) in object.fields.iter_mut().enumerate().filter(|(_, field)| is_sent(field)) {
        let constant = match &field.r#type {
            Type::Named(id) => constants.get(id),
            _ => None,
        };
        if let Some(value) = constant {
            filled.push((index, Literal { key: field.key.clone(), value: value.clone() }));
        } else if discriminator == Some(&field.key) {
            field.read_only = false;
            field.notes.retain(|note| note != READ_ONLY);
        }
    }
    for (index, literal) in filled.into_iter().rev() {
        object.fields.remove(index);
        object.literals.push(literal);
    }
}
