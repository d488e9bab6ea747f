//! The generated client from its user's point of view: the documented examples, forward compatibility, errors, and
//! requests on the wire.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod comparison;
mod errors;
mod every_operation;
mod lenient;
mod pages;
mod round_trips;
mod secrets;
mod sizes;
mod strict;
mod support;
mod template_updates;
mod unions;
mod update_bodies;
mod validation;
mod waiting;
mod wire;
