//! What a reader is told: the text of a schema, and keywords that leave no mark on its type.

use crate::document::Schema;
use crate::ir::{Documentation, Type};

/// What a schema says about itself to a reader.
pub(super) fn documentation(schema: &Schema) -> Documentation {
    Documentation { text: schema.description.clone(), deprecated: schema.deprecated }
}

/// The sentences for one schema and its type.
pub(super) fn of(schema: &Schema, r#type: &Type) -> Vec<String> {
    let mut notes = Vec::new();
    let format = schema.format.as_deref().filter(|format| !shows(format) && *r#type != Type::Timestamp);
    notes.extend(format.map(|format| format!("Format: {}.", code(format))));
    notes.extend(schema.default.as_ref().map(|value| format!("Default: {}.", code(&value.to_string()))));
    for (pattern, _) in &schema.patterned {
        notes.push(format!("Keys: pattern {}.", code(pattern)));
    }
    for (index, position) in schema.prefix_items.iter().enumerate() {
        let said = position.description.clone().or_else(|| position.title.clone());
        let kinds: Vec<_> = position.types.iter().map(|kind| kind.as_str()).collect();
        let said = said.unwrap_or_else(|| kinds.join(" or "));
        let said = if said.is_empty() { "any value" } else { said.trim_end_matches('.') };
        notes.push(format!("Element {}: {said}.", index + 1));
    }
    if schema.read_only {
        notes.push("Read-only: the API sets it.".to_owned());
    }
    if schema.write_only {
        notes.push("Write-only: the API never returns it.".to_owned());
    }
    notes
}

/// Formats that the type of the member says already.
fn shows(format: &str) -> bool {
    matches!(format, "int64" | "double")
}

pub(super) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
