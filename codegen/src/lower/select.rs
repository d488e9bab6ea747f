//! Variant selection: how the variant of a value is determined in each union.
//!
//! In this order: by the kind of the JSON value, enum strings before other strings and integers
//! before other numbers; by an explicit discriminator; by a property that all options require with
//! distinct values, possibly nested; by a property with constants that may be absent; by the keys that
//! are present; by the kinds of values of a property. The remaining options are selected by the number of matching
//! properties. All of these follow from the document, except for the last one if the options are such that the option
//! with the most properties may be the wrong one. These unions are heuristic, and are reported together with what would
//! make them provable.

mod column;
mod counted;
mod discriminator;
mod heuristic;
mod keys;
mod kinds;
mod known;
mod leaves;
mod partition;
mod property;
mod remedy;
mod selector;
pub(super) mod sibling;
mod tag;
mod tagged;
mod within;

use std::collections::HashMap;

use self::leaves::{ObjectOption, Scalar, only};
use self::selector::{Overlap, Selected, Selector};
use self::sibling::Siblings;
use super::discriminator::ExplicitDiscriminator;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Basis, ObjectSelection, Selection, Shape};
use crate::settings::Settings;
use crate::source::Location;

/// Sets the selection of all unions of `api`. `discriminators` are by the location of the union; `siblings` are the
/// discriminators from the settings, in properties next to the union.
/// Returns the indices of the `union_order` entries in the settings that apply.
pub(super) fn select(
    api: &mut Api,
    discriminators: &HashMap<Location, ExplicitDiscriminator>,
    siblings: &mut Siblings,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    let mut used = Vec::new();
    for id in api.type_ids() {
        let Shape::Union(union) = &api.definition(id).shape else {
            continue;
        };
        let definition = api.definition(id);
        let location = &definition.location;
        let is_at = |at: &str| {
            std::iter::once(location).chain(&definition.elsewhere).any(|place| place.to_string() == at)
        };
        let order = settings.union_order.iter().position(|entry| is_at(&entry.at));
        used.extend(order);
        let order = order.map(|index| settings.union_order[index].options.as_slice());
        let selector = Selector::new(api, union, order);
        let Outcome { mut selection, overlap, mismatches } = selector.select(discriminators.get(location));
        let overlap = siblings.apply(id, &mut selection, overlap);
        for mismatch in mismatches {
            let help =
                "correct the discriminator, or declare its property in each option with a distinct `const`";
            diagnostics.warn(Code::DiscriminatorMismatch, location, mismatch, help);
        }
        if let Some(overlap) = overlap.filter(|_| order.is_none()) {
            diagnostics.warn(Code::HeuristicUnion, location, overlap.message, &overlap.help);
        }
        if let Shape::Union(union) = &mut api.types[id.0].shape {
            union.selection = selection;
            sibling::name(union);
        }
    }
    used
}

/// A selection, and the problems to report.
struct Outcome {
    selection: Selection,
    /// If the selection is heuristic, what to report.
    overlap: Option<Overlap>,
    /// Messages about differences between the discriminator and the options.
    mismatches: Vec<String>,
}

impl<'a> Selector<'a> {
    fn select(&self, discriminator: Option<&ExplicitDiscriminator>) -> Outcome {
        self.select_among(&self.scalars, &self.objects, discriminator)
    }

    fn select_among(
        &self,
        scalars: &[(usize, Scalar<'a>)],
        objects: &[ObjectOption<'a>],
        discriminator: Option<&ExplicitDiscriminator>,
    ) -> Outcome {
        let (kinds, mut overlap) = self.kinds(scalars);
        let mut mismatches = Vec::new();
        let (selection, basis) = match objects {
            [] => (ObjectSelection::None, Basis::Inferred),
            objects => {
                let explicit = discriminator.and_then(|it| self.explicit(it, objects, &mut mismatches));
                let is_explicit = explicit.is_some();
                let (selection, own_overlap) = explicit.unwrap_or_else(|| self.among(objects));
                overlap = overlap.or(own_overlap);
                (selection, if is_explicit { Basis::Explicit } else { Basis::Inferred })
            }
        };
        let basis = if overlap.is_some() { Basis::Heuristic } else { basis };
        let checked = tagged::unensured(self.api, objects, &selection);
        let selection = Selection { kinds, objects: selection, checked, basis, ..Selection::default() };
        Outcome { selection, overlap, mismatches }
    }

    /// Selects among objects.
    fn among(&self, options: &[ObjectOption<'a>]) -> Selected<ObjectSelection> {
        self.objects_without(options, &[])
    }

    /// Selects among objects that do not have the properties in `absent`.
    fn objects_without(
        &self,
        options: &[ObjectOption<'a>],
        absent: &[Vec<String>],
    ) -> Selected<ObjectSelection> {
        if let Some(only) = only(options) {
            return (ObjectSelection::Only(only), None);
        }
        if let Some(tag) = tag::complete(self.api, options) {
            return (tag, None);
        }
        if let Some((branch, groups)) = tag::branch(self.api, options) {
            return self.branch(branch, groups);
        }
        let mut properties = Vec::new();
        if let Some(selected) = self.by_tag(options, absent, &mut properties) {
            return selected;
        }
        if let Some(rules) = keys::select(options) {
            let shares_tag = self.shares_tag.get();
            return (if shares_tag { self.by_kind_before(options, rules) } else { rules }, None);
        }
        if let Some(selected) = self.by_kind(properties, absent) {
            return selected;
        }
        let (selection, obstacle) = self.by_count(options);
        let Some(obstacle) = obstacle else { return (selection, None) };
        let overlap = self.report(options, &obstacle);
        (selection, Some(overlap))
    }

    /// Selects by a property that leaves more than one option for some values.
    fn branch(&self, path: Vec<String>, groups: tag::Groups<'a>) -> Selected<ObjectSelection> {
        let mut overlap = None;
        let mut values = Vec::new();
        let outer = self.shares_tag.replace(true);
        for (own, options) in groups.known {
            let (selection, own_overlap) = self.among(&options);
            overlap = overlap.or(own_overlap);
            values.extend(own.into_iter().map(|value| (value, selection.clone())));
        }
        self.shares_tag.set(outer);
        let other = if groups.open.is_empty() {
            ObjectSelection::None
        } else {
            let (selection, own_overlap) = self.among(&groups.open);
            overlap = overlap.or(own_overlap);
            selection
        };
        (ObjectSelection::Branch { path, values, other: Box::new(other) }, overlap)
    }
}
