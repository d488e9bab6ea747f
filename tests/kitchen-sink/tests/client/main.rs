//! What the client of the document does: its types with every example of the document, its calls on the wire.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod bodies;
mod requests;
mod round_trips;
mod server;
