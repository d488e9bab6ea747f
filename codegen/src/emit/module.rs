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
        let mut homes: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
        for id in self.api.type_ids() {
            homes.entry(self.home(id)).or_default().push(id);
        }
        let mut items = Vec::new();
        for home in homes.keys() {
            items.push(model_module_line(home).into());
        }
        let mut modules = vec![Module {
            path: "models/mod.rs".to_owned(),
            documentation: "Request and response models.".to_owned(),
            items: Box::new(items.into_iter()),
        }];
        for (home, mut ids) in homes {
            ids.sort_by_cached_key(|id| self.names.get(NameKey::Type(*id)).text());
            modules.push(Module {
                path: format!("models/{home}.rs"),
                documentation: self.home_documentation(home),
                items: Box::new(ids.into_iter().flat_map(|id| self.definition(id))),
            });
        }
        modules
    }

    /// The module of a type: that of the one tag that uses it, or the shared one.
    pub(super) fn home(&self, id: TypeId) -> &str {
        let tags = self.facts.tags(id);
        match (tags.first(), tags.len()) {
            (Some(tag), 1) => self.names.get(NameKey::TagModule(*tag)).text(),
            _ => SHARED,
        }
    }

    fn home_documentation(&self, home: &str) -> String {
        let tag =
            (0..self.api.tags.len()).find(|tag| self.names.get(NameKey::TagModule(*tag)).text() == home);
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

fn model_module_line(home: &str) -> TokenStream {
    let module = module_ident(home);
    let feature = (home != SHARED).then(|| quote!(#[cfg(feature = #home)]));
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
