//! Objects: a struct in the macro that makes it a model, and its constructor.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{self, doc, text};
use super::types::Place;
use super::{Emitter, Item, rules};
use crate::analyze::is_empty_by_default;
use crate::ir::{Field, Object, Presence, Rest, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn object(&self, id: TypeId, object: &Object) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut lines = text(&self.api.definition(id).documentation, "An object of the API.");
        lines.extend(demands(object));
        let doc = doc(&lines);
        let literals = object.literals.iter().map(|literal| {
            let (key, value) = (&literal.key, &literal.value);
            quote!(#[literal(#key, #value)])
        });
        let rules = rules::members(object);
        let members = (!rules.is_empty()).then(|| quote!(#[members(#(#rules),*)]));
        let rest = self.rest(id, object);
        let empty = is_empty_by_default(self.api, id).then(|| quote!(#[empty]));
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| self.field(id, index, field));
        let tokens = quote! {
            #doc
            #(#literals)*
            #empty
            #members
            #rest
            pub struct #name {
                #(#fields,)*
            }
        };
        let constructor = self.constructor(id, object);
        vec![Item::InMacro("object", tokens), Item::Plain(constructor)]
    }

    /// The type of the members that have no field.
    fn rest(&self, id: TypeId, object: &Object) -> Option<TokenStream> {
        let Rest::Typed(rest) = &object.rest else { return None };
        let plain = self.r#type(rest, Place::Model(id));
        let checked = self.facts.usage(id).request;
        let rules = if checked { rules::attributes(rest) } else { Vec::new() };
        Some(quote!(#[rest(#plain #(, #rules)*)]))
    }

    fn field(&self, id: TypeId, index: usize, field: &Field) -> TokenStream {
        let name = self.ident(NameKey::Field(id, index));
        let key = &field.key;
        let presence = match field.presence {
            Presence::Required => quote!(required),
            Presence::Optional => quote!(optional),
            Presence::Patch => quote!(patch),
        };
        let checked = self.facts.usage(id).request;
        let rules = if checked { rules::attributes(&field.r#type) } else { Vec::new() };
        let mut lines = text(&field.documentation, &format!("The member {}.", documentation::code(key)));
        for note in &field.notes {
            lines.extend([String::new(), documentation::escape(note)]);
        }
        if let Some(limits) = documentation::rules(&field.r#type).filter(|_| checked) {
            lines.push(String::new());
            lines.push(format!("Limits: {limits}."));
        }
        let doc = doc(&lines);
        let r#type = self.field_type(id, index, field);
        quote! {
            #doc
            #[json(#presence, #key #(, #rules)*)]
            pub #name: #r#type
        }
    }

    /// The type of a field without what its presence adds.
    pub(super) fn field_type(&self, id: TypeId, index: usize, field: &Field) -> TokenStream {
        let plain = self.r#type(&field.r#type, Place::Model(id));
        if self.facts.is_boxed_field(id, index) { quote!(Box<#plain>) } else { plain }
    }
}

/// The sets of members of which one must be there.
fn demands(object: &Object) -> Vec<String> {
    let Some((exclusive, sets)) = &object.demands else { return Vec::new() };
    let heading =
        if *exclusive { "Exactly one of these must be there:" } else { "One of these must be there:" };
    let set = |set: &Vec<String>| {
        let keys: Vec<_> = set.iter().map(|key| documentation::code(key)).collect();
        if keys.is_empty() { "- nothing".to_owned() } else { format!("- {}", keys.join(" and ")) }
    };
    let heading = [String::new(), heading.to_owned(), String::new()];
    heading.into_iter().chain(sets.iter().map(set)).collect()
}
