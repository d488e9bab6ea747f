//! The client of `document/`, which uses every feature the generator supports. The first test is that it compiles
//! without warnings; the others are in `tests/`.
//!
//! The build script generates it, so it is always up to date with the generator.

use faithful_runtime as runtime;

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

pub use api::Client;
pub use runtime::{Error, Page, Response, Value};

/// The example responses of every operation.
#[cfg(feature = "testing-examples")]
#[must_use]
pub fn service() -> &'static runtime::testing::Service {
    &api::SERVICE
}
