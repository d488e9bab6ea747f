//! Keywords that nothing knows: what they may have been meant to be.
//!
//! JSON Schema takes a keyword that it does not know as a remark, so that leaving it out changes
//! nothing. It is told all the same, and it stops the generator where it looks like a slip that
//! would change a type.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Value};

/// Keywords of a schema without which a type would be another one.
const SHAPING: &[&str] = &[
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

/// Keywords of a schema that limit a value or speak to readers.
const OTHER: &[&str] = &[
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

/// Words for readers that stand in many places where OpenAPI has none.
const REMARKS: &[&str] =
    &["$comment", "description", "example", "examples", "externalDocs", "summary", "title"];

/// What an unknown keyword amounts to.
pub(super) struct Unknown {
    is_remark: bool,
    meant: Option<&'static str>,
}

/// One in a schema.
pub(super) fn of_schema(key: &str, value: &Value) -> Unknown {
    let shaping = resembled(key, SHAPING);
    let meant = shaping.or_else(|| resembled(key, OTHER));
    // An object, or a list of them, may be a schema that stands in the wrong place.
    let is_plain = match value {
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(elements) => !elements.iter().any(|it| matches!(it, Value::Object(_) | Value::Array(_))),
        Value::Object(_) => false,
    };
    Unknown { is_remark: is_plain && shaping.is_none(), meant }
}

/// One in another node, where OpenAPI allows no others than its own.
pub(super) fn of_node(key: &str, _: &Value) -> Unknown {
    Unknown { is_remark: REMARKS.contains(&key), meant: None }
}

impl Unknown {
    pub fn report(&self, key: &str, place: &Location, diagnostics: &mut Diagnostics) {
        let help = match self.meant {
            Some(meant) => {
                format!("write `{meant}` if that is meant, or name an extension with a leading `x-`")
            }
            None => "correct the spelling, or name an extension with a leading `x-`".to_owned(),
        };
        if self.is_remark {
            let message = format!("`{key}` is no keyword that may stand here: nothing is made of it");
            diagnostics.warn(Code::UnknownKeyword, place, message, help);
        } else {
            let message = format!("`{key}` is no keyword that may stand here");
            diagnostics.error(Code::UnknownKeyword, place, message, help);
        }
    }
}

/// The keyword that `key` differs from by signs, capitals or a slip of the hand.
fn resembled(key: &str, known: &[&'static str]) -> Option<&'static str> {
    const LONGEST: usize = 32;
    if key.len() > LONGEST {
        return None;
    }
    let (plain, slips) = (letters(key), if key.len() > 5 { 2 } else { 1 });
    let same = known.iter().find(|word| letters(word) == plain);
    let near = || known.iter().find(|word| distance(&letters(word), &plain) <= slips);
    same.or_else(near).copied()
}

fn letters(word: &str) -> Vec<char> {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters must be put in, left out or changed to make one word of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, against) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != against);
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
    fn slips_are_recognised() {
        for (key, meant) in [
            ("requried", "required"),
            ("additional_properties", "additionalProperties"),
            ("Type", "type"),
            ("min_items", "minItems"),
            ("discription", "description"),
        ] {
            assert_eq!(resembled(key, SHAPING).or_else(|| resembled(key, OTHER)), Some(meant));
        }
        for key in ["optional", "id", "order", "version", "label"] {
            assert_eq!(resembled(key, SHAPING).or_else(|| resembled(key, OTHER)), None);
        }
    }

    #[test]
    fn what_may_be_a_schema_is_no_remark() {
        let object = Value::Object(indexmap::IndexMap::new());
        assert!(!of_schema("member", &object).is_remark);
        assert!(!of_schema("properties", &Value::Array(vec![object])).is_remark);
        assert!(of_schema("label", &Value::String("text".to_owned())).is_remark);
        assert!(!of_schema("requried", &Value::Array(Vec::new())).is_remark);
    }
}
