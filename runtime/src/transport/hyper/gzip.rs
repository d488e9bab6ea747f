//! Decompression in pieces of limited size, so that a small chunk of compressed data neither takes much memory nor keeps
//! the executor busy for long.

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::GzDecoder;

use crate::transport::{TransportError, TransportErrorKind};

/// The size from which decompressed data is returned. A piece is at most a few times larger.
const PIECE: usize = 64 * 1024;

/// By how much the compressed data may exceed the content: members without content, and bytes after the last one, take work
/// but return nothing. Event streams that are flushed after each event are a few times larger than their content.
const OVERHEAD: usize = 4 * 1024 * 1024;
const OVERHEAD_FACTOR: usize = 4;

/// The first bytes of each member of a gzip file.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Decompresses a body that consists of one or several gzip members. Bytes after the last one are ignored.
pub(super) struct Gzip {
    decoder: Box<GzDecoder<Vec<u8>>>,
    /// Compressed data that has not been processed.
    input: Bytes,
    state: State,
    is_finished: bool,
    /// The number of compressed bytes, including those that have not been processed.
    received: usize,
    /// The number of decompressed bytes.
    returned: usize,
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
    pub(super) fn new() -> Self {
        Self {
            decoder: decoder(),
            input: Bytes::new(),
            state: State::Start,
            is_finished: false,
            received: 0,
            returned: 0,
        }
    }

    /// Adds a chunk, after [`piece`](Self::piece) returned `None`.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.received = self.received.saturating_add(chunk.len());
        self.input = chunk;
    }

    /// Records that no chunk follows.
    pub(super) fn finish(&mut self) {
        self.is_finished = true;
    }

    /// Whether no chunk follows.
    pub(super) fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Returns the next piece of decompressed data; `None` when all data that has arrived was returned.
    ///
    /// # Errors
    /// Returns an error if the compressed data is corrupt, incomplete after the last chunk, or has almost no content.
    pub(super) fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.process().map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        if self.is_finished && self.input.is_empty() && self.state == State::Member {
            self.state = State::After;
            let incomplete = |error| format!("the compressed body is incomplete: {error}");
            let finished = self.decoder.try_finish().map_err(incomplete);
            finished.map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        }
        let piece = self.take();
        self.returned = self.returned.saturating_add(piece.len());
        let allowed = self.returned.saturating_mul(OVERHEAD_FACTOR).saturating_add(OVERHEAD);
        if self.received - self.input.len() > allowed {
            let problem = "the compressed body has almost no content";
            return Err(TransportError::new(TransportErrorKind::Other, problem));
        }
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
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
