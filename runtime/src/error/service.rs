//! The error body of the service, read with tolerance.

use serde_json::Value;

/// What the service says about an error, as far as its body says it in a known way.
///
/// The form is `{"error": {"message", "id", "details"}}`; the same members at the top, or an `error` that is
/// the message itself, are understood too. Whatever does not fit is `None`; the body is kept elsewhere as it
/// came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ServiceError {
    pub(crate) message: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) details: Option<Value>,
}

impl ServiceError {
    pub(crate) fn parse(body: &[u8]) -> Self {
        let Ok(Value::Object(mut whole)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        match whole.remove("error") {
            Some(Value::Object(error)) => Self::of(error),
            Some(Value::String(message)) => {
                let outer = Self::of(whole);
                Self { message: outer.message.or(Some(message)), ..outer }
            }
            _ => Self::of(whole),
        }
    }

    fn of(mut error: serde_json::Map<String, Value>) -> Self {
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
    fn the_documented_form() {
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
    fn what_fits_no_form_is_nothing() {
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
        assert_eq!(ServiceError::parse(b"\xff{\"error\""), ServiceError::default());
    }
}
