//! A generator of Rust clients: an OpenAPI 3.1 document in, the text of a crate out.
//!
//! [`generate()`] is a pure function. It reads texts through a [`Source`](source::Source) and
//! returns [`Files`]; it touches no disk, clock or environment, so the same input gives the same
//! bytes. Data flows through the rooms in one direction: [`document`] reads, [`lower`] resolves
//! into [`ir`], [`analyze`] adds facts, [`names`] decides identifiers, [`emit`] makes tokens, and
//! they are rendered to text. What is wrong with a document is a [`diagnostic`], never a panic.

pub mod analyze;
pub mod diagnostic;
pub mod diff;
pub mod document;
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
mod scaffold;
pub mod settings;
pub mod source;
mod summary;
pub mod surface;

pub use crate::explain::{explain, explanations};
pub use crate::files::Files;
pub use crate::generate::{Failure, Generated, Request, generate, surface};
pub use crate::scaffold::{Scaffold, scaffold};
pub use crate::summary::Summary;
