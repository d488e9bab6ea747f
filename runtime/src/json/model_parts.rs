//! What the macros refer to. It stands in no interface and is not for use by hand.

pub use serde_core as serde;

pub use super::bridge::{deserialize, serialize};
pub use super::extra::{check_members, check_rest};
pub use super::members::{Members, Shape, Slot};
pub use super::string_enum::{check_listed, position};

/// The words of a decision about unions.
pub mod decision {
    pub use crate::json::{Candidate, Decision, KeyRule, Kind, Objects};
}

/// What `required`, `optional` and `patch` mean, once as a type and once as a value.
#[expect(non_camel_case_types, non_upper_case_globals, reason = "the names stand in the macros' input")]
pub mod field {
    /// The type of a required member.
    pub type required<T> = T;
    /// The type of an optional member.
    pub type optional<T> = Option<T>;
    /// The type of a member that is optional and nullable.
    pub type patch<T> = crate::json::Patch<T>;

    /// Whether a required member must be there.
    pub const required: bool = true;
    /// Whether an optional member must be there.
    pub const optional: bool = false;
    /// Whether a member that is optional and nullable must be there.
    pub const patch: bool = false;
}
