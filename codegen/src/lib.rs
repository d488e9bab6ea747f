//! Generates Rust clients from OpenAPI 3.1 documents.
//!
//! [`generate()`] is a pure function. It reads texts from a [`Source`](source::Source) and returns [`Files`]. It does not
//! use the disk, the clock or the environment, so the same input always results in the same bytes. Data flows through the
//! modules in one direction: [`document`] parses, [`lower`] resolves the document into the [`ir`], [`analyze`] adds facts,
//! [`names`] assigns identifiers, and [`emit`] creates the tokens that are rendered as text. Every error in a document is
//! a [`diagnostic`], never a panic.

pub mod analyze;
mod coverage;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod embed;
pub mod emit;
mod explain;
mod files;
mod generate;
pub mod ir;
pub mod lock;
pub mod lower;
pub mod names;
mod render;
pub mod report;
pub mod requirements;
mod scaffold;
pub mod settings;
pub mod source;
mod summary;
pub mod surface;

pub use crate::coverage::coverage;
pub use crate::embed::embed;
pub use crate::explain::{explain, explanations};
pub use crate::files::Files;
pub use crate::generate::{Failure, Generated, Request, generate, generate_part, surface};
pub use crate::render::{FORMAT, HEADER};
pub use crate::scaffold::{Scaffold, package_name, passed_on, recursion_limit, scaffold};
pub use crate::source::{visible, visible_json, visible_lines};
pub use crate::summary::{Summary, counted};
