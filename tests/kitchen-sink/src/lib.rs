//! The client of `document/`, which uses everything that the generator understands: that it compiles, and that no lint
//! has anything to say about it, is the first test. The others stand in `tests/`.
//!
//! The build makes it anew, so that it is never behind the generator.

use northflank_runtime as runtime;

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

pub use api::Client;
pub use runtime::{Error, Page, Response, Value};

/// The documented answers of every operation.
#[cfg(feature = "testing-answers")]
#[must_use]
pub fn service() -> &'static runtime::testing::Service {
    &api::SERVICE
}
