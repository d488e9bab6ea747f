//! Documentation of schemas: their description, and notes on keywords that do not affect the type.

use crate::document::Schema;
use crate::ir::{Documentation, Type};

/// The note of properties that only the API sets.
pub(super) const READ_ONLY: &str = "Read-only: the API sets it.";

/// The beginning of the note on the default.
const DEFAULT: &str = "Default: ";

/// Returns the documentation of a schema.
pub(super) fn documentation(schema: &Schema) -> Documentation {
    Documentation { text: schema.description.clone(), deprecated: schema.deprecated }
}

/// Returns the notes on a schema, one sentence each.
pub(super) fn of(schema: &Schema, r#type: &Type) -> Vec<String> {
    let mut notes = Vec::new();
    let is_type = match r#type {
        Type::String(rules) => rules.format.is_some(),
        other => *other == Type::Timestamp,
    };
    let format = schema.format.as_deref().filter(|format| !is_implied(format) && !is_type);
    notes.extend(format.map(|format| format!("Format: {}.", code(format))));
    notes.extend(schema.default.as_ref().map(|value| format!("{DEFAULT}{}.", code(&value.to_string()))));
    for (pattern, _) in &schema.patterned {
        notes.push(format!("Keys: pattern {}.", code(pattern)));
    }
    for (index, position) in schema.prefix_items.iter().enumerate() {
        let text = position.description.clone().or_else(|| position.title.clone());
        let kinds: Vec<_> = position.types.iter().map(|kind| kind.as_str()).collect();
        let text = text.unwrap_or_else(|| kinds.join(" or "));
        let text = if text.is_empty() { "any value" } else { text.trim_end_matches('.') };
        notes.push(format!("Element {}: {text}.", index + 1));
    }
    if schema.read_only {
        notes.push(READ_ONLY.to_owned());
    }
    if schema.write_only {
        notes.push("Write-only: the API never returns it.".to_owned());
    }
    notes
}

/// Returns the default among the notes on a schema, as JSON.
pub(crate) fn default_value(notes: &[String]) -> Option<&str> {
    let note = notes.iter().find_map(|note| note.strip_prefix(DEFAULT)?.strip_suffix('.'))?;
    let long = note.strip_prefix("`` ").and_then(|note| note.strip_suffix(" ``"));
    Some(long.unwrap_or_else(|| note.trim_matches('`')))
}

/// Returns the notes on a schema without the default.
pub(crate) fn without_default(notes: &[String]) -> Vec<&str> {
    notes.iter().map(String::as_str).filter(|note| !note.starts_with(DEFAULT)).collect()
}

/// Returns whether a format is evident from the Rust type.
fn is_implied(format: &str) -> bool {
    matches!(format, "int64" | "uint64" | "double")
}

/// Formats text as Markdown code.
pub(super) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
