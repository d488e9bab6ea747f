//! The rules of a value that is sent: as attributes of a member, or as an expression.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Number, Object, Rules, Type};

/// The rules of a member as the macro of an object takes them: `min_length = 3, …`.
pub(super) fn attributes(r#type: &Type) -> Vec<TokenStream> {
    match r#type {
        Type::Integer(rules) | Type::Number(rules) | Type::String(rules) => own(rules),
        Type::List(item, rules) => {
            let mut all = own(rules);
            let items = attributes(item);
            if !items.is_empty() {
                all.push(quote!(items(#(#items),*)));
            }
            all
        }
        Type::Limited(inner, rules) => {
            let mut all = own(rules);
            all.extend(attributes(inner));
            all
        }
        Type::Map(value) => {
            let values = attributes(value);
            if values.is_empty() { values } else { vec![quote!(items(#(#values),*))] }
        }
        Type::Nullable(inner) | Type::OrReference(inner) => attributes(inner),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => Vec::new(),
    }
}

/// The rules of an object as a whole.
pub(super) fn members(object: &Object) -> Vec<TokenStream> {
    let mut rules = own(&Rules {
        min_properties: object.min_properties,
        max_properties: object.max_properties,
        ..Rules::default()
    });
    rules.extend(object.demands.as_ref().map(|(exclusive, sets)| {
        let name = if *exclusive { quote!(one_of) } else { quote!(any_of) };
        let sets = sets.iter().map(|set| quote!([#(#set),*]));
        quote!(#name(#(#sets),*))
    }));
    rules
}

fn own(rules: &Rules) -> Vec<TokenStream> {
    let mut attributes = Vec::new();
    for (name, value) in parts(rules) {
        let name = format_ident!("{name}");
        attributes.push(quote!(#name = #value));
    }
    let listed = &rules.listed;
    if !listed.is_empty() {
        attributes.push(quote!(listed(#(#listed),*)));
    }
    attributes
}

/// The rules of a parameter: `Rule::new().maximum(100)`.
fn expression(rules: Option<&Rules>) -> TokenStream {
    let parts = rules.map(parts).unwrap_or_default();
    let listed = rules.map(|rules| rules.listed.as_slice()).unwrap_or_default();
    if parts.is_empty() && listed.is_empty() {
        return quote!(Rule::NONE);
    }
    let calls = parts.into_iter().map(|(name, value)| {
        // Tokens print a space behind a minus.
        let is_whole = value.to_string().replace(' ', "").parse::<i64>().is_ok();
        match name {
            "minimum" | "maximum" if is_whole => {
                let name = format_ident!("{name}");
                quote!(.#name(#value))
            }
            "minimum" | "maximum" => {
                let name = format_ident!("{name}_limit");
                quote!(.#name(crate::runtime::Limit::Float(#value)))
            }
            "exclusive_minimum" | "exclusive_maximum" | "multiple_of" => {
                let name = format_ident!("{name}");
                let kind = format_ident!("{}", if is_whole { "Integer" } else { "Float" });
                quote!(.#name(crate::runtime::Limit::#kind(#value)))
            }
            name => {
                let name = format_ident!("{name}");
                quote!(.#name(#value))
            }
        }
    });
    let listed = (!listed.is_empty()).then(|| quote!(.listed(&[#(#listed),*])));
    quote!(Rule::new() #(#calls)* #listed)
}

/// The rules of a parameter, those of its elements in it.
pub(super) fn of(r#type: &Type) -> TokenStream {
    match r#type {
        Type::Integer(rules) | Type::Number(rules) | Type::String(rules) => expression(Some(rules)),
        Type::Nullable(inner) | Type::OrReference(inner) => of(inner),
        Type::Limited(inner, rules) => with_items(rules, elements(inner)),
        Type::List(item, rules) => with_items(rules, Some(item)),
        Type::Map(value) => with_items(&Rules::default(), Some(value)),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => expression(None),
    }
}

/// The type of the elements of a list, or of the members of a map.
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

/// The names and values of the rules that are there.
fn parts(rules: &Rules) -> Vec<(&'static str, TokenStream)> {
    let Rules {
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
        listed: _,
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

/// A number as Rust writes it; the document's text is one already, whole or not.
fn number(number: &Number) -> TokenStream {
    match (number.0.parse::<i64>(), number.0.parse::<f64>()) {
        (Ok(whole), _) => {
            let literal = Literal::i64_unsuffixed(whole);
            quote!(#literal)
        }
        (Err(_), Ok(float)) if float.is_finite() => {
            let literal = Literal::f64_unsuffixed(float);
            quote!(#literal)
        }
        _ => quote!(0),
    }
}
