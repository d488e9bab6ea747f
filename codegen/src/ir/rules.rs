//! Rules: constraints that a request is validated against.

// Cycle: a type has rules, and rules contain the types of elements and fields.

use super::Type;

/// The constraints on a value in a request.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Rules {
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
