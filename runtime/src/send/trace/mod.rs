//! What is told to `tracing`: a span for each call and one within it for each attempt, and an event before each
//! wait.
//!
//! They carry the operation, the method, the route with the names of its parameters, the status, the number of
//! the attempt, durations and kinds of errors. They never carry what a user or the service wrote: no token, no
//! header, no body, no query value, no path value, and not the text of an error, which may quote the service.
//!
//! The spans are never entered. What runs while a transport is polled may live longer than the call (a
//! connection in a pool and its tasks), and would stay a child of the call that happened to open it.

#[cfg(feature = "tracing")]
mod spans;
#[cfg(not(feature = "tracing"))]
#[path = "nothing.rs"]
mod spans;

pub(crate) use spans::{AttemptSpan, CallSpan};
