//! The input files: their texts, the JSON in them, and the places that JSON pointers lead to.
//!
//! Knows JSON and no OpenAPI. It reports nothing either: why a file has no value is kept as a
//! [`Problem`], which others tell the user about.

mod anchors;
mod location;
mod position;
mod sources;
mod value;

pub(crate) use self::anchors::Anchors;
pub use self::{
    location::{Location, Pointer},
    position::{Position, offsets, positions},
    sources::{Problem, Source, Sources},
    value::Value,
};
