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
use crate::ir::{Api, Basis, ObjectSelection, Selection, Shape};
use crate::settings::Settings;
use crate::source::Location;

/// Decides all unions of `api`, with the discriminators that are declared by the place of the
/// union. Gives the indices of the orders in the settings that were used.
pub(super) fn select(
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
        let Told { selection, shared, mismatches } = deciding.select(declared.get(location));
        for mismatch in mismatches {
            let help =
                "correct the discriminator, or declare its member in each option with a `const` of its own";
            diagnostics.warn(Code::DiscriminatorMismatch, location, mismatch, help);
        }
        if let Some(shared) = shared.filter(|_| order.is_none()) {
            diagnostics.warn(
                Code::HeuristicUnion,
                location,
                shared,
                "add a discriminator or a required property with a `const` of its own per option, or give the order \
                 under `union_order` in the settings",
            );
        }
        if let Shape::Union(union) = &mut api.types[id.0].shape {
            union.selection = selection;
        }
    }
    used
}

/// A decision, and what its reader should know.
struct Told {
    selection: Selection,
    /// What makes it an assumption.
    shared: Option<String>,
    /// Where the discriminator and the options disagree.
    mismatches: Vec<String>,
}

impl<'a> Deciding<'a> {
    fn select(&self, declared: Option<&Declared>) -> Told {
        let leaves = self.leaves();
        let (kinds, mut shared) = self.kinds(&leaves.scalars);
        let mut mismatches = Vec::new();
        let (objects, basis) = match leaves.objects.as_slice() {
            [] => (ObjectSelection::None, Basis::Inferred),
            objects => {
                let declared = declared.and_then(|it| self.declared(it, objects, &mut mismatches));
                let is_declared = declared.is_some();
                let (objects, what) = declared.unwrap_or_else(|| self.objects(objects));
                shared = shared.or(what);
                (objects, if is_declared { Basis::Explicit } else { Basis::Inferred })
            }
        };
        let basis = if shared.is_some() { Basis::Heuristic } else { basis };
        Told { selection: Selection { kinds, objects, basis }, shared, mismatches }
    }

    /// How objects are told apart, and what they share if that is an assumption.
    fn objects(&self, options: &[ObjectOption<'a>]) -> Decided<ObjectSelection> {
        if let Some(only) = only(options) {
            return (ObjectSelection::Only(only), None);
        }
        if let Some(tag) = tag::whole(self.api, options) {
            return (tag, None);
        }
        if let Some((branch, groups)) = tag::branch(self.api, options) {
            return self.branch(branch, groups);
        }
        if let Some(rules) = keys::select(options) {
            return (rules, None);
        }
        let shared = keys::shared(options);
        let what =
            if shared.is_empty() { "no member that each demands".to_owned() } else { shared.join(", ") };
        let variants: Vec<usize> = options.iter().map(|option| option.variant).collect();
        (count::select(options, &self.ranks()), Some(self.share(&what, &variants)))
    }

    /// Narrows the choice down by a member that leaves more than one option for some values.
    fn branch(&self, path: Vec<String>, groups: tag::Groups<'a>) -> Decided<ObjectSelection> {
        let mut shared = None;
        let mut values = Vec::new();
        for (own, options) in groups.known {
            let (selection, what) = self.objects(&options);
            shared = shared.or(what);
            values.extend(own.into_iter().map(|value| (value, selection.clone())));
        }
        let other = if groups.open.is_empty() {
            ObjectSelection::None
        } else {
            let (selection, what) = self.objects(&groups.open);
            shared = shared.or(what);
            selection
        };
        (ObjectSelection::Branch { path, values, other: Box::new(other) }, shared)
    }
}
