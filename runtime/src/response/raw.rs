//! A response before its value is parsed.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::deferred_body::DeferredBody;
use crate::operation::{Operation, PageShape, ShownHeaders, Target};

/// A received response whose value has not been parsed.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) operation: &'static Operation,
    /// The target of an untyped call.
    pub(crate) target: Option<Arc<Target>>,
    pub(crate) attempts: u32,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The limit of the call for the size of the body, in bytes.
    pub(crate) body_limit: usize,
    /// The unread body of a call that returns a stream; if present, `body` is empty.
    pub(crate) stream: Option<DeferredBody>,
}

impl RawResponse {
    /// Returns the shape of a page, if the call is paginated.
    pub(crate) fn page(&self) -> Option<PageShape> {
        self.target.as_ref().map_or(self.operation.page, |target| target.page)
    }
}

impl std::fmt::Debug for RawResponse {
    /// Shows the size of the body instead of its content, which may be confidential.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RawResponse")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("headers", &ShownHeaders(&self.headers))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
