//! The kinds of texts in a document, and documents in which all texts of a kind are extended.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keys whose values select a feature: with any other value, the document is another one.
pub const SELECTING: &[&str] = &["openapi", "$ref", "type", "in", "style", "scheme", "format", "contentType"];

/// Keys whose values are maps with keys that the document chooses.
const NAMING: &[&str] = &["properties", "mapping", "variables", "patternProperties", "examples", "parts"];

/// The kinds of texts in a document: the key that holds a text, or that holds a list or a map of texts.
pub fn kinds(value: &Value, holder: &str, kinds: &mut BTreeSet<String>) {
    match value {
        Value::String(_) if !SELECTING.contains(&holder) => _ = kinds.insert(holder.to_owned()),
        Value::Array(list) => list.iter().for_each(|item| self::kinds(item, holder, kinds)),
        Value::Object(map) => {
            for (key, value) in map {
                self::kinds(value, inner(holder, key), kinds);
            }
            if NAMING.contains(&holder) {
                kinds.insert(format!("{holder}/"));
            }
        }
        _ => {}
    }
}

/// The kinds of keys in a document, each with a slash at its end.
pub fn holders(value: &Value, holder: &str, kinds: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| holders(item, holder, kinds)),
        Value::Object(map) => {
            kinds.insert(format!("{holder}/"));
            map.iter().for_each(|(key, value)| holders(value, inner(holder, key), kinds));
        }
        _ => {}
    }
}

/// The kind of what a key holds: that of the key, but all texts in an example are of the same kind.
fn inner<'a>(holder: &'a str, key: &'a str) -> &'a str {
    if matches!(holder, "example" | "examples" | "default" | "const") { holder } else { key }
}

/// Adds a text to all texts of a kind; with a slash at its end, to the keys of a map.
pub fn extend(value: &Value, holder: &str, kind: &str, added: &str) -> Value {
    match value {
        Value::String(text) if holder == kind => Value::String(format!("{text}{added}")),
        Value::Array(list) => list.iter().map(|item| extend(item, holder, kind, added)).collect(),
        Value::Object(map) => {
            let is_named = kind.strip_suffix('/') == Some(holder);
            let entries = map.iter().map(|(key, value)| {
                let name = if is_named { format!("{key}{added}") } else { key.clone() };
                (name, extend(value, inner(holder, key), kind, added))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
