//! Responses by status: an enum for an operation with several success statuses, and one for its errors.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

use super::documentation::doc;
use super::emitter::Emitter;
use super::item::{Item, Method};
use super::markdown::{code, inline};
use super::types::Place;
use crate::ir::{Errors, EventData, Operation, Response, ResponseForm, StatusResponse};
use crate::names::{NameKey, status_variant};

const MACRO: &str = "responses";

impl Emitter<'_> {
    /// The enums of an operation: its results by status, and its errors by status.
    pub(super) fn responses(&self, index: usize, operation: &Operation) -> Vec<Item> {
        let mut items = Vec::new();
        let method = self.method_link(index, operation);
        if let Response::ByStatus(cases) = &operation.response {
            let name = self.ident(NameKey::Responses(index));
            let about = doc(&[format!("The result of {method}, by status.")]);
            items.push(Item::InMacro(MACRO, self.cases(&about, &name, cases).into()));
        }
        if !matches!(operation.errors, Errors::ByStatus(_)) {
            // A single error type is linked from the operation.
            return items;
        }
        let name = self.ident(NameKey::Errors(index));
        let read = "returned by [`Error::read`](crate::Error::read).";
        let about = doc(&[format!("The error body of {method}, {read}")]);
        match &operation.errors {
            Errors::Unknown | Errors::Single(_) => {}
            Errors::ByStatus(cases) => match self.same_errors(index, operation) {
                Some(other) => {
                    let other = self.ident(NameKey::Errors(other));
                    items.push(Item::Plain(quote!(#(#about)* pub type #name = #other;).into()));
                }
                None => items.push(Item::InMacro(MACRO, self.cases(&about, &name, cases).into())),
            },
        }
        items
    }

    /// An earlier operation of the same tag with the same errors.
    fn same_errors(&self, index: usize, operation: &Operation) -> Option<usize> {
        let Errors::ByStatus(cases) = &operation.errors else {
            return None;
        };
        let own: Vec<_> = cases.iter().map(|case| (&case.status, &case.form)).collect();
        let mut earlier = self.api.operations[..index].iter();
        earlier.position(|other| match &other.errors {
            Errors::ByStatus(cases) => {
                let same = cases.iter().map(|case| (&case.status, &case.form)).eq(own.iter().copied());
                other.tag == operation.tag && same
            }
            Errors::Unknown | Errors::Single(_) => false,
        })
    }

    fn cases(&self, about: &[Attribute], name: &proc_macro2::Ident, cases: &[StatusResponse]) -> TokenStream {
        let variants = cases.iter().map(|case| {
            let status = code(&case.status);
            let description = case.description.as_deref().map(inline);
            let line = match description.filter(|text| !text.is_empty()) {
                Some(text) => format!("{status}: {text}"),
                None => format!("{status}."),
            };
            let doc = doc(&[line]);
            let variant = format_ident!("{}", status_variant(&case.status));
            let (from, to) = case.statuses();
            let (from, to) = (Literal::u16_unsuffixed(from), Literal::u16_unsuffixed(to));
            match &case.form {
                ResponseForm::Empty => quote!(#(#doc)* #[on(#from, #to, empty)] #variant),
                ResponseForm::Value(path, r#type) => {
                    let r#type = self.r#type(r#type, Place::Api);
                    quote!(#(#doc)* #[on(#from, #to, json #(, #path)*)] #variant(#r#type))
                }
                ResponseForm::Text => quote!(#(#doc)* #[on(#from, #to, text)] #variant(String)),
                ResponseForm::Bytes => {
                    quote!(#(#doc)* #[on(#from, #to, bytes)] #variant(crate::runtime::Bytes))
                }
            }
        });
        quote!(#(#about)* pub enum #name { #(#variants,)* })
    }

    /// The methods that request another content type.
    pub(super) fn raw(&self, index: usize, operation: &Operation) -> Vec<Method> {
        let raw = operation.raw.iter().enumerate().map(|(number, content)| {
            let name = self.ident(NameKey::Raw(index, number));
            let media_type = &content.media_type;
            let (result, r#type, step) = match &content.events {
                None => (
                    "the body of the response as a stream".to_owned(),
                    quote!(RawCall),
                    quote!(raw(#media_type)),
                ),
                Some(data @ EventData::Value(r#type)) => {
                    let r#type = self.r#type(r#type, Place::Api);
                    (self.events_link(data), quote!(EventCall<#r#type>), quote!(as_events(#media_type)))
                }
                Some(data @ EventData::Text) => {
                    (self.events_link(data), quote!(EventCall<String>), quote!(as_text_events(#media_type)))
                }
            };
            let line = format!("Requests {} and returns {result}.", code(media_type));
            let tokens = quote! {
                pub fn #name(self) -> crate::runtime::#r#type {
                    self.call.#step
                }
            };
            Method { attributes: doc(&[line]), tokens }
        });
        raw.collect()
    }
}
