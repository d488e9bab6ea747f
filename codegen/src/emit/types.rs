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
}
