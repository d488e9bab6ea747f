//! Modules: one per tag for its models and calls, and one per set of features for the models that several of them share.
//!
//! A module is compiled by any feature that reaches its models. Its file is not even read otherwise, so a feature costs what
//! it uses, and the condition is written once.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::item::{Item, Module};
use super::markdown::code;
use crate::analyze::Feature;
use crate::ir::{Shape, TypeId};
use crate::names::{NameKey, OTHER_MODELS};

/// The module of the models that several features share.
const SHARED: &str = "shared";

/// How many features the doc comment of a module lists.
const LISTED: usize = 8;

/// The module of a model.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Home {
    /// The module of the only tag that reaches it.
    Tag(usize),
    /// One of the modules of shared models: the index of its set of features.
    Shared(usize),
}

impl Emitter<'_> {
    /// The models: `models/mod.rs`, one module per tag, and `models/shared/` with one module per set of features.
    pub(super) fn model_modules(&self) -> Vec<Module<'_>> {
        let mut types: BTreeMap<Home, Vec<TypeId>> = BTreeMap::new();
        for id in self.api.type_ids() {
            types.entry(self.home(id)).or_default().push(id);
        }
        let mut tags = BTreeMap::new();
        let mut shared = BTreeMap::new();
        let mut modules = Vec::new();
        for (home, mut ids) in types {
            ids.sort_by_cached_key(|id| self.names.get(NameKey::Type(*id)).text());
            let features = ids.first().map_or(&[][..], |first| self.facts.features().of(*first));
            let (name, file, list, folder) = match (home, ids.first()) {
                (Home::Shared(_), Some(first)) => {
                    let name = self.names.get(NameKey::SharedModule(*first)).text();
                    (name, name, &mut shared, "models/shared")
                }
                (Home::Tag(tag), _) => (self.module(tag), self.file(tag), &mut tags, "models"),
                (Home::Shared(_), None) => continue,
            };
            list.insert(name, self.declaration(name, file, features));
            modules.push(Module {
                path: format!("{folder}/{file}.rs"),
                documentation: self.module_documentation(home, features),
                items: Box::new(ids.into_iter().flat_map(|id| self.definition(id))),
            });
        }
        if !shared.is_empty() {
            modules.push(module("models/shared/mod.rs", "Models that several features share.", shared));
            tags.insert(SHARED, self.declaration(SHARED, SHARED, &self.shared_features()));
        }
        let declarations: TokenStream = tags.into_values().collect();
        // The macro in `api/mod.rs` reports another format version.
        let items = (!declarations.is_empty()).then(|| Item::Modules("model_modules", declarations.into()));
        modules.push(Module {
            path: "models/mod.rs".to_owned(),
            documentation: self.models_documentation(),
            items: Box::new(items.into_iter()),
        });
        modules
    }

    fn models_documentation(&self) -> String {
        let mut text = "Request and response models.".to_owned();
        if self.api.type_ids().any(|id| !self.facts.usage(id).is_sendable()) {
            text.push_str(
                " Those that only responses contain have neither constructors nor setters, unless the feature \
                 `testing-models` is enabled.",
            );
        }
        text
    }

    /// The module that contains a type.
    pub(super) fn home(&self, id: TypeId) -> Home {
        match self.facts.features().of(id) {
            [Feature::Tag(tag)] => Home::Tag(*tag),
            [..] => Home::Shared(self.facts.features().set(id)),
        }
    }

    /// All features that compile shared models.
    fn shared_features(&self) -> Vec<Feature> {
        let shared = self.api.type_ids().filter(|id| matches!(self.home(*id), Home::Shared(_)));
        let features = shared.flat_map(|id| self.facts.features().of(id)).copied();
        features.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    fn module(&self, tag: usize) -> &str {
        self.names.get(NameKey::TagModule(tag)).text()
    }

    fn file(&self, tag: usize) -> &str {
        self.names.get(NameKey::TagFile(tag)).text()
    }

    /// The names of features, sorted.
    fn feature_names(&self, features: &[Feature]) -> Vec<&str> {
        let names = features.iter().map(|feature| match feature {
            Feature::Tag(tag) => self.module(*tag),
            Feature::OtherModels => OTHER_MODELS,
        });
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names
    }

    /// The attribute of a module whose file does not have its name.
    pub(super) fn path_attribute(&self, tag: usize) -> Option<TokenStream> {
        path_attribute(self.module(tag), self.file(tag))
    }

    /// The declaration of a module that any of these features compiles; without features, it is always compiled.
    fn declaration(&self, name: &str, file: &str, features: &[Feature]) -> TokenStream {
        let module = module_ident(name);
        let condition = match self.feature_names(features).as_slice() {
            [] => None,
            [only] => Some(quote!(#[cfg(feature = #only)])),
            several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
        };
        let path = path_attribute(name, file);
        quote! {
            #condition
            #path
            mod #module;
            #condition
            pub use self::#module::*;
        }
    }

    fn module_documentation(&self, home: Home, features: &[Feature]) -> String {
        let quoted: Vec<_> = self.feature_names(features).into_iter().map(code).collect();
        match (home, features) {
            (Home::Tag(tag), _) => {
                format!("Models of the operations tagged {}.", code(&self.api.tags[tag].name))
            }
            (Home::Shared(_), [] | [Feature::OtherModels]) => "Models that no operation uses.".to_owned(),
            (Home::Shared(_), [..]) => match quoted.as_slice() {
                [first @ .., last] if first.len() < LISTED => {
                    format!("Models that the features {} and {last} share.", first.join(", "))
                }
                all => format!("Models that {} features share.", all.len()),
            },
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

/// A module that consists of declarations, sorted by name.
fn module(path: &str, documentation: &str, declarations: BTreeMap<&str, TokenStream>) -> Module<'static> {
    let items: Vec<Item> = declarations.into_values().map(Item::from).collect();
    let (path, documentation) = (path.to_owned(), documentation.to_owned());
    Module { path, documentation, items: Box::new(items.into_iter()) }
}

fn path_attribute(module: &str, file: &str) -> Option<TokenStream> {
    (file != module).then(|| {
        let path = format!("{file}.rs");
        quote!(#[path = #path])
    })
}

/// A module's identifier; raw if the tag is named like a keyword.
pub(super) fn module_ident(name: &str) -> proc_macro2::Ident {
    let parsed = syn::parse_str::<proc_macro2::Ident>(name);
    parsed.unwrap_or_else(|_| proc_macro2::Ident::new_raw(name, proc_macro2::Span::call_site()))
}
