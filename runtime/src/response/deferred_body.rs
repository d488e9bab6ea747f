//! The slot that hands the body of a streamed response from the request loop to the reader.

use std::sync::{Arc, Mutex, PoisonError};

use super::events::Reopen;
use crate::transport::TransportBody;

/// A response body that has not been read yet, with its size limit in bytes. Can be taken once.
#[derive(Clone, Default)]
pub(crate) struct DeferredBody {
    body: Arc<Mutex<Option<(TransportBody, usize)>>>,
    /// The call of an event stream.
    origin: Option<Arc<dyn Reopen>>,
    /// Whether the call expects lines of JSON.
    expects_lines: bool,
}

impl DeferredBody {
    /// Creates the slot for the body of an event stream.
    pub(crate) fn of_events(origin: Arc<dyn Reopen>, expects_lines: bool) -> Self {
        Self { body: Arc::default(), origin: Some(origin), expects_lines }
    }

    /// Whether the call expects lines of JSON, instead of `text/event-stream`.
    pub(crate) fn expects_lines(&self) -> bool {
        self.expects_lines
    }

    /// Returns the call of an event stream; `None` for a stream of bytes.
    pub(crate) fn origin(&self) -> Option<Arc<dyn Reopen>> {
        self.origin.clone()
    }

    /// Whether the body consists of events, which may arrive for any time.
    pub(crate) fn is_endless(&self) -> bool {
        self.origin.is_some()
    }

    /// Takes the body; `None` if it was already taken or never set.
    pub(crate) fn take(&self) -> Option<(TransportBody, usize)> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sets the body.
    pub(crate) fn put(&self, body: TransportBody, limit: usize) {
        *self.body.lock().unwrap_or_else(PoisonError::into_inner) = Some((body, limit));
    }
}

impl std::fmt::Debug for DeferredBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DeferredBody")
    }
}
