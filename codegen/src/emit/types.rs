//! How a type is written where it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::ir::{Type, TypeId};

/// Where a type is written, which decides how a model is referred to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the module of this model, next to others.
    Model(TypeId),
    /// In a module of calls, which imports `models`.
    Api,
}

impl Emitter<'_> {
    /// The type as a field or an answer has it.
    pub(super) fn r#type(&self, r#type: &Type, place: Place) -> TokenStream {
        match r#type {
            Type::Any => quote!(crate::runtime::Value),
            Type::FreeForm => quote!(crate::runtime::Map),
            Type::Boolean => quote!(bool),
            Type::Integer(_) => quote!(i64),
            Type::Number(_) => quote!(f64),
            Type::String(_) => quote!(String),
            Type::Timestamp => quote!(crate::runtime::Timestamp),
            Type::List(item, _) => {
                let item = self.r#type(item, place);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.r#type(value, place);
                quote!(std::collections::BTreeMap<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.r#type(inner, place);
                quote!(Option<#inner>)
            }
            Type::OrReference(inner) => {
                let inner = self.r#type(inner, place);
                quote!(crate::runtime::OrReference<#inner>)
            }
            Type::Limited(inner, _) => self.r#type(inner, place),
            Type::Named(id) => self.model(*id, place),
        }
    }

    /// A model, by the shortest path.
    pub(super) fn model(&self, id: TypeId, place: Place) -> TokenStream {
        let name = self.type_ident(id);
        match place {
            Place::Model(here) if self.home(here) == self.home(id) => quote!(#name),
            Place::Model(_) => quote!(super::#name),
            Place::Api => quote!(models::#name),
        }
    }

    /// The type of an argument, and the expression that makes the value out of it.
    pub(super) fn argument(
        &self,
        r#type: &Type,
        name: &TokenStream,
        place: Place,
    ) -> (TokenStream, TokenStream) {
        let plain = self.r#type(r#type, place);
        match r#type.without_rules() {
            // `impl Into<Option<T>>` could not tell what a bare `None` is.
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Nullable(_) => (plain, quote!(#name)),
            Type::Any
            | Type::FreeForm
            | Type::String(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::OrReference(_)
            | Type::Limited(..)
            | Type::Named(_) => (quote!(impl Into<#plain>), quote!(#name.into())),
        }
    }
}
