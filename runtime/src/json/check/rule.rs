//! The rules that a value must satisfy before it is sent.

use super::inside::Inside;

/// The rules for a value. A `Rule` is plain data that can be built in a constant.
///
/// As in JSON Schema, a rule that does not apply to the kind of value it is checked against is ignored.
///
/// ```
/// # use faithful_runtime::{Rule, validate};
/// const NAME: Rule = Rule::new().min_length(3).max_length(5);
/// let violations = validate(&"Ägypten".to_owned(), &NAME).unwrap_err();
/// assert_eq!(violations.to_string(), "$: must have at most 5 characters, has 7");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Rule {
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) pattern: Option<&'static str>,
    pub(crate) reference: Option<&'static str>,
    pub(crate) minimum: Option<Limit>,
    pub(crate) maximum: Option<Limit>,
    pub(crate) exclusive_minimum: Option<Limit>,
    pub(crate) exclusive_maximum: Option<Limit>,
    pub(crate) multiple_of: Option<Limit>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    pub(crate) unique_items: bool,
    pub(crate) items: Option<&'static Rule>,
    pub(crate) min_properties: Option<usize>,
    pub(crate) max_properties: Option<usize>,
    pub(crate) allowed_values: &'static [&'static str],
    pub(crate) sets: &'static [&'static [&'static str]],
    pub(crate) one_set: bool,
    pub(crate) inside: Option<&'static Inside>,
}

/// A numeric limit in a rule.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// The source text of a number literal, from a macro.
    Text(&'static str),
}

impl Rule {
    /// No rules.
    pub const NONE: Self = Self::new();

    /// Creates an empty set of rules.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            min_length: None,
            max_length: None,
            pattern: None,
            reference: None,
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            multiple_of: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            items: None,
            min_properties: None,
            max_properties: None,
            allowed_values: &[],
            sets: &[],
            one_set: false,
            inside: None,
        }
    }

    /// Requires a string to have at least this many characters (Unicode scalar values).
    #[must_use]
    pub const fn min_length(mut self, characters: usize) -> Self {
        self.min_length = Some(characters);
        self
    }

    /// Limits a string to this many characters (Unicode scalar values).
    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Requires a string to contain a match of this ECMAScript pattern.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Requires an [`OrReference::Reference`](crate::OrReference::Reference) to contain a match of this
    /// ECMAScript pattern.
    #[must_use]
    pub const fn reference(mut self, pattern: &'static str) -> Self {
        self.reference = Some(pattern);
        self
    }

    /// Requires a number to be at least this integer.
    #[must_use]
    pub const fn minimum(self, number: i64) -> Self {
        self.minimum_limit(Limit::Integer(number))
    }

    /// Requires a number to be at most this integer.
    #[must_use]
    pub const fn maximum(self, number: i64) -> Self {
        self.maximum_limit(Limit::Integer(number))
    }

    /// Requires a number to be at least this integer or float.
    #[must_use]
    pub const fn minimum_limit(mut self, limit: Limit) -> Self {
        self.minimum = Some(limit);
        self
    }

    /// Requires a number to be at most this integer or float.
    #[must_use]
    pub const fn maximum_limit(mut self, limit: Limit) -> Self {
        self.maximum = Some(limit);
        self
    }

    /// Requires a number to be greater than this limit.
    #[must_use]
    pub const fn exclusive_minimum(mut self, limit: Limit) -> Self {
        self.exclusive_minimum = Some(limit);
        self
    }

    /// Requires a number to be less than this limit.
    #[must_use]
    pub const fn exclusive_maximum(mut self, limit: Limit) -> Self {
        self.exclusive_maximum = Some(limit);
        self
    }

    /// Requires a number to be a multiple of this one.
    #[must_use]
    pub const fn multiple_of(mut self, limit: Limit) -> Self {
        self.multiple_of = Some(limit);
        self
    }

    /// Requires an array to have at least this many elements.
    #[must_use]
    pub const fn min_items(mut self, elements: usize) -> Self {
        self.min_items = Some(elements);
        self
    }

    /// Limits an array to this many elements.
    #[must_use]
    pub const fn max_items(mut self, elements: usize) -> Self {
        self.max_items = Some(elements);
        self
    }

    /// If `unique` is true, requires the elements of an array to be distinct.
    #[must_use]
    pub const fn unique_items(mut self, unique: bool) -> Self {
        self.unique_items = unique;
        self
    }

    /// Applies rules to every element of an array and every value of a map.
    #[must_use]
    pub const fn items(mut self, rule: &'static Self) -> Self {
        self.items = Some(rule);
        self
    }

    /// Requires an object to have at least this many properties.
    #[must_use]
    pub const fn min_properties(mut self, properties: usize) -> Self {
        self.min_properties = Some(properties);
        self
    }

    /// Limits an object to this many properties.
    #[must_use]
    pub const fn max_properties(mut self, properties: usize) -> Self {
        self.max_properties = Some(properties);
        self
    }

    /// Requires an object to have all properties of at least one of these sets.
    #[must_use]
    pub const fn any_of(mut self, sets: &'static [&'static [&'static str]]) -> Self {
        self.sets = sets;
        self
    }

    /// Requires an object to have all properties of exactly one of these sets.
    #[must_use]
    pub const fn one_of(mut self, sets: &'static [&'static [&'static str]]) -> Self {
        self.sets = sets;
        self.one_set = true;
        self
    }

    /// Requires the value to be one of these, which are written as JSON. Numbers are compared by value, so
    /// `1` equals `1.0`.
    ///
    /// ```
    /// # use faithful_runtime::{Rule, validate};
    /// const SIZE: Rule = Rule::new().allowed_values(&["1", "2", "4"]);
    /// let violations = validate(&3, &SIZE).unwrap_err();
    /// assert_eq!(violations.to_string(), "$: must be one of 1, 2, 4, is 3");
    /// ```
    #[must_use]
    pub const fn allowed_values(mut self, values: &'static [&'static str]) -> Self {
        self.allowed_values = values;
        self
    }

    /// Applies rules to nested values: elements by position, properties by key, or alternatives for the value
    /// itself.
    #[must_use]
    pub const fn inside(mut self, inside: &'static Inside) -> Self {
        self.inside = Some(inside);
        self
    }

    /// Whether a rule concerns the set of an object's properties: their number, or which ones are present.
    pub(crate) const fn restricts_properties(&self) -> bool {
        self.min_properties.is_some() || self.max_properties.is_some() || !self.sets.is_empty()
    }

    /// The rules for the elements of an array and the values of a map.
    #[must_use]
    pub const fn for_items(&self) -> &'static Self {
        match self.items {
            Some(rule) => rule,
            None => &Self::NONE,
        }
    }
}

impl Limit {
    /// Converts to a quantity. Integers are exact.
    pub(crate) fn quantity(self) -> Quantity {
        match self {
            Self::Integer(number) => Quantity::Integer(number.into()),
            Self::Float(number) => Quantity::Float(number),
            Self::Text(text) => {
                let text: String = text.chars().filter(|character| !matches!(character, ' ' | '_')).collect();
                match text.parse() {
                    Ok(number) => Quantity::Integer(number),
                    Err(_) => Quantity::Float(text.parse().unwrap_or(f64::NAN)),
                }
            }
        }
    }
}

/// An integer or a float, for comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quantity {
    Integer(i128),
    Float(f64),
}

impl Quantity {
    #[expect(clippy::cast_precision_loss, reason = "two integers are never compared as floats")]
    pub(crate) fn float(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// Whether this number is less than the other; false if either is NaN.
    pub(crate) fn is_less_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(own), Self::Integer(other)) => own < other,
            _ => self.float() < other.float(),
        }
    }

    /// Whether this number is a multiple of the other, within floating-point tolerance.
    pub(crate) fn is_multiple_of(self, other: Self) -> bool {
        if let (Self::Integer(own), Self::Integer(other)) = (self, other) {
            return own.checked_rem(other) == Some(0);
        }
        let quotient = self.float() / other.float();
        (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(formatter),
            Self::Float(number) => number.fmt(formatter),
        }
    }
}
