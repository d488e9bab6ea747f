//! String enums: a list of values that may grow.

use quote::quote;

use super::documentation::{doc, text};
use super::{Emitter, Item};
use crate::ir::{StringEnum, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn string_enum(&self, id: TypeId, list: &StringEnum) -> Vec<Item> {
        let name = self.type_ident(id);
        let doc = doc(&text(&self.api.definition(id).documentation, "One of several values."));
        let variants = (0..list.values.len()).map(|index| self.ident(NameKey::Variant(id, index)));
        let values = &list.values;
        let tokens = quote! {
            #doc
            pub enum #name {
                #(#variants = #values,)*
            }
        };
        vec![Item::InMacro("string_enum", tokens)]
    }
}
