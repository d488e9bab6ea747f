//! The generated client as its user meets it: the documented examples, what the API may send besides, errors, and what
//! goes over the wire.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod comparison;
mod errors;
mod lenient;
mod pages;
mod round_trips;
mod secrets;
mod sizes;
mod strict;
mod support;
mod unions;
mod update_bodies;
mod validation;
mod wire;
