//! The input files: their text, the parsed JSON or YAML, and the locations of JSON pointers in them.
//!
//! This module knows JSON and YAML but not OpenAPI, and it reports no diagnostics: if a file has no value, the
//! reason is kept as a [`Problem`] for the caller to report.

mod anchors;
mod entries;
mod fingerprint;
mod format;
mod location;
mod number;
mod parse;
mod position;
mod problem;
mod sources;
mod value;
mod visible;
mod yaml;

pub(crate) use self::{anchors::Anchors, number::decimal};
pub use self::{
    entries::Entries,
    fingerprint::{fingerprint, hash},
    format::Format,
    location::{Location, Pointer, is_url},
    number::Number,
    position::{Position, offsets, positions},
    problem::Problem,
    sources::{Source, Sources},
    value::Value,
    visible::{visible, visible_json, visible_lines},
};
