//! Where a type is used: in what is sent, in what comes back, by which tags.

use std::collections::BTreeSet;

use crate::ir::{Api, Rest, Shape, Type, TypeId};

/// Where a type is used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// In a parameter or a request body.
    pub request: bool,
    /// In an answer.
    pub answer: bool,
    /// By the operations of these tags.
    pub tags: BTreeSet<usize>,
}

pub(crate) fn usage(api: &Api) -> Vec<Usage> {
    let mut usage = vec![Usage::default(); api.types.len()];
    for operation in &api.operations {
        let parameters = operation.parameters.iter().map(|it| &it.r#type);
        let sent = parameters.chain(operation.body.iter().flat_map(crate::ir::Body::types));
        mark(api, sent, &mut usage, |usage| {
            usage.request = true;
            usage.tags.insert(operation.tag);
        });
        let headers = operation.headers.iter().map(|it| &it.r#type);
        let received = operation.answer.types().into_iter().chain(operation.errors.types()).chain(headers);
        mark(api, received, &mut usage, |usage| {
            usage.answer = true;
            usage.tags.insert(operation.tag);
        });
    }
    usage
}

/// Marks the types that `roots` name, and all that those consist of.
fn mark<'a>(
    api: &'a Api,
    roots: impl Iterator<Item = &'a Type>,
    usage: &mut [Usage],
    mark: impl Fn(&mut Usage),
) {
    let mut seen = vec![false; api.types.len()];
    let mut waiting: Vec<TypeId> = roots.filter_map(named).collect();
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        mark(&mut usage[id.0]);
        match &api.definition(id).shape {
            Shape::Object(object) => {
                waiting.extend(object.fields.iter().filter_map(|it| named(&it.r#type)));
                if let Rest::Typed(rest) = &object.rest {
                    waiting.extend(named(rest));
                }
            }
            Shape::Union(union) => {
                waiting.extend(union.variants.iter().filter_map(|it| named(&it.r#type)));
            }
            Shape::StringEnum(_) => {}
        }
    }
}

/// The definition that a type comes down to, behind lists, maps and null.
#[must_use]
pub fn named(r#type: &Type) -> Option<TypeId> {
    match r#type {
        Type::Named(id) => Some(*id),
        Type::List(inner, _)
        | Type::Map(inner)
        | Type::Nullable(inner)
        | Type::OrReference(inner)
        | Type::Limited(inner, _) => named(inner),
        Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::String(_)
        | Type::Timestamp => None,
    }
}
