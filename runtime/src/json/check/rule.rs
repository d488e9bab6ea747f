//! What a value must keep to before it is sent.

use super::inside::Inside;

/// The rules for one value; plain data that can stand in a constant.
///
/// A rule that does not concern the kind of value it is given to is ignored, as in JSON Schema.
///
/// ```
/// # use northflank_runtime::{Rule, validate};
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
    pub(crate) listed: &'static [&'static str],
    pub(crate) sets: &'static [&'static [&'static str]],
    pub(crate) one_set: bool,
    pub(crate) inside: Option<&'static Inside>,
}

/// A number in a rule.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// A whole number.
    Integer(i64),
    /// A float.
    Float(f64),
    /// The text of a number, as it stands in a macro.
    Text(&'static str),
}

impl Rule {
    /// No rules.
    pub const NONE: Self = Self::new();

    /// No rules, to add some.
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
            listed: &[],
            sets: &[],
            one_set: false,
            inside: None,
        }
    }

    /// A string has at least this many characters.
    #[must_use]
    pub const fn min_length(mut self, characters: usize) -> Self {
        self.min_length = Some(characters);
        self
    }

    /// A string has at most this many characters.
    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// A string contains a match of this ECMAScript pattern.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// What stands as a reference in the place of a value contains a match of this ECMAScript pattern, see
    /// [`OrReference`](crate::OrReference).
    #[must_use]
    pub const fn reference(mut self, pattern: &'static str) -> Self {
        self.reference = Some(pattern);
        self
    }

    /// A number is at least this one.
    #[must_use]
    pub const fn minimum(self, number: i64) -> Self {
        self.minimum_limit(Limit::Integer(number))
    }

    /// A number is at most this one.
    #[must_use]
    pub const fn maximum(self, number: i64) -> Self {
        self.maximum_limit(Limit::Integer(number))
    }

    /// A number is at least this one, which may be a float.
    #[must_use]
    pub const fn minimum_limit(mut self, limit: Limit) -> Self {
        self.minimum = Some(limit);
        self
    }

    /// A number is at most this one, which may be a float.
    #[must_use]
    pub const fn maximum_limit(mut self, limit: Limit) -> Self {
        self.maximum = Some(limit);
        self
    }

    /// A number is greater than this one.
    #[must_use]
    pub const fn exclusive_minimum(mut self, limit: Limit) -> Self {
        self.exclusive_minimum = Some(limit);
        self
    }

    /// A number is less than this one.
    #[must_use]
    pub const fn exclusive_maximum(mut self, limit: Limit) -> Self {
        self.exclusive_maximum = Some(limit);
        self
    }

    /// A number is a multiple of this one.
    #[must_use]
    pub const fn multiple_of(mut self, limit: Limit) -> Self {
        self.multiple_of = Some(limit);
        self
    }

    /// An array has at least this many elements.
    #[must_use]
    pub const fn min_items(mut self, elements: usize) -> Self {
        self.min_items = Some(elements);
        self
    }

    /// An array has at most this many elements.
    #[must_use]
    pub const fn max_items(mut self, elements: usize) -> Self {
        self.max_items = Some(elements);
        self
    }

    /// No two elements of an array are equal.
    #[must_use]
    pub const fn unique_items(mut self, unique: bool) -> Self {
        self.unique_items = unique;
        self
    }

    /// Every element of an array, and every value of a map, keeps to these rules.
    #[must_use]
    pub const fn items(mut self, rule: &'static Self) -> Self {
        self.items = Some(rule);
        self
    }

    /// An object has at least this many members.
    #[must_use]
    pub const fn min_properties(mut self, members: usize) -> Self {
        self.min_properties = Some(members);
        self
    }

    /// An object has at most this many members.
    #[must_use]
    pub const fn max_properties(mut self, members: usize) -> Self {
        self.max_properties = Some(members);
        self
    }

    /// An object has all members of at least one of these sets.
    #[must_use]
    pub const fn any_of(mut self, sets: &'static [&'static [&'static str]]) -> Self {
        self.sets = sets;
        self
    }

    /// An object has all members of exactly one of these sets.
    #[must_use]
    pub const fn one_of(mut self, sets: &'static [&'static [&'static str]]) -> Self {
        self.sets = sets;
        self.one_set = true;
        self
    }

    /// The value is one of these, each given as JSON; numbers are compared by what they are worth.
    ///
    /// ```
    /// # use northflank_runtime::{Rule, validate};
    /// const SIZE: Rule = Rule::new().listed(&["1", "2", "4"]);
    /// let violations = validate(&3, &SIZE).unwrap_err();
    /// assert_eq!(violations.to_string(), "$: must be one of 1, 2, 4, is 3");
    /// ```
    #[must_use]
    pub const fn listed(mut self, values: &'static [&'static str]) -> Self {
        self.listed = values;
        self
    }

    /// What stands inside of the value keeps to this.
    #[must_use]
    pub const fn inside(mut self, inside: &'static Inside) -> Self {
        self.inside = Some(inside);
        self
    }

    /// Whether it says how many members an object has, or which.
    pub(crate) const fn counts_members(&self) -> bool {
        self.min_properties.is_some() || self.max_properties.is_some() || !self.sets.is_empty()
    }

    /// The rules for the elements.
    #[must_use]
    pub const fn for_items(&self) -> &'static Self {
        match self.items {
            Some(rule) => rule,
            None => &Self::NONE,
        }
    }
}

impl Limit {
    /// The number, without loss if it is a whole one.
    pub(crate) fn number(self) -> Number {
        match self {
            Self::Integer(number) => Number::Integer(number),
            Self::Float(number) => Number::Float(number),
            Self::Text(text) => {
                let text: String = text.chars().filter(|character| !matches!(character, ' ' | '_')).collect();
                match text.parse() {
                    Ok(number) => Number::Integer(number),
                    Err(_) => Number::Float(text.parse().unwrap_or(f64::NAN)),
                }
            }
        }
    }
}

/// A number of either kind, to be compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "only numbers of different kinds are compared as floats")]
    pub(crate) fn float(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// Whether this one is less than the other; false if either is not a number.
    pub(crate) fn is_less_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(own), Self::Integer(other)) => own < other,
            _ => self.float() < other.float(),
        }
    }

    /// Whether this one is a multiple of the other, up to what floats can tell.
    pub(crate) fn is_multiple_of(self, other: Self) -> bool {
        if let (Self::Integer(own), Self::Integer(other)) = (self, other) {
            return own.checked_rem(other) == Some(0);
        }
        let quotient = self.float() / other.float();
        (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(formatter),
            Self::Float(number) => number.fmt(formatter),
        }
    }
}
