//! Transport errors, classified by whether the service may have processed the request.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

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
    /// process it (HTTP/2 `REFUSED_STREAM`, or `GOAWAY` with a lower last stream id). The request was not processed.
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
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
    response: Option<Box<http::Response<Bytes>>>,
}

impl TransportError {
    /// Creates an error from its kind and cause. The cause must not contain the token.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into(), response: None }
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

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
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

    /// Returns the innermost cause, for example from the operating system or the TLS library.
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
            TransportErrorKind::Connect | TransportErrorKind::Untrusted => "could not connect",
            TransportErrorKind::ConnectTimeout => "could not connect in time",
            TransportErrorKind::Unprocessed => "the request was not processed",
            TransportErrorKind::Unsendable => "the request cannot be sent",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::BodyTooLarge => "the response body is too large",
            TransportErrorKind::RequestBody => "could not read the request body",
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
    fn innermost_cause_is_shown() {
        let io = std::io::Error::other(std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        let error = TransportError::new(TransportErrorKind::Connect, io);
        assert_eq!(error.to_string(), "could not connect: connection refused");
        assert!(error.source().is_some());
    }
}
