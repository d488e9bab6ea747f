//! Values of `enum` and `const`: those that the type and the limits of the schema allow, and their type.

use super::patterns::compiled;
use crate::document::{self, JsonType, Limits, Schema};
use crate::ir::{Number, Rules, Type};
use crate::source::Value;

/// Returns the values of `const` or `enum` that the type and the limits of the schema allow.
pub(super) fn values(schema: &Schema) -> Option<Vec<&Value>> {
    let values: Vec<&Value> = match (&schema.constant, &schema.enumeration) {
        (Some(constant), _) => vec![constant],
        (None, values) => values.as_ref()?.iter().collect(),
    };
    let fits = |value: &Value| {
        let is_of_type = schema.types.is_empty() || schema.types.iter().any(|kind| kind.admits(value));
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

/// Returns the keyword that rejects all values of `const` or `enum`, with a message that also names the other one.
pub(super) fn clash(schema: &Schema) -> Option<(&'static str, String)> {
    let (keyword, values) = match (&schema.constant, &schema.enumeration) {
        (Some(constant), _) => ("const", std::slice::from_ref(constant)),
        (None, values) => ("enum", values.as_deref()?),
    };
    if values.is_empty() {
        return Some((keyword, format!("`{keyword}` has no values")));
    }
    let texts = listed(values);
    let is_of_type = |value: &Value| schema.types.iter().any(|kind| kind.admits(value));
    if !schema.types.is_empty() && !values.iter().any(is_of_type) {
        let types: Vec<_> = schema.types.iter().map(|kind| kind.as_str()).collect();
        let types = types.join(" or ");
        return Some((keyword, format!("`type` is {types}, but no value of `{keyword}` is ({texts})")));
    }
    let limit = single_limits(&schema.limits)
        .into_iter()
        .find(|(_, limits)| !values.iter().any(|value| satisfies(value, limits)));
    let other = limit.map_or("the other limits", |(name, _)| name);
    Some((keyword, format!("`{other}` rejects all values of `{keyword}` ({texts})")))
}

/// Writes the first few values.
fn listed(values: &[Value]) -> String {
    const SHOWN: usize = 5;
    let mut texts: Vec<String> = values.iter().take(SHOWN).map(Value::to_string).collect();
    texts.extend((values.len() > SHOWN).then(|| "…".to_owned()));
    texts.join(", ")
}

/// Returns each limit of strings and numbers on its own.
fn single_limits(limits: &Limits) -> [(&'static str, Limits); 8] {
    let none = Limits::default();
    [
        ("minLength", Limits { min_length: limits.min_length, ..none.clone() }),
        ("maxLength", Limits { max_length: limits.max_length, ..none.clone() }),
        ("pattern", Limits { pattern: limits.pattern.clone(), ..none.clone() }),
        ("minimum", Limits { minimum: limits.minimum.clone(), ..none.clone() }),
        ("maximum", Limits { maximum: limits.maximum.clone(), ..none.clone() }),
        ("exclusiveMinimum", Limits { exclusive_minimum: limits.exclusive_minimum.clone(), ..none.clone() }),
        ("exclusiveMaximum", Limits { exclusive_maximum: limits.exclusive_maximum.clone(), ..none.clone() }),
        ("multipleOf", Limits { multiple_of: limits.multiple_of.clone(), ..none }),
    ]
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
    let fits = |number: &serde_json::Number| {
        Number(number.to_string())
            .whole()
            .is_some_and(|number| i64::try_from(number).is_ok() || u64::try_from(number).is_ok())
    };
    if values
        .iter()
        .all(|value| matches!(value, Value::Number(number) if document::is_integer(number) && fits(number)))
    {
        Type::Integer(of_integers(values, rules))
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

/// Adds limits to the rules of listed integers if some have more than 63 bits, and none is negative.
fn of_integers(values: &[Value], rules: Rules) -> Rules {
    let number = |value: &Value| Number(value.to_string()).whole();
    let is_large = values.iter().filter_map(number).any(|number| number > i128::from(i64::MAX));
    if !is_large || values.iter().filter_map(number).any(|number| number < 0) {
        return rules;
    }
    let limit = |text: &str| Some(Number(text.to_owned()));
    Rules { minimum: limit("0"), maximum: limit(Rules::LARGEST_UNSIGNED), ..rules }
}
