//! Rules: constraints that a request is validated against.

// Cycle: a type has rules, and rules contain the types of elements and fields.

use super::Type;
use crate::settings::StringType;

/// The constraints on a value in a request.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Rules {
    /// Type of a string in a format; `None` if any string is valid.
    pub format: Option<StringType>,
    /// Minimum number of characters.
    pub min_length: Option<u64>,
    /// Maximum number of characters.
    pub max_length: Option<u64>,
    /// ECMAScript regular expression.
    pub pattern: Option<String>,
    /// Inclusive minimum.
    pub minimum: Option<Number>,
    /// Inclusive maximum.
    pub maximum: Option<Number>,
    /// Exclusive minimum.
    pub exclusive_minimum: Option<Number>,
    /// Exclusive maximum.
    pub exclusive_maximum: Option<Number>,
    /// Divisor of the value.
    pub multiple_of: Option<Number>,
    /// Minimum number of elements.
    pub min_items: Option<u64>,
    /// Maximum number of elements.
    pub max_items: Option<u64>,
    /// Whether all elements must be distinct.
    pub unique_items: bool,
    /// Minimum number of properties.
    pub min_properties: Option<u64>,
    /// Maximum number of properties.
    pub max_properties: Option<u64>,
    /// The only allowed values, as JSON; empty if all are.
    pub allowed_values: Vec<String>,
    /// Rules for nested values.
    pub inside: Option<Box<Inside>>,
}

impl Rules {
    /// The largest unsigned integer of 64 bits.
    pub const LARGEST_UNSIGNED: &str = "18446744073709551615";

    /// Returns whether integers with these rules are unsigned: none is negative, and some have more than 63 bits.
    #[must_use]
    pub fn is_unsigned(&self) -> bool {
        let bound = |number: &Option<Number>| number.as_ref().and_then(Number::whole);
        let is_nonnegative = bound(&self.minimum).is_some_and(|bound| bound >= 0)
            || bound(&self.exclusive_minimum).is_some_and(|bound| bound >= -1);
        let is_large = bound(&self.maximum).is_some_and(|bound| bound > i128::from(i64::MAX))
            || bound(&self.exclusive_maximum).is_some_and(|bound| bound > i128::from(i64::MAX) + 1);
        is_nonnegative && is_large
    }

    /// Returns whether some integers with these rules fit neither 64 bits with a sign nor 64 bits without one. Limits that
    /// are rounded to a float, as in `9223372036854776000`, stand for those of 64 bits.
    #[must_use]
    pub fn is_beyond_64_bits(&self) -> bool {
        let exact = |number: &Option<Number>| number.as_ref().and_then(|it| it.0.parse::<i128>().ok());
        let is_rounded = |bound: i128| bound % 1_000 == 0;
        let beyond = |bound: Option<i128>, excluded: i128| {
            bound.filter(|bound| !is_rounded(*bound)).map(|bound| bound - excluded)
        };
        let upper = [beyond(exact(&self.maximum), 0), beyond(exact(&self.exclusive_maximum), 1)];
        let lower = [beyond(exact(&self.minimum), 0), beyond(exact(&self.exclusive_minimum), -1)];
        let is_above = |largest: i128| upper.iter().flatten().any(|bound| *bound > largest);
        let is_below = lower.iter().flatten().any(|bound| *bound < i128::from(i64::MIN));
        is_below || is_above(if self.is_unsigned() { u64::MAX.into() } else { i64::MAX.into() })
    }

    /// Returns the rules that an unsigned integer does not already satisfy by its type.
    #[must_use]
    pub fn of_unsigned(&self) -> Self {
        let largest = i128::from(u64::MAX);
        let mut rules = self.clone();
        rules.minimum = rules.minimum.filter(|bound| bound.whole().is_none_or(|bound| bound > 0));
        rules.maximum = rules.maximum.filter(|bound| bound.whole().is_none_or(|bound| bound < largest));
        rules
    }
}

/// Rules for nested values: elements by position, properties by pattern, and alternatives.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Inside {
    /// `prefixItems`: the types of the first elements of a list.
    pub positions: Vec<Type>,
    /// `patternProperties`: patterns of keys, and the types of the properties that match.
    pub patterns: Vec<(String, Type)>,
    /// Type of the elements after `positions`, or of the properties that match no pattern.
    pub others: Option<Type>,
    /// Whether such elements or properties are forbidden.
    pub closed: bool,
    /// Properties that must be absent.
    pub absent: Vec<String>,
    /// Whether the value must not be null.
    pub not_null: bool,
    /// Types with rules, at least one of which must hold.
    pub alternatives: Vec<Type>,
}

impl Inside {
    /// Iterates over all types in it.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let patterns = self.patterns.iter().map(|(_, r#type)| r#type);
        self.positions.iter().chain(patterns).chain(&self.others).chain(&self.alternatives)
    }
}

/// A number, as it is written in the document.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Number(pub String);

impl Number {
    /// Returns the number as an integer; the nearest one if it has a fraction or an exponent, `None` if that is too
    /// large.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    pub fn whole(&self) -> Option<i128> {
        let float = || self.0.parse::<f64>().ok().filter(|float| float.abs() < 1e37);
        self.0.parse().ok().or_else(|| float().map(|float| float.round() as i128))
    }
}
