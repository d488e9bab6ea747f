//! What the tests share: fixtures and a readable form of the intermediate representation, the
//! folders of the workspace, crates that are only made to be checked, and the snapshots that
//! must stand on the disk. The tests themselves stand in `tests/`.

pub mod changes;
pub mod compared;
pub mod crates;
pub mod disk;
pub mod fixture;
pub mod mutation;
pub mod random;
pub mod representation;
pub mod snapshots;
pub mod spec;
pub mod synthetic;

use std::fmt;

/// Why a test cannot go on; prints as the plain text that it holds.
pub struct Failure(String);

/// The result of a test, or of a step of one.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Test runners print the error of a test with `{:?}`; escaped line breaks would be no help.
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

/// Fails with all of `problems`, or not at all.
///
/// # Errors
/// With `heading`, a line for each problem, and `help`.
pub fn none_of(problems: &[String], heading: &str, help: &str) -> Outcome {
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("{heading}:\n  {}\n{help}", problems.join("\n  "))))
}

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The examples of the client's own README compile.
#[cfg(doctest)]
#[doc = include_str!("../../generated/README.md")]
pub struct ClientReadme;
