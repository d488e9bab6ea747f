//! Decompression in pieces of limited size, so that a small chunk of compressed data neither takes much memory nor keeps
//! the executor busy for long.

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::GzDecoder;
use http::{HeaderMap, header};

use crate::transport::{TransportError, TransportErrorKind};

/// The size from which decompressed data is returned. A piece is at most a few times larger.
const PIECE: usize = 64 * 1024;

/// The first bytes of each member of a gzip file.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Decompresses a body that consists of one or several gzip members. Bytes after the last one are ignored.
pub(super) struct Gzip {
    decoder: Box<GzDecoder<Vec<u8>>>,
    /// Compressed data that has not been processed.
    input: Bytes,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No data has arrived: a response may declare gzip and have no body.
    Start,
    /// Inside a member.
    Member,
    /// After a member; another one may follow.
    After,
    /// After a member and the first byte of another one.
    Magic,
    /// After data that is not a member.
    Ignored,
}

impl Gzip {
    /// Creates a decoder if the headers declare gzip. Removes `content-encoding` and `content-length`, which do not apply
    /// to the decompressed body.
    pub(super) fn from_headers(headers: &mut HeaderMap) -> Option<Self> {
        let declared = headers.get_all(header::CONTENT_ENCODING).iter();
        let declared: Option<Vec<&str>> = declared.map(|value| value.to_str().ok()).collect();
        // The names are case-insensitive, and `x-gzip` is the old name of `gzip` (RFC 9110, 8.4.1).
        let is_identity = |name: &&str| name.is_empty() || name.eq_ignore_ascii_case("identity");
        let declared = declared?;
        let names = declared.iter().flat_map(|value| value.split(',')).map(str::trim);
        let mut names = names.filter(|name| !is_identity(name));
        let name = names.next()?;
        let is_gzip = name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip");
        if !is_gzip || names.next().is_some() {
            return None;
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        Some(Self { decoder: decoder(), input: Bytes::new(), state: State::Start })
    }

    /// Adds a received chunk, after [`piece`](Self::piece) returned `None`.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.input = chunk;
    }

    /// Returns the next piece of decompressed data; `None` when all data that has arrived was returned.
    ///
    /// # Errors
    /// Returns an error if the compressed data is corrupt.
    pub(super) fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.process().map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        Ok(Some(self.take()).filter(|piece| !piece.is_empty()))
    }

    /// Completes the body after the last chunk, and returns the rest of the data.
    ///
    /// # Errors
    /// Returns an error if the compressed data is truncated or corrupt.
    pub(super) fn end(&mut self) -> Result<Bytes, TransportError> {
        if self.state == State::Member {
            self.state = State::After;
            let finished = self.decoder.try_finish();
            finished.map_err(|error| {
                TransportError::new(
                    TransportErrorKind::Other,
                    format!("the compressed body is incomplete: {error}"),
                )
            })?;
        }
        Ok(self.take())
    }

    /// Returns the data that was decompressed before an error.
    pub(super) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(self.decoder.get_mut()))
    }

    fn process(&mut self) -> io::Result<()> {
        while self.decoder.get_ref().len() < PIECE {
            let Some(first) = self.input.first() else {
                return if self.state == State::Member { self.decoder.flush() } else { Ok(()) };
            };
            match self.state {
                State::Start => self.state = State::Member,
                State::Member => match self.decoder.write(&self.input)? {
                    0 => {
                        self.decoder.try_finish()?;
                        self.state = State::After;
                    }
                    length => self.input.advance(length),
                },
                State::After if *first == MAGIC[0] => {
                    self.input.advance(1);
                    self.state = State::Magic;
                }
                State::Magic if *first == MAGIC[1] => {
                    let data = std::mem::take(self.decoder.get_mut());
                    self.decoder = decoder();
                    *self.decoder.get_mut() = data;
                    self.decoder.write_all(&MAGIC[..1])?;
                    self.state = State::Member;
                }
                State::After | State::Magic | State::Ignored => {
                    self.input.clear();
                    self.state = State::Ignored;
                }
            }
        }
        Ok(())
    }
}

fn decoder() -> Box<GzDecoder<Vec<u8>>> {
    Box::new(GzDecoder::new(Vec::new()))
}
