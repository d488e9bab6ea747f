//! The features of the client that compile a type: those of the tags whose operations reach it.

use std::collections::BTreeMap;

use super::usage::{Usage, in_inside, in_rules, named};
use crate::ir::{AdditionalProperties, Api, Body, Operation, Shape, Type, TypeId};

/// A feature of the client.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Feature {
    /// The operations of a tag, and the models that they reach.
    Tag(usize),
    /// The models that no operation reaches, and the models that those consist of.
    OtherModels,
}

impl Feature {
    /// Returns the tag, if it is the feature of one.
    #[must_use]
    pub fn tag(self) -> Option<usize> {
        match self {
            Self::Tag(tag) => Some(tag),
            Self::OtherModels => None,
        }
    }
}

/// The features that compile each type. A document without tags has no features, and all types are compiled.
#[derive(Clone, Debug)]
pub struct Features {
    /// The distinct sets of features, each sorted.
    sets: Vec<Vec<Feature>>,
    /// The index of the set of each type.
    of: Vec<usize>,
}

impl Features {
    /// Returns the features any of which compiles a type. None means that it is always compiled.
    #[must_use]
    pub fn of(&self, id: TypeId) -> &[Feature] {
        &self.sets[self.of[id.0]]
    }

    /// Returns the index of the set of these features.
    #[must_use]
    pub fn set(&self, id: TypeId) -> usize {
        self.of[id.0]
    }

    /// Returns whether any type is compiled by a feature.
    #[must_use]
    pub fn contains(&self, feature: Feature) -> bool {
        self.sets.iter().any(|set| set.contains(&feature))
    }
}

pub(super) fn features(api: &Api, usage: &[Usage]) -> Features {
    let mut walk = Walk { api, usage, features: vec![Vec::new(); api.types.len()], waiting: Vec::new() };
    if !api.tags.is_empty() {
        let mut operations: BTreeMap<usize, Vec<&Operation>> = BTreeMap::new();
        for operation in &api.operations {
            operations.entry(operation.tag).or_default().push(operation);
        }
        for (tag, operations) in operations {
            for operation in operations {
                walk.operation(operation);
            }
            walk.reach(Feature::Tag(tag));
        }
        let others = api.type_ids().filter(|id| walk.features[id.0].is_empty());
        walk.waiting = others.collect();
        walk.reach(Feature::OtherModels);
    }
    let mut sets: BTreeMap<Vec<Feature>, usize> = BTreeMap::new();
    let of = walk.features.into_iter().map(|features| {
        let next = sets.len();
        *sets.entry(features).or_insert(next)
    });
    let of = of.collect();
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(|(_, index)| *index);
    Features { sets: sets.into_iter().map(|(features, _)| features).collect(), of }
}

struct Walk<'a> {
    api: &'a Api,
    usage: &'a [Usage],
    /// The features of each type so far, sorted.
    features: Vec<Vec<Feature>>,
    waiting: Vec<TypeId>,
}

impl Walk<'_> {
    /// Adds the types that the calls of an operation name.
    fn operation(&mut self, operation: &Operation) {
        let parameters = operation.parameters.iter().map(|it| &it.r#type);
        for r#type in parameters.chain(operation.body.iter().flat_map(Body::types)) {
            self.add(r#type, true);
        }
        let headers = operation.headers.iter().map(|it| &it.r#type);
        for r#type in operation.response_types().into_iter().chain(operation.errors.types()).chain(headers) {
            self.add(r#type, false);
        }
    }

    /// Adds the definition that a type refers to, and those that its rules refer to if they are emitted.
    fn add(&mut self, r#type: &Type, has_rules: bool) {
        self.waiting.extend(named(r#type));
        if has_rules {
            in_rules(r#type, &mut self.waiting);
        }
    }

    /// Gives a feature to the types that wait, and to all types that those consist of.
    fn reach(&mut self, feature: Feature) {
        let api = self.api;
        while let Some(id) = self.waiting.pop() {
            let features = &mut self.features[id.0];
            if features.last() == Some(&feature) {
                continue;
            }
            features.push(feature);
            // The rules of a type are emitted once for all features.
            let has_rules = self.usage[id.0].in_requests();
            match &api.definition(id).shape {
                Shape::Object(object) => {
                    object.fields.iter().for_each(|it| self.add(&it.r#type, has_rules));
                    if let AdditionalProperties::Typed(r#type) = &object.additional {
                        self.add(r#type, has_rules);
                    }
                    if let Some(inside) = object.inside.as_ref().filter(|_| has_rules) {
                        in_inside(inside, &mut self.waiting);
                    }
                }
                Shape::Union(union) => union.variants.iter().for_each(|it| self.add(&it.r#type, has_rules)),
                Shape::StringEnum(_) => {}
            }
        }
    }
}
