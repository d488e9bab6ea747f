//! Reads published reference pages of an HTTP API, and compares them with the OpenAPI document that was transcribed from
//! them.
//!
//! [`page::read_all`] turns the text of pages into [`facts`]: routes, parameters, shapes of bodies, and documented
//! examples. Sentences are not carried over. A line that is not understood is an error with its line number, so nothing
//! of a page is lost in silence.
//!
//! The crate does no I/O.

pub mod facts;
pub mod page;
