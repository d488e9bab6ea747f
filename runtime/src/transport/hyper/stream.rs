//! A response body that is read as a stream, decompressed if necessary.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use super::decoder::Decoder;
use super::incoming::Incoming;
use super::outgoing::TIMED_OUT;
use crate::transport::{TransportError, TransportErrorKind};

/// After how many pieces of decompressed data other tasks run.
const PIECES: u8 = 16;

/// A streamed response body. The reader enforces the body limit.
///
/// A task enforces the timeout, so that a stream that nobody reads does not keep its connection.
pub(super) struct ResponseStream {
    source: Arc<Mutex<Source>>,
    decoder: Option<Decoder>,
    /// The number of pieces since the task yielded.
    pieces: u8,
    /// Whether all data has been received.
    is_received: bool,
    is_finished: bool,
    timeout: AbortHandle,
}

struct Source {
    /// `None` once the timeout has elapsed.
    incoming: Option<Incoming>,
    reader: Option<Waker>,
}

impl ResponseStream {
    /// Creates a stream, which is read until the deadline.
    pub(super) fn new(headers: &mut HeaderMap, incoming: Incoming, deadline: Instant) -> Self {
        let source = Arc::new(Mutex::new(Source { incoming: Some(incoming), reader: None }));
        let expiring = Arc::clone(&source);
        let timeout = tokio::spawn(async move {
            sleep_until(deadline).await;
            expire(&expiring);
        });
        Self {
            source,
            decoder: Decoder::from_headers(headers),
            pieces: 0,
            is_received: false,
            is_finished: false,
            timeout: timeout.abort_handle(),
        }
    }

    fn poll_chunk(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let mut source = lock(&self.source);
        let Some(incoming) = &mut source.incoming else {
            return Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Timeout, TIMED_OUT))));
        };
        let polled = incoming.poll_chunk(context);
        if polled.is_pending() {
            source.reader = Some(context.waker().clone());
        }
        polled
    }

    /// Returns the next piece of the data that has arrived; `None` if it has been returned.
    fn piece(&mut self) -> Option<Result<Bytes, TransportError>> {
        self.decoder.as_mut()?.piece().transpose()
    }

    /// Adds a chunk, and returns it unless it has to be decompressed.
    fn push(&mut self, chunk: Bytes) -> Bytes {
        let Some(decoder) = &mut self.decoder else { return chunk };
        decoder.push(chunk);
        Bytes::new()
    }

    /// Records that no chunk follows.
    fn finish(&mut self) {
        self.is_received = true;
        if let Some(decoder) = &mut self.decoder {
            decoder.finish();
        }
    }
}

/// Releases the connection and wakes the reader.
fn expire(source: &Mutex<Source>) {
    let (incoming, reader) = {
        let mut source = lock(source);
        (source.incoming.take(), source.reader.take())
    };
    drop(incoming);
    if let Some(reader) = reader {
        reader.wake();
    }
}

fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for ResponseStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.is_finished {
            if self.pieces == PIECES {
                self.pieces = 0;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let read = if let Some(piece) = self.piece() {
                self.pieces += 1;
                piece
            } else if self.is_received {
                self.is_finished = true;
                break;
            } else {
                match self.poll_chunk(context) {
                    Poll::Ready(Some(chunk)) => chunk.map(|chunk| self.push(chunk)),
                    Poll::Ready(None) => {
                        self.finish();
                        continue;
                    }
                    Poll::Pending => {
                        self.pieces = 0;
                        return Poll::Pending;
                    }
                }
            };
            self.is_finished |= read.is_err();
            if read.as_ref().map_or(true, |bytes| !bytes.is_empty()) {
                return Poll::Ready(Some(read));
            }
        }
        Poll::Ready(None)
    }
}

impl Drop for ResponseStream {
    fn drop(&mut self) {
        self.timeout.abort();
    }
}
