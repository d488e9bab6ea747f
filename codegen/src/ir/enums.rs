//! Enums of scalars.

use super::Documentation;

/// An enum of strings, or of other scalars with titles. It is open: unknown values are kept when read.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StringEnum {
    /// The known values: strings, or the JSON text of other scalars.
    pub values: Vec<String>,
    /// The kind of the values.
    pub scalar: ScalarKind,
    /// The titles and descriptions of the values, if they have titles.
    pub labels: Vec<Label>,
}

/// The kind of the values of an enum.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ScalarKind {
    /// Strings.
    String,
    /// Integers.
    Integer,
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
}

/// The title of a value, and its description.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Label {
    /// The words that the name of the value is derived from.
    pub title: String,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
}
