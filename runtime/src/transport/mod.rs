//! Transports, which send requests and receive responses.
//!
//! [`Transport`] is the only interface to the network: the client builds a complete request, and the transport sends it
//! once and returns the response. Retries, tokens, redirects and parsing are not its concern. The default transport
//! (features `rustls` and `native-tls`) is in the `hyper` module; tests use [`testing`](crate::testing).
//!
//! A transport also provides the clock and the timer for the delays between attempts, because both belong to the async
//! runtime, and the client must not require a particular one. The default transport uses those of tokio, so paused time
//! in tests applies to the client too. By default, a transport uses a timer thread of this crate.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::operation::{Body, ShownHeaders};

mod body;
mod coding;
mod collected;
mod error;
#[cfg(feature = "_network")]
pub(crate) mod hyper;
mod middleware;
mod timer;

pub use body::TransportBody;
pub(crate) use coding::content_codings;
pub(crate) use collected::{Collected, too_large};
#[cfg(feature = "_network")]
pub(crate) use error::ProxyError;
pub use error::{TransportError, TransportErrorKind};
pub use middleware::{Attempt, Middleware, MiddlewareFuture};

/// The future returned by [`Transport::send`].
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// The future returned by [`Transport::stream`].
pub type TransportStreamFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<TransportBody>, TransportError>> + Send + 'a>>;

/// The future returned by [`Transport::sleep`].
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sends HTTP requests on behalf of a client.
///
/// Implement it to use another HTTP client or to intercept requests, and set it with
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// ```
/// use bytes::Bytes;
/// use faithful_runtime::{Transport, TransportFuture, TransportRequest};
///
/// /// Responds to every request with an empty object.
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
    /// Sends a request once and reads the complete response, regardless of its status.
    ///
    /// An implementation must
    /// - not send the request again once any part of it may have been written, which is up to the
    ///   [`Retry`](crate::Retry) policy of the call;
    /// - not follow redirects;
    /// - remove the header `content-encoding` if it decodes the body: what remains is an error that names the coding;
    /// - fail with [`TransportErrorKind::Timeout`] when the [`timeout`](TransportRequest::timeout) elapses;
    /// - stop reading and fail with [`TransportErrorKind::BodyTooLarge`] when the response body exceeds the
    ///   [`body_limit`](TransportRequest::body_limit);
    /// - cancel the request when the future is dropped.
    ///
    /// # Errors
    /// Returns an error if no complete response is received. If the head of the response has arrived, the error should
    /// include it; see [`TransportError::with_response`].
    fn send(&self, request: TransportRequest) -> TransportFuture<'_>;

    /// Sends a request once and returns the response as soon as its head has arrived. Used for calls that send or return
    /// a stream.
    ///
    /// If `body` is `Some`, it is sent instead of the body of `request`, which is empty, with its
    /// [`known_length`](Body::known_length) as `content-length`. The requirements of [`send`](Self::send) apply, except
    /// that the client enforces the body limit. The timeout covers the whole response body. Dropping the returned body
    /// cancels the rest of the response.
    ///
    /// The default implementation buffers both bodies in memory and calls [`send`](Self::send).
    ///
    /// # Errors
    /// Returns an error if no response head is received.
    fn stream(&self, mut request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        Box::pin(async move {
            if let Some(body) = body {
                let failed = |error| TransportError::new(TransportErrorKind::RequestBody, error);
                *request.http.body_mut() = body.collect().await.map_err(failed)?;
            }
            Ok(self.send(request).await?.map(TransportBody::from))
        })
    }

    /// Returns a future that completes after a duration, counted from this call. The client uses it for the delays
    /// between attempts and for timeouts.
    ///
    /// A transport for a particular async runtime should return the timer of that runtime, for example
    /// `Box::pin(tokio::time::sleep(duration))`. The default implementation uses a thread and works on any runtime.
    fn sleep(&self, duration: Duration) -> SleepFuture {
        sleep_without_runtime(duration)
    }

    /// Returns the current time of the clock that [`sleep`](Self::sleep) uses.
    ///
    /// Override both methods together if the runtime has a clock that tests can pause.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// Returns a timer that does not depend on an async runtime.
pub(crate) fn sleep_without_runtime(duration: Duration) -> SleepFuture {
    Box::pin(timer::Sleep::new(duration))
}

/// A complete request, with the limits that the transport must enforce.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The id of the operation, for example `getTemplate`.
    pub operation: &'static str,
    /// The request, with an absolute URI and all headers. The `authorization` header is marked as sensitive. The body is
    /// empty if the operation has none.
    pub http: http::Request<Bytes>,
    /// The time within which the complete response must arrive, counted from the call to the transport.
    pub timeout: Duration,
    /// The time within which the head of the response must arrive, if it is shorter than `timeout`. Set for streams of
    /// events. A transport need not enforce it, because the client does, but only the transport knows whether the request
    /// was sent when it elapses ([`TransportErrorKind::ConnectTimeout`] or [`TransportErrorKind::Timeout`]).
    pub head_timeout: Option<Duration>,
    /// Maximum size of the response body in bytes, after decompression.
    pub body_limit: usize,
}

impl fmt::Debug for TransportRequest {
    /// Omits the query and the body, which may be confidential, and the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportRequest")
            .field("operation", &self.operation)
            .field("method", self.http.method())
            .field("path", &self.http.uri().path())
            .field("headers", &ShownHeaders(self.http.headers()))
            .field("body_bytes", &self.http.body().len())
            .field("timeout", &self.timeout)
            .field("head_timeout", &self.head_timeout)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
