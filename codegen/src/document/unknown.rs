//! Unknown keywords, and suggestions for misspelled ones.
//!
//! JSON Schema treats an unknown keyword as an annotation, so ignoring it changes nothing. It is still
//! reported: as an error if it looks like a misspelling that would change a type or like a misplaced
//! schema, and as a warning otherwise.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Value};

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

/// Annotations that many documents use where OpenAPI does not define them.
const ANNOTATIONS: &[&str] =
    &["$comment", "description", "example", "examples", "externalDocs", "summary", "title"];

/// The assessment of an unknown keyword.
pub(super) struct Unknown {
    is_ignorable: bool,
    suggestion: Option<&'static str>,
}

/// Assesses an unknown keyword in a schema.
pub(super) fn in_schema(key: &str, value: &Value) -> Unknown {
    let type_keyword = similar(key, TYPE_KEYWORDS);
    let suggestion = type_keyword.or_else(|| similar(key, OTHER_KEYWORDS));
    // An object, or an array with one, may be a misplaced schema.
    let is_plain = match value {
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(elements) => !elements.iter().any(|it| matches!(it, Value::Object(_) | Value::Array(_))),
        Value::Object(_) => false,
    };
    Unknown { is_ignorable: is_plain && type_keyword.is_none(), suggestion }
}

/// Assesses an unknown keyword in any other node, where OpenAPI allows only its own keywords.
pub(super) fn in_node(key: &str, _: &Value) -> Unknown {
    Unknown { is_ignorable: ANNOTATIONS.contains(&key), suggestion: None }
}

impl Unknown {
    pub fn report(&self, key: &str, place: &Location, diagnostics: &mut Diagnostics) {
        let help = match self.suggestion {
            Some(keyword) => format!("did you mean `{keyword}`? extensions start with `x-`"),
            None => "check the spelling; extensions start with `x-`".to_owned(),
        };
        if self.is_ignorable {
            let message = format!("unknown keyword `{key}` is ignored");
            diagnostics.warn(Code::UnknownKeyword, place, message, help);
        } else {
            let message = format!("unknown keyword `{key}`");
            diagnostics.error(Code::UnknownKeyword, place, message, help);
        }
    }
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

    #[test]
    fn a_possible_schema_is_not_ignorable() {
        let object = Value::Object(indexmap::IndexMap::new());
        assert!(!in_schema("member", &object).is_ignorable);
        assert!(!in_schema("properties", &Value::Array(vec![object])).is_ignorable);
        assert!(in_schema("label", &Value::String("text".to_owned())).is_ignorable);
        assert!(!in_schema("requried", &Value::Array(Vec::new())).is_ignorable);
    }
}
