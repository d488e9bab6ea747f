//! String enums: an enum declaration inside the macro `string_enum!`.

use quote::quote;

use super::documentation::doc;
use super::emitter::Emitter;
use super::item::Item;
use super::markdown::code;
use super::syntax;
use crate::ir::{StringEnum, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn string_enum(&self, id: TypeId, list: &StringEnum) -> Vec<Item> {
        let name = self.type_ident(id);
        let doc = doc(&self.model_doc(id));
        let values = list.values.iter().enumerate();
        let variants = values.map(|(index, value)| {
            // The macro shows the value between single backticks unless this says otherwise.
            let (shown, plain) = (code(value), format!("`{value}`"));
            let shown = (shown != plain).then(|| syntax::list("shown", quote!(#shown)));
            syntax::value_variant(shown.into_iter().collect(), self.ident(NameKey::Variant(id, index)), value)
        });
        let declaration = syntax::public_enum(doc, name, variants.collect());
        vec![Item::InMacro("string_enum", vec![declaration].into())]
    }
}
