//! Objects: a struct in the macro that makes it a model.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::constructor::MANY_ARGUMENTS;
use super::documentation::{self, doc, text, with_notes};
use super::types::Place;
use super::{Emitter, Item, ident};
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
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.members(object, Place::Model(id)) } else { Vec::new() };
        let members = (!rules.is_empty()).then(|| quote!(#[members(#(#rules),*)]));
        let asked = object.fields.iter().filter(|field| field.in_constructor).count();
        let asks = (asked > MANY_ARGUMENTS).then(|| Literal::usize_unsuffixed(asked));
        let asks = asks.map(|asks| quote!(#[asks(#asks)]));
        let rest = self.rest(id, object);
        let empty = is_empty_by_default(self.api, id).then(|| quote!(#[empty]));
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| self.field(id, index, field));
        let tokens = quote! {
            #doc
            #(#literals)*
            #empty
            #asks
            #members
            #rest
            pub struct #name {
                #(#fields,)*
            }
        };
        vec![Item::InMacro("object", tokens)]
    }

    /// The type of the members that have no field.
    fn rest(&self, id: TypeId, object: &Object) -> Option<TokenStream> {
        let Rest::Typed(rest) = &object.rest else { return None };
        let plain = self.r#type(rest, Place::Model(id));
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.attributes(rest, Place::Model(id)) } else { Vec::new() };
        Some(quote!(#[rest(#plain #(, #rules)*)]))
    }

    fn field(&self, id: TypeId, index: usize, field: &Field) -> TokenStream {
        let name = self.names.get(NameKey::Field(id, index));
        let key = &field.key;
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.attributes(&field.r#type, Place::Model(id)) } else { Vec::new() };
        let attribute = !rules.is_empty() || name.to_string() != *key;
        let attribute = attribute.then(|| quote!(#[json(#key #(, #rules)*)]));
        let limits = documentation::rules(&field.r#type).filter(|_| checked);
        let notes = field.notes.iter().map(|note| documentation::escape(note));
        let notes = notes.chain(limits.map(|limits| format!("Limits: {limits}.")));
        let doc = doc(&with_notes(text(&field.documentation, ""), notes.collect()));
        let (name, presence) = (ident(&name), self.presence(id, index, field));
        let r#type = self.field_type(id, index, field);
        quote! {
            #doc
            #attribute
            pub #name: #presence<#r#type>
        }
    }

    /// The word that says whether a member must be there, and what the constructor takes for it.
    fn presence(&self, id: TypeId, index: usize, field: &Field) -> TokenStream {
        match (field.presence, field.in_constructor) {
            (Presence::Required, _) if self.is_exact(id, index, field) => quote!(exact),
            (Presence::Required, _) => quote!(required),
            (Presence::Optional, false) => quote!(optional),
            (Presence::Optional, true) => quote!(asked),
            (Presence::Patch, false) => quote!(patch),
            (Presence::Patch, true) => quote!(asked_patch),
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
