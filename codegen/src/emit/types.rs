//! Types as they are written where they are used.

use quote::ToTokens as _;

use super::emitter::Emitter;
use super::syntax;
use crate::ir::{Type, TypeId};

/// Where a type is written, which determines the path of a model.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the module of this model.
    Model(TypeId),
    /// In a module of calls, which imports `models`.
    Api,
    /// In the module of the client, which imports nothing.
    Client,
}

impl Emitter<'_> {
    /// The type of a field or a result.
    pub(super) fn r#type(&self, r#type: &Type, place: Place) -> syn::Type {
        match r#type {
            Type::Any => syntax::named(&["crate", "runtime", "Value"]),
            Type::FreeForm => syntax::named(&["crate", "runtime", "Map"]),
            Type::Boolean => syntax::named(&["bool"]),
            Type::Integer(rules) if rules.is_unsigned() => syntax::named(&["u64"]),
            Type::Integer(_) => syntax::named(&["i64"]),
            Type::Number(_) => syntax::named(&["crate", "runtime", "Number"]),
            Type::String(rules) => match rules.format {
                Some(format) => syntax::named(&["crate", "runtime", format.name()]),
                None => syntax::named(&["String"]),
            },
            Type::Timestamp => syntax::named(&["crate", "runtime", "Timestamp"]),
            Type::List(item, _) => syntax::generic(&["Vec"], [self.r#type(item, place)]),
            Type::Map(value) => {
                syntax::generic(&["crate", "runtime", "TypedMap"], [self.r#type(value, place)])
            }
            Type::Nullable(inner) => syntax::generic(&["Option"], [self.r#type(inner, place)]),
            Type::OrReference(inner) => {
                syntax::generic(&["crate", "runtime", "OrReference"], [self.r#type(inner, place)])
            }
            Type::Limited(inner, _) => self.r#type(inner, place),
            Type::Named(id) => self.model(*id, place),
        }
    }

    /// A model by its shortest path.
    pub(super) fn model(&self, id: TypeId, place: Place) -> syn::Type {
        let before = match place {
            Place::Model(here) if self.home(here) == self.home(id) => None,
            Place::Model(_) => Some("super"),
            Place::Api => Some("models"),
            Place::Client => return syntax::model_of_crate(self.type_ident(id)),
        };
        syntax::model(before, self.type_ident(id))
    }
}

/// A type as text without spaces.
pub(super) fn text_of(r#type: &syn::Type) -> String {
    r#type.to_token_stream().to_string().replace(' ', "")
}
