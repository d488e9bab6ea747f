//! Answers by status: an enum for what succeeds in several ways, and one for what fails.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

use super::documentation::{code, doc, escape};
use super::emitter::Emitter;
use super::item::{Item, Method};
use super::types::Place;
use crate::ir::{Case, CaseForm, Errors, Operation, Response, Type};
use crate::names::{NameKey, status_variant};

const MACRO: &str = "responses";

impl Emitter<'_> {
    /// The types that an operation adds: what it gives for different statuses, and what it says when it fails.
    pub(super) fn responses(&self, index: usize, operation: &Operation) -> Vec<Item> {
        let mut items = Vec::new();
        let group = self.names.get(NameKey::Tag(operation.tag));
        let method = self.names.get(NameKey::Operation(index));
        let method = format!("[`{group}::{}`]", method.text());
        if let Response::Several(cases) = &operation.response {
            let name = self.ident(NameKey::Responses(index));
            let about = doc(&[format!("What {method} gives, by status.")]);
            items.push(Item::InMacro(MACRO, self.cases(&about, &name, cases).into()));
        }
        if !matches!(operation.errors, Errors::Several(_)) {
            // One type is named where the operation is described.
            return items;
        }
        let name = self.ident(NameKey::Errors(index));
        let read = "read it with [`Error::read`](crate::Error::read).";
        let about = doc(&[format!("What {method} says when it fails: {read}")]);
        match &operation.errors {
            Errors::Unknown | Errors::Same(_) => {}
            Errors::Several(cases) => match self.same_errors(index, operation) {
                Some(other) => {
                    let other = self.ident(NameKey::Errors(other));
                    items.push(Item::Plain(quote!(#(#about)* pub type #name = #other;).into()));
                }
                None => items.push(Item::InMacro(MACRO, self.cases(&about, &name, cases).into())),
            },
        }
        items
    }

    /// An operation before this one, under the same tag, that says the same when it fails.
    fn same_errors(&self, index: usize, operation: &Operation) -> Option<usize> {
        let Errors::Several(cases) = &operation.errors else {
            return None;
        };
        let own: Vec<_> = cases.iter().map(|case| (&case.status, &case.form)).collect();
        let mut earlier = self.api.operations[..index].iter();
        earlier.position(|other| match &other.errors {
            Errors::Several(cases) => {
                let same = cases.iter().map(|case| (&case.status, &case.form)).eq(own.iter().copied());
                other.tag == operation.tag && same
            }
            Errors::Unknown | Errors::Same(_) => false,
        })
    }

    fn cases(&self, about: &[Attribute], name: &proc_macro2::Ident, cases: &[Case]) -> TokenStream {
        let variants = cases.iter().map(|case| {
            let status = code(&case.status);
            let description = case.description.as_deref().map(|text| escape(text).replace('\n', " "));
            let line = match description.filter(|text| !text.is_empty()) {
                Some(text) => format!("{status}: {text}"),
                None => format!("{status}."),
            };
            let doc = doc(&[line]);
            let variant = format_ident!("{}", status_variant(&case.status));
            let (from, to) = case.statuses();
            let (from, to) = (Literal::u16_unsuffixed(from), Literal::u16_unsuffixed(to));
            match &case.form {
                CaseForm::Empty => quote!(#(#doc)* #[on(#from, #to, empty)] #variant),
                CaseForm::Value(path, r#type) => {
                    let r#type = self.r#type(r#type, Place::Api);
                    quote!(#(#doc)* #[on(#from, #to, json #(, #path)*)] #variant(#r#type))
                }
                CaseForm::Text => quote!(#(#doc)* #[on(#from, #to, text)] #variant(String)),
                CaseForm::Bytes => quote!(#(#doc)* #[on(#from, #to, bytes)] #variant(crate::runtime::Bytes)),
            }
        });
        quote!(#(#about)* pub enum #name { #(#variants,)* })
    }

    /// The line that says what failures say.
    pub(super) fn errors_line(&self, index: usize, operation: &Operation) -> Option<String> {
        let name = match &operation.errors {
            Errors::Unknown => return None,
            Errors::Same(r#type) => self.type_link(r#type),
            Errors::Several(_) => format!("[`{}`]", self.names.get(NameKey::Errors(index)).text()),
        };
        Some(format!("A failure says {name}, see [`Error::read`](crate::Error::read)."))
    }

    /// What says which headers answers have, and how to read them.
    pub(super) fn header_lines(&self, operation: &Operation) -> Vec<String> {
        if operation.headers.is_empty() {
            return Vec::new();
        }
        let how = "Headers, to be read with [`Response::header`](crate::Response::header), those of a failure with \
                   [`Error::header`](crate::Error::header):";
        let lines = operation.headers.iter().map(|header| {
            let statuses: Vec<_> = header.statuses.iter().map(|status| code(status)).collect();
            let text = header.documentation.text.as_deref().map(|text| escape(text).replace('\n', " "));
            let text = text.filter(|text| !text.is_empty()).map(|text| format!(": {text}"));
            let deprecated = if header.documentation.deprecated { ", deprecated by the API" } else { "" };
            format!(
                "- {} as {} ({}{deprecated}){}",
                code(&header.name),
                self.type_link(&header.r#type),
                statuses.join(", "),
                text.unwrap_or_default()
            )
        });
        [String::new(), how.to_owned(), String::new()].into_iter().chain(lines).collect()
    }

    /// A type as text, as a link if it is a model.
    fn type_link(&self, r#type: &Type) -> String {
        match r#type {
            Type::Named(id) => {
                let name = self.names.get(NameKey::Type(*id));
                format!("[`{0}`](crate::models::{0})", name.text())
            }
            other => code(&self.example_type(other)),
        }
    }

    /// The methods that ask for other content types.
    pub(super) fn raw(&self, index: usize, operation: &Operation) -> Vec<Method> {
        let raw = operation.raw.iter().enumerate().map(|(number, media_type)| {
            let name = self.ident(NameKey::Raw(index, number));
            let line = format!("Asks for {} and gives the answer as it comes.", code(media_type));
            let tokens = quote! {
                pub fn #name(self) -> crate::runtime::RawCall {
                    self.call.raw(#media_type)
                }
            };
            Method { attributes: doc(&[line]), tokens }
        });
        raw.collect()
    }
}
