//! The slot that hands the body of a streamed response from the request loop to the reader.

use std::sync::{Arc, Mutex, PoisonError};

use crate::transport::TransportBody;

/// A response body that has not been read yet, with its size limit in bytes. Can be taken once.
#[derive(Clone, Default)]
pub(crate) struct DeferredBody(Arc<Mutex<Option<(TransportBody, usize)>>>);

impl DeferredBody {
    /// Takes the body; `None` if it was already taken or never set.
    pub(crate) fn take(&self) -> Option<(TransportBody, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sets the body.
    pub(crate) fn put(&self, body: TransportBody, limit: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((body, limit));
    }
}

impl std::fmt::Debug for DeferredBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DeferredBody")
    }
}
