//! Unions: an enum with the decision that tells its variants apart, and short constructors.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{code, doc, text};
use super::types::Place;
use super::{Emitter, Item};
use crate::ir::{Decision, Ground, JsonKind, KeyRule, ObjectDecision, Shape, Type, TypeId, Union, Variant};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn union(&self, id: TypeId, union: &Union) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut lines = text(&self.api.definition(id).documentation, "One of several types.");
        lines.push(String::new());
        lines.extend(self.ground(id, union));
        let doc = doc(&lines);
        let variants = union.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| self.variant(id, union, index, variant));
        let decision = decision(&union.decision);
        let tokens = quote! {
            #doc
            pub enum #name {
                #(#variants,)*
            }
            const DECISION: Decision = #decision;
        };
        let constructors = self.constructors(id, union);
        let constructors =
            (!constructors.is_empty()).then(|| Item::Plain(quote!(impl #name { #(#constructors)* })));
        [Item::InMacro("union", tokens)].into_iter().chain(constructors).collect()
    }

    fn variant(&self, id: TypeId, union: &Union, index: usize, variant: &Variant) -> TokenStream {
        let name = self.ident(NameKey::Variant(id, index));
        let doc = doc(&text(&variant.documentation, &format!("The option {}.", code(&variant.name))));
        let plain = self.r#type(&variant.r#type, Place::Model(id));
        let others = union.variants.iter().enumerate().filter(|(other, _)| *other != index);
        let mut others = others.map(|(_, other)| self.r#type(&other.r#type, Place::Model(id)).to_string());
        let is_double = others.any(|other| other == plain.to_string());
        let no_from = is_double.then(|| quote!(#[from(none)]));
        let payload = if self.facts.is_boxed_variant(id, index) { quote!(Box<#plain>) } else { plain };
        quote! { #doc #no_from #name(#payload) }
    }

    /// `Project::existing(id)` for `Project::from(ExistingProject::new(id))`.
    fn constructors(&self, id: TypeId, union: &Union) -> Vec<TokenStream> {
        let variants = union.variants.iter().enumerate();
        let constructor = |(index, variant): (usize, &Variant)| {
            let Type::Named(payload) = variant.r#type else { return None };
            let Shape::Object(object) = &self.api.definition(payload).shape else { return None };
            let name = self.ident(NameKey::Constructor(id, index));
            let r#type = self.model(payload, Place::Model(id));
            let doc = format!(" Short for [`{}::new`].", r#type.to_string().replace(' ', ""));
            let arguments = self.arguments(payload, object, Place::Model(id));
            let many = super::constructor::expect_many(&arguments);
            let names = arguments.iter().map(|it| &it.name).collect::<Vec<_>>();
            let types = arguments.iter().map(|it| &it.r#type);
            Some(quote! {
                #[doc = #doc]
                #many
                #[must_use]
                pub fn #name(#(#names: #types),*) -> Self {
                    #r#type::new(#(#names),*).into()
                }
            })
        };
        variants.filter_map(constructor).collect()
    }

    /// How the variants are told apart, for the doc comment.
    fn ground(&self, id: TypeId, union: &Union) -> Vec<String> {
        let link = |index: usize| {
            let name = self.names.get(NameKey::Variant(id, index));
            format!("[`{}`](Self::{name})", name.text())
        };
        let mut lines = Vec::new();
        for (kind, variant) in &union.decision.kinds {
            lines.push(format!("- {}: {}", kind_text(*kind), link(*variant)));
        }
        match &union.decision.objects {
            ObjectDecision::None => {}
            ObjectDecision::Only(variant) => lines.push(format!("- an object: {}", link(*variant))),
            ObjectDecision::Tag { property, values, other, .. } => {
                for (value, variant) in values {
                    let tag = code(&format!("\"{property}\": \"{value}\""));
                    lines.push(format!("- {tag}: {}", link(*variant)));
                }
                let other = other.map(|it| format!("- any other {}: {}", code(property), link(it)));
                lines.extend(other);
            }
            ObjectDecision::Keys(rules) => {
                let rules = rules.iter().map(|rule| format!("- {}: {}", keys_text(rule), link(rule.variant)));
                lines.extend(rules);
            }
        }
        let heading = format!("Told apart by {}:", ground_text(&union.decision));
        [heading, String::new()].into_iter().chain(lines).collect()
    }
}

fn ground_text(decision: &Decision) -> &'static str {
    match (&decision.objects, decision.kinds.is_empty()) {
        (ObjectDecision::Tag { ground: Ground::Declared, .. }, _) => "the discriminator of the document",
        (ObjectDecision::Tag { ground: Ground::Proven, .. }, _) => "a member that every option demands",
        (ObjectDecision::Keys(_), _) => "the keys that are present, first match first",
        (ObjectDecision::None | ObjectDecision::Only(_), _) => "the kind of the JSON value",
    }
}

fn keys_text(rule: &KeyRule) -> String {
    let group = |keys: &Vec<String>| {
        let keys: Vec<_> = keys.iter().map(|key| code(key)).collect();
        keys.join(" or ")
    };
    let groups: Vec<_> = rule.when.iter().map(group).collect();
    if groups.is_empty() { "otherwise".to_owned() } else { groups.join(", and ") }
}

fn kind_text(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Boolean => "a boolean",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "an array",
    }
}

fn decision(decision: &Decision) -> TokenStream {
    let kinds = decision.kinds.iter().map(|(kind, variant)| {
        let kind = match kind {
            JsonKind::Boolean => quote!(Kind::Boolean),
            JsonKind::Number => quote!(Kind::Number),
            JsonKind::String => quote!(Kind::String),
            JsonKind::Array => quote!(Kind::Array),
        };
        let variant = index(*variant);
        quote!((#kind, #variant))
    });
    let objects = match &decision.objects {
        ObjectDecision::None => quote!(Objects::None),
        ObjectDecision::Only(variant) => {
            let variant = index(*variant);
            quote!(Objects::Only(#variant))
        }
        ObjectDecision::Tag { property, values, other, ground: _ } => {
            let values = values.iter().map(|(value, variant)| {
                let variant = index(*variant);
                quote!((#value, #variant))
            });
            let other = other.map_or_else(
                || quote!(None),
                |it| {
                    let variant = index(it);
                    quote!(Some(#variant))
                },
            );
            quote!(Objects::Tag { property: #property, values: &[#(#values),*], other: #other })
        }
        ObjectDecision::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let variant = index(rule.variant);
                let when = rule.when.iter().map(|keys| quote!(&[#(#keys),*]));
                quote!(KeyRule { variant: #variant, when: &[#(#when),*] })
            });
            quote!(Objects::Keys(&[#(#rules),*]))
        }
    };
    quote!(Decision { kinds: &[#(#kinds),*], objects: #objects })
}

fn index(index: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(index)
}
