//! Unknown keywords, and suggestions for misspelled ones.
//!
//! JSON Schema treats an unknown keyword as an annotation, and OpenAPI gives none a meaning, so each is ignored with a
//! warning. Unless it is an annotation, its author expects an effect that the client does not have.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// Schema keywords that determine the generated type.
const TYPE_KEYWORDS: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "readOnly",
    "required",
    "type",
    "writeOnly",
];

/// Schema keywords that constrain values, and annotations.
const OTHER_KEYWORDS: &[&str] = &[
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "title",
    "uniqueItems",
];

/// Reports an unknown keyword of a schema, which may be a misspelling of a known one.
pub(super) fn in_schema(key: &str, place: &Location, diagnostics: &mut Diagnostics) {
    let suggestion = similar(key, TYPE_KEYWORDS).or_else(|| similar(key, OTHER_KEYWORDS));
    report(key, suggestion, place, diagnostics);
}

/// Reports an unknown keyword of any other node.
pub(super) fn in_node(key: &str, place: &Location, diagnostics: &mut Diagnostics) {
    report(key, None, place, diagnostics);
}

fn report(key: &str, suggestion: Option<&'static str>, place: &Location, diagnostics: &mut Diagnostics) {
    let help = match suggestion {
        Some(keyword) => format!("did you mean `{keyword}`? extensions start with `x-`"),
        None => "check the spelling; extensions start with `x-`".to_owned(),
    };
    diagnostics.warn(Code::UnknownKeyword, place, format!("unknown keyword `{key}` is ignored"), help);
}

/// Returns the keyword that differs from `key` only in punctuation, case or a small typo.
fn similar(key: &str, keywords: &[&'static str]) -> Option<&'static str> {
    const MAX_LENGTH: usize = 32;
    if key.len() > MAX_LENGTH {
        return None;
    }
    let (normalized, max_typos) = (normalize(key), if key.len() > 5 { 2 } else { 1 });
    let same = keywords.iter().find(|keyword| normalize(keyword) == normalized);
    let close = || keywords.iter().find(|keyword| distance(&normalize(keyword), &normalized) <= max_typos);
    same.or_else(close).copied()
}

/// Returns the letters and digits of `word` in lower case.
fn normalize(word: &str) -> Vec<char> {
    word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The Levenshtein distance of two words.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, character) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, against) in other.iter().enumerate() {
            let changed = diagonal + usize::from(character != against);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_recognized() {
        for (key, keyword) in [
            ("requried", "required"),
            ("additional_properties", "additionalProperties"),
            ("Type", "type"),
            ("min_items", "minItems"),
            ("discription", "description"),
        ] {
            assert_eq!(similar(key, TYPE_KEYWORDS).or_else(|| similar(key, OTHER_KEYWORDS)), Some(keyword));
        }
        for key in ["optional", "id", "order", "version", "label"] {
            assert_eq!(similar(key, TYPE_KEYWORDS).or_else(|| similar(key, OTHER_KEYWORDS)), None);
        }
    }
}
