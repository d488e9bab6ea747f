//! The body of a request, which notices that the request is being written.
//!
//! No head can be written without knowing whether a body follows: HTTP/1.1 says it in the head, and HTTP/2 ends
//! the stream with the head where none does. So as long as nobody asked, nothing of the request was written to
//! a connection. hyper asks when it takes the request from the queue of a connection, directly before writing.
//! Were a layer above to ask earlier, the answer would err on the safe side; for the length alone one does,
//! so that question does not count.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};

/// The body of a request.
pub(super) struct RequestBody {
    content: Content,
    started: Started,
}

enum Content {
    Whole(Bytes),
    /// It is not known to be empty before it was read.
    Streamed(crate::operation::Body),
}

/// Whether any of a request can have been written.
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
    /// The stream, where there is one, or the bytes.
    pub(super) fn new(bytes: Bytes, stream: Option<crate::operation::Body>, started: Started) -> Self {
        Self { content: stream.map_or(Content::Whole(bytes), Content::Streamed), started }
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
            Content::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Content::Streamed(body) => {
                Pin::new(body).poll_next(context).map(|next| next.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.started.set();
        match &self.content {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Streamed(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Streamed(body) => {
                body.known_length().map_or_else(SizeHint::default, SizeHint::with_exact)
            }
        }
    }
}
