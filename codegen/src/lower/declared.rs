//! Discriminators that the document declares, kept until unions are decided.

use crate::ir::{Type, TypeId};

/// What a discriminator says, wherever it stands.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Declared {
    /// The member that tells.
    pub property: String,
    /// Its values and what they stand for, as far as they are given.
    pub mapping: Vec<(String, Option<Type>)>,
    /// What all other values stand for, and objects without the member.
    pub other: Option<Type>,
}

impl Declared {
    /// Calls `change` with each definition that is named.
    pub fn references_mut(&mut self, change: &mut dyn FnMut(&mut TypeId)) {
        let mapped = self.mapping.iter_mut().filter_map(|(_, r#type)| r#type.as_mut());
        mapped.chain(&mut self.other).for_each(|r#type| r#type.references_mut(change));
    }
}
