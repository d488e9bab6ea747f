//! The operations of the API with their documented responses, or minimal ones, for mocks. Compiled only with a feature.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::emitter::Emitter;
use super::item::Item;
use super::minimal::Minimal;
use super::module::module_ident;
use crate::ir::{Api, Example, ExampleOf, Operation};
use crate::names::{NameKey, Names};

/// The feature that compiles the documented responses.
pub const TESTING_EXAMPLES: &str = "testing-examples";

/// The folder of the responses, next to the module that includes them.
const FOLDER: &str = "examples";

/// The documented responses by their path below `src`.
pub(super) fn examples(api: &Api, names: &Names) -> Vec<(String, String)> {
    let operations = api.operations.iter().enumerate();
    let responses = operations.filter_map(|(index, operation)| {
        Some((format!("api/{}", file(names, index)), indented(&documented(operation)?.json)))
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
            let response = self.example_response(index, operation);
            quote!(#call #response)
        });
        let tokens = quote! {
            #[cfg(feature = #TESTING_EXAMPLES)]
            pub(super) static EXAMPLES: Operations = [#(#operations,)*];
        };
        Item::InMacro("examples", tokens.into())
    }
}

impl Emitter<'_> {
    /// The response of a mock: the file of the documented one, or a minimal one; and its status.
    fn example_response(&self, index: usize, operation: &Operation) -> Option<TokenStream> {
        let status_unless =
            |usual: u16, status: u16| (status != usual).then(|| Literal::u16_unsuffixed(status));
        if let Some(example) = documented(operation) {
            let (file, status) = (file(self.names, index), example.status.unwrap_or(operation.status));
            let status = status_unless(200, status).map(|status| quote!(, #status));
            return Some(quote!((#file #status)));
        }
        match Minimal::of(self.api, operation) {
            Some(Minimal { status, body: Some(body) }) => {
                let body = super::text::json(&body.to_string()).into_owned();
                let status = status_unless(200, status).map(|status| quote!(, #status));
                Some(quote!((json(#body) #status)))
            }
            Some(Minimal { status, body: None }) => {
                status_unless(204, status).map(|status| quote!((empty(#status))))
            }
            None => Some(quote!((none))),
        }
    }
}

/// The first documented response.
fn documented(operation: &Operation) -> Option<&Example> {
    operation.examples.iter().find(|example| example.of == ExampleOf::Response)
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
