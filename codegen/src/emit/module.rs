//! Modules: one per tag for its models and calls, and one for the models that several tags share.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::item::{Item, Module};
use super::markdown::code;
use crate::ir::{Shape, TypeId};
use crate::names::NameKey;

/// The module of the models that several tags use.
const SHARED: &str = "shared";

impl Emitter<'_> {
    /// The models: `models/mod.rs`, and one module per tag.
    pub(super) fn model_modules(&self) -> Vec<Module<'_>> {
        let mut types: BTreeMap<(&str, Option<usize>), Vec<TypeId>> = BTreeMap::new();
        for id in self.api.type_ids() {
            let tag = self.module_of(id);
            types.entry((tag.map_or(SHARED, |tag| self.module(tag)), tag)).or_default().push(id);
        }
        let mut items = Vec::new();
        for (name, tag) in types.keys() {
            items.push(self.declaration(name, *tag).into());
        }
        let mut modules = vec![Module {
            path: "models/mod.rs".to_owned(),
            documentation: "Request and response models.".to_owned(),
            items: Box::new(items.into_iter()),
        }];
        for ((_, tag), mut ids) in types {
            ids.sort_by_cached_key(|id| self.names.get(NameKey::Type(*id)).text());
            modules.push(Module {
                path: format!("models/{}.rs", tag.map_or(SHARED, |tag| self.file(tag))),
                documentation: self.module_documentation(tag),
                items: Box::new(ids.into_iter().flat_map(|id| self.definition(id))),
            });
        }
        modules
    }

    /// The tag whose module contains a type: the one tag that uses it, or `None` for the shared module.
    pub(super) fn module_of(&self, id: TypeId) -> Option<usize> {
        let tags = self.facts.tags(id);
        match (tags.first(), tags.len()) {
            (Some(tag), 1) => Some(*tag),
            _ => None,
        }
    }

    fn module(&self, tag: usize) -> &str {
        self.names.get(NameKey::TagModule(tag)).text()
    }

    fn file(&self, tag: usize) -> &str {
        self.names.get(NameKey::TagFile(tag)).text()
    }

    /// The attribute of a module whose file does not have its name.
    pub(super) fn path_attribute(&self, tag: usize) -> Option<TokenStream> {
        let file = self.file(tag);
        (file != self.module(tag)).then(|| {
            let path = format!("{file}.rs");
            quote!(#[path = #path])
        })
    }

    fn declaration(&self, name: &str, tag: Option<usize>) -> TokenStream {
        let module = module_ident(name);
        let feature = tag.map(|_| quote!(#[cfg(feature = #name)]));
        let path = tag.and_then(|tag| self.path_attribute(tag));
        quote! {
            #feature
            #path
            mod #module;
            #feature
            pub use self::#module::*;
        }
    }

    fn module_documentation(&self, tag: Option<usize>) -> String {
        match tag {
            Some(tag) => format!("Models of the operations tagged {}.", code(&self.api.tags[tag].name)),
            None => "Models that several tags share.".to_owned(),
        }
    }

    fn definition(&self, id: TypeId) -> Vec<Item> {
        match &self.api.definition(id).shape {
            Shape::Object(object) => self.object(id, object),
            Shape::StringEnum(list) => self.string_enum(id, list),
            Shape::Union(union) => self.union(id, union),
        }
    }
}

/// A module's identifier; raw if the tag is named like a keyword.
pub(super) fn module_ident(name: &str) -> proc_macro2::Ident {
    let parsed = syn::parse_str::<proc_macro2::Ident>(name);
    parsed.unwrap_or_else(|_| proc_macro2::Ident::new_raw(name, proc_macro2::Span::call_site()))
}
