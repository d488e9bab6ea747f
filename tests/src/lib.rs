//! Code shared by the tests: fixtures, a readable form of the intermediate representation, workspace files,
//! temporary crates and snapshot checks. The tests themselves are in `tests/`.

pub mod changes;
pub mod crates;
pub mod disk;
pub mod fixture;
pub mod line_diff;
pub mod mutation;
pub mod nesting;
pub mod random;
pub mod representation;
pub mod snapshots;
pub mod spec;
pub mod synthetic;
pub mod yaml;

use std::fmt;

/// An error of a test, whose `Debug` output is its plain message.
pub struct Failure(String);

/// The result of a test, or of a step of one.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Creates a failure with this message.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// The test harness prints errors with `{:?}`, and escaped line breaks would be unreadable.
impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<E: fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Checks that `problems` is empty.
///
/// # Errors
/// Fails with `heading`, a line per problem, and `help`.
pub fn none_of(problems: &[String], heading: &str, help: &str) -> Outcome {
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("{heading}:\n  {}\n{help}", problems.join("\n  "))))
}

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Compiles the examples of the client's README.
#[cfg(doctest)]
#[doc = include_str!("../../generated/README.md")]
pub struct ClientReadme;
