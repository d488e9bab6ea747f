//! String enums: a list of values that may grow.

use super::documentation::{doc, text};
use super::emitter::Emitter;
use super::item::Item;
use super::syntax;
use crate::ir::{StringEnum, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn string_enum(&self, id: TypeId, list: &StringEnum) -> Vec<Item> {
        let name = self.type_ident(id);
        let doc = doc(&text(&self.api.definition(id).documentation, "One of several values."));
        let values = list.values.iter().enumerate();
        let variants = values
            .map(|(index, value)| syntax::value_variant(self.ident(NameKey::Variant(id, index)), value));
        let declaration = syntax::public_enum(doc, name, variants.collect());
        vec![Item::InMacro("string_enum", vec![declaration].into())]
    }
}
