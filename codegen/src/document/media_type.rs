//! Content types.

/// Returns whether `essence`, a content type in lower case without parameters, is JSON.
#[must_use]
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}
