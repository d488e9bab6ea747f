//! Tests the generated client: its types with every example of the document, and its calls over the wire.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod beside;
mod bodies;
mod formats;
mod handles;
mod omitted;
mod requests;
mod responses;
mod round_trips;
mod server;
mod values;
mod waiting;
