//! The spellings of the names in a document, of which the lock file only records those that others could replace.

use std::collections::{BTreeSet, HashMap};

use super::case::Case;
use super::splitter::WordSplitter;
use crate::ir::{Api, BodyForm, ParameterPlace, Shape, Variant};
use crate::lock::{Spelling, Spellings, Style};

/// The kinds of names that have a spelling.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Property,
    Value,
    Option,
    PathParameter,
    Parameter,
}

impl Kind {
    pub fn parameter(place: ParameterPlace) -> Self {
        match place {
            ParameterPlace::Path => Self::PathParameter,
            ParameterPlace::Query | ParameterPlace::Header | ParameterPlace::Cookie => Self::Parameter,
        }
    }

    pub fn of(self, spellings: &Spellings) -> &Spelling {
        match self {
            Self::Property => &spellings.properties,
            Self::Value => &spellings.values,
            Self::Option => &spellings.options,
            Self::PathParameter => &spellings.path,
            Self::Parameter => &spellings.parameters,
        }
    }

    pub fn case(self) -> Case {
        match self {
            Self::Property | Self::PathParameter | Self::Parameter => Case::Snake,
            Self::Value | Self::Option => Case::Pascal,
        }
    }
}

/// Returns what the name of a variant follows from: its tag or its name. There is none if it depends on the properties or
/// the number of the other options.
pub(super) fn own_text(variant: &Variant) -> Option<&str> {
    match variant.label.as_deref() {
        None => Some(&variant.name),
        Some(label) => (!variant.name.starts_with("option ") && !label.contains(' ')).then_some(label),
    }
}

/// Returns the spellings of all names of an API.
pub(super) fn spellings(api: &Api, splitter: &WordSplitter<'_>) -> Spellings {
    let (mut properties, mut values, mut options) = (Texts::default(), Texts::default(), Texts::default());
    for definition in &api.types {
        match &definition.shape {
            Shape::Object(object) => object.fields.iter().for_each(|field| properties.add(&field.key)),
            Shape::StringEnum(list) => list.values.iter().for_each(|value| values.add(value)),
            Shape::Union(union) => union.variants.iter().filter_map(own_text).for_each(|it| options.add(it)),
        }
    }
    let (mut path, mut others) = (Texts::default(), Texts::default());
    for operation in &api.operations {
        for parameter in &operation.parameters {
            match Kind::parameter(parameter.place) {
                Kind::PathParameter => path.add(&parameter.name),
                _ => others.add(&parameter.name),
            }
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            if let BodyForm::Parts(parts) = &content.form {
                for part in parts {
                    properties.add(&part.name);
                }
            }
        }
    }
    let parameters = [&path, &others];
    Spellings {
        properties: properties.spelling(&[&properties], splitter, Case::Snake),
        values: values.spelling(&[&values], splitter, Case::Pascal),
        options: options.spelling(&[&options], splitter, Case::Pascal),
        path: path.spelling(&parameters, splitter, Case::Snake),
        parameters: others.spelling(&parameters, splitter, Case::Snake),
    }
}

/// Distinct names, and how often each occurs.
#[derive(Default)]
struct Texts<'a>(HashMap<&'a str, usize>);

impl<'a> Texts<'a> {
    fn add(&mut self, text: &'a str) {
        *self.0.entry(text).or_default() += 1;
    }

    /// Returns the most frequent style and the names in other styles, except those that have the same Rust name as
    /// another one among `all`.
    fn spelling(&self, all: &[&Self], splitter: &WordSplitter<'_>, case: Case) -> Spelling {
        let mut counts = [0; Style::ALL.len()];
        for (text, count) in &self.0 {
            let words = splitter.split(text);
            if words.are_unambiguous(case) {
                for (style, total) in Style::ALL.into_iter().zip(&mut counts) {
                    *total += if words.styled(style) == *text { *count } else { 0 };
                }
            }
        }
        // The first one of several that are equally frequent.
        let styles = Style::ALL.into_iter().zip(counts).rev();
        let style = styles.max_by_key(|(_, count)| *count).map_or(Style::Snake, |(style, _)| style);
        let mut spelled: HashMap<String, BTreeSet<&str>> = HashMap::new();
        for text in all.iter().flat_map(|texts| texts.0.keys()) {
            spelled.entry(splitter.split(text).write(case)).or_default().insert(text);
        }
        let is_other = |text: &&&str| {
            let is_only =
                spelled.get(&splitter.split(text).write(case)).is_some_and(|texts| texts.len() == 1);
            is_only && !splitter.is_styled(text, style, case)
        };
        Spelling { style, others: self.0.keys().filter(is_other).map(|text| (*text).to_owned()).collect() }
    }
}
