//! Why a transport has no whole answer, and whether the request may have left.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

/// Why a transport has no whole answer.
///
/// The kinds differ in what they say about the request: whether it certainly never left this machine, was
/// certainly not acted on, or may have been. What may be sent again follows from that, so a transport names a
/// kind of the first two sorts only when it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made (name resolution, refused, a broken handshake): the request certainly never left.
    Connect,
    /// No connection was made because the other side did not prove who it is: its certificate is of another host,
    /// has expired, or is of an authority that is not trusted. The request certainly never left, and trying again is
    /// of no use.
    Untrusted,
    /// No connection was made, or free for the request, in time: the request certainly never left.
    ConnectTimeout,
    /// There was a connection, and it was lost before any of the request was written, or the service said
    /// that it did not process the request (HTTP/2 `REFUSED_STREAM`, or `GOAWAY` for a later stream): the
    /// request was certainly not acted on.
    Unprocessed,
    /// The transport cannot send such a request, now or later: it never left, and trying again is of no use.
    Unsendable,
    /// The time for the attempt passed; the service may or may not have acted on the request.
    Timeout,
    /// The body of the answer exceeds the limit.
    BodyTooLarge,
    /// The stream that gives the body of the request failed; the service may have acted on what came before.
    RequestBody,
    /// Anything else, for example a connection that broke; the service may or may not have acted on the
    /// request.
    Other,
}

impl TransportErrorKind {
    /// Whether the service certainly did not act on the request, so that sending it again sends it once.
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

    /// The same cause under another kind.
    pub(crate) fn of_kind(self, kind: TransportErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The cause alone, where the kind says nothing: no request was made yet.
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
            TransportErrorKind::Connect | TransportErrorKind::Untrusted => "could not connect",
            TransportErrorKind::ConnectTimeout => "could not connect in time",
            TransportErrorKind::Unprocessed => "the request was given back unprocessed",
            TransportErrorKind::Unsendable => "the request cannot be sent",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::BodyTooLarge => "the body of the answer is too large",
            TransportErrorKind::RequestBody => "the body of the request could not be read",
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
