//! Reads published reference pages of an HTTP API, and compares them with the OpenAPI document that was transcribed from
//! them.
//!
//! [`page::read_all`] turns the text of pages into [`facts`]: routes, parameters, shapes of bodies, and documented
//! examples. Sentences are not carried over. A line that is not understood is an error with its line number, so nothing
//! of a page is lost in silence. [`recorded::read`] reads the facts of pages that are no longer published.
//!
//! [`compare_all()`] compares them with the operations of a [`spec`], in both directions: what a page prints and the document
//! lacks, and what the document states and no page prints. [`Digests`] identify the facts of an operation as they were
//! compared, and [`fragment()`] turns the page of a new operation into OpenAPI.
//!
//! The crate does no I/O.

mod compare;
mod digest;
pub mod facts;
mod fragment;
mod lock;
pub mod page;
pub mod recorded;
pub mod spec;

pub use crate::compare::{Difference, Report, compare_all};
pub use crate::digest::{Digests, value_digest};
pub use crate::fragment::fragment;
pub use crate::lock::{Drift, Lock};
