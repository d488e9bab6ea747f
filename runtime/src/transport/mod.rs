//! How a request reaches the service and its answer comes back.
//!
//! [`Transport`] is the one door to the network: the client builds a whole request, a transport sends it once
//! and gives back the whole answer. Retries, tokens, redirects and reading are none of its business. The
//! default transport (the features `rustls` and `native-tls`) stands in the module `hyper`; tests use
//! [`testing`](crate::testing).
//!
//! A transport also says what time it is and how to wait, because both belong to the runtime that it works
//! on: the client waits between attempts, and must not force a runtime on a transport that has another one or
//! none. The default transport waits with the timer of tokio, so that paused time in a test holds for the
//! client too; a transport that says nothing waits with a thread of this crate's own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::operation::Body;

#[cfg(feature = "blocking")]
mod blocking_thread;
mod body;
mod collected;
mod error;
#[cfg(feature = "_network")]
pub(crate) mod hyper;
#[cfg(all(feature = "blocking", feature = "_network"))]
mod pools;
mod timer;

#[cfg(feature = "blocking")]
pub(crate) use blocking_thread::poll_blocking;
pub use body::TransportBody;
pub(crate) use collected::Collected;
pub use error::{TransportError, TransportErrorKind};
#[cfg(all(feature = "blocking", feature = "_network"))]
pub(crate) use pools::Pools;

/// The future of an answer.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// The future of an answer whose body is still to come.
pub type TransportStreamFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<TransportBody>, TransportError>> + Send + 'a>>;

/// The future of a wait.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sends requests. Give one of your own to [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// ```
/// use bytes::Bytes;
/// use northflank_runtime::{Transport, TransportFuture, TransportRequest};
///
/// /// FromResponse every request with an empty object.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
///         Box::pin(async move {
///             assert!(request.http.uri().path().starts_with("/v1/"));
///             Ok(http::Response::new(Bytes::from_static(b"{}")))
///         })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request once and reads the whole answer, whatever its status.
    ///
    /// It must not be sent a second time once any of it may have been written: whether to do that is decided
    /// by the [`Retry`](crate::Retry) of the call. The future must not follow redirects, must end with [`TransportErrorKind::Timeout`] when
    /// [`timeout`](TransportRequest::timeout) has passed, and must stop reading with
    /// [`TransportErrorKind::BodyTooLarge`] once the body exceeds
    /// [`body_limit`](TransportRequest::body_limit). Dropping it cancels the request.
    ///
    /// # Errors
    /// When there is no whole answer. An error that comes after the head of the answer should carry it, see
    /// [`TransportError::with_response`].
    fn send(&self, request: TransportRequest) -> TransportFuture<'_>;

    /// Sends a request once, for calls that send a stream or want one, and gives the answer with its body still
    /// to come. Where there is a `body` it is sent in place of the one in the request, which is empty then; its
    /// [`known_length`](Body::known_length) is to be announced. What holds for [`send`](Self::send) holds here
    /// too, with the time of the request going on until the end of the body; its size is counted by the client.
    /// Dropping the body that is given back ends the answer.
    ///
    /// A transport that knows only whole bodies needs not do anything: without this method the bodies of both
    /// sides are put together in memory, and sent and received by [`send`](Self::send).
    ///
    /// # Errors
    /// When there is no head of an answer.
    fn stream(&self, mut request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        Box::pin(async move {
            if let Some(body) = body {
                let failed = |error| TransportError::new(TransportErrorKind::RequestBody, error);
                *request.http.body_mut() = body.collect().await.map_err(failed)?;
            }
            Ok(self.send(request).await?.map(TransportBody::from))
        })
    }

    /// A future that ends after a duration, counted from this call. The client waits with it between
    /// attempts. A transport on a runtime should give that runtime's own, for example
    /// `Box::pin(tokio::time::sleep(duration))`; this one needs none and uses a thread.
    fn sleep(&self, duration: Duration) -> SleepFuture {
        sleep_without_runtime(duration)
    }

    /// The time, by the clock that [`sleep`](Self::sleep) goes by. Both are to be replaced together, where a
    /// runtime has a clock that a test can stop.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// A wait that needs no runtime.
pub(crate) fn sleep_without_runtime(duration: Duration) -> SleepFuture {
    Box::pin(timer::Wait::new(duration))
}

/// A request ready to be sent, and the limits to keep.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The identifier of the operation, for example `getTemplate`.
    pub operation: &'static str,
    /// The request: absolute URI, all headers (the `authorization` header is marked sensitive), body. The
    /// body is empty where the operation has none.
    pub http: http::Request<Bytes>,
    /// The time from now within which the whole answer must have arrived.
    pub timeout: Duration,
    /// The most bytes that the body of the answer may have, after decompression.
    pub body_limit: usize,
}

impl fmt::Debug for TransportRequest {
    /// Shows neither the query nor the body, which may hold what is not for a log, nor the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportRequest")
            .field("operation", &self.operation)
            .field("method", self.http.method())
            .field("path", &self.http.uri().path())
            .field("headers", self.http.headers())
            .field("body_bytes", &self.http.body().len())
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
