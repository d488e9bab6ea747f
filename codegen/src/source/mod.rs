//! The input files: their text, the parsed JSON, and the locations of JSON pointers in them.
//!
//! This module knows JSON but not OpenAPI, and it reports no diagnostics: if a file has no value, the
//! reason is kept as a [`Problem`] for the caller to report.

mod anchors;
mod entries;
mod fingerprint;
mod location;
mod number;
mod position;
mod sources;
mod value;
mod visible;

pub(crate) use self::{anchors::Anchors, number::decimal};
pub use self::{
    entries::Entries,
    fingerprint::{fingerprint, hash},
    location::{Location, Pointer, is_url},
    number::Number,
    position::{Position, offsets, positions},
    sources::{Problem, Source, Sources},
    value::Value,
    visible::{visible, visible_json, visible_lines},
};
