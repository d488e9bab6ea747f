//! Values that a schema lists: which of them its type and limits allow, and the type that they share.

use super::patterns::compiled;
use crate::document::{JsonType, Limits, Schema};
use crate::ir::{Rules, Type};
use crate::source::Value;

/// The values of `const` or `enum` that a stated type and the limits beside it allow.
pub(super) fn values(schema: &Schema) -> Option<Vec<&Value>> {
    let values: Vec<&Value> = match (&schema.constant, &schema.enumeration) {
        (Some(constant), _) => vec![constant],
        (None, values) => values.as_ref()?.iter().collect(),
    };
    let fits = |value: &Value| {
        let is_of_type = schema.types.is_empty() || schema.types.iter().any(|kind| is_of(value, *kind));
        is_of_type && keeps(value, &schema.limits)
    };
    // A null among the values is meant, even where the type forgets it.
    Some(values.into_iter().filter(|value| **value == Value::Null || fits(value)).collect())
}

fn is_of(value: &Value, kind: JsonType) -> bool {
    match (kind, value) {
        (JsonType::Array, Value::Array(_))
        | (JsonType::Boolean, Value::Boolean(_))
        | (JsonType::Null, Value::Null)
        | (JsonType::Number, Value::Number(_))
        | (JsonType::Object, Value::Object(_))
        | (JsonType::String, Value::String(_)) => true,
        (JsonType::Integer, Value::Number(number)) => is_whole(number),
        _ => false,
    }
}

/// Whether a number is whole: `1.0` is.
fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Whether a listed value keeps to the limits that stand beside the list.
fn keeps(value: &Value, limits: &Limits) -> bool {
    match value {
        Value::String(text) => {
            let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            limits.min_length.is_none_or(|least| length >= least)
                && limits.max_length.is_none_or(|most| length <= most)
                && limits
                    .pattern
                    .as_ref()
                    .and_then(|it| compiled(it).ok())
                    .is_none_or(|it| it.find(text).is_some())
        }
        Value::Number(number) => {
            let is = |limit: &Option<String>, keeps: fn(f64, f64) -> bool| {
                let limit = limit.as_ref().and_then(|limit| limit.parse().ok());
                number.as_f64().zip(limit).is_none_or(|(number, limit)| keeps(number, limit))
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

/// The type of values that are listed and not all strings: the narrowest that they share.
pub(super) fn listed(values: &[Value]) -> Type {
    let listed: Vec<String> = values.iter().map(Value::to_string).collect();
    let rules = Rules { listed, ..Rules::default() };
    let all = |holds: fn(&Value) -> bool| values.iter().all(holds);
    if all(|value| matches!(value, Value::Number(number) if is_whole(number))) {
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
