//! The body of a request, which notices that the request is being written.
//!
//! No head can be written without knowing whether a body follows: HTTP/1.1 says it in the head, and HTTP/2 ends
//! the stream with the head where none does. So as long as nobody asked, nothing of the request was written to
//! a connection. hyper asks when it takes the request from the queue of a connection, directly before writing.
//! Were a layer above to ask earlier, the answer would err on the safe side; for the length alone one does,
//! so that question does not count.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The bytes of a request.
pub(super) struct RequestBody {
    bytes: Bytes,
    started: Started,
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
    pub(super) fn new(bytes: Bytes, started: Started) -> Self {
        Self { bytes, started }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.started.set();
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.started.set();
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}
