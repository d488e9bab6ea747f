//! Which operations use a type, and whether in requests, responses or errors.

use std::collections::BTreeSet;

use crate::ir::{AdditionalProperties, Api, Inside, Shape, Type, TypeId};

/// Where a type is used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// In parameters and request bodies.
    pub requests: Users,
    /// In successful responses and the headers of responses.
    pub responses: Users,
    /// In the bodies of errors.
    pub errors: Users,
    /// Whether a type that no operation uses consists of this one, or is this one.
    is_in_unused: bool,
}

impl Usage {
    /// Whether a request can contain the type.
    #[must_use]
    pub fn in_requests(&self) -> bool {
        self.requests.count > 0
    }

    /// Whether values of the type may be built: a request can contain it, or it is not known where it is used. All other
    /// types are only read.
    #[must_use]
    pub fn is_sendable(&self) -> bool {
        self.in_requests() || self.is_in_unused
    }

    /// Whether a response can contain the type.
    #[must_use]
    pub fn in_responses(&self) -> bool {
        self.responses.count > 0 || self.errors.count > 0
    }
}

/// The operations that use a type in one role. Only the first few are kept by index: a shared type of a large API has
/// hundreds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Users {
    /// The first operations whose body, result or list item is the type itself.
    pub direct: Vec<usize>,
    /// The first operations that reach the type through another one.
    pub nested: Vec<usize>,
    /// The number of operations, those that are not kept included.
    pub count: usize,
}

impl Users {
    /// How many operations of each kind are kept.
    pub const KEPT: usize = 3;

    fn add(&mut self, operation: usize, is_direct: bool) {
        let kept = if is_direct { &mut self.direct } else { &mut self.nested };
        if kept.len() < Self::KEPT {
            kept.push(operation);
        }
        self.count += 1;
    }
}

pub(crate) fn usage(api: &Api) -> Vec<Usage> {
    let mut usage = vec![Usage::default(); api.types.len()];
    for (index, operation) in api.operations.iter().enumerate() {
        let parameters = operation.parameters.iter().map(|it| &it.r#type);
        let request = parameters.chain(operation.body.iter().flat_map(crate::ir::Body::types));
        mark(api, request, &mut usage, true, |usage, is_direct| {
            usage.requests.add(index, is_direct);
        });
        let headers = operation.headers.iter().map(|it| &it.r#type);
        let response = operation.response_types().into_iter().chain(headers);
        mark(api, response, &mut usage, false, |usage, is_direct| {
            usage.responses.add(index, is_direct);
        });
        mark(api, operation.errors.types().into_iter(), &mut usage, false, |usage, is_direct| {
            usage.errors.add(index, is_direct);
        });
    }
    let is_unused = |id: &TypeId| !usage[id.0].in_requests() && !usage[id.0].in_responses();
    let unused: Vec<_> = api.type_ids().filter(is_unused).map(Type::Named).collect();
    mark(api, unused.iter(), &mut usage, true, |usage, _| usage.is_in_unused = true);
    usage
}

/// Marks the types that `roots` name, and all types that those consist of. Where rules are checked, the types that
/// occur in rules are included.
fn mark<'a>(
    api: &'a Api,
    roots: impl Iterator<Item = &'a Type>,
    usage: &mut [Usage],
    validated: bool,
    mark: impl Fn(&mut Usage, bool),
) {
    let mut seen = vec![false; api.types.len()];
    let mut waiting: Vec<TypeId> = Vec::new();
    let follow = |r#type: &Type, waiting: &mut Vec<TypeId>| {
        waiting.extend(named(r#type));
        if validated {
            in_rules(r#type, waiting);
        }
    };
    roots.for_each(|root| follow(root, &mut waiting));
    let direct: BTreeSet<TypeId> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        mark(&mut usage[id.0], direct.contains(&id));
        match &api.definition(id).shape {
            Shape::Object(object) => {
                object.fields.iter().for_each(|it| follow(&it.r#type, &mut waiting));
                if let AdditionalProperties::Typed(r#type) = &object.additional {
                    follow(r#type, &mut waiting);
                }
                if let Some(inside) = object.inside.as_ref().filter(|_| validated) {
                    in_inside(inside, &mut waiting);
                }
            }
            Shape::Union(union) => {
                union.variants.iter().for_each(|it| follow(&it.r#type, &mut waiting));
            }
            Shape::StringEnum(_) => {}
        }
    }
}

/// Adds the definitions that the rules of a type refer to.
pub(super) fn in_rules(r#type: &Type, into: &mut Vec<TypeId>) {
    if let Some(inside) = r#type.rules().and_then(|rules| rules.inside.as_ref()) {
        in_inside(inside, into);
    }
    if let Some(inner) = r#type.inner() {
        in_rules(inner, into);
    }
}

pub(super) fn in_inside(inside: &Inside, into: &mut Vec<TypeId>) {
    for r#type in inside.types() {
        into.extend(named(r#type));
        in_rules(r#type, into);
    }
}

/// Returns the definition that a type refers to, inside lists, maps, null and rules.
#[must_use]
pub fn named(r#type: &Type) -> Option<TypeId> {
    match r#type {
        Type::Named(id) => Some(*id),
        other => other.inner().and_then(named),
    }
}
