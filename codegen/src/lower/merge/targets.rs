//! The targets of `$ref`s with their parts merged in. Only `merge` uses it.

use std::collections::HashMap;

use crate::document::Schema;
use crate::source::Location;

/// What is known of targets.
#[derive(Default)]
pub(in crate::lower) struct Targets {
    /// Those that are being followed to merge parts.
    pub(super) followed: Vec<Location>,
    /// What targets are with their parts merged in.
    pub(super) wholes: HashMap<Location, Schema>,
}
