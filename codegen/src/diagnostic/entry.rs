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
    /// The problem, without `first_use`.
    pub message: String,
    /// If the problem is a duplicate: where the first one is. Its position is appended to the message.
    pub first_use: Option<Location>,
    /// How to fix it.
    pub help: String,
}
