//! Rules: what a value that is sent must keep to.

// Cycle: a type has rules, and rules name the types of elements and fields.

use super::Type;

/// What a value that is sent must keep to.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Rules {
    /// The least number of characters.
    pub min_length: Option<u64>,
    /// The greatest number of characters.
    pub max_length: Option<u64>,
    /// An ECMAScript regular expression.
    pub pattern: Option<String>,
    /// The least value.
    pub minimum: Option<Number>,
    /// The greatest value.
    pub maximum: Option<Number>,
    /// A value that it must be above.
    pub exclusive_minimum: Option<Number>,
    /// A value that it must be below.
    pub exclusive_maximum: Option<Number>,
    /// A value that it must be a multiple of.
    pub multiple_of: Option<Number>,
    /// The least number of elements.
    pub min_items: Option<u64>,
    /// The greatest number of elements.
    pub max_items: Option<u64>,
    /// Whether no two elements may be equal.
    pub unique_items: bool,
    /// The least number of members.
    pub min_properties: Option<u64>,
    /// The greatest number of members.
    pub max_properties: Option<u64>,
    /// The only values, as JSON; any if there are none.
    pub listed: Vec<String>,
    /// What stands inside of it keeps to this.
    pub inside: Option<Box<Inside>>,
}

/// What elements at positions, members by patterns and values of several rules keep to.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Inside {
    /// The first elements of a list, each with a type of its own.
    pub positions: Vec<Type>,
    /// Members whose keys match a pattern.
    pub patterns: Vec<(String, Type)>,
    /// Elements behind the positions, and members that no pattern matches.
    pub others: Option<Type>,
    /// Whether there are none of those.
    pub closed: bool,
    /// Members that may not be there.
    pub absent: Vec<String>,
    /// Whether it may not be null.
    pub not_null: bool,
    /// Types and rules of which at least one holds.
    pub alternatives: Vec<Type>,
}

impl Inside {
    /// All types that stand in it.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let patterns = self.patterns.iter().map(|(_, r#type)| r#type);
        self.positions.iter().chain(patterns).chain(&self.others).chain(&self.alternatives)
    }
}

/// A number as the document writes it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Number(pub String);
