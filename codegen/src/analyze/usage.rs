//! Where a type is used: in what is sent, in what comes back, by which tags.

use std::collections::BTreeSet;

use crate::ir::{Api, Inside, Rest, Shape, Type, TypeId};

/// Where a type is used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// In a parameter or a request body.
    pub request: bool,
    /// In an answer.
    pub response: bool,
    /// By the operations of these tags.
    pub tags: BTreeSet<usize>,
}

pub(crate) fn usage(api: &Api) -> Vec<Usage> {
    let mut usage = vec![Usage::default(); api.types.len()];
    for operation in &api.operations {
        let parameters = operation.parameters.iter().map(|it| &it.r#type);
        let sent = parameters.chain(operation.body.iter().flat_map(crate::ir::Body::types));
        mark(api, sent, &mut usage, true, |usage| {
            usage.request = true;
            usage.tags.insert(operation.tag);
        });
        let headers = operation.headers.iter().map(|it| &it.r#type);
        let received = operation.response.types().into_iter().chain(operation.errors.types()).chain(headers);
        mark(api, received, &mut usage, false, |usage| {
            usage.response = true;
            usage.tags.insert(operation.tag);
        });
    }
    usage
}

/// Marks the types that `roots` name, and all that those consist of; where rules are checked, those
/// that stand in rules too.
fn mark<'a>(
    api: &'a Api,
    roots: impl Iterator<Item = &'a Type>,
    usage: &mut [Usage],
    checked: bool,
    mark: impl Fn(&mut Usage),
) {
    let mut seen = vec![false; api.types.len()];
    let mut waiting: Vec<TypeId> = Vec::new();
    let follow = |r#type: &Type, waiting: &mut Vec<TypeId>| {
        waiting.extend(named(r#type));
        if checked {
            in_rules(r#type, waiting);
        }
    };
    roots.for_each(|root| follow(root, &mut waiting));
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        mark(&mut usage[id.0]);
        match &api.definition(id).shape {
            Shape::Object(object) => {
                object.fields.iter().for_each(|it| follow(&it.r#type, &mut waiting));
                if let Rest::Typed(rest) = &object.rest {
                    follow(rest, &mut waiting);
                }
                if let Some(inside) = object.inside.as_ref().filter(|_| checked) {
                    all_of(inside, &mut waiting);
                }
            }
            Shape::Union(union) => {
                union.variants.iter().for_each(|it| follow(&it.r#type, &mut waiting));
            }
            Shape::StringEnum(_) => {}
        }
    }
}

/// The definitions that the rules of a type name.
fn in_rules(r#type: &Type, into: &mut Vec<TypeId>) {
    if let Some(inside) = r#type.rules().and_then(|rules| rules.inside.as_ref()) {
        all_of(inside, into);
    }
    if let Some(inner) = r#type.inner() {
        in_rules(inner, into);
    }
}

fn all_of(inside: &Inside, into: &mut Vec<TypeId>) {
    for r#type in inside.types() {
        into.extend(named(r#type));
        in_rules(r#type, into);
    }
}

/// The definition that a type comes down to, behind lists, maps and null.
#[must_use]
pub fn named(r#type: &Type) -> Option<TypeId> {
    match r#type {
        Type::Named(id) => Some(*id),
        other => other.inner().and_then(named),
    }
}
