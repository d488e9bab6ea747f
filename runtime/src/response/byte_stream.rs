//! Answers that are read as they come: the bytes of a body that never stands in memory as a whole.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};

use super::Response;
use super::arrival::Arrival;
use super::received::Answer;
use crate::error::Error;
use crate::transport::{TransportBody, TransportError, TransportErrorKind};

/// The body of a successful answer as it comes over the connection.
///
/// Either call [`try_next`](Self::try_next) in a loop, use it as a [`Stream`], or take all of it with
/// [`bytes`](Self::bytes). The limits of the call hold to the end of it: the timeout of the attempt and that of
/// the whole call count on while the body is read (and while it waits to be read), and more bytes than the
/// [limit](crate::CallOptions::body_limit) are an error. After an error, which has the kind that it would have
/// for a body that is read at once, nothing more comes; what was given is never asked for again, so there is no
/// other attempt. Dropping the stream gives the connection back, or closes it where the rest would still come.
///
/// ```
/// # use northflank_runtime::{ByteStream, Error};
/// async fn save(mut stream: ByteStream, file: &mut impl std::io::Write) -> Result<(), Box<dyn std::error::Error>> {
///     while let Some(chunk) = stream.try_next().await? {
///         file.write_all(&chunk)?;
///     }
///     Ok(())
/// }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct ByteStream {
    // The mutex is never locked. It makes the stream `Sync`, which that of a transport need not be.
    body: Mutex<Option<TransportBody>>,
    limit: usize,
    received: usize,
    answer: Answer,
}

impl ByteStream {
    /// The next bytes, `None` at the end of the body.
    ///
    /// # Errors
    /// When the time is over, the connection breaks, or the body exceeds the limit. The error has the status and
    /// the headers of the answer.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_chunk(context)).await.transpose()
    }

    /// All bytes that are still to come.
    ///
    /// # Errors
    /// Those of [`try_next`](Self::try_next); the error has the bytes that had come until then.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        loop {
            match self.try_next().await {
                Ok(Some(chunk)) if first.is_empty() => first = chunk,
                Ok(Some(chunk)) => {
                    if all.is_empty() {
                        all.extend_from_slice(&first);
                    }
                    all.extend_from_slice(&chunk);
                }
                Ok(None) => return Ok(if all.is_empty() { first } else { all.freeze() }),
                Err(error) => return Err(error.with_body(if all.is_empty() { first } else { all.freeze() })),
            }
        }
    }

    /// How many bytes the service announced, where it did. `None` also for a body that was compressed, because
    /// the number is that of the compressed bytes.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        let length = self.answer.headers.get(header::CONTENT_LENGTH)?;
        length.to_str().ok()?.parse().ok()
    }

    /// The status of the answer, always a success (2xx).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let slot = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(body) = slot else {
            return Poll::Ready(None);
        };
        let next = ready!(Pin::new(body).poll_next(context));
        let next = match next {
            Some(Ok(chunk)) => {
                self.received = self.received.saturating_add(chunk.len());
                if self.received <= self.limit { Ok(Some(chunk)) } else { Err(too_large(self.limit)) }
            }
            Some(Err(error)) => Err(error),
            None => Ok(None),
        };
        if !matches!(next, Ok(Some(_))) {
            // What is left of the connection goes with it.
            *slot = None;
        }
        let failed = |error| Error::interrupted(self.answer.clone(), self.limit, error);
        Poll::Ready(next.map_err(failed).transpose())
    }
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::BodyTooLarge, format!("more than {limit} bytes"))
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("ByteStream");
        debug.field("status", &self.answer.status).field("received", &self.received);
        debug.field("length", &self.length()).finish_non_exhaustive()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all that read an answer")]
pub(crate) fn read_stream(answer: Answer) -> Result<Response<ByteStream>, Error> {
    let arrived = answer.stream.as_ref().and_then(Arrival::take);
    // Where there is no stream the body is here.
    let (body, limit) = arrived.unwrap_or_else(|| (TransportBody::from(answer.body.clone()), usize::MAX));
    let stream = ByteStream { body: Mutex::new(Some(body)), limit, received: 0, answer: answer.clone() };
    Ok(Response::new(stream, answer))
}
