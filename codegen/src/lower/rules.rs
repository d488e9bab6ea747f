//! Limits of a schema as rules of a type, and values that are listed.

use super::Lowering;
use super::form::is_whole;
use crate::document::{Additional, Limits, Schema};
use crate::ir::{Inside, Number, Origin, Rules, Type};
use crate::source::Value;

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

/// A type with rules, if there are any.
pub(super) fn limited(r#type: Type, rules: Rules) -> Type {
    if rules == Rules::default() { r#type } else { Type::Limited(Box::new(r#type), rules) }
}

impl Lowering<'_> {
    /// The rules of a value, without a pattern that does not compile.
    pub(super) fn rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut rules = of(&schema.limits);
        rules.pattern = rules.pattern.filter(|pattern| self.patterns.get(pattern) != Some(&false));
        self.alternatives(schema, origin, Rules { inside: None, ..rules })
    }

    /// The rules of a list, whose first elements may have types of their own.
    pub(super) fn list_rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut rules = self.rules(schema, origin);
        let closed = schema.items.as_ref().is_some_and(|items| items.never);
        if schema.prefix_items.is_empty() {
            // A list whose elements no value fits is empty.
            rules.max_items = if closed { Some(0) } else { rules.max_items };
            return rules;
        }
        let mut inside = rules.inside.take().unwrap_or_default();
        for (index, position) in schema.prefix_items.iter().enumerate() {
            let r#type = self.schema(position, &origin.join(&format!("item {}", index + 1)));
            inside.positions.push(r#type);
        }
        let others = schema.items.as_ref().filter(|items| !items.never);
        inside.others = others.map(|items| self.schema(items, &origin.join("item")));
        inside.closed = closed;
        rules.inside = Some(inside);
        rules
    }

    /// The rules of an object with free keys.
    pub(super) fn map_rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut inside = self.members_inside(schema, origin);
        // Values of the one type that there is are checked as such.
        if let ([(_, r#type)], true) = (inside.patterns.as_mut_slice(), inside.closed) {
            *r#type = Type::Any;
        }
        let inside = (inside != Inside::default()).then(|| Box::new(inside));
        let rules = Rules { inside, ..of_members(&schema.limits) };
        self.alternatives(schema, origin, rules)
    }

    /// What the members of an object keep to that are not named one by one.
    pub(super) fn members_inside(&mut self, schema: &Schema, origin: &Origin) -> Inside {
        let mut inside = Inside { closed: schema.additional == Additional::Refused, ..Inside::default() };
        for (pattern, schema) in &schema.patterned {
            self.check_pattern(pattern, &schema.location);
            if self.patterns.get(pattern) == Some(&false) {
                // Which members it means cannot be said, so that none can be refused.
                return Inside::default();
            }
            let r#type = self.schema(schema, &origin.join("value"));
            inside.patterns.push((pattern.clone(), r#type));
        }
        if let (Additional::Typed(others), false) = (&schema.additional, inside.patterns.is_empty()) {
            inside.others = Some(self.schema(others, &origin.join("value")));
        }
        inside
    }

    /// The limits of options that were made one.
    fn alternatives(&mut self, schema: &Schema, origin: &Origin, mut rules: Rules) -> Rules {
        let mut distinct: Vec<Type> = Vec::new();
        for option in &schema.alternatives {
            let r#type = self.schema(option, origin);
            if !distinct.contains(&r#type) {
                distinct.push(r#type);
            }
        }
        let says_nothing = |r#type: &Type| match r#type {
            Type::String(rules) | Type::Integer(rules) | Type::Number(rules) => *rules == Rules::default(),
            r#type => *r#type == Type::FreeForm,
        };
        if distinct.len() > 1 && !distinct.iter().any(says_nothing) {
            rules.inside.get_or_insert_default().alternatives = distinct;
        }
        rules
    }
}

/// Whether a listed value keeps to the limits that stand beside the list.
pub(super) fn keeps(value: &Value, limits: &Limits) -> bool {
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

/// A pattern as the client compiles it: for whole characters, else in the forgiving syntax of the web.
pub(super) fn compiled(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
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
