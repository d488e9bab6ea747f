//! How a request reaches the service and its answer comes back.
//!
//! [`Transport`] is the one door to the network: the client builds a whole request, a transport sends it once
//! and gives back the whole answer. Retries, tokens, redirects and reading are none of its business. The
//! default transport (the feature `rustls`) stands in the module `reqwest`; tests use
//! [`testing`](crate::testing).

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "rustls")]
pub(crate) mod reqwest;

/// The future of an answer.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Sends requests. Give one of your own to [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// ```
/// use bytes::Bytes;
/// use northflank_runtime::{Transport, TransportFuture, TransportRequest};
///
/// /// Answers every request with an empty object.
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
    /// The future must not follow redirects, must end with [`TransportErrorKind::Timeout`] when
    /// [`timeout`](TransportRequest::timeout) has passed, and must stop reading with
    /// [`TransportErrorKind::BodyTooLarge`] once the body exceeds
    /// [`body_limit`](TransportRequest::body_limit). Dropping it cancels the request.
    ///
    /// # Errors
    /// When there is no whole answer. An error that comes after the head of the answer should carry it, see
    /// [`TransportError::with_response`].
    fn send(&self, request: TransportRequest) -> TransportFuture<'_>;
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

/// Why a transport has no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made (name resolution, refused, TLS): the request certainly never left.
    Connect,
    /// No connection was made in time: the request certainly never left.
    ConnectTimeout,
    /// The time for the attempt passed; the service may or may not have acted on the request.
    Timeout,
    /// The body of the answer exceeds the limit.
    BodyTooLarge,
    /// Anything else, for example a connection that broke; the service may or may not have acted on the
    /// request.
    Other,
}

/// A failure to get a whole answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
    response: Option<Box<http::Response<Bytes>>>,
}

impl TransportError {
    /// An error of a kind, with what caused it. The cause must not show the token.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into(), response: None }
    }

    /// Adds what has arrived of the answer: its status, its headers and the beginning of its body.
    #[must_use]
    pub fn with_response(mut self, response: http::Response<Bytes>) -> Self {
        self.response = Some(Box::new(response));
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    pub(crate) fn take_response(&mut self) -> Option<http::Response<Bytes>> {
        self.response.take().map(|response| *response)
    }

    /// The innermost cause: what the operating system or the TLS library said.
    pub(crate) fn root(&self) -> &(dyn StdError + 'static) {
        let mut root: &(dyn StdError + 'static) = &*self.source;
        while let Some(source) = root.source() {
            root = source;
        }
        root
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::ConnectTimeout => "could not connect in time",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::BodyTooLarge => "the body of the answer is too large",
            TransportErrorKind::Other => "the connection failed",
        })?;
        write!(formatter, ": {}", self.root())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_cause_is_shown() {
        let io = std::io::Error::other(std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        let error = TransportError::new(TransportErrorKind::Connect, io);
        assert_eq!(error.to_string(), "could not connect: connection refused");
        assert!(error.source().is_some());
    }
}
