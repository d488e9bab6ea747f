//! The body of an answer that is still to come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::TransportError;

/// The body of an answer as a transport reads it from the connection. Dropping it ends the reading.
pub struct TransportBody {
    stream: Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>,
}

impl TransportBody {
    /// A body that is read from a stream. It must end with
    /// [`Timeout`](super::TransportErrorKind::Timeout) when the time of the request is over; how many bytes it
    /// gives is counted by the client.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self { stream: Box::pin(stream) }
    }

    /// The next bytes.
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

/// A body that has arrived as a whole.
impl From<Bytes> for TransportBody {
    fn from(bytes: Bytes) -> Self {
        Self::new(Whole(bytes))
    }
}

struct Whole(Bytes);

impl Stream for Whole {
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
