//! x
#![allow(missing_docs)]
pub mod diagnostic;
pub mod document;
