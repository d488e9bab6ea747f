//! Lenient parsing of the service's error body.

use crate::json::{Map, Value, from_body};

/// The length in bytes up to which an error body is parsed. A longer one is only available unparsed.
const MAX_LENGTH: usize = 1024 * 1024;

/// The limit of the memory of a parsed error body, which follows from it as for a response body of this size.
const MEMORY_LIMIT: usize = 4 * MAX_LENGTH;

/// The parts of an error body that have a known form.
///
/// The documented form is `{"error": {"message", "id", "details"}}`. The same properties at the top level, and an
/// `error` that is the message itself, are also accepted. Anything else is `None`; the error keeps the original
/// body separately.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ServiceError {
    pub(crate) message: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) details: Option<Value>,
}

impl ServiceError {
    pub(crate) fn parse(body: &[u8]) -> Self {
        if body.len() > MAX_LENGTH {
            return Self::default();
        }
        let Ok(mut root) = from_body::<Map>(body, &[], MEMORY_LIMIT) else {
            return Self::default();
        };
        match root.remove("error") {
            Some(Value::Object(error)) => Self::from_properties(error),
            Some(Value::String(message)) => {
                let outer = Self::from_properties(root);
                Self { message: outer.message.or(Some(message)), ..outer }
            }
            _ => Self::from_properties(root),
        }
    }

    fn from_properties(mut error: Map) -> Self {
        Self {
            message: error.remove("message").and_then(text).filter(|message| !message.is_empty()),
            id: error.remove("id").and_then(text).filter(|id| !id.is_empty()),
            details: error.remove("details").filter(|details| !details.is_null()),
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(body: &Value) -> ServiceError {
        ServiceError::parse(body.to_string().as_bytes())
    }

    #[test]
    fn documented_form() {
        let error = parse(
            &json!({"error": {"status": 403, "message": "No.", "id": "forbidden", "details": {"a": [1]}}}),
        );
        assert_eq!(error.message.as_deref(), Some("No."));
        assert_eq!(error.id.as_deref(), Some("forbidden"));
        assert_eq!(error.details, Some(json!({"a": [1]})));
    }

    #[test]
    fn other_forms() {
        assert_eq!(parse(&json!({"error": "No."})).message.as_deref(), Some("No."));
        assert_eq!(parse(&json!({"error": "Forbidden", "message": "No."})).message.as_deref(), Some("No."));
        assert_eq!(parse(&json!({"message": "No.", "id": 7})).id.as_deref(), Some("7"));
    }

    #[test]
    fn unknown_forms_are_ignored() {
        for body in [
            json!({"error": {"message": {"a": 1}, "id": null, "details": null}}),
            json!([]),
            json!(7),
            json!({"error": []}),
        ] {
            assert_eq!(parse(&body), ServiceError::default(), "{body}");
        }
        for body in ["", "<html>", "{", "\u{0}"] {
            assert_eq!(ServiceError::parse(body.as_bytes()), ServiceError::default());
        }
        let long = json!({"message": "No.", "details": "a".repeat(MAX_LENGTH)}).to_string();
        assert_eq!(ServiceError::parse(long.as_bytes()), ServiceError::default());
        assert!(parse(&json!({"details": "a".repeat(MAX_LENGTH - 100)})).details.is_some());
        assert_eq!(ServiceError::parse(b"\xff{\"error\""), ServiceError::default());
    }
}
