//! Which words of JSON Schema a document speaks: those of the version that it names, and older ones
//! that many authors still write and whose meaning is certain.

use super::members::Node;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Value;

/// The starts of the addresses of dialects whose keywords mean what they mean here.
const KNOWN: &[&str] =
    &["http://json-schema.org/draft-", "https://json-schema.org/draft", "https://spec.openapis.org/oas/3."];

/// Reports a dialect whose keywords may mean anything.
pub(super) fn known(node: Option<&Node<'_>>, diagnostics: &mut Diagnostics) {
    let Some(node) = node else { return };
    let Some(text) = node.text(diagnostics) else { return };
    if !KNOWN.iter().any(|known| text.starts_with(known)) {
        diagnostics.error(
            Code::Unsupported,
            &node.location,
            format!("the dialect `{text}` is not known"),
            "waive this in the settings if its keywords are those of JSON Schema",
        );
    }
}

/// Whether a `$ref` stands anywhere in `value`.
pub(super) fn refers(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, member)| key == "$ref" || refers(member)),
        Value::Array(elements) => elements.iter().any(refers),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => false,
    }
}
