//! The request body, which also detects when an HTTP/1.1 request starts being written.
//!
//! hyper cannot write a request head without knowing whether a body follows: HTTP/1.1 states it in a header, and HTTP/2
//! ends the stream with the head if there is none. So as long as the body has not been queried, nothing has been
//! written. hyper queries it when it takes the request from the queue of a connection, right before writing. If a layer
//! above queried it earlier, the result would err on the safe side. One layer does query the length, so `size_hint`
//! does not count.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};

use crate::transport::{TransportError, TransportErrorKind};

/// A request body that records when it is first queried.
pub(super) struct RequestBody {
    content: Content,
    progress: Progress,
}

enum Content {
    Bytes(Bytes),
    /// Not known to be empty until it has been read.
    Stream(crate::operation::Body),
}

/// How far a request has come.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<AtomicU8>);

impl Progress {
    const CONNECTING: u8 = 0;
    const WAITING: u8 = 1;
    const STARTED: u8 = 2;
    const TIMED_OUT: u8 = 3;

    /// Records that a connection is being established.
    pub(super) fn connecting(&self) {
        self.set(Self::CONNECTING);
    }

    /// Records that the request waits for a connection.
    pub(super) fn waiting(&self) {
        self.set(Self::WAITING);
    }

    /// Records that some part of the request may have been written.
    pub(super) fn start(&self) {
        self.set(Self::STARTED);
    }

    /// Records that the timeout elapsed, and returns the error.
    pub(super) fn time_out(&self) -> TransportError {
        let (kind, problem) = match self.0.load(Ordering::Relaxed) {
            Self::CONNECTING => (
                TransportErrorKind::ConnectTimeout,
                "no connection was established within the timeout of the attempt",
            ),
            Self::WAITING => (
                TransportErrorKind::ConnectTimeout,
                "no connection became available within the timeout of the attempt",
            ),
            _ => {
                self.set(Self::TIMED_OUT);
                (TransportErrorKind::Timeout, TIMED_OUT)
            }
        };
        TransportError::new(kind, problem)
    }

    /// Whether some part of the request may have been written.
    pub(super) fn is_started(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Self::STARTED
    }

    /// Whether the timeout elapsed after the request was started.
    pub(super) fn is_timed_out(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::TIMED_OUT
    }

    fn set(&self, state: u8) {
        self.0.store(state, Ordering::Relaxed);
    }
}

/// The cause of the error if the timeout elapses.
pub(super) const TIMED_OUT: &str = "the timeout of the attempt elapsed";

impl RequestBody {
    /// Creates a body from the stream if there is one, otherwise from the bytes.
    pub(super) fn new(bytes: Bytes, stream: Option<crate::operation::Body>, progress: Progress) -> Self {
        Self { content: stream.map_or(Content::Bytes(bytes), Content::Stream), progress }
    }

    /// Whether there is no body. Does not count as a query.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.content, Content::Bytes(bytes) if bytes.is_empty())
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.progress.start();
        match &mut self.content {
            Content::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Content::Stream(body) => {
                Pin::new(body).poll_next(context).map(|next| next.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.progress.start();
        self.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Bytes(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Stream(body) => body.known_length().map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}
