//! Request bodies: an argument for each content type, and a type for a body that consists of parts.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{self, doc};
use super::emitter::Emitter;
use super::item::Item;
use super::markdown::code;
use super::types::Place;
use crate::ir::{
    BodyForm, Content, Field, Object, Operation, PairStyle, Part, PartForm, Presence, Shape, Type,
};
use crate::names::NameKey;

impl Emitter<'_> {
    /// The arguments for a body, and the step that adds it to the request.
    pub(super) fn body(
        &self,
        key: (usize, usize),
        content: &Content,
        name: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        let media_type = &content.media_type;
        match &content.form {
            BodyForm::Json(r#type) => {
                let r#type = self.r#type(r#type, Place::Api);
                let step = if media_type == "application/json" {
                    quote!(.body(&#name.into()))
                } else {
                    quote!(.json(#media_type, &#name.into()))
                };
                (quote!(#name: impl Into<#r#type>), step)
            }
            BodyForm::Pairs(r#type, styles) => {
                let required = self.required_pairs(r#type, styles);
                let r#type = self.r#type(r#type, Place::Api);
                let styles = styles.iter().map(|(property, style)| {
                    let style = pair_style(*style);
                    quote!((#property, crate::runtime::FormStyle::#style))
                });
                let step = if required.is_empty() {
                    quote!(.form(&#name.into(), &[#(#styles),*]))
                } else {
                    quote!(.form_with_required(&#name.into(), &[#(#styles),*], &[#(#required),*]))
                };
                (quote!(#name: impl Into<#r#type>), step)
            }
            BodyForm::Parts(_) => {
                let r#type = self.ident(NameKey::Parts(key.0, key.1));
                (quote!(#name: #r#type), multipart(media_type, &quote!(#name.parts)))
            }
            BodyForm::AnyParts => (quote!(#name: crate::runtime::Multipart), multipart(media_type, name)),
            BodyForm::Text => (quote!(#name: impl Into<String>), quote!(.bytes(#media_type, #name.into()))),
            BodyForm::Bytes if content.is_range() => (
                quote!(content_type: impl AsRef<str>, #name: impl Into<crate::runtime::Body>),
                quote!(.bytes_within(#media_type, content_type.as_ref(), #name)),
            ),
            BodyForm::Bytes => {
                (quote!(#name: impl Into<crate::runtime::Body>), quote!(.bytes(#media_type, #name)))
            }
        }
    }

    /// The properties of a form that requests require, but of which nothing is sent if they are empty or null. The options
    /// of a union must agree.
    fn required_pairs(&self, r#type: &Type, styles: &[(String, PairStyle)]) -> Vec<String> {
        let mut objects = Vec::new();
        self.objects(r#type, &mut objects);
        let style = |key: &str| styles.iter().find(|(property, _)| property == key).map(|(_, style)| *style);
        let may_be_omitted = |field: &&Field| match style(&field.key) {
            // Validation reports an empty list anyway.
            _ if field.r#type.rules().is_some_and(|rules| rules.min_items > Some(0)) => false,
            Some(PairStyle::Json) => false,
            Some(PairStyle::Joined(_) | PairStyle::Exploded | PairStyle::DeepObject) => {
                self.may_be_empty(&field.r#type)
            }
            None => self.has_no_pair(&field.r#type),
        };
        let is_required = |field: &Field| {
            field.presence == Presence::Required || (field.write_only && field.in_constructor)
        };
        let fields = objects.iter().flat_map(|object| &object.fields);
        let mut keys: Vec<String> = Vec::new();
        for field in fields.clone().filter(|field| is_required(field)).filter(may_be_omitted) {
            let is_optional = fields.clone().any(|other| other.key == field.key && !is_required(other));
            if !is_optional && !keys.contains(&field.key) {
                keys.push(field.key.clone());
            }
        }
        keys
    }

    /// Collects the objects that values of a type may be.
    fn objects<'e>(&'e self, r#type: &Type, into: &mut Vec<&'e Object>) {
        let mut pending = vec![r#type];
        let mut seen = Vec::new();
        while let Some(r#type) = pending.pop() {
            match r#type {
                Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
                    pending.push(inner);
                }
                Type::Named(id) if !seen.contains(id) => {
                    seen.push(*id);
                    match &self.api.definition(*id).shape {
                        Shape::Object(object) => into.push(object),
                        Shape::Union(union) => {
                            pending.extend(union.variants.iter().rev().map(|it| &it.r#type));
                        }
                        Shape::StringEnum(_) => {}
                    }
                }
                Type::Named(_)
                | Type::Any
                | Type::FreeForm
                | Type::Boolean
                | Type::Integer(_)
                | Type::Number(_)
                | Type::String(_)
                | Type::Timestamp
                | Type::List(..)
                | Type::Map(_) => {}
            }
        }
    }

    /// The argument for a body in an example, and the parameter of the example that it needs.
    pub(super) fn body_sample(&self, key: (usize, usize), operation: &Operation) -> (String, Option<String>) {
        let Some(content) = operation.body.as_ref().and_then(|body| body.contents.get(key.1)) else {
            return (String::new(), None);
        };
        let r#type = match &content.form {
            BodyForm::Json(r#type) | BodyForm::Pairs(r#type, _) => self.example_type(r#type),
            BodyForm::Parts(_) => {
                let module = self.names.get(NameKey::TagModule(operation.tag));
                let r#type = self.names.get(NameKey::Parts(key.0, key.1));
                format!("{}::api::{module}::{}", self.crate_name, r#type.text())
            }
            BodyForm::AnyParts => return ("Default::default()".to_owned(), None),
            BodyForm::Text => "String".to_owned(),
            BodyForm::Bytes => "Vec<u8>".to_owned(),
        };
        let argument = if content.is_range() { "\"image/png\", body" } else { "body" };
        (argument.to_owned(), Some(format!("body: {type}")))
    }

    /// The types of bodies that consist of parts.
    pub(super) fn parts(&self, index: usize, operation: &Operation) -> Vec<Item> {
        let contents = operation.body.iter().flat_map(|body| &body.contents).enumerate();
        let types = contents.filter_map(|(number, content)| match &content.form {
            BodyForm::Parts(parts) => Some(self.parts_type((index, number), operation, parts)),
            BodyForm::Json(_)
            | BodyForm::Pairs(..)
            | BodyForm::AnyParts
            | BodyForm::Text
            | BodyForm::Bytes => None,
        });
        types.flatten().map(Item::from).collect()
    }

    fn parts_type(&self, key: (usize, usize), operation: &Operation, parts: &[Part]) -> [TokenStream; 2] {
        let name = self.ident(NameKey::Parts(key.0, key.1));
        let method = self.link_to(
            operation,
            match key.1 {
                0 => NameKey::Operation(key.0),
                _ => NameKey::Content(key.0, key.1),
            },
        );
        let about = doc(&[format!("The multipart body of {method}.")]);
        let empty = parts.iter().all(|part| !part.required).then(|| quote!(Default,));
        let (mut arguments, mut steps, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for (position, part) in parts.iter().enumerate() {
            let field = self.ident(NameKey::Part(key.0, key.1, position));
            if part.required {
                let (r#type, step) = self.part(part, &quote!(#field), &quote!(parts));
                arguments.push(quote!(#field: #r#type));
                steps.push(quote!(let parts = #step;));
            } else {
                let (r#type, step) = self.part(part, &quote!(value), &quote!(self.parts));
                let limited = match &part.form {
                    PartForm::Value(r#type) | PartForm::Json(r#type) => Some(r#type),
                    PartForm::Bytes | PartForm::ListOfBytes => None,
                };
                let otherwise = format!("Adds the part {}.", code(&part.name));
                let default = part.default.as_deref();
                let mut doc = doc(&documentation::setter(&part.documentation, &otherwise, limited, default));
                doc.extend(documentation::deprecated(&part.documentation, "part"));
                setters.push(quote! {
                    #(#doc)*
                    pub fn #field(mut self, value: #r#type) -> Self {
                        self.parts = #step;
                        self
                    }
                });
            }
        }
        let definition = quote! {
            #(#about)*
            #[derive(Clone, Debug, #empty)]
            #[must_use = "parts do nothing until they are sent"]
            pub struct #name {
                parts: crate::runtime::Multipart,
            }
        };
        let methods = quote! {
            impl #name {
                /// Creates a body from its required parts.
                pub fn new(#(#arguments),*) -> Self {
                    let parts = crate::runtime::Multipart::new();
                    #(#steps)*
                    Self { parts }
                }
                #(#setters)*
                /// Adds a part that has no setter.
                pub fn part(mut self, name: &str, part: impl Into<crate::runtime::Part>) -> Self {
                    self.parts = self.parts.part(name, part);
                    self
                }
            }
        };
        [definition, methods]
    }

    /// The type of an argument for a part, and the expression that adds it to `parts`.
    fn part(&self, part: &Part, name: &TokenStream, parts: &TokenStream) -> (TokenStream, TokenStream) {
        let key = &part.name;
        let (r#type, step) = match &part.form {
            PartForm::Bytes => (quote!(impl Into<crate::runtime::Part>), quote!(#parts.part(#key, #name))),
            PartForm::ListOfBytes => (
                quote!(impl IntoIterator<Item = impl Into<crate::runtime::Part>>),
                quote!(#name.into_iter().fold(#parts, |parts, part| parts.part(#key, part))),
            ),
            PartForm::Value(r#type) => {
                let rule = self.rule(r#type);
                let (r#type, value) = self.value(r#type, name);
                (r#type, quote!(#parts.field(#key, #value, &#rule)))
            }
            PartForm::Json(r#type) => {
                let (r#type, value) = self.value(r#type, name);
                (r#type, quote!(#parts.json(#key, #value)))
            }
        };
        let content_type = part.content_type.as_ref().map(|it| quote!(.content_type(#key, #it)));
        let may_be_empty = match &part.form {
            PartForm::ListOfBytes => true,
            PartForm::Value(r#type) => self.may_be_empty(r#type),
            PartForm::Bytes | PartForm::Json(_) => false,
        };
        let required = (part.required && may_be_empty).then(|| quote!(.required(#key)));
        (r#type, quote!(#step #content_type #required))
    }
}

/// The step that adds parts to the request.
fn multipart(media_type: &str, parts: &TokenStream) -> TokenStream {
    if media_type == "multipart/form-data" {
        quote!(.multipart(#parts))
    } else {
        quote!(.multipart_as(#media_type, #parts))
    }
}

fn pair_style(style: PairStyle) -> TokenStream {
    match style {
        PairStyle::Joined(delimiter) => quote!(Joined(#delimiter)),
        PairStyle::Exploded => quote!(Exploded),
        PairStyle::DeepObject => quote!(DeepObject),
        PairStyle::Json => quote!(Json),
    }
}
