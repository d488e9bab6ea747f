//! What a generated client stands on: the client and its calls, the transport, errors, pages, and JSON both
//! ways.
//!
//! This crate knows no endpoint and no model. A generated client describes its operations as plain data
//! ([`Operation`]), its models with the macros of the JSON room, and its calls with [`call!`].
//!
//! No type of another crate stands in this interface except those of std, http 1, bytes 1, `serde_json` 1,
//! and the trait `Stream` of futures-core 0.3; behind features named for their version also those of jiff,
//! chrono and time.

// From the bottom up: json, operation, transport, wire, auth, error and response (one level), send, call, client,
// blocking, testing. A module imports only from modules before it in this list.
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod error;
mod json;
mod operation;
mod response;
mod send;
pub mod testing;
mod transport;
mod wire;

pub use auth::{Security, SecurityScheme};
pub use bytes::Bytes;
pub use call::{Call, Items, Outcome, Page, Pages, Pending, PollStatus, Progress, RawCall, Wait, WaitFuture};
pub use client::{Client, ClientBuilder, Server, ServerVariable};
pub use error::{Error, ErrorKind};
pub use http::{self, HeaderMap, StatusCode};
pub use json::*;
pub use operation::{Body, Configuration, Operation, PageShape, Scope};
#[doc(hidden)]
pub use response::read_text_body;
pub use response::{ByteStream, FromResponse, RateLimit, Response};
pub use send::{CallOptions, FailedAttempt, Retry, RetryPolicy, Throttle};
#[doc(no_inline)]
pub use serde_json::json;
pub use transport::{
    SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture,
};
pub use wire::{FormStyle, Multipart, Parameter, Part, Style};
