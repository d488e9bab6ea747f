//! A single diagnostic.

use super::code::{Code, Severity};
use crate::source::{Location, Position};

/// An error or a warning about an input file.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Diagnostic {
    /// Whether it is an error or a warning.
    pub severity: Severity,
    /// The kind of problem.
    pub code: Code,
    /// The location of the problem.
    pub location: Location,
    /// The position, if the file could not be parsed and `location` has no meaningful pointer.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}
