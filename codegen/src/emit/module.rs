//! Modules: one per tag for its models and calls, and one for the models that several tags share.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::item::{Item, Module};
use crate::ir::{Shape, TypeId};
use crate::names::NameKey;

/// The module of the models that several tags use.
const SHARED: &str = "shared";

impl Emitter<'_> {
    /// The models: `models/mod.rs`, and one module per tag.
    pub(super) fn model_modules(&self) -> Vec<Module<'_>> {
        let mut types: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
        for id in self.api.type_ids() {
            types.entry(self.module_of(id)).or_default().push(id);
        }
        let mut items = Vec::new();
        for module in types.keys() {
            items.push(declaration(module).into());
        }
        let mut modules = vec![Module {
            path: "models/mod.rs".to_owned(),
            documentation: "Request and response models.".to_owned(),
            items: Box::new(items.into_iter()),
        }];
        for (module, mut ids) in types {
            ids.sort_by_cached_key(|id| self.names.get(NameKey::Type(*id)).text());
            modules.push(Module {
                path: format!("models/{module}.rs"),
                documentation: self.module_documentation(module),
                items: Box::new(ids.into_iter().flat_map(|id| self.definition(id))),
            });
        }
        modules
    }

    /// The module of a type: that of the one tag that uses it, or the shared one.
    pub(super) fn module_of(&self, id: TypeId) -> &str {
        let tags = self.facts.tags(id);
        match (tags.first(), tags.len()) {
            (Some(tag), 1) => self.names.get(NameKey::TagModule(*tag)).text(),
            _ => SHARED,
        }
    }

    fn module_documentation(&self, module: &str) -> String {
        let tag =
            (0..self.api.tags.len()).find(|tag| self.names.get(NameKey::TagModule(*tag)).text() == module);
        match tag {
            Some(tag) => format!("Models of the operations tagged `{}`.", self.api.tags[tag].name),
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

/// The declaration of a module, and the re-export of its models.
fn declaration(name: &str) -> TokenStream {
    let module = module_ident(name);
    let feature = (name != SHARED).then(|| quote!(#[cfg(feature = #name)]));
    quote! {
        #feature
        mod #module;
        #feature
        pub use self::#module::*;
    }
}

/// A module's identifier; raw if the tag is named like a keyword.
pub(super) fn module_ident(name: &str) -> proc_macro2::Ident {
    let parsed = syn::parse_str::<proc_macro2::Ident>(name);
    parsed.unwrap_or_else(|_| proc_macro2::Ident::new_raw(name, proc_macro2::Span::call_site()))
}
