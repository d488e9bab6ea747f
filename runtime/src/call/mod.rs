//! The request builder, which assembles a call and sends it.
//!
//! Setters never fail. Problems with parameters and with the body are collected, and sending the call reports
//! all of them together.

mod body;
mod events;
mod macros;
mod paging;
mod parameters;
mod pending;
mod raw;
mod responses;
mod untyped;
mod wait;

use std::fmt;

use bytes::Bytes;
use http::header;

use crate::auth::Security;
use crate::operation::Operation;
use crate::send::{CallOptions, ClientState, Parts};
use crate::wire::headers::content_type_value;

pub use events::EventCall;
pub use paging::{Items, Page, Pages};
pub use pending::Pending;
pub use raw::RawCall;
pub use untyped::UntypedCall;
pub use wait::{Outcome, PollStatus, Progress, Wait, WaitFuture, Waiter};

/// A request builder for one call of an [`Operation`], with its parameters, body and options.
///
/// Generated clients wrap it in one type per operation, with setters for the parameters of that operation;
/// see the macro [`call!`](crate::call).
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent and awaited"]
pub struct Call {
    // Boxed because setters take and return the call by value, which then only moves a pointer.
    parts: Box<Parts>,
}

impl Call {
    pub(crate) fn new(client: ClientState, operation: &'static Operation) -> Self {
        Self { parts: Box::new(Parts::new(client, operation)) }
    }

    /// Changes the options of this call.
    pub fn with_options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.parts.options = change(self.parts.options);
        self
    }

    /// Sets the security requirements, which determine the credentials to send.
    pub fn security(mut self, security: Security) -> Self {
        self.parts.client.security = Some(security);
        self
    }

    /// Sets the server that the spec declares for the operation: a URL, or a path on the host of the base
    /// URL.
    pub fn server(mut self, declared: &'static str) -> Self {
        self.parts.server = Some(declared);
        self
    }

    /// Sets the ranges of redirect statuses (3xx) that are responses, and not errors. Redirects are never followed.
    pub fn redirects(mut self, statuses: &'static [(u16, u16)]) -> Self {
        self.parts.redirects = statuses;
        self
    }

    /// Sets the `accept` header. Default: `application/json`. Sending the call fails if it is not valid in a header.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        match content_type_value(media_types) {
            Some(value) => drop(self.parts.headers.insert(header::ACCEPT, value)),
            None => self.parts.reject("header.accept".to_owned(), "header", "invalid header value"),
        }
        self
    }
}

impl fmt::Debug for Call {
    /// Shows names and sizes, but no values of the query, the headers or the body, which may be confidential.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.parts;
        let mut debug = formatter.debug_struct("Call");
        debug.field("operation", &parts.operation.id).field("path", &parts.path);
        debug.field("query", &parts.query.iter().map(|(name, _)| name).collect::<Vec<_>>());
        debug.field("body_bytes", &parts.body.as_ref().map(Bytes::len));
        debug.finish_non_exhaustive()
    }
}
