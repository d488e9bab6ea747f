//! What a mock must know of an API: its operations, each with its documented answer. Nothing of it is compiled
//! unless a feature asks for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::item::Item;
use super::module::module_ident;
use crate::ir::{Api, ExampleOf, Operation};
use crate::names::{NameKey, Names};

/// The feature that compiles the documented answers.
const FEATURE: &str = "testing-examples";

/// Where the answers stand, below the folder of the module that includes them.
const FOLDER: &str = "examples";

/// The answers by their path below `src`.
pub(super) fn responses(api: &Api, names: &Names) -> Vec<(String, String)> {
    let operations = api.operations.iter().enumerate();
    let responses = operations.filter_map(|(index, operation)| {
        Some((format!("api/{}", file(names, index)), indented(response(operation)?)))
    });
    responses.collect()
}

impl Emitter<'_> {
    /// The static with all operations.
    pub(super) fn service(&self) -> TokenStream {
        let scopes = (0..self.api.scopes.len()).map(|index| self.names.get(NameKey::Scope(index)));
        let scopes = scopes.map(super::client::scope_constant);
        let groups = (0..self.api.tags.len()).map(|tag| {
            let name = self.names.get(NameKey::TagModule(tag));
            let (module, feature) = (module_ident(name.text()), name.text());
            quote!(#[cfg(feature = #feature)] #module::DOCUMENTED)
        });
        quote! {
            /// What a mock knows of the API: its operations, with their documented answers.
            #[cfg(feature = #FEATURE)]
            pub(crate) static SERVICE: crate::runtime::testing::Service = crate::runtime::testing::Service {
                configuration: &CONFIGURATION,
                scopes: &[#(&#scopes),*],
                operations: &[#(#groups),*],
            };
        }
    }

    /// The operations of a tag, with their documented answers.
    pub(super) fn documented(&self, tag: usize) -> Item {
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| operation.tag == tag);
        let operations = operations.map(|(index, operation)| {
            let call = self.ident(NameKey::Call(index));
            let file = response(operation).map(|_| file(self.names, index));
            let file = file.map(|file| quote!((#file)));
            quote!(#call #file)
        });
        let tokens = quote! {
            #[cfg(feature = #FEATURE)]
            pub(super) static DOCUMENTED: Operations = [#(#operations,)*];
        };
        Item::InMacro("examples", tokens.into())
    }
}

/// The first documented answer.
fn response(operation: &Operation) -> Option<&str> {
    let mut examples = operation.examples.iter();
    examples.find(|example| example.of == ExampleOf::Response).map(|example| example.json.as_str())
}

fn file(names: &Names, index: usize) -> String {
    format!("{FOLDER}/{}.json", names.get(NameKey::AnswerFile(index)).text())
}

/// JSON as a person reads it. What is no JSON stays as it is.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json).ok();
    let text = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    format!("{}\n", text.as_deref().unwrap_or(json))
}
