//! Unions: an enum with the decision that tells its variants apart, and short constructors.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{code, doc, rules as limits, text};
use super::types::Place;
use super::{Emitter, Item};
use crate::ir::{
    Candidate, Decision, Ground, JsonKind, KeyRule, Literal, ObjectDecision, Shape, Type, TypeId, Union,
    Variant,
};
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
        let mut lines = text(&variant.documentation, &format!("The option {}.", code(&variant.name)));
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.attributes(&variant.r#type, Place::Model(id)) } else { Vec::new() };
        if let Some(limits) = limits(&variant.r#type).filter(|_| checked) {
            lines.extend([String::new(), format!("Limits: {limits}.")]);
        }
        let doc = doc(&lines);
        let rules = (!rules.is_empty()).then(|| quote!(#[json(#(#rules),*)]));
        let plain = self.r#type(&variant.r#type, Place::Model(id));
        let others = union.variants.iter().enumerate().filter(|(other, _)| *other != index);
        let mut others = others.map(|(_, other)| self.r#type(&other.r#type, Place::Model(id)).to_string());
        let is_double = others.any(|other| other == plain.to_string());
        let no_from = is_double.then(|| quote!(#[from(none)]));
        let payload = if self.facts.is_boxed_variant(id, index) { quote!(Box<#plain>) } else { plain };
        quote! { #doc #no_from #rules #name(#payload) }
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
            lines.push(format!("- {}: {}", kind_text(kind), link(*variant)));
        }
        object_grounds(&union.decision.objects, &link, "", &mut lines);
        let heading = format!("Told apart by {}:", ground_text(&union.decision));
        [heading, String::new()].into_iter().chain(lines).collect()
    }
}

/// A line for each way in which an object is recognised; `before` says what holds already.
fn object_grounds(
    decision: &ObjectDecision,
    link: &dyn Fn(usize) -> String,
    before: &str,
    lines: &mut Vec<String>,
) {
    match decision {
        ObjectDecision::None => {}
        ObjectDecision::Only(variant) if before.is_empty() => {
            lines.push(format!("- an object: {}", link(*variant)));
        }
        ObjectDecision::Only(variant) => {
            lines.push(format!("- {}: {}", before.trim_end_matches(", "), link(*variant)));
        }
        ObjectDecision::Tag { property, values, other } => {
            for (value, variant) in values {
                let tag = code(&format!("\"{property}\": \"{value}\""));
                lines.push(format!("- {before}{tag}: {}", link(*variant)));
            }
            let other = other.map(|it| format!("- {before}any other {}: {}", code(property), link(it)));
            lines.extend(other);
        }
        ObjectDecision::Branch { path, values, other } => {
            let property = path.join(".");
            for (value, inner) in values {
                let tag = code(&format!("\"{property}\": \"{value}\""));
                object_grounds(inner, link, &format!("{before}{tag}, "), lines);
            }
            let rest = format!("{before}any other {}, ", code(&property));
            object_grounds(other, link, &rest, lines);
        }
        ObjectDecision::Keys(rules) => {
            for rule in rules {
                lines.push(format!("- {before}{}: {}", keys_text(rule), link(rule.variant)));
            }
        }
        ObjectDecision::Count(candidates) => {
            for candidate in candidates {
                lines.push(format!("- {before}{}: {}", count_text(candidate), link(candidate.variant)));
            }
        }
    }
}

fn ground_text(decision: &Decision) -> String {
    let what = match (&decision.objects, decision.ground) {
        (ObjectDecision::Tag { .. }, Ground::Declared) => "the discriminator of the document",
        (ObjectDecision::Tag { .. }, Ground::Proven | Ground::Assumed) => {
            "a member that every option demands"
        }
        (ObjectDecision::Branch { .. }, _) => "members that hold a fixed text",
        (ObjectDecision::Keys(_), _) => "the keys that are present, first match first",
        (ObjectDecision::Count(_), _) => {
            "counting the members: of the options that lack nothing, the one that knows most; of several the first; \
             what does not fit it is kept as it came"
        }
        (ObjectDecision::None | ObjectDecision::Only(_), _) => "the kind of the JSON value",
    };
    format!("{what} ({})", decision.ground.as_str())
}

fn keys_text(rule: &KeyRule) -> String {
    let group = |keys: &Vec<String>| {
        let keys: Vec<_> = keys.iter().map(|key| code(key)).collect();
        keys.join(" or ")
    };
    let groups: Vec<_> = rule.when.iter().map(group).collect();
    if groups.is_empty() { "otherwise".to_owned() } else { groups.join(", and ") }
}

fn count_text(candidate: &Candidate) -> String {
    let literal = |literal: &Literal| code(&format!("\"{}\": \"{}\"", literal.key, literal.value));
    let literals = candidate.literals.iter().map(literal);
    let demanded: Vec<_> = literals.chain(candidate.required.iter().map(|key| code(key))).collect();
    match (demanded.is_empty(), candidate.optional.is_empty()) {
        (true, true) => "any members".to_owned(),
        (true, false) => "nothing demanded".to_owned(),
        (false, _) => format!("demands {}", demanded.join(", ")),
    }
}

fn kind_text(kind: &JsonKind) -> String {
    match kind {
        JsonKind::Boolean => "a boolean".to_owned(),
        JsonKind::Integer => "a whole number".to_owned(),
        JsonKind::Number => "a number".to_owned(),
        JsonKind::Listed(values) => {
            let values: Vec<_> = values.iter().map(|value| code(&format!("\"{value}\""))).collect();
            values.join(" or ")
        }
        JsonKind::Timestamp => "a point in time".to_owned(),
        JsonKind::String => "a string".to_owned(),
        JsonKind::Array => "an array".to_owned(),
    }
}

fn decision(decision: &Decision) -> TokenStream {
    let kinds = decision.kinds.iter().map(|(kind, variant)| {
        let kind = match kind {
            JsonKind::Boolean => quote!(Kind::Boolean),
            JsonKind::Integer => quote!(Kind::Integer),
            JsonKind::Number => quote!(Kind::Number),
            JsonKind::Listed(values) => quote!(Kind::Listed(&[#(#values),*])),
            JsonKind::Timestamp => quote!(Kind::Timestamp),
            JsonKind::String => quote!(Kind::String),
            JsonKind::Array => quote!(Kind::Array),
        };
        let variant = index(*variant);
        quote!((#kind, #variant))
    });
    let objects = objects(&decision.objects);
    quote!(Decision { kinds: &[#(#kinds),*], objects: #objects })
}

fn objects(decision: &ObjectDecision) -> TokenStream {
    match decision {
        ObjectDecision::None => quote!(Objects::None),
        ObjectDecision::Only(variant) => {
            let variant = index(*variant);
            quote!(Objects::Only(#variant))
        }
        ObjectDecision::Tag { property, values, other } => {
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
        ObjectDecision::Branch { path, values, other } => {
            let values = values.iter().map(|(value, inner)| {
                let inner = objects(inner);
                quote!((#value, #inner))
            });
            let other = objects(other);
            quote!(Objects::Branch { path: &[#(#path),*], values: &[#(#values),*], other: &#other })
        }
        ObjectDecision::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let variant = index(rule.variant);
                let when = rule.when.iter().map(|keys| quote!(&[#(#keys),*]));
                quote!(KeyRule { variant: #variant, when: &[#(#when),*] })
            });
            quote!(Objects::Keys(&[#(#rules),*]))
        }
        ObjectDecision::Count(candidates) => {
            let candidates = candidates.iter().map(candidate);
            quote!(Objects::Count(&[#(#candidates),*]))
        }
    }
}

fn candidate(candidate: &Candidate) -> TokenStream {
    let Candidate { variant, literals, required, optional } = candidate;
    let variant = index(*variant);
    let literals = literals.iter().map(|Literal { key, value }| quote!((#key, #value)));
    quote!(Candidate {
        variant: #variant,
        literals: &[#(#literals),*],
        required: &[#(#required),*],
        optional: &[#(#optional),*],
    })
}

fn index(index: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(index)
}
