//! Response bodies that are read as a whole, decompressed if necessary.

use bytes::Bytes;
use http::HeaderMap;

use super::decoder::Decoder;
use crate::transport::collected::too_large;
use crate::transport::{Collected, TransportError};

/// A buffer for a response body. The limit applies to the decompressed size.
pub(super) struct ResponseBody {
    body: Collected,
    decoder: Option<Decoder>,
    /// How many compressed bytes may still arrive. Members without content, and bytes behind the last one, do not count
    /// toward the limit of the decompressed size.
    remaining: usize,
    limit: usize,
}

/// What compressed data may exceed the decompressed size by: headers, and data that cannot be compressed.
const OVERHEAD: usize = 1024 * 1024;

impl ResponseBody {
    pub(super) fn new(headers: &mut HeaderMap, limit: usize) -> Self {
        let remaining = limit.saturating_add(OVERHEAD);
        Self { body: Collected::new(limit), decoder: Decoder::from_headers(headers), remaining, limit }
    }

    /// Adds a received chunk. Compressed data is decompressed by [`advance`](Self::advance).
    ///
    /// # Errors
    /// Returns an error if the limit is exceeded.
    pub(super) fn push(&mut self, chunk: Bytes) -> Result<(), TransportError> {
        match &mut self.decoder {
            None => self.body.push(&chunk),
            Some(decoder) => {
                self.remaining =
                    self.remaining.checked_sub(chunk.len()).ok_or_else(|| too_large(self.limit))?;
                decoder.push(chunk);
                Ok(())
            }
        }
    }

    /// Records that no chunk follows. The rest of the data is decompressed by [`advance`](Self::advance).
    pub(super) fn finish(&mut self) {
        if let Some(decoder) = &mut self.decoder {
            decoder.finish();
        }
    }

    /// Decompresses a piece of the data that has arrived, and returns whether there may be more.
    ///
    /// # Errors
    /// Returns an error if the limit is exceeded, or the compressed data is corrupt or incomplete.
    pub(super) fn advance(&mut self) -> Result<bool, TransportError> {
        let Some(decoder) = &mut self.decoder else { return Ok(false) };
        match decoder.piece()? {
            Some(piece) => self.body.push(&piece).map(|()| true),
            None => Ok(false),
        }
    }

    /// Returns the bytes collected so far.
    pub(super) fn into_bytes(mut self) -> Bytes {
        // The data before an error.
        if let Some(decoder) = &mut self.decoder {
            drop(self.body.push(&decoder.take()));
        }
        self.body.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::{HeaderValue, header};

    use super::*;
    use crate::transport::TransportErrorKind;

    fn compressed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// Reads a gzip body from chunks; returns the data and the kind of the error, if any.
    fn read(chunks: &[&[u8]], limit: usize) -> (Bytes, Option<TransportErrorKind>) {
        read_as("gzip", chunks, limit)
    }

    fn read_as(coding: &'static str, chunks: &[&[u8]], limit: usize) -> (Bytes, Option<TransportErrorKind>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("7"));
        let mut body = ResponseBody::new(&mut headers, limit);
        assert!(headers.is_empty());
        let pushed = chunks.iter().try_for_each(|chunk| {
            body.push(Bytes::copy_from_slice(chunk))?;
            while body.advance()? {}
            Ok(())
        });
        let result: Result<(), TransportError> = pushed.and_then(|()| {
            body.finish();
            while body.advance()? {}
            Ok(())
        });
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
    fn pieces_are_small() {
        let whole = Bytes::from(compressed(&"0".repeat(50_000_000)));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("X-GZip , identity"));
        let mut decoder = Decoder::from_headers(&mut headers).unwrap();
        decoder.push(whole);
        let mut sizes = Vec::new();
        while let Some(piece) = decoder.piece().unwrap() {
            sizes.push(piece.len());
        }
        decoder.finish();
        while let Some(piece) = decoder.piece().unwrap() {
            sizes.push(piece.len());
        }
        assert_eq!(sizes.iter().sum::<usize>(), 50_000_000);
        assert!(sizes.iter().all(|size| *size <= 256 * 1024), "{:?}", sizes.iter().max());
    }

    #[test]
    fn bytes_behind_the_last_member_are_ignored() {
        let one = compressed("ab");
        for garbage in [&b"\0"[..], b"\0\0\0\0\0\0\0\0\0\0\0\0", b"\x1f", b"\x1f\x1f\x8b", b"garbage", b"\n"]
        {
            let all = [&one, garbage].concat();
            assert_eq!(read(&[&all], 10), (Bytes::from("ab"), None), "{garbage:?}");
            assert_eq!(read(&[&one, garbage, b"more"], 10), (Bytes::from("ab"), None), "{garbage:?}");
            let bytes: Vec<&[u8]> = all.chunks(1).collect();
            assert_eq!(read(&bytes, 10), (Bytes::from("ab"), None), "{garbage:?}");
        }
        let two = [compressed("ab"), compressed(""), compressed("cd"), b"\0\0".to_vec()].concat();
        assert_eq!(read(&[&two], 4), (Bytes::from("abcd"), None));
        let bytes: Vec<&[u8]> = two.chunks(1).collect();
        assert_eq!(read(&bytes, 4), (Bytes::from("abcd"), None));
    }

    #[test]
    fn every_truncation_is_an_error() {
        let two = [compressed("ab"), compressed("cd")].concat();
        let first = compressed("ab").len();
        for end in 1..two.len() {
            let (body, error) = read(&[&two[..end]], 10);
            // One byte of a second member may as well be garbage.
            let is_complete = end == first || end == first + 1;
            assert_eq!(error.is_none(), is_complete, "{end}: {body:?} {error:?}");
        }
        let damaged = [&two[..first], &two[first..first + 2], b"not a header"].concat();
        assert!(read(&[&damaged], 10).1.is_some());
    }

    #[test]
    fn empty_members_are_limited() {
        let many = compressed("").repeat(2 * OVERHEAD / 20);
        assert_eq!(read(&[&many[..OVERHEAD / 2 / 20 * 20]], 10), (Bytes::new(), None));
        assert_eq!(read(&[&many], 10).1, Some(TransportErrorKind::BodyTooLarge));
    }

    /// Compresses bytes again.
    fn again(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn repeated_gzip_is_decompressed_within_the_limits() {
        let text = "abc ".repeat(100_000);
        let twice = again(&compressed(&text));
        let thrice = again(&twice);
        assert_eq!(read_as("gzip, gzip", &[&twice], 400_000), (Bytes::from(text.clone()), None));
        let bytes: Vec<&[u8]> = thrice.chunks(1).collect();
        assert_eq!(read_as("gzip, x-gzip, gzip", &bytes, 400_000), (Bytes::from(text), None));
        assert_eq!(read_as("gzip, gzip", &[], 0), (Bytes::new(), None));
        for end in 1..twice.len() {
            assert!(read_as("gzip, gzip", &[&twice[..end]], 400_000).1.is_some(), "{end}");
        }

        let bomb = again(&compressed(&"0".repeat(50_000_000)));
        assert!(bomb.len() < 1_000);
        let (body, error) = read_as("gzip, gzip", &[&bomb], 1_000);
        assert_eq!((body.len(), error), (1_000, Some(TransportErrorKind::BodyTooLarge)));
        // A gigabyte of members without content.
        let empty = again(&compressed("").repeat(1_000_000)).repeat(50);
        assert!(empty.len() < 5_000_000);
        assert_eq!(read_as("gzip, gzip", &[&empty], 10_000_000).1, Some(TransportErrorKind::Other));
    }

    #[test]
    fn pieces_of_repeated_gzip_are_small() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip, gzip"));
        let mut decoder = Decoder::from_headers(&mut headers).unwrap();
        decoder.push(Bytes::from(again(&compressed(&"0".repeat(50_000_000)))));
        decoder.finish();
        let (mut total, mut largest) = (0, 0);
        while let Some(piece) = decoder.piece().unwrap() {
            (total, largest) = (total + piece.len(), largest.max(piece.len()));
        }
        assert_eq!(total, 50_000_000);
        assert!(largest <= 256 * 1024, "{largest}");
    }

    #[test]
    fn codings_are_read_from_lists() {
        let is_gzip = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_ENCODING, HeaderValue::from_static(value));
            }
            Decoder::from_headers(&mut headers).is_some() && headers.is_empty()
        };
        for values in [
            &["gzip"][..],
            &["GZIP"],
            &["x-GZip"],
            &["gzip,"],
            &["identity, gzip"],
            &["identity", "gzip"],
            &["gzip, gzip"],
            &["gzip", "identity,,x-gzip"],
            &["gzip,gzip", "gzip"],
        ] {
            assert!(is_gzip(values), "{values:?}");
        }
        for values in [
            &[][..],
            &["identity"],
            &["br"],
            &["gzip, br"],
            &["br, gzip"],
            &["gzip", "br"],
            &["gzip,gzip,gzip,gzip"],
            &[""],
            &["gzip;q=1"],
        ] {
            assert!(!is_gzip(values), "{values:?}");
        }
    }

    #[test]
    fn uncompressed_bodies_are_unchanged() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("2"));
        let mut body = ResponseBody::new(&mut headers, 10);
        body.push(Bytes::from_static(b"ab")).unwrap();
        body.finish();
        assert!(!body.advance().unwrap());
        assert_eq!((body.into_bytes(), headers.len()), (Bytes::from("ab"), 1));
    }
}
