//! Limits of a schema as rules of a type, and values that are listed.

use crate::document::{Limits, Value};
use crate::ir::{Number, Rules, Type};

use super::form::is_whole;

/// The rules of a value that is no object.
pub(super) fn of(limits: &Limits) -> Rules {
    let number = |text: &Option<String>| text.clone().map(Number);
    Rules {
        min_length: limits.min_length,
        max_length: limits.max_length,
        pattern: limits.pattern.clone(),
        minimum: number(&limits.minimum),
        maximum: number(&limits.maximum),
        exclusive_minimum: number(&limits.exclusive_minimum),
        exclusive_maximum: number(&limits.exclusive_maximum),
        multiple_of: number(&limits.multiple_of),
        min_items: limits.min_items,
        max_items: limits.max_items,
        unique_items: limits.unique_items,
        ..Rules::default()
    }
}

/// The rules of an object as a whole.
pub(super) fn of_members(limits: &Limits) -> Rules {
    Rules { min_properties: limits.min_properties, max_properties: limits.max_properties, ..Rules::default() }
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
