//! Streamed response bodies, which are never held in memory as a whole.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};

use super::Response;
use super::deferred_body::DeferredBody;
use super::raw::RawResponse;
use crate::error::Error;
use crate::transport::{TransportBody, too_large};

/// A successful response body, read as it arrives over the connection.
///
/// Call [`try_next`](Self::try_next) in a loop, use the [`Stream`] implementation, or read the rest of the body into
/// memory with [`bytes`](Self::bytes).
///
/// The limits of the call apply until the end of the body: the timeouts of the attempt and of the whole call keep
/// running, even while the stream is not being polled, and exceeding the [body limit](crate::CallOptions::body_limit)
/// is an error. When a timeout elapses, the connection is released, whether the stream is being read or not. An error has
/// the same kind as for a body that is read into memory, and ends the stream. The request is not retried at this point,
/// because part of the body has already been returned.
///
/// The body is decompressed if it has the content coding gzip, once or repeatedly. With any other coding, such as `br` or
/// `deflate`, the call fails, unless it asks for that coding with a header `accept-encoding` of its own: the stream then
/// returns the body as it arrives, and the header `content-encoding` names its coding.
///
/// If the service responds before it has received the whole request body, the rest of that body is sent while the stream
/// is read.
///
/// Dropping the stream returns the connection to the pool, or closes it if part of the body is still outstanding.
///
/// ```
/// # use faithful_runtime::{ByteStream, Error};
/// async fn save(mut stream: ByteStream, file: &mut impl std::io::Write) -> Result<(), Box<dyn std::error::Error>> {
///     while let Some(chunk) = stream.try_next().await? {
///         file.write_all(&chunk)?;
///     }
///     Ok(())
/// }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct ByteStream {
    // Never locked. The mutex makes `ByteStream: Sync`, which `TransportBody` is not.
    body: Mutex<Option<TransportBody>>,
    limit: usize,
    received: usize,
    response: RawResponse,
}

impl ByteStream {
    /// Returns the next chunk, or `None` at the end of the body.
    ///
    /// # Errors
    /// Returns an error if a timeout elapses, the connection fails, or the body exceeds the limit. The error has the
    /// status and headers of the response.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_chunk(context)).await.transpose()
    }

    /// Reads the rest of the body into memory.
    ///
    /// # Errors
    /// Returns the errors of [`try_next`](Self::try_next). The [body](Error::body) of the error holds the bytes read by
    /// this call before it failed.
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

    /// Returns the total length of the body in bytes, from the `content-length` header. `None` without that header, and
    /// for a compressed body, where it would be the compressed length.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        let length = self.response.headers.get(header::CONTENT_LENGTH)?;
        length.to_str().ok()?.parse().ok()
    }

    /// Returns the status of the response, which is always a success (2xx).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
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
            // Dropping the body releases the connection.
            *slot = None;
        }
        let failed = |error| Error::interrupted(self.response.clone(), self.limit, error);
        Poll::Ready(next.map_err(failed).transpose())
    }
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
        debug.field("status", &self.response.status).field("received", &self.received);
        debug.field("length", &self.length()).finish_non_exhaustive()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "has the signature of all response readers")]
pub(crate) fn read_stream(raw: RawResponse) -> Result<Response<ByteStream>, Error> {
    let deferred = raw.stream.as_ref().and_then(DeferredBody::take);
    // Without a deferred body, the whole body has already been read.
    let (body, limit) = deferred.unwrap_or_else(|| (TransportBody::from(raw.body.clone()), usize::MAX));
    let stream = ByteStream { body: Mutex::new(Some(body)), limit, received: 0, response: raw.clone() };
    Ok(Response::new(stream, raw))
}
