//! Response bodies that are read as a whole, decompressed if necessary.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::{HeaderMap, header};

use crate::transport::collected::too_large;
use crate::transport::{Collected, TransportError, TransportErrorKind};

/// A buffer for a response body. The limit applies to the decompressed size.
pub(super) enum ResponseBody {
    Plain(Collected),
    Compressed(Gzip),
}

impl ResponseBody {
    pub(super) fn new(headers: &mut HeaderMap, limit: usize) -> Self {
        Gzip::from_headers(headers, limit)
            .map_or_else(|| Self::Plain(Collected::new(limit)), Self::Compressed)
    }

    /// Adds a received chunk.
    ///
    /// # Errors
    /// Returns an error if the limit is exceeded or decompression fails.
    pub(super) fn push(&mut self, chunk: &Bytes) -> Result<(), TransportError> {
        match self {
            Self::Plain(body) => body.push(chunk),
            Self::Compressed(gzip) => gzip.push(chunk),
        }
    }

    /// Completes the body after the last chunk.
    ///
    /// # Errors
    /// Returns an error if the compressed data is truncated or corrupt.
    pub(super) fn end(&mut self) -> Result<(), TransportError> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Compressed(gzip) => gzip.end(),
        }
    }

    /// Returns the bytes collected so far.
    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Plain(body) => body.into_bytes(),
            Self::Compressed(mut gzip) => gzip.take(),
        }
    }
}

/// Decompresses a body, up to a limit.
pub(super) struct Gzip(Box<MultiGzDecoder<Output>>);

/// The decompressed data.
struct Output {
    bytes: Vec<u8>,
    limit: usize,
    /// Whether any compressed data has arrived: a response may declare gzip and have no body.
    has_input: bool,
    exceeded: bool,
}

impl Gzip {
    /// Creates a decoder if the headers declare gzip. Removes `content-encoding` and `content-length`, which do not apply
    /// to the decompressed body.
    pub(super) fn from_headers(headers: &mut HeaderMap, limit: usize) -> Option<Self> {
        // The names are case-insensitive, and `x-gzip` is the old name of `gzip` (RFC 9110, 8.4.1).
        let declared = headers.get(header::CONTENT_ENCODING)?.to_str().ok()?;
        let mut names =
            declared.split(',').map(str::trim).filter(|name| !name.eq_ignore_ascii_case("identity"));
        let name = names.next()?;
        let is_gzip = name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip");
        if !is_gzip || names.next().is_some() {
            return None;
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        let output = Output { bytes: Vec::new(), limit, has_input: false, exceeded: false };
        Some(Self(Box::new(MultiGzDecoder::new(output))))
    }

    pub(super) fn push(&mut self, chunk: &Bytes) -> Result<(), TransportError> {
        self.0.get_mut().has_input |= !chunk.is_empty();
        let result = self.0.write_all(chunk).and_then(|()| self.0.flush());
        self.convert_error(result)
    }

    pub(super) fn end(&mut self) -> Result<(), TransportError> {
        if !self.0.get_ref().has_input {
            return Ok(());
        }
        let result = self.0.try_finish();
        self.convert_error(result)
    }

    fn convert_error(&self, result: io::Result<()>) -> Result<(), TransportError> {
        let output = self.0.get_ref();
        result.map_err(|error| {
            if output.exceeded {
                too_large(output.limit)
            } else {
                TransportError::new(TransportErrorKind::Other, error)
            }
        })
    }

    pub(super) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.0.get_mut().bytes))
    }
}

impl Write for Output {
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

    fn compressed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// Reads a gzip body from chunks; returns the data and the kind of the error, if any.
    fn read(chunks: &[&[u8]], limit: usize) -> (Bytes, Option<TransportErrorKind>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("7"));
        let mut body = ResponseBody::new(&mut headers, limit);
        assert!(headers.is_empty());
        let pushed = chunks.iter().try_for_each(|chunk| body.push(&Bytes::copy_from_slice(chunk)));
        let result = pushed.and_then(|()| body.end());
        (body.into_bytes(), result.err().map(|error| error.kind()))
    }

    #[test]
    fn gzip_bodies_are_decompressed_from_any_chunks() {
        let text = "abc ".repeat(100_000);
        let whole = compressed(&text);
        assert_eq!(read(&[&whole], 400_000), (Bytes::from(text.clone()), None));
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(read(&bytes, 400_000), (Bytes::from(text), None));
        assert_eq!(read(&[&compressed("ab"), &compressed("cd")], 4), (Bytes::from("abcd"), None));
        assert_eq!(read(&[], 0), (Bytes::new(), None));
        assert_eq!(read(&[&compressed("")], 0), (Bytes::new(), None));
    }

    #[test]
    fn decompressed_size_is_limited() {
        let whole = compressed(&"0".repeat(10_000_000));
        assert!(whole.len() < 20_000);
        let (body, error) = read(&[&whole], 1_000);
        assert_eq!((body.len(), error), (1_000, Some(TransportErrorKind::BodyTooLarge)));
    }

    #[test]
    fn truncated_or_corrupt_gzip_is_an_error() {
        let whole = compressed("a text of some length");
        let (body, error) = read(&[&whole[..whole.len() - 9]], 100);
        assert_eq!(error, Some(TransportErrorKind::Other));
        assert!(body.starts_with(b"a text"), "{body:?}");
        assert_eq!(read(&[b"not gzip at all"], 100).1, Some(TransportErrorKind::Other));
        let mut damaged = whole;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert_eq!(read(&[&damaged], 100).1, Some(TransportErrorKind::Other));
    }

    #[test]
    fn uncompressed_bodies_are_unchanged() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("2"));
        let mut body = ResponseBody::new(&mut headers, 10);
        body.push(&Bytes::from_static(b"ab")).unwrap();
        body.end().unwrap();
        assert_eq!((body.into_bytes(), headers.len()), (Bytes::from("ab"), 1));
    }
}
