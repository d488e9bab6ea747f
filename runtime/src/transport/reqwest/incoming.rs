//! The body of an answer, frame by frame.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;

use super::failure::failure;
use crate::transport::TransportError;

/// What is still to come of an answer. Dropping it closes an HTTP/1.1 connection whose answer has not ended, and
/// resets the stream of an HTTP/2 connection. reqwest ends it when the time of the request is over.
pub(super) struct Incoming(pub(super) reqwest::Body);

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                Some(Ok(frame)) => {
                    // Trailers say nothing that a client asks for.
                    if let Ok(bytes) = frame.into_data() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(failure(error, true)))),
                None => return Poll::Ready(None),
            }
        }
    }
}
