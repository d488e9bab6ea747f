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
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};

use super::BoxError;

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

/// A stream of bytes. It is not known to be empty before it was read.
pub(super) struct StreamedBody {
    body: crate::body::Body,
    started: Started,
}

impl StreamedBody {
    pub(super) fn new(body: crate::body::Body, started: Started) -> Self {
        Self { body, started }
    }
}

impl Body for StreamedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.started.set();
        Pin::new(&mut self.body).poll_next(context).map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.started.set();
        false
    }

    fn size_hint(&self) -> SizeHint {
        self.body.known_length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
