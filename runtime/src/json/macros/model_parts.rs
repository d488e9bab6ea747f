//! Items that the macro expansions refer to. Not part of the public interface.

// Cycle: the macros expand to these names, and `Timestamp`, which a union may select by, is declared with such a macro.

pub use serde_core as serde;

pub use super::bridge::{deserialize, serialize};
pub use super::scalar_enum::report_unlisted;
pub use super::string_enum::position;
pub use crate::json::parts::{Choice, Field, Leaf, Names, Part, Parts, Place, View, Visitor, debug, equal};
pub use crate::json::read::{Shape, read_fields};
pub use crate::json::types::check_rest;
pub use crate::json::union::{Variants, read_variant};

/// The names that a `Selection` constant is written with.
pub mod selection {
    pub use crate::json::union::{Case, SiblingTag, SiblingTags};
    pub use crate::json::{Candidate, KeyRule, Kind, Objects, Selection};
}

/// A list item of a doc comment: a link to the method of an operation, whose module has the name of its feature, or to a
/// method of a handle, which is not in that module.
#[doc(hidden)]
#[macro_export]
macro_rules! used_by {
    ($feature:literal, $method:literal) => {
        ::core::concat!(" - [`", $method, "`](crate::api::", $feature, "::", $method, ")")
    };
    ($feature:literal, [$method:literal]) => {
        ::core::concat!(" - [`", $method, "`](crate::api::", $method, ")")
    };
}
