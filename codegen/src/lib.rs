//! x
#![allow(missing_docs)]
mod corrections;
pub mod diagnostic;
pub mod analyze;
pub mod document;
pub mod ir;
pub mod lower;
pub mod names;
pub mod settings;
