//! The result of a failed validation: violations with a path, a rule and a message.

use std::fmt;

/// A value that violates a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The location of the value, as a JSON path: `$.spec.steps[2].name`.
    pub path: String,
    /// The violated rule: usually a JSON Schema keyword in snake case, such as `max_length`, `pattern` or
    /// `enum`.
    pub rule: &'static str,
    /// What the rule requires, and the actual value or count: `must have at least 3 characters, has 2`.
    pub message: String,
}

impl Violation {
    /// Whether the value is one that the spec does not list: an unknown enum value, or a value in the `Unknown` variant
    /// of a union that matches none of its variants.
    ///
    /// [`validate`](crate::validate) reports such values like all others. A call sends them, because the service may be
    /// newer than the spec, unless [`deny_unlisted`](crate::CallOptions::deny_unlisted) is set.
    #[must_use]
    pub fn is_unlisted(&self) -> bool {
        matches!(self.rule, "enum" | "variant")
    }

    /// Returns the message without the actual value, which may be confidential.
    #[cfg(feature = "tracing")]
    pub(crate) fn requirement(&self) -> &str {
        let end = [", is ", ": "].into_iter().filter_map(|end| self.message.find(end)).min();
        &self.message[..end.unwrap_or(self.message.len())]
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

/// All violations in a value; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Creates the error from a list of violations; `None` if the list is empty.
    #[must_use]
    pub fn new(violations: Vec<Violation>) -> Option<Self> {
        (!violations.is_empty()).then_some(Self(violations))
    }

    /// The violations, in the order in which they were found.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// Converts the error into a list of violations.
    #[must_use]
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// Iterates over the violations, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("; ")?;
            }
            violation.fmt(formatter)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
