//! The state of emission, and names as tokens.

use proc_macro2::{Ident, Span};

use crate::analyze::Facts;
use crate::ir::{Api, TypeId};
use crate::names::{Name, NameKey, Names};

/// The state that all emitters share.
pub(super) struct Emitter<'a> {
    pub api: &'a Api,
    pub facts: &'a Facts,
    pub names: &'a Names,
    /// The name under which examples import the generated crate.
    pub crate_name: &'a str,
}

impl Emitter<'_> {
    pub fn ident(&self, key: NameKey) -> Ident {
        ident(self.names.get(key))
    }

    pub fn type_ident(&self, id: TypeId) -> Ident {
        self.ident(NameKey::Type(id))
    }
}

pub(super) fn ident(name: &Name) -> Ident {
    if name.is_raw() {
        Ident::new_raw(name.text(), Span::call_site())
    } else {
        Ident::new(name.text(), Span::call_site())
    }
}
