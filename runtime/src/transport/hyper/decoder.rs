//! Decoding of response bodies, which may be compressed more than once.

use bytes::Bytes;
use http::{HeaderMap, header};

use super::gzip::Gzip;
use crate::transport::{TransportError, content_codings};

/// How often a body may be compressed. Each time, the same number of bytes takes up to a thousand times more work.
const MAX_LAYERS: usize = 3;

/// Decodes a body in steps of limited size.
///
/// Pass each chunk to [`push`](Self::push), and call [`piece`](Self::piece) until it returns `None`. After the last chunk,
/// call [`finish`](Self::finish), and then `piece` in the same way.
pub(super) struct Decoder {
    /// The decoders of all codings, starting with the one that was applied last.
    layers: Vec<Gzip>,
}

impl Decoder {
    /// Creates a decoder if the headers declare gzip, once or repeatedly. Removes `content-encoding` and
    /// `content-length`, which do not apply to the decoded body. If a coding is not supported, the body is not decoded,
    /// and the headers stay.
    pub(super) fn from_headers(headers: &mut HeaderMap) -> Option<Self> {
        let names = content_codings(headers);
        // `x-gzip` is the old name of `gzip` (RFC 9110, section 8.4.1).
        let is_gzip = |name: &String| name == "gzip" || name == "x-gzip";
        if names.is_empty() || names.len() > MAX_LAYERS || !names.iter().all(is_gzip) {
            return None;
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        Some(Self { layers: names.iter().map(|_| Gzip::new()).collect() })
    }

    /// Adds a received chunk.
    pub(super) fn push(&mut self, chunk: Bytes) {
        if let Some(outer) = self.layers.first_mut() {
            outer.push(chunk);
        }
    }

    /// Records that no chunk follows.
    pub(super) fn finish(&mut self) {
        if let Some(outer) = self.layers.first_mut() {
            outer.finish();
        }
    }

    /// Returns the next piece of the decoded data, which may be empty; `None` when all data that has arrived was
    /// returned.
    ///
    /// # Errors
    /// Returns an error if the data is corrupt, or incomplete after the last chunk.
    pub(super) fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        for index in (0..self.layers.len()).rev() {
            let piece = self.layers[index].piece()?;
            let is_finished = self.layers[index].is_finished();
            match (piece, self.layers.get_mut(index + 1)) {
                (Some(piece), None) => return Ok(Some(piece)),
                (Some(piece), Some(inner)) => inner.push(piece),
                (None, Some(inner)) if is_finished && !inner.is_finished() => inner.finish(),
                (None, _) => continue,
            }
            return Ok(Some(Bytes::new()));
        }
        Ok(None)
    }

    /// Returns the data that was decoded before an error.
    pub(super) fn take(&mut self) -> Bytes {
        self.layers.last_mut().map(Gzip::take).unwrap_or_default()
    }
}
