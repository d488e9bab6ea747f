//! The body of an answer, as it came or unpacked: as a whole, or as a stream.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures_core::Stream;
use http::{HeaderMap, header};
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::time::Sleep;

use super::{failure, overdue};
use crate::transport::collected::too_large;
use crate::transport::{Collected, TransportError, TransportErrorKind};

/// What has been read of a body, up to a limit that holds for what it is unpacked to.
pub(super) enum AnswerBody {
    Plain(Collected),
    Packed(Gzip),
}

impl AnswerBody {
    pub(super) fn new(headers: &mut HeaderMap, limit: usize) -> Self {
        Gzip::of(headers, limit).map_or_else(|| Self::Plain(Collected::new(limit)), Self::Packed)
    }

    /// Adds a piece as it came.
    ///
    /// # Errors
    /// If the limit is exceeded, or the piece cannot be unpacked.
    pub(super) fn push(&mut self, chunk: &Bytes) -> Result<(), TransportError> {
        match self {
            Self::Plain(body) => body.push(chunk),
            Self::Packed(gzip) => gzip.push(chunk),
        }
    }

    /// The last piece has been added.
    ///
    /// # Errors
    /// If more was to be unpacked, or what was is damaged.
    pub(super) fn end(&mut self) -> Result<(), TransportError> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Packed(gzip) => gzip.end(),
        }
    }

    /// What has been read.
    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Plain(body) => body.into_bytes(),
            Self::Packed(mut gzip) => gzip.take(),
        }
    }
}

/// What is still to come of an answer. Dropping it closes an HTTP/1.1 connection whose answer has not ended, and
/// resets the stream of an HTTP/2 connection. Its size is counted by those who read it.
pub(super) struct AnswerStream {
    incoming: Incoming,
    gzip: Option<Gzip>,
    time: Pin<Box<Sleep>>,
    over: bool,
}

impl AnswerStream {
    pub(super) fn new(headers: &mut HeaderMap, incoming: Incoming, time: Pin<Box<Sleep>>) -> Self {
        Self { incoming, gzip: Gzip::of(headers, usize::MAX), time, over: false }
    }

    /// What one piece comes to.
    fn unpack(&mut self, chunk: Bytes) -> Result<Bytes, TransportError> {
        let Some(gzip) = &mut self.gzip else {
            return Ok(chunk);
        };
        gzip.push(&chunk)?;
        Ok(gzip.take())
    }

    /// What is left when the last piece has come.
    fn end(&mut self) -> Result<Bytes, TransportError> {
        let Some(gzip) = &mut self.gzip else {
            return Ok(Bytes::new());
        };
        gzip.end()?;
        Ok(gzip.take())
    }
}

impl Stream for AnswerStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.over {
            let read = match Pin::new(&mut self.incoming).poll_frame(context) {
                // Trailers say nothing that a client asks for.
                Poll::Ready(Some(Ok(frame))) => self.unpack(frame.into_data().unwrap_or_default()),
                Poll::Ready(Some(Err(error))) => Err(failure(false, error, true)),
                Poll::Ready(None) => {
                    self.over = true;
                    self.end()
                }
                Poll::Pending => {
                    ready!(self.time.as_mut().poll(context));
                    Err(overdue(TransportErrorKind::Timeout))
                }
            };
            self.over |= read.is_err();
            if read.as_ref().map_or(true, |bytes| !bytes.is_empty()) {
                return Poll::Ready(Some(read));
            }
        }
        Poll::Ready(None)
    }
}

/// Unpacks a body, up to a limit.
pub(super) struct Gzip(Box<MultiGzDecoder<Unpacked>>);

/// What has been unpacked.
struct Unpacked {
    bytes: Vec<u8>,
    limit: usize,
    /// Whether there was anything to unpack: an answer may say gzip and have no body.
    any: bool,
    exceeded: bool,
}

impl Gzip {
    /// For an answer that says so. What it says about the packed body is taken out of its headers, because it does
    /// not hold for the unpacked one.
    fn of(headers: &mut HeaderMap, limit: usize) -> Option<Self> {
        if headers.get(header::CONTENT_ENCODING)? != "gzip" {
            return None;
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        let unpacked = Unpacked { bytes: Vec::new(), limit, any: false, exceeded: false };
        Some(Self(Box::new(MultiGzDecoder::new(unpacked))))
    }

    fn push(&mut self, chunk: &Bytes) -> Result<(), TransportError> {
        self.0.get_mut().any |= !chunk.is_empty();
        let written = self.0.write_all(chunk).and_then(|()| self.0.flush());
        self.judged(written)
    }

    fn end(&mut self) -> Result<(), TransportError> {
        if !self.0.get_ref().any {
            return Ok(());
        }
        let ended = self.0.try_finish();
        self.judged(ended)
    }

    fn judged(&self, outcome: io::Result<()>) -> Result<(), TransportError> {
        let unpacked = self.0.get_ref();
        outcome.map_err(|error| {
            if unpacked.exceeded {
                too_large(unpacked.limit)
            } else {
                TransportError::new(TransportErrorKind::Other, error)
            }
        })
    }

    fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.0.get_mut().bytes))
    }
}

impl Write for Unpacked {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fitting = bytes.len().min(self.limit - self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..fitting]);
        if fitting == 0 && !bytes.is_empty() {
            self.exceeded = true;
            return Err(io::Error::other("too large"));
        }
        Ok(fitting)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// The body that comes of some pieces, and the error if there is one.
    fn read(pieces: &[&[u8]], limit: usize) -> (Bytes, Option<TransportErrorKind>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("7"));
        let mut body = AnswerBody::new(&mut headers, limit);
        assert!(headers.is_empty());
        let pushed = pieces.iter().try_for_each(|piece| body.push(&Bytes::copy_from_slice(piece)));
        let result = pushed.and_then(|()| body.end());
        (body.into_bytes(), result.err().map(|error| error.kind()))
    }

    #[test]
    fn packed_bodies_are_unpacked_whatever_their_pieces() {
        let text = "abc ".repeat(100_000);
        let whole = packed(&text);
        assert_eq!(read(&[&whole], 400_000), (Bytes::from(text.clone()), None));
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(read(&bytes, 400_000), (Bytes::from(text), None));
        assert_eq!(read(&[&packed("ab"), &packed("cd")], 4), (Bytes::from("abcd"), None));
        assert_eq!(read(&[], 0), (Bytes::new(), None));
        assert_eq!(read(&[&packed("")], 0), (Bytes::new(), None));
    }

    #[test]
    fn what_is_unpacked_is_limited() {
        let whole = packed(&"0".repeat(10_000_000));
        assert!(whole.len() < 20_000);
        let (body, error) = read(&[&whole], 1_000);
        assert_eq!((body.len(), error), (1_000, Some(TransportErrorKind::BodyTooLarge)));
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_an_error() {
        let whole = packed("a text of some length, not to be lost");
        let (body, error) = read(&[&whole[..whole.len() - 9]], 100);
        assert_eq!(error, Some(TransportErrorKind::Other));
        assert!(body.starts_with(b"a text"), "{body:?}");
        assert_eq!(read(&[b"no gzip at all"], 100).1, Some(TransportErrorKind::Other));
        let mut damaged = whole;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert_eq!(read(&[&damaged], 100).1, Some(TransportErrorKind::Other));
    }

    #[test]
    fn other_bodies_stay_as_they_are() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("2"));
        let mut body = AnswerBody::new(&mut headers, 10);
        body.push(&Bytes::from_static(b"ab")).unwrap();
        body.end().unwrap();
        assert_eq!((body.into_bytes(), headers.len()), (Bytes::from("ab"), 1));
    }
}
