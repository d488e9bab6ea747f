//! Transport errors, classified by whether the service may have processed the request.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::Uri;

use crate::json::excerpt;

/// Maximum length of the cause in a message, in characters.
const CAUSE: usize = 500;

/// The kind of a [`TransportError`].
///
/// The kinds distinguish requests that were not sent, requests that were not processed, and requests that may have been
/// processed. Retries depend on this: a transport must not use a kind for which
/// [`is_unprocessed`](Self::is_unprocessed) is `true` unless the request is known not to have been processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be established (DNS failure, connection refused, failed handshake). The request was not sent.
    Connect,
    /// No connection could be established because the certificate of the peer is for another host, has expired, or is
    /// not issued by a trusted authority. The request was not sent, and is not retried.
    Untrusted,
    /// No connection could be established, or became available, within the timeout. The request was not sent.
    ConnectTimeout,
    /// The connection was lost before any part of the request was written, or the service reported that it did not
    /// process it (HTTP/2 `REFUSED_STREAM`, or `GOAWAY` of any reason with a lower last stream id). The request was not processed.
    Unprocessed,
    /// The transport does not support this request. The request was not sent, and is not retried.
    Unsendable,
    /// The timeout of the attempt elapsed. The service may have processed the request.
    Timeout,
    /// The response body exceeds the limit.
    BodyTooLarge,
    /// The stream of the request body failed. The service may have processed the data before that.
    RequestBody,
    /// Any other failure, for example a connection reset. The service may have processed the request.
    Other,
}

impl TransportErrorKind {
    /// Returns `true` if the service is known not to have processed the request, so that sending it again is safe.
    #[must_use]
    pub const fn is_unprocessed(self) -> bool {
        match self {
            Self::Connect | Self::Untrusted | Self::ConnectTimeout | Self::Unprocessed | Self::Unsendable => {
                true
            }
            Self::Timeout | Self::BodyTooLarge | Self::RequestBody | Self::Other => false,
        }
    }
}

/// An error of a [`Transport`](super::Transport): no complete response was received.
///
/// [`Display`](fmt::Display) contains the innermost cause, for example of the operating system, so
/// [`source`](StdError::source) returns `None`; [`get_ref`](Self::get_ref) returns the cause for downcasting.
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
    /// The host and port that could not be reached.
    address: Option<Box<str>>,
    response: Option<Box<http::Response<Bytes>>>,
}

impl TransportError {
    /// Creates an error from its kind and cause. The cause must not contain the token.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into(), address: None, response: None }
    }

    /// Adds the part of the response that has arrived: the status, the headers and the beginning of the body.
    #[must_use]
    pub fn with_response(mut self, response: http::Response<Bytes>) -> Self {
        self.response = Some(Box::new(response));
        self
    }

    /// Replaces the kind.
    pub(crate) fn with_kind(self, kind: TransportErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// Adds the address of a connection that could not be established: the host and port of a URL.
    pub(crate) fn with_address(mut self, url: &Uri) -> Self {
        self.address = address(url).map(String::into_boxed_str);
        self
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the cause that the error was created with.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.source
    }

    /// Returns the cause. Used when the transport is created, where the kind has no meaning.
    #[cfg(feature = "_network")]
    pub(crate) fn into_source(self) -> Box<dyn StdError + Send + Sync> {
        self.source
    }

    pub(crate) fn response(&self) -> Option<&http::Response<Bytes>> {
        self.response.as_deref()
    }

    pub(crate) fn take_response(&mut self) -> Option<http::Response<Bytes>> {
        self.response.take().map(|response| *response)
    }

    /// Whether no connection was established, so that the address matters.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Connect | TransportErrorKind::Untrusted | TransportErrorKind::ConnectTimeout
        )
    }

    /// Returns the innermost cause, for example from the operating system or the TLS library.
    fn root(&self) -> &(dyn StdError + 'static) {
        self.causes().last().unwrap_or(&*self.source)
    }

    /// Returns the cause, and its causes in turn.
    fn causes(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        let source: &(dyn StdError + 'static) = &*self.source;
        std::iter::successors(Some(source), |cause| StdError::source(*cause))
    }

    /// Writes where the connection was to lead, and through which proxy.
    fn write_address(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(address) = &self.address {
            write!(formatter, " to {address}")?;
        }
        match self.causes().find_map(|cause| cause.downcast_ref::<ProxyError>()) {
            Some(ProxyError { address: Some(address), .. }) => {
                write!(formatter, " through the proxy {address}")
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Returns the host and port of a URL, without credentials.
fn address(url: &Uri) -> Option<String> {
    let host = url.host().filter(|host| !host.is_empty())?;
    let default = if url.scheme_str() == Some("http") { 80 } else { 443 };
    Some(format!("{host}:{}", url.port_u16().unwrap_or(default)))
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            TransportErrorKind::Connect
            | TransportErrorKind::Untrusted
            | TransportErrorKind::ConnectTimeout => "could not connect",
            TransportErrorKind::Unprocessed => "the request was not processed",
            TransportErrorKind::Unsendable => "the request cannot be sent",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::BodyTooLarge => "the response body is too large",
            TransportErrorKind::RequestBody => "could not read the request body",
            TransportErrorKind::Other => "the connection failed",
        })?;
        if self.is_connect() {
            self.write_address(formatter)?;
        }
        if self.kind == TransportErrorKind::ConnectTimeout {
            formatter.write_str(" in time")?;
        }
        write!(formatter, ": {}", excerpt(self.root().to_string().as_bytes(), CAUSE))
    }
}

impl fmt::Debug for TransportError {
    /// Shows neither the headers nor the body of a response.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("TransportError");
        debug.field("kind", &self.kind).field("source", &self.source).field("address", &self.address);
        debug.field("status", &self.response.as_ref().map(|response| response.status()));
        debug.finish_non_exhaustive()
    }
}

impl StdError for TransportError {}

/// A failed connection to or through a proxy.
#[derive(Debug)]
pub(crate) struct ProxyError {
    address: Option<String>,
    source: Box<dyn StdError + Send + Sync>,
}

impl ProxyError {
    /// Adds the host and port of the proxy to an error, but not its credentials.
    #[cfg(feature = "_network")]
    pub(crate) fn new(proxy: &Uri, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { address: address(proxy), source: source.into() }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection through the proxy failed")
    }
}

impl StdError for ProxyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> std::io::Error {
        std::io::Error::other(std::io::Error::from(std::io::ErrorKind::ConnectionRefused))
    }

    #[test]
    fn innermost_cause_is_shown_and_not_a_source() {
        let error = TransportError::new(TransportErrorKind::Connect, refused());
        assert_eq!(error.to_string(), "could not connect: connection refused");
        assert!(error.source().is_none());
        assert!(error.get_ref().is::<std::io::Error>());
    }

    #[test]
    fn address_is_shown_without_credentials() {
        let url = |text: &'static str| Uri::from_static(text);
        let error =
            |kind| TransportError::new(kind, refused()).with_address(&url("https://me:pw@host.test/x"));
        let shown = error(TransportErrorKind::Connect).to_string();
        assert_eq!(shown, "could not connect to host.test:443: connection refused");
        let shown = error(TransportErrorKind::ConnectTimeout).to_string();
        assert_eq!(shown, "could not connect to host.test:443 in time: connection refused");
        assert_eq!(error(TransportErrorKind::Other).to_string(), "the connection failed: connection refused");
        assert_eq!(address(&url("http://[::1]/")).unwrap(), "[::1]:80");
    }

    #[cfg(feature = "_network")]
    #[test]
    fn proxy_is_named() {
        let proxy = ProxyError::new(&Uri::from_static("http://me:pw@proxy.test:3128"), refused());
        let error = TransportError::new(TransportErrorKind::Connect, proxy)
            .with_address(&Uri::from_static("https://host.test:8443/"));
        assert_eq!(
            error.to_string(),
            "could not connect to host.test:8443 through the proxy proxy.test:3128: connection refused"
        );
        assert!(!format!("{error:?}").contains("pw"));
    }

    #[test]
    fn cause_is_one_bounded_line() {
        let error =
            TransportError::new(TransportErrorKind::Other, format!("a\r\n\u{1b}[2J{}", "b".repeat(9_000)));
        let shown = error.to_string();
        assert!(shown.starts_with("the connection failed: a [2Jb") && shown.chars().count() < 600, "{shown}");
    }

    #[test]
    fn debug_hides_the_response() {
        let response = http::Response::builder().header("set-cookie", "s3cret").body(Bytes::from("b0dy"));
        let error = TransportError::new(TransportErrorKind::Other, "x").with_response(response.unwrap());
        let shown = format!("{error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("b0dy"), "{shown}");
    }
}
