//! Explicit discriminators, recorded while lowering and used when variants are selected.

use crate::ir::{Type, TypeId};

/// The discriminator of a union.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct ExplicitDiscriminator {
    /// Key of the property.
    pub property: String,
    /// `mapping`: values and their types; `None` for a dangling reference.
    pub mapping: Vec<(String, Option<Type>)>,
    /// Type of objects with any other value, or without the property.
    pub other: Option<Type>,
}

impl ExplicitDiscriminator {
    /// Calls `change` with each referenced definition.
    pub fn references_mut(&mut self, change: &mut dyn FnMut(&mut TypeId)) {
        let mapped = self.mapping.iter_mut().filter_map(|(_, r#type)| r#type.as_mut());
        mapped.chain(&mut self.other).for_each(|r#type| r#type.references_mut(change));
    }
}
