//! The limits of streams, and of the data that nobody reads.

/// The number of bytes that a stream can receive ahead of its reader.
pub(super) const STREAM_WINDOW: u32 = 1024 * 1024;

/// The largest number of streams of a connection, even if the service allows more.
pub(super) const MAX_STREAMS: u32 = 1024;

/// The number of bytes that a connection can receive ahead of the readers of its streams.
pub(super) const CONNECTION_WINDOW: u32 = MAX_STREAMS * STREAM_WINDOW;
