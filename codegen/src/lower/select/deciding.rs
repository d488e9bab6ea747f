//! What every way to decide a union has at hand.

use crate::ir::{Api, Union, Variant};

/// The union that is decided.
pub(super) struct Deciding<'a> {
    pub api: &'a Api,
    pub union: &'a Union,
    /// The names of the options, in the order of the settings.
    pub order: Option<&'a [String]>,
}

/// A decision, and what makes it an assumption.
pub(super) type Decided<T> = (T, Option<String>);

impl Deciding<'_> {
    /// The rank of each option when options tie: that of the settings, else that of the document.
    pub fn ranks(&self) -> Vec<usize> {
        let variants = self.union.variants.iter().enumerate();
        let rank = |(index, variant): (usize, &Variant)| {
            let order = self.order.unwrap_or_default();
            order.iter().position(|name| *name == variant.name).unwrap_or(order.len() + index)
        };
        variants.map(rank).collect()
    }

    pub fn share(&self, what: &str, options: &[usize]) -> String {
        let mut options = options.to_vec();
        options.dedup();
        let names = options.iter().map(|index| format!("`{}`", self.union.variants[*index].name));
        let names: Vec<_> = names.collect();
        format!(
            "the options {} are told apart by counting their members: they share {what}",
            names.join(", ")
        )
    }
}
