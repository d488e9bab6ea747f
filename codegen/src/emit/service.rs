//! The operations of the API with their documented responses, for mocks. Compiled only with a feature.

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::item::Item;
use super::module::module_ident;
use crate::ir::{Api, ExampleOf, Operation};
use crate::names::{NameKey, Names};

/// The feature that compiles the documented responses.
pub const TESTING_EXAMPLES: &str = "testing-examples";

/// The folder of the responses, next to the module that includes them.
const FOLDER: &str = "examples";

/// The documented responses by their path below `src`.
pub(super) fn examples(api: &Api, names: &Names) -> Vec<(String, String)> {
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
            quote!(#[cfg(feature = #feature)] #module::EXAMPLES)
        });
        let secrets = self.key_names();
        quote! {
            /// The operations of the API with their documented responses.
            #[cfg(feature = #TESTING_EXAMPLES)]
            pub(crate) static SERVICE: crate::runtime::testing::Service = crate::runtime::testing::Service {
                configuration: &CONFIGURATION,
                scopes: &[#(&#scopes),*],
                operations: &[#(#groups),*],
                secrets: &[#(#secrets),*],
            };
        }
    }

    /// The operations of a tag with their documented responses.
    pub(super) fn examples(&self, tag: usize) -> Item {
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| operation.tag == tag);
        let operations = operations.map(|(index, operation)| {
            let call = self.ident(NameKey::Call(index));
            let file = response(operation).map(|_| file(self.names, index));
            let file = file.map(|file| quote!((#file)));
            quote!(#call #file)
        });
        let tokens = quote! {
            #[cfg(feature = #TESTING_EXAMPLES)]
            pub(super) static EXAMPLES: Operations = [#(#operations,)*];
        };
        Item::InMacro("examples", tokens.into())
    }
}

/// The first documented response.
fn response(operation: &Operation) -> Option<&str> {
    let mut examples = operation.examples.iter();
    examples.find(|example| example.of == ExampleOf::Response).map(|example| example.json.as_str())
}

fn file(names: &Names, index: usize) -> String {
    format!("{FOLDER}/{}.json", names.get(NameKey::ExampleFile(index)).text())
}

/// Indents JSON. Text that is not JSON is returned unchanged.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json).ok();
    let text = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    format!("{}\n", super::text::json(text.as_deref().unwrap_or(json)))
}
