//! What a generated client stands on: the client and its calls, the transport, errors, pages, and JSON both
//! ways.
//!
//! This crate knows no endpoint and no model. A generated client describes its operations as plain data
//! ([`Operation`]), its models with the macros of the JSON room, and its calls with [`call!`].
//!
//! No type of another crate stands in this interface except those of std, http 1, bytes 1, `serde_json` 1,
//! and the trait `Stream` of futures-core 0.3; behind features named for their version also those of jiff,
//! chrono and time.

mod answers;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod byte_stream;
mod call;
mod client;
mod configuration;
mod error;
mod exchange;
mod form;
mod headers;
mod json;
mod macros;
mod network;
mod operation;
mod options;
mod page;
mod parameter;
mod pending;
mod rate_limit;
mod request;
mod response;
mod retry;
mod secret;
mod security;
mod send;
mod server;
mod settings;
mod stream;
pub mod testing;
mod throttle;
mod trace;
mod transport;
mod url;
mod wait;

#[doc(hidden)]
pub use answers::read_text_body;
pub use answers::{Answers, RawCall};
pub use body::Body;
pub use builder::ClientBuilder;
pub use byte_stream::ByteStream;
pub use bytes::Bytes;
pub use call::Call;
pub use client::Client;
pub use configuration::Configuration;
pub use error::{Error, ErrorKind};
pub use form::{FormStyle, Multipart, Part};
pub use http::{self, HeaderMap, StatusCode};
pub use json::*;
pub use operation::{Operation, PageShape, Scope};
pub use options::CallOptions;
pub use page::Page;
pub use parameter::{Parameter, Style};
pub use pending::Pending;
pub use rate_limit::RateLimit;
pub use response::Response;
pub use retry::{FailedAttempt, Retry, RetryPolicy};
pub use security::{Security, SecurityScheme};
#[doc(no_inline)]
pub use serde_json::json;
pub use server::{Server, ServerVariable};
pub use stream::{Items, Pages};
pub use throttle::Throttle;
pub use transport::{
    SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture,
};
pub use wait::{Found, Outcome, Progress, Wait, WaitFuture};
