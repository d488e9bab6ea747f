//! Arguments: the type of an argument, and its conversion to the value that is sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::emitter::Emitter;
use super::types::Place;
use crate::document::{Style, Writing};
use crate::ir::{Parameter, ParameterPlace, Rules, Shape, Type, TypeId};

impl Emitter<'_> {
    /// The type of an argument, and a reference to the converted value.
    pub(super) fn value(&self, r#type: &Type, name: &TokenStream) -> (TokenStream, TokenStream) {
        let plain = self.r#type(r#type, Place::Api);
        match r#type {
            Type::Boolean | Type::Integer(_) | Type::Nullable(_) => (quote!(#plain), quote!(&#name)),
            Type::Limited(inner, _) => self.value(inner, name),
            Type::String(rules) if rules.format.is_none() => {
                (quote!(impl AsRef<str>), quote!(&#name.as_ref().to_owned()))
            }
            Type::List(inner, _) if matches!(**inner, Type::String(_) | Type::Number(_) | Type::Named(_)) => {
                let inner = self.r#type(inner, Place::Api);
                (
                    quote!(impl IntoIterator<Item = impl Into<#inner>>),
                    quote!(&#name.into_iter().map(Into::into).collect::<Vec<#inner>>()),
                )
            }
            Type::Any
            | Type::FreeForm
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::OrReference(_)
            | Type::Named(_) => (quote!(impl Into<#plain>), quote!(&#name.into())),
        }
    }

    /// The type of an argument, and the step that adds it to the request.
    pub(super) fn parameter(&self, parameter: &Parameter, name: &TokenStream) -> (TokenStream, TokenStream) {
        let (r#type, value) = self.value(&parameter.r#type, name);
        let is_text = parameter.writing.is_none() && text_step(parameter).is_some();
        let value = if is_text { quote!(#name.as_ref()) } else { value };
        (r#type, self.step(parameter, &value))
    }

    /// The step that adds a parameter to the request, from a reference to its value.
    pub(super) fn step(&self, parameter: &Parameter, value: &TokenStream) -> TokenStream {
        let key = &parameter.name;
        let rule = self.rule(&parameter.r#type);
        let place = parameter.place.as_str();
        let required = self.needs_value(parameter).then(|| quote!(.required(#place, #key)));
        if let Some(writing) = parameter.writing {
            let parameter = styled(parameter, writing);
            return quote!(.parameter(#parameter, #value, &#rule) #required);
        }
        if let Some(put) = text_step(parameter) {
            return quote!(.#put(#key, #value));
        }
        let put = match parameter.place {
            ParameterPlace::Path => quote!(path),
            ParameterPlace::Query | ParameterPlace::Cookie => quote!(query),
            ParameterPlace::Header => quote!(header),
        };
        quote!(.#put(#key, #value, &#rule) #required)
    }

    /// Whether a parameter is required and has values that are not sent. The client always checks those in paths.
    fn needs_value(&self, parameter: &Parameter) -> bool {
        let has_items = parameter.r#type.rules().is_some_and(|rules| rules.min_items > Some(0));
        let is_path = parameter.place == ParameterPlace::Path;
        parameter.required && !is_path && !has_items && self.may_be_empty(&parameter.r#type)
    }

    /// Whether a type has values without a pair in a form, where an object is JSON by default: an empty list, or null.
    pub(super) fn has_no_pair(&self, r#type: &Type) -> bool {
        self.is_omitted(r#type, false, &mut Vec::new())
    }

    /// Whether a type has values that are not sent: an empty list or object, or null.
    pub(super) fn may_be_empty(&self, r#type: &Type) -> bool {
        self.is_omitted(r#type, true, &mut Vec::new())
    }

    /// `objects` is whether empty objects are not sent. `seen` are the types that were examined, because unions may be
    /// options of each other.
    fn is_omitted(&self, r#type: &Type, objects: bool, seen: &mut Vec<TypeId>) -> bool {
        match r#type {
            Type::Any | Type::List(..) | Type::Nullable(_) => true,
            Type::FreeForm | Type::Map(_) => objects,
            Type::OrReference(inner) | Type::Limited(inner, _) => self.is_omitted(inner, objects, seen),
            Type::Named(id) if seen.contains(id) => false,
            Type::Named(id) => {
                seen.push(*id);
                match &self.api.definition(*id).shape {
                    Shape::Object(object) => objects && object.literals.is_empty(),
                    Shape::Union(union) => {
                        union.variants.iter().any(|it| self.is_omitted(&it.r#type, objects, seen))
                    }
                    Shape::StringEnum(_) => false,
                }
            }
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String(_) | Type::Timestamp => false,
        }
    }
}

/// Whether the step of a parameter takes a rule, even an empty one.
pub(super) fn states_rules(parameter: &Parameter) -> bool {
    parameter.writing.is_some() || text_step(parameter).is_none()
}

/// The step for a parameter that may be any string.
fn text_step(parameter: &Parameter) -> Option<TokenStream> {
    let is_any_text = matches!(&parameter.r#type, Type::String(own) if *own == Rules::default());
    match parameter.place {
        ParameterPlace::Path if is_any_text => Some(quote!(path_text)),
        ParameterPlace::Query if is_any_text => Some(quote!(query_text)),
        ParameterPlace::Path | ParameterPlace::Query | ParameterPlace::Header | ParameterPlace::Cookie => {
            None
        }
    }
}

fn styled(parameter: &Parameter, writing: Writing) -> TokenStream {
    let key = &parameter.name;
    let Writing { style, explode, allow_reserved } = writing;
    let place = match parameter.place {
        ParameterPlace::Path => quote!(path),
        ParameterPlace::Query => quote!(query),
        ParameterPlace::Header => quote!(header),
        ParameterPlace::Cookie => quote!(cookie),
    };
    let style = match style {
        Style::Simple => quote!(Simple),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::DeepObject => quote!(DeepObject),
        Style::Json => quote!(Json),
    };
    let explode = explode.then(|| quote!(.explode()));
    let allow_reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(crate::runtime::Parameter::#place(#key, crate::runtime::Style::#style) #explode #allow_reserved)
}

/// A value for an example, if a literal will do.
pub(super) fn sample(r#type: &Type, name: &str) -> Option<String> {
    match r#type {
        Type::Integer(_) => Some("1".to_owned()),
        Type::Number(_) => Some("1.0".to_owned()),
        Type::Boolean => Some("true".to_owned()),
        Type::String(rules) => Some(format!("{:?}", rules.format.map_or(name, |format| format.sample()))),
        Type::List(inner, _) => sample(inner, name).map(|inner| format!("[{inner}]")),
        Type::Limited(inner, _) => sample(inner, name),
        Type::Timestamp
        | Type::Any
        | Type::FreeForm
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::OrReference(_)
        | Type::Named(_) => None,
    }
}
