//! Validation rules of requests: as attributes of a field, or as an expression.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::emitter::Emitter;
use super::types::Place;
use crate::ir::{Inside, Number, Object, Rules, Type};

impl Emitter<'_> {
    /// The rules of a field in the syntax of the macro `object!`: `min_length = 3, …`.
    pub(super) fn attributes(&self, r#type: &Type, place: Place) -> Vec<TokenStream> {
        match r#type {
            Type::Integer(rules) if rules.is_unsigned() => self.all(&rules.of_unsigned(), place),
            Type::Integer(rules) | Type::Number(rules) | Type::String(rules) => self.all(rules, place),
            Type::List(item, rules) => {
                let mut all = self.all(rules, place);
                all.extend(self.items(item, place));
                all
            }
            Type::Limited(inner, rules) => {
                let mut all = self.all(rules, place);
                all.extend(self.attributes(inner, place));
                all
            }
            Type::Map(value) => self.items(value, place).into_iter().collect(),
            Type::Nullable(inner) => self.attributes(inner, place),
            Type::OrReference(inner) => {
                let mut all = self.attributes(inner, place);
                all.extend(self.api.reference_pattern.as_ref().map(|pattern| quote!(reference = #pattern)));
                all
            }
            Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => Vec::new(),
        }
    }

    fn items(&self, item: &Type, place: Place) -> Option<TokenStream> {
        let items = self.attributes(item, place);
        (!items.is_empty()).then(|| quote!(items(#(#items),*)))
    }

    /// The rules of an object as a whole.
    pub(super) fn object_rules(&self, object: &Object, place: Place) -> Vec<TokenStream> {
        let mut rules = own(&Rules {
            min_properties: object.min_properties,
            max_properties: object.max_properties,
            ..Rules::default()
        });
        rules.extend(object.required_sets.as_ref().map(|(exclusive, sets)| {
            let name = if *exclusive { quote!(one_of) } else { quote!(any_of) };
            let sets = sets.iter().map(|set| quote!([#(#set),*]));
            quote!(#name(#(#sets),*))
        }));
        rules.extend(object.inside.as_ref().and_then(|inside| self.inside(inside, place)));
        rules
    }

    fn all(&self, rules: &Rules, place: Place) -> Vec<TokenStream> {
        let mut all = own(rules);
        all.extend(rules.inside.as_ref().and_then(|inside| self.inside(inside, place)));
        all
    }

    /// The rules for nested values: `inside(positions((f64), (String)), closed)`.
    fn inside(&self, inside: &Inside, place: Place) -> Option<TokenStream> {
        let Inside { positions, patterns, others, closed, absent, not_null, alternatives } = inside;
        let part = |r#type: &Type| {
            let plain = self.r#type(r#type, place);
            let rules = self.attributes(r#type, place);
            quote!(#plain #(, #rules)*)
        };
        let list = |name: &str, types: &[Type]| {
            let name = format_ident!("{name}");
            let parts = types.iter().map(part);
            (!types.is_empty()).then(|| quote!(#name(#((#parts)),*)))
        };
        let patterns = (!patterns.is_empty()).then(|| {
            let parts = patterns.iter().map(|(pattern, r#type)| {
                let part = part(r#type);
                quote!((#pattern, #part))
            });
            quote!(patterns(#(#parts),*))
        });
        let others = others.as_ref().map(|others| {
            let part = part(others);
            quote!(others(#part))
        });
        let all = [
            list("positions", positions),
            patterns,
            others,
            closed.then(|| quote!(closed)),
            (!absent.is_empty()).then(|| quote!(absent(#(#absent),*))),
            not_null.then(|| quote!(not_null)),
            list("alternatives", alternatives),
        ];
        let all: Vec<_> = all.into_iter().flatten().collect();
        (!all.is_empty()).then(|| quote!(inside(#(#all),*)))
    }

    /// The rules of a parameter, those of its elements included.
    pub(super) fn rule(&self, r#type: &Type) -> TokenStream {
        if !self.is_by_macro(r#type) {
            return of(r#type);
        }
        let rules = self.attributes(r#type, Place::Api);
        quote!(*crate::runtime::json_rule!(#(#rules),*))
    }

    /// Whether the rules of a parameter need the macro `json_rule!`.
    pub(super) fn is_by_macro(&self, r#type: &Type) -> bool {
        is_deep(r#type) || (self.api.reference_pattern.is_some() && has_reference(r#type))
    }
}

/// Whether a type may contain references.
fn has_reference(r#type: &Type) -> bool {
    matches!(r#type, Type::OrReference(_)) || r#type.inner().is_some_and(has_reference)
}

/// Whether a type has rules that only the macro can express.
fn is_deep(r#type: &Type) -> bool {
    let own = r#type.rules().is_some_and(|rules| rules.inside.is_some());
    own || elements(r#type).is_some_and(is_deep)
}

fn own(rules: &Rules) -> Vec<TokenStream> {
    let mut attributes = Vec::new();
    for (name, value) in parts(rules) {
        let name = format_ident!("{name}");
        attributes.push(quote!(#name = #value));
    }
    let allowed = &rules.allowed_values;
    if !allowed.is_empty() {
        attributes.push(quote!(allowed_values(#(#allowed),*)));
    }
    attributes
}

/// The rules of a parameter: `Rule::new().maximum(100)`.
fn expression(rules: Option<&Rules>) -> TokenStream {
    let parts = rules.map(parts).unwrap_or_default();
    let allowed = rules.map(|rules| rules.allowed_values.as_slice()).unwrap_or_default();
    if parts.is_empty() && allowed.is_empty() {
        return quote!(Rule::NONE);
    }
    let calls = parts.into_iter().map(|(name, value)| {
        // Tokens print a space after a minus sign.
        let text = value.to_string().replace(' ', "");
        let is_whole = text.parse::<i64>().is_ok();
        let limit = || match (is_whole, text.parse::<i128>()) {
            (true, _) => quote!(crate::runtime::Limit::Integer(#value)),
            (false, Ok(_)) => quote!(crate::runtime::Limit::Text(#text)),
            (false, Err(_)) => quote!(crate::runtime::Limit::Float(#value)),
        };
        match name {
            "minimum" | "maximum" if is_whole => {
                let name = format_ident!("{name}");
                quote!(.#name(#value))
            }
            "minimum" | "maximum" => {
                let name = format_ident!("{name}_limit");
                let limit = limit();
                quote!(.#name(#limit))
            }
            "exclusive_minimum" | "exclusive_maximum" | "multiple_of" => {
                let name = format_ident!("{name}");
                let limit = limit();
                quote!(.#name(#limit))
            }
            name => {
                let name = format_ident!("{name}");
                quote!(.#name(#value))
            }
        }
    });
    let allowed = (!allowed.is_empty()).then(|| quote!(.allowed_values(&[#(#allowed),*])));
    quote!(Rule::new() #(#calls)* #allowed)
}

fn of(r#type: &Type) -> TokenStream {
    match r#type {
        Type::Integer(rules) if rules.is_unsigned() => expression(Some(&rules.of_unsigned())),
        Type::Integer(rules) | Type::Number(rules) | Type::String(rules) => expression(Some(rules)),
        Type::Nullable(inner) | Type::OrReference(inner) => of(inner),
        Type::Limited(inner, rules) => with_items(rules, elements(inner)),
        Type::List(item, rules) => with_items(rules, Some(item)),
        Type::Map(value) => with_items(&Rules::default(), Some(value)),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => expression(None),
    }
}

/// The type of the elements of a list, or of the values of a map.
fn elements(r#type: &Type) -> Option<&Type> {
    match r#type {
        Type::List(inner, _) | Type::Map(inner) => Some(inner),
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => elements(inner),
        Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::String(_)
        | Type::Timestamp
        | Type::Named(_) => None,
    }
}

fn with_items(rules: &Rules, item: Option<&Type>) -> TokenStream {
    let nothing = expression(None).to_string();
    let own = expression(Some(rules));
    let items = item.map(of).filter(|items| items.to_string() != nothing);
    let Some(items) = items else {
        return own;
    };
    let start = if own.to_string() == nothing { quote!(Rule::new()) } else { own };
    quote!(#start.items(&const { #items }))
}

/// The names and values of the rules that are set.
fn parts(rules: &Rules) -> Vec<(&'static str, TokenStream)> {
    let Rules {
        format: _,
        min_length,
        max_length,
        pattern,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        allowed_values: _,
        inside: _,
    } = rules;
    let count = |count: &Option<u64>| {
        let literal = count.map(Literal::u64_unsuffixed);
        literal.map(|literal| quote!(#literal))
    };
    let limit = |limit: &Option<Number>| limit.as_ref().map(number);
    let all = [
        ("min_length", count(min_length)),
        ("max_length", count(max_length)),
        ("pattern", pattern.as_ref().map(|pattern| quote!(#pattern))),
        ("minimum", limit(minimum)),
        ("maximum", limit(maximum)),
        ("exclusive_minimum", limit(exclusive_minimum)),
        ("exclusive_maximum", limit(exclusive_maximum)),
        ("multiple_of", limit(multiple_of)),
        ("min_items", count(min_items)),
        ("max_items", count(max_items)),
        ("unique_items", unique_items.then(|| quote!(true))),
        ("min_properties", count(min_properties)),
        ("max_properties", count(max_properties)),
    ];
    let present = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
    present.collect()
}

/// A number as a Rust literal.
fn number(number: &Number) -> TokenStream {
    match (number.0.parse::<i128>(), number.0.parse::<f64>()) {
        (Ok(whole), _) => {
            let literal = Literal::i128_unsuffixed(whole);
            quote!(#literal)
        }
        (Err(_), Ok(float)) if float.is_finite() => {
            let literal = Literal::f64_unsuffixed(float);
            quote!(#literal)
        }
        _ => quote!(0),
    }
}
