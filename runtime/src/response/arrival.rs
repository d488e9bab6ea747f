//! The body of a response that is read as a stream, on its way from the transport to the reader.

use std::sync::{Arc, Mutex, PoisonError};

use crate::transport::TransportBody;

/// The body of an answer that is still to come, with the most bytes that it may have. Taken once.
#[derive(Clone, Default)]
pub(crate) struct Arrival(Arc<Mutex<Option<(TransportBody, usize)>>>);

impl Arrival {
    /// The body, for the first who asks.
    pub(crate) fn take(&self) -> Option<(TransportBody, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Leaves the body for whoever asks.
    pub(crate) fn put(&self, body: TransportBody, limit: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((body, limit));
    }
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Arrival")
    }
}
