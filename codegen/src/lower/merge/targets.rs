//! The targets of `$ref`s, with their parts merged. Used only by `merge`.

use std::collections::HashMap;

use crate::document::Schema;
use crate::source::Location;

/// The targets that are being resolved, and those that have been.
#[derive(Default)]
pub(in crate::lower) struct Targets {
    /// Targets that are being followed, to detect cycles.
    pub(super) followed: Vec<Location>,
    /// Targets with their parts merged.
    pub(super) wholes: HashMap<Location, Schema>,
}
