//! Generates async Rust clients from OpenAPI documents: the library of the command line tool `faithful`.
//!
//! The library does the I/O of the generator: it reads a document, calls `codegen`, and writes or checks the output. It does
//! not generate anything itself. [`mod@build`] is for build scripts; the other modules are those of the command line tool, and
//! may change in any release.

pub mod build;
pub mod diff;
pub mod disk;
pub mod explain;
pub mod generate;
pub mod lock;
pub mod manifest;
mod member;
pub mod output;
mod place;
mod progress;
pub mod request;
mod revision;
pub mod runtime;
mod style;
mod summary;
pub mod terminal;

pub use crate::place::relative_path;
