//! The request body, which also detects when the request starts being written.
//!
//! hyper cannot write a request head without knowing whether a body follows: HTTP/1.1 states it in a header, and HTTP/2
//! ends the stream with the head if there is none. So as long as the body has not been queried, nothing has been
//! written. hyper queries it when it takes the request from the queue of a connection, right before writing. If a layer
//! above queried it earlier, the result would err on the safe side. One layer does query the length, so `size_hint`
//! does not count.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};

/// A request body that records when it is first queried.
pub(super) struct RequestBody {
    content: Content,
    started: Started,
}

enum Content {
    Bytes(Bytes),
    /// Not known to be empty until it has been read.
    Stream(crate::operation::Body),
}

/// Whether any part of the request may have been written.
#[derive(Clone, Default)]
pub(super) struct Started(Arc<AtomicBool>);

impl Started {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl RequestBody {
    /// Creates a body from the stream if there is one, otherwise from the bytes.
    pub(super) fn new(bytes: Bytes, stream: Option<crate::operation::Body>, started: Started) -> Self {
        Self { content: stream.map_or(Content::Bytes(bytes), Content::Stream), started }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.started.set();
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
        self.started.set();
        match &self.content {
            Content::Bytes(bytes) => bytes.is_empty(),
            Content::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Bytes(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Stream(body) => body.known_length().map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}
