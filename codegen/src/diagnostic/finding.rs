//! One finding, and where it is.

use super::code::{Code, Severity};
use crate::source::{Location, Position};

/// One finding.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// Where it is.
    pub location: Location,
    /// Where it is when the file could not be parsed and pointers mean nothing.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}
