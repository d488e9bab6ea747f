//! The style `deepObject` of query parameters and form fields: `name[key]=value`, with percent-encoded brackets.

use super::url::encoded;
use crate::json::{Plain, PlainKind};

/// Checks that services can take the keys of a `deepObject` apart.
///
/// # Errors
/// If a key contains a bracket, or is empty and would arrive as the next element of a list.
pub(crate) fn check(value: &Plain) -> Result<(), String> {
    match value.kind() {
        PlainKind::Object(properties) => properties.iter().try_for_each(|(key, value)| {
            if key.contains(['[', ']']) {
                return Err("a key contains `[` or `]`, which separate the keys".to_owned());
            }
            if key.is_empty() {
                return Err("a key is empty".to_owned());
            }
            check(value)
        }),
        PlainKind::List(values) => values.iter().try_for_each(check),
        PlainKind::Null | PlainKind::Scalar(_) => Ok(()),
    }
}

/// Adds the `deepObject` pairs of an object or array, recursively, with percent-encoded brackets.
pub(crate) fn push_pairs(
    path: &str,
    value: &Plain,
    encode: &dyn Fn(&str) -> String,
    pairs: &mut Vec<String>,
) {
    match value.kind() {
        PlainKind::Object(properties) => {
            for (key, value) in properties {
                push_pairs(&format!("{path}%5B{}%5D", encoded(key)), value, encode, pairs);
            }
        }
        PlainKind::List(values) => {
            for (index, value) in values.iter().enumerate() {
                push_pairs(&format!("{path}%5B{index}%5D"), value, encode, pairs);
            }
        }
        PlainKind::Null => {}
        PlainKind::Scalar(text) => pairs.push(format!("{path}={}", encode(text))),
    }
}
