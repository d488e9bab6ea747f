//! The request builder: one call, while it is put together, and how it is sent.
//!
//! Nothing fails here. What is wrong with a parameter or with the body is collected, and sending reports all
//! of it at once.

mod body;
mod macros;
mod paging;
mod parameters;
mod pending;
mod raw;
mod responses;
mod wait;

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, header};

use crate::auth::Security;
use crate::operation::Operation;
use crate::send::{CallOptions, ClientState, Parts};

pub use paging::{Items, Page, Pages};
pub use pending::Pending;
pub use raw::RawCall;
pub use wait::{Outcome, PollStatus, Progress, Wait, WaitFuture};

/// A call of an [`Operation`]: parameters, body and options.
///
/// Generated clients wrap it in a type per operation, with setters for the parameters of that operation; see
/// the macro [`call!`](crate::call).
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    // Boxed, so that setters which take and give back a call move one pointer.
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

    /// Sets which credentials are sent.
    pub fn security(mut self, security: Security) -> Self {
        self.parts.client.security = Some(security);
        self
    }

    /// Sets the server of the operation: an address, or a path at the base URL's own host.
    pub fn server(mut self, described: &'static str) -> Self {
        self.parts.server = Some(described);
        self
    }

    /// Sets what kind of answer is asked for, in place of JSON: the value of the `accept` header.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.parts.headers.insert(header::ACCEPT, HeaderValue::from_static(media_types));
        self
    }
}

impl fmt::Debug for Call {
    /// Shows names and sizes, not the values of query, headers and body, which may not be for a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.parts;
        let mut debug = formatter.debug_struct("Call");
        debug.field("operation", &parts.operation.id).field("path", &parts.path);
        debug.field("query", &parts.query.iter().map(|(name, _)| name).collect::<Vec<_>>());
        debug.field("body_bytes", &parts.body.as_ref().map(Bytes::len));
        debug.finish_non_exhaustive()
    }
}
