//! A stream of bytes without async code.

use std::fmt;
use std::future::poll_fn;
use std::io;

use bytes::{Buf as _, Bytes};

use super::run;
use crate::response::ByteStream;

/// The body of an answer as it comes over the connection, as a reader that blocks.
///
/// An error is that of the call, inside an [`io::Error`]; the end comes after it.
///
/// ```
/// # use northflank_runtime::ByteStream;
/// fn save(stream: ByteStream, file: &mut impl std::io::Write) -> std::io::Result<u64> {
///     std::io::copy(&mut stream.blocking(), file)
/// }
/// ```
#[must_use = "a reader does nothing until it is read"]
pub struct BlockingReader {
    stream: ByteStream,
    /// What was not taken yet.
    rest: Bytes,
}

impl BlockingReader {
    pub(super) fn new(stream: ByteStream) -> Self {
        Self { stream, rest: Bytes::new() }
    }
}

impl io::Read for BlockingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match run(poll_fn(|context| self.stream.poll_chunk(context))).map_err(io::Error::other)? {
                Some(chunk) => self.rest = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.rest.len());
        self.rest.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl fmt::Debug for BlockingReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlockingReader").field("stream", &self.stream).finish_non_exhaustive()
    }
}
