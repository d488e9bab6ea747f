//! Doc comments: descriptions from the document, with notes, and limits.

use syn::{AttrStyle, Attribute, Token};

use super::markdown::{code, escape};
use super::syntax;
use super::text::plain;
use crate::ir::{Documentation, Rules, Type};

/// One `#[doc]` per line, each with the space that follows the slashes of a comment.
pub(super) fn doc(lines: &[String]) -> Vec<Attribute> {
    if matches!(lines, [only] if only.is_empty()) {
        return Vec::new();
    }
    let mut attributes = Vec::new();
    for lines in lines {
        let lines = plain(lines);
        for line in lines.lines().chain(lines.is_empty().then_some("")) {
            attributes.push(syntax::comment(line));
        }
    }
    attributes
}

/// The doc comment of the module around it.
pub(crate) fn inner_doc(lines: &[String]) -> Vec<Attribute> {
    let inner = |attribute| Attribute { style: AttrStyle::Inner(<Token![!]>::default()), ..attribute };
    doc(lines).into_iter().map(inner).collect()
}

/// The description in the document, or `otherwise` if there is none.
pub(super) fn text(documentation: &Documentation, otherwise: &str) -> Vec<String> {
    let text = documentation.text.as_deref().map(escape);
    let lines = vec![text.unwrap_or_else(|| otherwise.to_owned())];
    let deprecated = documentation.deprecated.then(|| "Deprecated by the API.".to_owned());
    with_notes(lines, deprecated.into_iter().collect())
}

/// The documentation of a setter: the description, the limits of its type, and the default value.
pub(super) fn setter(
    documentation: &Documentation,
    otherwise: &str,
    r#type: Option<&Type>,
    default: Option<&str>,
) -> Vec<String> {
    let mut lines = text(documentation, otherwise);
    let limits = r#type.and_then(rules).map(|limits| format!("Limits: {limits}."));
    let default = default.map(|default| format!("Default: {}.", code(default)));
    for note in limits.into_iter().chain(default) {
        lines.extend([String::new(), note]);
    }
    lines
}

/// A text with notes: on the same line if the text is one sentence, else in paragraphs below it.
pub(super) fn with_notes(mut lines: Vec<String>, notes: Vec<String>) -> Vec<String> {
    for note in notes {
        match lines.as_mut_slice() {
            [only] if only.is_empty() => *only = note,
            [only] if is_sentence(only) => *only = format!("{} {note}", sentence(only)),
            _ => lines.extend([String::new(), note]),
        }
    }
    lines
}

/// The attribute `#[deprecated]` of an item that the API deprecates.
pub(super) fn deprecated(documentation: &Documentation, what: &str) -> Option<Attribute> {
    let note = format!("the API has deprecated this {what}; see its reference page for a replacement");
    documentation.deprecated.then(|| syntax::value("deprecated", &note))
}

/// Whether a text is one line of prose, to which a sentence can be appended.
fn is_sentence(text: &str) -> bool {
    !text.contains('\n') && !text.starts_with(['#', '|', '`', '-', '*', '>', '\\'])
}

/// The limits of a value in a request, as a phrase.
pub(crate) fn rules(r#type: &Type) -> Option<String> {
    let (own, of_items) = match r#type {
        Type::Integer(own) | Type::Number(own) | Type::String(own) => (Some(own), None),
        Type::Limited(inner, own) => (Some(own), rules(inner)),
        Type::List(item, own) => (Some(own), rules(item)),
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Map(inner) => (None, rules(inner)),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => (None, None),
    };
    let mut parts = own.map(sentences).unwrap_or_default();
    parts.extend(of_items.map(|text| match r#type {
        Type::List(..) => format!("each element: {text}"),
        _ => text,
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn sentences(rules: &Rules) -> Vec<String> {
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
        allowed_values,
        inside,
    } = rules;
    let number = |number: &Option<crate::ir::Number>| number.as_ref().map(|it| it.0.clone());
    let count = |count: &Option<u64>| count.map(|it| it.to_string());
    let mut sentences = Vec::new();
    sentences.extend(range(count(min_length), count(max_length), " characters"));
    sentences.extend(range(number(minimum), number(maximum), ""));
    sentences.extend(number(exclusive_minimum).map(|limit| format!("above {limit}")));
    sentences.extend(number(exclusive_maximum).map(|limit| format!("below {limit}")));
    sentences.extend(number(multiple_of).map(|step| format!("a multiple of {step}")));
    sentences.extend(range(count(min_items), count(max_items), " elements"));
    sentences.extend(unique_items.then(|| "unique elements".to_owned()));
    sentences.extend(range(count(min_properties), count(max_properties), " properties"));
    let allowed_values: Vec<_> = allowed_values.iter().map(|value| code(value)).collect();
    sentences.extend((!allowed_values.is_empty()).then(|| format!("one of {}", allowed_values.join(", "))));
    let closed = inside.as_ref().is_some_and(|inside| inside.closed);
    sentences.extend(closed.then(|| "no other properties or elements".to_owned()));
    sentences.extend(pattern.as_ref().map(|pattern| format!("pattern {}", code(pattern))));
    sentences
}

fn range(from: Option<String>, to: Option<String>, unit: &str) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}{unit}")),
        (Some(from), None) => Some(format!("at least {from}{unit}")),
        (None, Some(to)) => Some(format!("at most {to}{unit}")),
        (None, None) => None,
    }
}

/// A text with a full stop, unless it ends with punctuation.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
