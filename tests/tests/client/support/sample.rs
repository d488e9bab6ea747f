//! A minimal request body for operations that have no documented one.

use faithful_codegen::ir::{Api, BodyForm, Presence, Shape, Type};
use serde_json::{Value, json};

/// A body of an operation with its required properties only; null if it has no JSON body.
pub fn sample(api: &Api, id: &str) -> Value {
    let operation = api.operations.iter().find(|operation| operation.id == id);
    let operation = operation.unwrap_or_else(|| panic!("the spec has no operation {id}"));
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let mut types = contents.filter_map(|content| match &content.form {
        BodyForm::Json(of) => Some(of),
        _ => None,
    });
    types.next().map_or(Value::Null, |of| value(api, of))
}

/// A minimal value of a type: an object has its required properties only.
pub fn value(api: &Api, of: &Type) -> Value {
    match of {
        Type::Any | Type::Nullable(_) => Value::Null,
        Type::FreeForm | Type::Map(_) => json!({}),
        Type::Boolean => json!(true),
        Type::Integer(_) | Type::Number(_) => json!(1),
        Type::String(_) => json!("a-text"),
        Type::Timestamp => json!("2026-01-01T00:00:00Z"),
        Type::List(..) => json!([]),
        Type::OrReference(of) | Type::Limited(of, _) => value(api, of),
        Type::Named(id) => defined(api, &api.definition(*id).shape),
    }
}

fn defined(api: &Api, shape: &Shape) -> Value {
    match shape {
        Shape::Object(object) => {
            let literals = object.literals.iter().map(|literal| (literal.key.clone(), json!(literal.value)));
            let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
            let fields = required.map(|field| (field.key.clone(), value(api, &field.r#type)));
            Value::Object(literals.chain(fields).collect())
        }
        Shape::StringEnum(of) => of.values.first().map_or(Value::Null, |first| json!(first)),
        Shape::Union(union) => union.variants.first().map_or(Value::Null, |first| value(api, &first.r#type)),
    }
}

/// A value for a parameter of this type, as JSON, and its text before it is encoded.
pub fn parameter(api: &Api, of: &Type) -> (Value, String) {
    let value = match of {
        Type::String(_) => json!("x y&z=\u{fc}+/%"),
        of => value(api, of),
    };
    match &value {
        Value::String(text) => (value.clone(), text.clone()),
        Value::Bool(_) | Value::Number(_) => (value.clone(), value.to_string()),
        other => panic!("a parameter with the value {other} is not covered: add its style here"),
    }
}
