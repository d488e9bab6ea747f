//! How the options of each union are told apart.
//!
//! In this order: the kind of the JSON value, where strings that are listed come before any string
//! and whole numbers before any number; a declared discriminator; a member that every option demands
//! with values of its own, or one further in; the keys that are present. All of it follows from the
//! document. What then is left is decided by counting the keys, which is likely and not certain:
//! such a union is said to be assumed, with what its options share.

mod count;
mod deciding;
mod declared;
mod keys;
mod kinds;
mod leaves;
mod tag;

use std::collections::HashMap;

use self::deciding::{Decided, Deciding};
use self::leaves::{ObjectOption, only};
use super::declared::Declared;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Decision, Ground, ObjectDecision, Shape};
use crate::settings::Settings;
use crate::source::Location;

/// Decides all unions of `api`, with the discriminators that are declared by the place of the
/// union. Gives the indices of the orders in the settings that were used.
pub(super) fn decide(
    api: &mut Api,
    declared: &HashMap<Location, Declared>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    let mut used = Vec::new();
    for id in api.type_ids() {
        let Shape::Union(union) = &api.definition(id).shape else {
            continue;
        };
        let location = &api.definition(id).location;
        let place = location.to_string();
        let order = settings.union_order.iter().position(|entry| entry.at == place);
        used.extend(order);
        let order = order.map(|index| settings.union_order[index].options.as_slice());
        let deciding = Deciding { api, union, order };
        let Told { decision, shared, mismatches } = deciding.decide(declared.get(location));
        for mismatch in mismatches {
            let help =
                "correct the discriminator, or declare its member in each option with a `const` of its own";
            diagnostics.warn(Code::DiscriminatorMismatch, location, mismatch, help);
        }
        if let Some(shared) = shared.filter(|_| order.is_none()) {
            diagnostics.warn(
                Code::AssumedUnion,
                location,
                shared,
                "add a discriminator or a required property with a `const` of its own per option, or give the order \
                 under `union_order` in the settings",
            );
        }
        if let Shape::Union(union) = &mut api.types[id.0].shape {
            union.decision = decision;
        }
    }
    used
}

/// A decision, and what its reader should know.
struct Told {
    decision: Decision,
    /// What makes it an assumption.
    shared: Option<String>,
    /// Where the discriminator and the options disagree.
    mismatches: Vec<String>,
}

impl<'a> Deciding<'a> {
    fn decide(&self, declared: Option<&Declared>) -> Told {
        let leaves = self.leaves();
        let (kinds, mut shared) = self.kinds(&leaves.scalars);
        let mut mismatches = Vec::new();
        let (objects, ground) = match leaves.objects.as_slice() {
            [] => (ObjectDecision::None, Ground::Proven),
            objects => {
                let declared = declared.and_then(|it| self.declared(it, objects, &mut mismatches));
                let is_declared = declared.is_some();
                let (objects, what) = declared.unwrap_or_else(|| self.objects(objects));
                shared = shared.or(what);
                (objects, if is_declared { Ground::Declared } else { Ground::Proven })
            }
        };
        let ground = if shared.is_some() { Ground::Assumed } else { ground };
        Told { decision: Decision { kinds, objects, ground }, shared, mismatches }
    }

    /// How objects are told apart, and what they share if that is an assumption.
    fn objects(&self, options: &[ObjectOption<'a>]) -> Decided<ObjectDecision> {
        if let Some(only) = only(options) {
            return (ObjectDecision::Only(only), None);
        }
        if let Some(tag) = tag::whole(self.api, options) {
            return (tag, None);
        }
        if let Some((branch, groups)) = tag::branch(self.api, options) {
            return self.branch(branch, groups);
        }
        if let Some(rules) = keys::decide(options) {
            return (rules, None);
        }
        let shared = keys::shared(options);
        let what =
            if shared.is_empty() { "no member that each demands".to_owned() } else { shared.join(", ") };
        let variants: Vec<usize> = options.iter().map(|option| option.variant).collect();
        (count::decide(options, &self.ranks()), Some(self.share(&what, &variants)))
    }

    /// Narrows the choice down by a member that leaves more than one option for some values.
    fn branch(&self, path: Vec<String>, groups: tag::Groups<'a>) -> Decided<ObjectDecision> {
        let mut shared = None;
        let mut values = Vec::new();
        for (own, options) in groups.known {
            let (decision, what) = self.objects(&options);
            shared = shared.or(what);
            values.extend(own.into_iter().map(|value| (value, decision.clone())));
        }
        let other = if groups.open.is_empty() {
            ObjectDecision::None
        } else {
            let (decision, what) = self.objects(&groups.open);
            shared = shared.or(what);
            decision
        };
        (ObjectDecision::Branch { path, values, other: Box::new(other) }, shared)
    }
}
