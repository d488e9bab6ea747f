//! What a mock must know of an API: its operations, each with its documented answer. Nothing of it is compiled
//! unless a feature asks for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::module::module_ident;
use crate::ir::{Api, ExampleOf, Operation};
use crate::names::{NameKey, Names};

/// The feature that compiles the documented answers.
const FEATURE: &str = "testing-answers";

/// Where the answers stand, below the folder of the module that includes them.
const FOLDER: &str = "answers";

/// The answers by their path below `src`.
pub(super) fn answers(api: &Api, names: &Names) -> Vec<(String, String)> {
    let operations = api.operations.iter().enumerate();
    let answers = operations.filter_map(|(index, operation)| {
        Some((format!("api/{}", file(names, index)), indented(answer(operation)?)))
    });
    answers.collect()
}

impl Emitter<'_> {
    /// The static with all operations.
    pub(super) fn service(&self) -> TokenStream {
        let scopes = (0..self.api.scopes.len()).map(|index| self.names.get(NameKey::Scope(index)));
        let scopes = scopes.map(|name| super::client::scope_constant(&name));
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.map(|(index, operation)| self.documented(index, operation));
        quote! {
            /// What a mock knows of the API: its operations, with their documented answers.
            #[cfg(feature = #FEATURE)]
            pub(crate) static SERVICE: crate::runtime::testing::Service = crate::runtime::testing::Service {
                configuration: &CONFIGURATION,
                scopes: &[#(&#scopes),*],
                operations: &[#(#operations),*],
            };
        }
    }

    fn documented(&self, index: usize, operation: &Operation) -> TokenStream {
        let tag = self.names.get(NameKey::TagModule(operation.tag));
        let (module, feature) = (module_ident(tag.text()), tag.text());
        let descriptor = self.ident(NameKey::Descriptor(index));
        let answer = if answer(operation).is_some() {
            let file = file(self.names, index);
            quote!(Some(include_str!(#file)))
        } else {
            quote!(None)
        };
        quote! {
            #[cfg(feature = #feature)]
            crate::runtime::testing::DocumentedOperation { operation: &#module::#descriptor, answer: #answer }
        }
    }
}

/// The first documented answer.
fn answer(operation: &Operation) -> Option<&str> {
    let mut examples = operation.examples.iter();
    examples.find(|example| example.of == ExampleOf::Answer).map(|example| example.json.as_str())
}

fn file(names: &Names, index: usize) -> String {
    format!("{FOLDER}/{}.json", names.get(NameKey::Descriptor(index)).text().to_lowercase())
}

/// JSON as a person reads it. What is no JSON stays as it is.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json).ok();
    let text = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    format!("{}\n", text.as_deref().unwrap_or(json))
}
