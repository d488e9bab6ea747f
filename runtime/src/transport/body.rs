//! A response body that is read from the connection as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::TransportError;

/// A response body that a [`Transport`](super::Transport) streams from the connection.
///
/// Dropping it cancels the rest of the response.
pub struct TransportBody {
    stream: Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>,
}

impl TransportBody {
    /// Creates a body from a stream.
    ///
    /// The stream must fail with [`Timeout`](super::TransportErrorKind::Timeout) when the
    /// [timeout](super::TransportRequest::timeout) of the request elapses. It does not need to enforce the body limit,
    /// because the client does.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self { stream: Box::pin(stream) }
    }

    /// Returns the next chunk, or `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| self.stream.as_mut().poll_next(context)).await
    }
}

impl Stream for TransportBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(context)
    }
}

/// Creates a body that has already been read as a whole.
impl From<Bytes> for TransportBody {
    fn from(bytes: Bytes) -> Self {
        Self::new(SingleChunk(bytes))
    }
}

struct SingleChunk(Bytes);

impl Stream for SingleChunk {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let bytes = std::mem::take(&mut self.0);
        Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
    }
}

impl fmt::Debug for TransportBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TransportBody")
    }
}
