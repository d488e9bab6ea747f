//! What the macros refer to. It stands in no interface and is not for use by hand.

// Cycle: the macros expand to these names, and `Timestamp`, by which a union may select, is declared with such a macro.

pub use serde_core as serde;

pub use super::bridge::{deserialize, serialize};
pub use super::string_enum::{check_listed, position};
pub use crate::json::read::{Members, Shape, Slot};
pub use crate::json::types::{check_members, check_rest};

/// The words of a decision about unions.
pub mod selection {
    pub use crate::json::union::check_unknown;
    pub use crate::json::{Candidate, KeyRule, Kind, Objects, Selection};
}
