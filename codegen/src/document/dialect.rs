//! JSON Schema dialects: `$schema` and `jsonSchemaDialect`, and `$ref`s below an `$id`.

use super::fields::Node;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Value;

/// URI prefixes of the dialects whose keywords have the meaning that the generator assumes.
const KNOWN: &[&str] =
    &["http://json-schema.org/draft-", "https://json-schema.org/draft", "https://spec.openapis.org/oas/3."];

/// Reports an unknown dialect, whose keywords may have another meaning.
pub(super) fn check(node: Option<&Node<'_>>, diagnostics: &mut Diagnostics) {
    let Some(node) = node else { return };
    let Some(text) = node.string(diagnostics) else { return };
    if !KNOWN.iter().any(|known| text.starts_with(known)) {
        diagnostics.warn(
            Code::Unsupported,
            &node.location,
            format!("unknown dialect `{text}`: its keywords are read as those of JSON Schema 2020-12"),
            "allow it in the settings if its keywords are those of JSON Schema",
        );
    }
}

/// Returns whether `value` contains a `$ref`.
pub(super) fn contains_ref(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(key, value)| key == "$ref" || contains_ref(value)),
        Value::Array(elements) => elements.iter().any(contains_ref),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => false,
    }
}
