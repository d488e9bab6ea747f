//! The runtime of a generated API client: the client and its calls, transports, errors, pagination, and JSON
//! (de)serialization with validation.
//!
//! This crate contains no endpoints or models. A generated client describes its operations as plain data
//! ([`Operation`]), its models with macros such as [`object!`] and [`union!`], and its calls with [`call!`].
//!
//! The public interface uses only types from std, `http` 1, `bytes` 1, `serde_json` 1 and the `Stream` trait of
//! `futures-core` 0.3. Features named after a crate and its version add conversions for the types of `jiff`,
//! `chrono`, `time`, `uuid` and `rust_decimal`.

#![cfg_attr(docsrs, feature(doc_cfg))]

// From the bottom up: format, json, operation, transport, wire, auth, error and response (same level), send, call, client,
// blocking, testing. A module imports only from modules earlier in this list.
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod error;
mod format;
mod json;
mod operation;
mod response;
mod send;
pub mod testing;
mod transport;
mod wire;

pub use auth::{Security, SecurityScheme};
pub use bytes::Bytes;
pub use call::{
    Call, EventCall, Items, Outcome, Page, Pages, Pending, PollStatus, Progress, RawCall, UntypedCall, Wait,
    WaitFuture, Waiter,
};
pub use client::{Client, ClientBuilder, Server, ServerVariable};
pub use error::{Error, ErrorKind, Result};
pub use http::{self, HeaderMap, Method, StatusCode};
pub use json::*;
pub use operation::{Body, Configuration, Operation, PageShape, Scope};
#[doc(hidden)]
pub use response::read_text_body;
pub use response::{ByteStream, Event, EventStream, FromResponse, RateLimit, Response};
pub use send::{CallOptions, FailedAttempt, Retry, RetryPolicy, Throttle};
#[doc(no_inline)]
pub use serde_json::json;
pub use transport::{
    Attempt, Middleware, MiddlewareFuture, SleepFuture, Transport, TransportBody, TransportError,
    TransportErrorKind, TransportFuture, TransportRequest, TransportStreamFuture,
};
pub use wire::{FormStyle, Multipart, Parameter, Part, Style};
