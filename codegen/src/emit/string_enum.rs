//! Enums: an enum declaration inside the macro `string_enum!`, or `scalar_enum!` for integers, numbers and booleans.

use quote::quote;
use syn::Expr;

use super::documentation::{doc, text};
use super::emitter::Emitter;
use super::item::Item;
use super::markdown::code;
use super::syntax;
use crate::ir::{ScalarKind, StringEnum, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn string_enum(&self, id: TypeId, list: &StringEnum) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut attributes = doc(&self.model_doc(id));
        attributes.extend(self.links(id));
        attributes.extend(scalar(list.scalar).map(|kind| {
            let kind = syntax::named(&[kind]);
            syntax::list("values", quote!(#kind))
        }));
        let values = list.values.iter().enumerate();
        let variants = values.map(|(index, value)| {
            let mut attributes = Vec::new();
            let label = list.labels.get(index).map(|label| &label.documentation);
            if let Some(documentation) = label.filter(|it| it.text.is_some() || it.deprecated) {
                let mut lines = text(documentation, "");
                lines.push(String::new());
                attributes = doc(&lines);
            }
            // The macro shows the value between single backticks unless this says otherwise.
            let (shown, plain) = (code(value), format!("`{value}`"));
            let is_shown = list.scalar == ScalarKind::String && shown != plain;
            attributes.extend(is_shown.then(|| syntax::list("shown", quote!(#shown))));
            let name = self.ident(NameKey::Variant(id, index));
            syntax::value_variant(attributes, name, constant(list.scalar, value))
        });
        let declaration = syntax::public_enum(attributes, name, variants.collect());
        let name = if list.scalar == ScalarKind::String { "string_enum" } else { "scalar_enum" };
        vec![Item::InMacro(name, vec![declaration].into())]
    }
}

/// The type of the values, as the macro names it.
fn scalar(kind: ScalarKind) -> Option<&'static str> {
    match kind {
        ScalarKind::String => None,
        ScalarKind::Integer => Some("i64"),
        ScalarKind::Number => Some("Number"),
        ScalarKind::Boolean => Some("bool"),
    }
}

fn constant(kind: ScalarKind, text: &str) -> Expr {
    match kind {
        ScalarKind::String => syntax::text(text),
        ScalarKind::Integer => syntax::integer(text.parse().unwrap_or_default()),
        ScalarKind::Number => syntax::float(text.parse().unwrap_or_default()),
        ScalarKind::Boolean => syntax::boolean(text == "true"),
    }
}
