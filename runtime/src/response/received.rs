//! A response as it was received, before its value is read.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::arrival::Arrival;
use crate::operation::Operation;

/// A whole successful answer, not yet read.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) operation: &'static Operation,
    pub(crate) attempts: u32,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body, where it is to be a stream.
    pub(crate) stream: Option<Arrival>,
}

impl std::fmt::Debug for Answer {
    /// Gives the size of the body and not the body, which may hold what is not for a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
