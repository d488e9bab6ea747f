//! Values of `enum` and `const`: those that the type and the limits of the schema allow, and their type.

use super::patterns::compiled;
use crate::document::{JsonType, Limits, Schema};
use crate::ir::{Rules, Type};
use crate::source::Value;

/// Returns the values of `const` or `enum` that the type and the limits of the schema allow.
pub(super) fn values(schema: &Schema) -> Option<Vec<&Value>> {
    let values: Vec<&Value> = match (&schema.constant, &schema.enumeration) {
        (Some(constant), _) => vec![constant],
        (None, values) => values.as_ref()?.iter().collect(),
    };
    let fits = |value: &Value| {
        let is_of_type = schema.types.is_empty() || schema.types.iter().any(|kind| is_of(value, *kind));
        is_of_type && satisfies(value, &schema.limits)
    };
    // Null among the values is intended, even if `type` does not include it.
    Some(values.into_iter().filter(|value| **value == Value::Null || fits(value)).collect())
}

/// Returns whether a schema without parts allows null alone.
pub(super) fn is_null(schema: &Schema) -> bool {
    let listed = values(schema)
        .is_some_and(|values| !values.is_empty() && values.iter().all(|value| **value == Value::Null));
    schema.reference.is_none() && schema.options.is_empty() && (listed || schema.types == [JsonType::Null])
}

fn is_of(value: &Value, kind: JsonType) -> bool {
    match (kind, value) {
        (JsonType::Array, Value::Array(_))
        | (JsonType::Boolean, Value::Boolean(_))
        | (JsonType::Null, Value::Null)
        | (JsonType::Number, Value::Number(_))
        | (JsonType::Object, Value::Object(_))
        | (JsonType::String, Value::String(_)) => true,
        (JsonType::Integer, Value::Number(number)) => is_integer(number),
        _ => false,
    }
}

/// Returns whether a number is an integer, such as `1` or `1.0`.
fn is_integer(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Returns whether a value satisfies limits.
fn satisfies(value: &Value, limits: &Limits) -> bool {
    match value {
        Value::String(text) => {
            let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            limits.min_length.is_none_or(|min| length >= min)
                && limits.max_length.is_none_or(|max| length <= max)
                && limits
                    .pattern
                    .as_ref()
                    .and_then(|it| compiled(it).ok())
                    .is_none_or(|it| it.find(text).is_some())
        }
        Value::Number(number) => {
            let is = |limit: &Option<String>, satisfies: fn(f64, f64) -> bool| {
                let limit = limit.as_ref().and_then(|limit| limit.parse().ok());
                number.as_f64().zip(limit).is_none_or(|(number, limit)| satisfies(number, limit))
            };
            is(&limits.minimum, |number, limit| number >= limit)
                && is(&limits.maximum, |number, limit| number <= limit)
                && is(&limits.exclusive_minimum, |number, limit| number > limit)
                && is(&limits.exclusive_maximum, |number, limit| number < limit)
                && is(&limits.multiple_of, |number, step| number % step == 0.0)
        }
        Value::Null | Value::Boolean(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// Returns the narrowest type of enum values that are not all strings.
pub(super) fn enum_type(values: &[Value]) -> Type {
    let allowed_values: Vec<String> = values.iter().map(Value::to_string).collect();
    let rules = Rules { allowed_values, ..Rules::default() };
    let all = |predicate: fn(&Value) -> bool| values.iter().all(predicate);
    if all(|value| matches!(value, Value::Number(number) if is_integer(number))) {
        Type::Integer(rules)
    } else if all(|value| matches!(value, Value::Number(_))) {
        Type::Number(rules)
    } else if all(|value| matches!(value, Value::Boolean(_))) {
        match values.len() {
            1 => Type::Limited(Box::new(Type::Boolean), rules),
            _ => Type::Boolean,
        }
    } else {
        Type::Limited(Box::new(Type::Any), rules)
    }
}
