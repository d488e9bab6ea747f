//! Sending the body of an HTTP/2 request.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::SendStream;
use http_body::Body as _;

use super::super::outgoing::RequestBody;

/// A request body and the stream on which it is sent. Dropping it before the end resets the stream.
pub(super) struct Upload {
    body: RequestBody,
    stream: SendStream<Bytes>,
    /// The part of the body that has been read, but not sent.
    chunk: Bytes,
}

impl Upload {
    pub(super) fn new(body: RequestBody, stream: SendStream<Bytes>) -> Self {
        Self { body, stream, chunk: Bytes::new() }
    }

    /// Sends as much of the body as the service accepts. Ends without an error if the service does not want the rest,
    /// because its response is the result of the request.
    ///
    /// # Errors
    /// Returns the error of the body.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Box<dyn Error + Send + Sync>>> {
        loop {
            if self.stream.poll_reset(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            if self.chunk.is_empty() {
                match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                    Some(Ok(frame)) => self.chunk = frame.into_data().unwrap_or_default(),
                    Some(Err(error)) => {
                        self.stream.send_reset(h2::Reason::CANCEL);
                        return Poll::Ready(Err(error));
                    }
                    None => {
                        // Fails only if the stream has ended.
                        let _ = self.stream.send_data(Bytes::new(), true);
                        return Poll::Ready(Ok(()));
                    }
                }
                continue;
            }
            self.stream.reserve_capacity(self.chunk.len());
            let capacity = match self.stream.capacity() {
                0 => match ready!(self.stream.poll_capacity(context)) {
                    Some(Ok(capacity)) => capacity,
                    Some(Err(_)) | None => return Poll::Ready(Ok(())),
                },
                capacity => capacity,
            };
            let part = self.chunk.split_to(capacity.min(self.chunk.len()));
            let is_last = self.chunk.is_empty() && self.body.is_end_stream();
            if part.is_empty() {
                continue;
            }
            if self.stream.send_data(part, is_last).is_err() || is_last {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
