//! The context that all kinds of variant selection share.

// Cycle: the context keeps the results of the selections that it is the context of.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::column::Column;
use super::counted::Declarations;
use super::known::Memory;
use super::leaves::{Leaves, ObjectOption, Scalar, leaves};
use crate::ir::{Api, ObjectSelection, Union, Variant};

/// Selects the variants of a union.
pub(super) struct Selector<'a> {
    pub api: &'a Api,
    pub union: &'a Union,
    /// Names of the options, in the order given by the settings.
    pub order: Option<&'a [String]>,
    /// Whether a selection is only used if it is proven, so that nothing else has to be completed.
    pub needs_proof: Cell<bool>,
    /// Whether the options have the same value of a tag.
    pub shares_tag: Cell<bool>,
    /// The options that are not objects, with the index of their variant.
    pub scalars: Vec<(usize, Scalar<'a>)>,
    /// The options that are objects.
    pub objects: Rc<[ObjectOption<'a>]>,
    /// Their properties.
    pub columns: RefCell<HashMap<Vec<String>, Rc<Column<'a>>>>,
    pub declarations: OnceCell<Declarations<'a>>,
    /// The selections among some of the options.
    pub memory: RefCell<Memory>,
}

/// A selection and, if it is heuristic, what to report.
pub(super) type Selected<T> = (T, Option<Overlap>);

/// The report on a heuristic selection.
#[derive(Clone, Debug)]
pub(super) struct Overlap {
    /// The options, and why the selection is not provable.
    pub message: String,
    /// What would prove it.
    pub help: String,
}

impl<'a> Selector<'a> {
    pub fn new(api: &'a Api, union: &'a Union, order: Option<&'a [String]>) -> Self {
        let Leaves { scalars, objects } = leaves(api, union);
        Self {
            api,
            union,
            order,
            needs_proof: Cell::new(false),
            shares_tag: Cell::new(false),
            scalars,
            objects: objects.into(),
            columns: RefCell::default(),
            declarations: OnceCell::new(),
            memory: RefCell::default(),
        }
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
