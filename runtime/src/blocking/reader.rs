//! A blocking reader for byte streams.

use std::fmt;
use std::future::poll_fn;
use std::io;

use bytes::{Buf as _, Bytes};

use super::run;
use crate::response::ByteStream;

/// A blocking reader of a response body, which reads it as it arrives.
///
/// If the call fails, its [`Error`](crate::Error) is returned inside an [`io::Error`], and further reads
/// return the end of the stream.
///
/// ```
/// # use faithful_runtime::ByteStream;
/// fn save(stream: ByteStream, file: &mut impl std::io::Write) -> std::io::Result<u64> {
///     std::io::copy(&mut stream.blocking(), file)
/// }
/// ```
#[must_use = "a reader does nothing until it is read"]
pub struct BlockingReader {
    stream: ByteStream,
    /// The received bytes that have not been read yet.
    buffered: Bytes,
}

impl BlockingReader {
    pub(super) fn new(stream: ByteStream) -> Self {
        Self { stream, buffered: Bytes::new() }
    }
}

impl io::Read for BlockingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.buffered.is_empty() {
            match run(poll_fn(|context| self.stream.poll_chunk(context))).map_err(io::Error::other)? {
                Some(chunk) => self.buffered = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.buffered.len());
        self.buffered.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl fmt::Debug for BlockingReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlockingReader").field("stream", &self.stream).finish_non_exhaustive()
    }
}
