//! Bodies that are sent as they come: bytes, or a stream of bytes that never stands in memory as a whole.
//!
//! Bytes can be sent as often as it takes. A stream can be read once: whoever begins to read it has it, and
//! from then on neither another attempt nor a copy of the call can send it.

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

/// A body that is sent as it comes: bytes, or a stream of bytes.
///
/// A call with bytes for a body is attempted again like any other. A stream is read once and never sent twice:
/// until any of it was read (because no connection was made, for example) the call may be attempted again,
/// from then on it is not, whatever [`Retry`](crate::Retry) says, and its error says so
/// ([`Error::is_body_consumed`](crate::Error::is_body_consumed)). Clones of a stream, and of a call that has one,
/// share it; the first that is sent has it.
///
/// ```
/// # use futures_core::Stream;
/// # use northflank_runtime::{Body, Bytes};
/// /// A file that is read while it is sent, and whose size is known.
/// fn upload(file: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static, size: u64) -> Body {
///     Body::stream(file).length(size)
/// }
///
/// let whole = Body::from("a text");
/// # let _ = whole;
/// ```
#[derive(Clone)]
pub struct Body {
    content: Content,
}

#[derive(Clone)]
enum Content {
    Whole(Bytes),
    Stream {
        source: Arc<Mutex<Source>>,
        length: Option<u64>,
        /// Whether it was this copy that began to read.
        begun_here: bool,
    },
}

/// A stream, and how far it was read.
struct Source {
    stream: Pin<Box<dyn Stream<Item = Chunk> + Send>>,
    read: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Begun,
    Failed,
}

impl Body {
    /// A body that is read from a stream while it is sent. An error of the stream ends the call with an error
    /// of the kind [`Transport`](crate::ErrorKind::Transport); the service may have got what came before it.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of_source(Box::pin(Converted { stream: Box::pin(stream) }), None)
    }

    /// Says how many bytes the stream gives, so that they are announced to the service in `content-length`; without it
    /// the body is sent in chunks, which not every service takes. A stream that gives more or less is an error.
    /// For bytes it changes nothing.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.content {
            *length = Some(bytes);
        }
        self
    }

    /// How many bytes it has, where that is known.
    #[must_use]
    pub fn known_length(&self) -> Option<u64> {
        match &self.content {
            Content::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Stream { length, .. } => *length,
        }
    }

    /// One body of several, in their order.
    pub(crate) fn joined(pieces: Vec<Self>) -> Self {
        let whole: Option<Vec<&[u8]>> =
            pieces.iter().map(|piece| piece.whole().map(|bytes| &**bytes)).collect();
        if let Some(whole) = whole {
            return Self::from(whole.concat());
        }
        let length = pieces.iter().map(Self::known_length).sum();
        Self::of_source(Box::pin(Pieces(pieces.into())), length)
    }

    /// The bytes, unless it is a stream.
    pub(crate) fn whole(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Whether it is a stream that somebody began to read.
    pub(crate) fn is_begun(&self) -> bool {
        self.state() != State::Fresh
    }

    /// Whether it is a stream that gave an error.
    pub(crate) fn has_failed(&self) -> bool {
        self.state() == State::Failed
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// That of the stream.
    pub(crate) async fn collect(mut self) -> Chunk {
        if let Content::Whole(bytes) = &mut self.content {
            return Ok(std::mem::take(bytes));
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = poll_fn(|context| Pin::new(&mut self).poll_next(context)).await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.freeze())
    }

    fn of_source(stream: Pin<Box<dyn Stream<Item = Chunk> + Send>>, length: Option<u64>) -> Self {
        let source = Source { stream, read: 0, state: State::Fresh };
        Self { content: Content::Stream { source: Arc::new(Mutex::new(source)), length, begun_here: false } }
    }

    fn state(&self) -> State {
        match &self.content {
            Content::Whole(_) => State::Fresh,
            Content::Stream { source, .. } => lock(source).state,
        }
    }
}

/// The lock is held for the time of one poll, and nobody else wants it meanwhile.
fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for Body {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        match &mut self.content {
            Content::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Content::Stream { source, length, begun_here } => {
                let mut source = lock(source);
                if source.state != State::Fresh && !*begun_here {
                    return Poll::Ready(Some(Err("the stream was sent before".into())));
                }
                *begun_here = true;
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
        self.state = State::Begun;
        let next = ready!(self.stream.as_mut().poll_next(context));
        let next = match next {
            Some(Ok(chunk)) => {
                self.read = self.read.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                self.check(length, false).map(|()| Some(chunk))
            }
            Some(Err(error)) => Err(error),
            None => self.check(length, true).map(|()| None),
        };
        if next.is_err() {
            self.state = State::Failed;
        }
        Poll::Ready(next.transpose())
    }

    /// Whether the stream keeps to the length that was announced.
    fn check(&self, length: Option<u64>, at_end: bool) -> Result<(), BoxError> {
        match length {
            Some(length) if self.read > length => {
                Err(format!("the stream gives more than the {length} bytes that were announced").into())
            }
            Some(length) if at_end && self.read < length => {
                let read = self.read;
                Err(format!("the stream ends after {read} of the {length} bytes that were announced").into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// A stream of anybody's, as bytes.
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

/// Bodies one after the other.
struct Pieces(VecDeque<Body>);

impl Stream for Pieces {
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
        Self { content: Content::Whole(bytes) }
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
    /// Gives the size and not the bytes, which may not be for a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Body");
        debug.field("bytes", &self.known_length()).field("is_stream", &self.whole().is_none());
        debug.finish_non_exhaustive()
    }
}
