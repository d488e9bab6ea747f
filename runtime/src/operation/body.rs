//! Request bodies: bytes, or a stream of bytes that is never held in memory as a whole.
//!
//! Bytes can be sent any number of times. A stream can be read only once: the first clone that is polled consumes it, and
//! after that neither another attempt nor a clone of the call can send it.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

type BoxError = Box<dyn StdError + Send + Sync>;
type Chunk = Result<Bytes, BoxError>;

/// A request body: bytes, or a stream of bytes.
///
/// A call whose body is bytes is retried like any other. A stream is read only once: the call may be retried as long as
/// nothing has been read from the stream, for example after a failure to connect. After that, it is not retried,
/// regardless of the [`Retry`](crate::Retry) policy, and
/// [`Error::is_body_consumed`](crate::Error::is_body_consumed) returns `true`. Clones of a stream, and of a call that
/// contains one, share the same stream, so only the first one to be sent succeeds.
///
/// ```
/// # use futures_core::Stream;
/// # use faithful_runtime::{Body, Bytes};
/// /// Uploads a file of known size while reading it.
/// fn upload(file: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static, size: u64) -> Body {
///     Body::stream(file).length(size)
/// }
///
/// let text = Body::from("some text");
/// # let _ = text;
/// ```
#[derive(Clone)]
pub struct Body {
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream {
        source: Arc<Mutex<Source>>,
        length: Option<u64>,
        /// Whether this clone is the one that consumes the stream.
        is_consumer: bool,
    },
}

/// A stream and the number of bytes read from it.
struct Source {
    stream: Pin<Box<dyn Stream<Item = Chunk> + Send>>,
    read: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    Started,
    Failed,
}

impl Body {
    /// Creates a body that is read from a stream while it is being sent.
    ///
    /// If the stream returns an error, the call fails with an error of kind
    /// [`Transport`](crate::ErrorKind::Transport). The service may have received the data before it.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::from_stream(Box::pin(Converted { stream: Box::pin(stream) }), None)
    }

    /// Declares the length of the stream in bytes, which is sent as `content-length`.
    ///
    /// Without a length, the body is sent in chunks, which not every service accepts. The call fails if the stream
    /// yields more or fewer bytes. Has no effect on a body of bytes.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.content {
            *length = Some(bytes);
        }
        self
    }

    /// Returns the length in bytes, if known. It is always known for bytes, and for a stream only if
    /// [declared](Self::length).
    #[must_use]
    pub fn known_length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Stream { length, .. } => *length,
        }
    }

    /// Concatenates several bodies.
    pub(crate) fn concat(pieces: Vec<Self>) -> Self {
        let slices: Option<Vec<&[u8]>> =
            pieces.iter().map(|piece| piece.as_bytes().map(|bytes| &**bytes)).collect();
        if let Some(slices) = slices {
            return Self::from(slices.concat());
        }
        let length = pieces.iter().map(Self::known_length).sum();
        Self::from_stream(Box::pin(Concat(pieces.into())), length)
    }

    /// Returns the bytes; `None` for a stream.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Whether the body is a stream that has been read, even partially.
    pub(crate) fn is_consumed(&self) -> bool {
        self.state() != State::Unread
    }

    /// Whether the body is a stream that returned an error.
    pub(crate) fn has_failed(&self) -> bool {
        self.state() == State::Failed
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    /// Returns the error of the stream.
    pub(crate) async fn collect(mut self) -> Chunk {
        if let Content::Bytes(bytes) = &mut self.content {
            return Ok(std::mem::take(bytes));
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = poll_fn(|context| Pin::new(&mut self).poll_next(context)).await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.freeze())
    }

    fn from_stream(stream: Pin<Box<dyn Stream<Item = Chunk> + Send>>, length: Option<u64>) -> Self {
        let source = Source { stream, read: 0, state: State::Unread };
        Self { content: Content::Stream { source: Arc::new(Mutex::new(source)), length, is_consumer: false } }
    }

    fn state(&self) -> State {
        match &self.content {
            Content::Bytes(_) => State::Unread,
            Content::Stream { source, .. } => lock(source).state,
        }
    }
}

/// The lock is held for a single poll and is never contended.
fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for Body {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        match &mut self.content {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Content::Stream { source, length, is_consumer } => {
                let mut source = lock(source);
                if source.state != State::Unread && !*is_consumer {
                    return Poll::Ready(Some(Err("the stream has already been sent".into())));
                }
                *is_consumer = true;
                source.poll(context, *length)
            }
        }
    }
}

impl Source {
    fn poll(&mut self, context: &mut Context<'_>, length: Option<u64>) -> Poll<Option<Chunk>> {
        if self.state == State::Failed {
            return Poll::Ready(None);
        }
        self.state = State::Started;
        let next = ready!(self.stream.as_mut().poll_next(context));
        let next = match next {
            Some(Ok(chunk)) => {
                self.read = self.read.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                self.check_length(length, false).map(|()| Some(chunk))
            }
            Some(Err(error)) => Err(error),
            None => self.check_length(length, true).map(|()| None),
        };
        if next.is_err() {
            self.state = State::Failed;
        }
        Poll::Ready(next.transpose())
    }

    /// Checks that the stream keeps to its declared length.
    fn check_length(&self, length: Option<u64>, at_end: bool) -> Result<(), BoxError> {
        match length {
            Some(length) if self.read > length => {
                Err(format!("the stream is longer than its declared length of {length} bytes").into())
            }
            Some(length) if at_end && self.read < length => {
                let read = self.read;
                Err(format!("the stream ended after {read} of its declared {length} bytes").into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Converts the items of a user's stream.
struct Converted<S> {
    stream: Pin<Box<S>>,
}

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        let next = ready!(self.stream.as_mut().poll_next(context));
        Poll::Ready(next.map(|chunk| chunk.map(Into::into).map_err(Into::into)))
    }
}

/// Yields the chunks of several bodies in turn.
struct Concat(VecDeque<Body>);

impl Stream for Concat {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        while let Some(piece) = self.0.front_mut() {
            match ready!(Pin::new(piece).poll_next(context)) {
                Some(chunk) => return Poll::Ready(Some(chunk)),
                None => self.0.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { content: Content::Bytes(bytes) }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl fmt::Debug for Body {
    /// Shows the size instead of the content, which may be confidential.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Body");
        debug.field("bytes", &self.known_length()).field("is_stream", &self.as_bytes().is_none());
        debug.finish_non_exhaustive()
    }
}
