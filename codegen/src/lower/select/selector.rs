//! The context that all kinds of variant selection share.

use std::cell::Cell;

use crate::ir::{Api, ObjectSelection, Union, Variant};

/// Selects the variants of a union.
pub(super) struct Selector<'a> {
    pub api: &'a Api,
    pub union: &'a Union,
    /// Names of the options, in the order given by the settings.
    pub order: Option<&'a [String]>,
    /// The number of properties examined so far.
    pub examined: Cell<usize>,
    /// Whether a selection is only used if it is proven, so that nothing else has to be completed.
    pub needs_proof: Cell<bool>,
}

/// A selection and, if it is heuristic, what to report.
pub(super) type Selected<T> = (T, Option<Overlap>);

/// The report on a heuristic selection.
#[derive(Debug)]
pub(super) struct Overlap {
    /// The options, and why the selection is not provable.
    pub message: String,
    /// What would prove it.
    pub help: String,
}

impl<'a> Selector<'a> {
    pub fn new(api: &'a Api, union: &'a Union, order: Option<&'a [String]>) -> Self {
        Self { api, union, order, examined: Cell::new(0), needs_proof: Cell::new(false) }
    }

    /// Returns the rank of each option for ties: its position in the settings, or else in the document.
    pub fn ranks(&self) -> Vec<usize> {
        let variants = self.union.variants.iter().enumerate();
        let rank = |(index, variant): (usize, &Variant)| {
            let order = self.order.unwrap_or_default();
            order.iter().position(|name| *name == variant.name).unwrap_or(order.len() + index)
        };
        variants.map(rank).collect()
    }

    /// Returns the report on options that are selected heuristically.
    pub fn overlap(&self, reason: &str, options: &[usize], help: &str) -> Overlap {
        let mut options = options.to_vec();
        options.dedup();
        let names = options.iter().map(|index| format!("`{}`", self.union.variants[*index].name));
        let names: Vec<_> = names.collect();
        let message = format!(
            "options {} are selected heuristically, by matching properties: {reason}",
            names.join(", ")
        );
        Overlap { message, help: help.to_owned() }
    }
}

/// Returns whether some objects are selected by counting their properties.
pub(super) fn counts(selection: &ObjectSelection) -> bool {
    match selection {
        ObjectSelection::None
        | ObjectSelection::Only(_)
        | ObjectSelection::Tag { .. }
        | ObjectSelection::Keys(_) => false,
        ObjectSelection::Branch { values, other, .. } => {
            values.iter().any(|(_, inner)| counts(inner)) || counts(other)
        }
        ObjectSelection::Property { cases, absent, other, .. } => {
            cases.iter().any(|(_, inner)| counts(inner)) || counts(absent) || counts(other)
        }
        ObjectSelection::Heuristic(_) => true,
    }
}
