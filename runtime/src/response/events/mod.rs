//! Event streams (`text/event-stream`, or lines of JSON): a response whose body is a sequence of events, which are read as
//! they arrive.

mod connection;
mod parser;
mod source;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde_core::de::DeserializeOwned;

use self::source::Source;
use super::raw::RawResponse;
use super::{Response, deserialize, read_text_body};
use crate::error::Error;
use crate::json::{self, Json, ReadError};

pub(crate) use connection::{Reopen, ReopenFuture};

/// The data of the last event of a stream of JSON values, by convention. It is not JSON itself.
const DONE: &[u8] = b"[DONE]";

/// An event of an [`EventStream`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The name of the event, from its field `event`. Without that field, browsers call it `message`.
    pub event: Option<String>,
    /// The id of the event, from its field `id`.
    pub id: Option<String>,
    /// The time to wait before reconnecting, from its field `retry`.
    pub retry: Option<Duration>,
    /// The data: the value of its fields `data`, joined by line feeds and parsed.
    pub data: T,
}

/// A successful response that consists of events, read as they arrive over the connection: `text/event-stream`, or lines of
/// JSON (`application/x-ndjson`, `application/jsonl`).
///
/// Call [`try_next`](Self::try_next) in a loop, or use the [`Stream`] implementation. Dropping the stream closes the
/// connection.
///
/// ```
/// # use faithful_runtime::{Error, EventStream};
/// async fn print(mut events: EventStream<String>) -> Result<(), Error> {
///     while let Some(event) = events.try_next().await? {
///         println!("{}: {}", event.event.as_deref().unwrap_or("message"), event.data);
///     }
///     Ok(())
/// }
/// ```
///
/// # Data
/// The data of an event is a JSON value, or a text if the spec says so. In a stream of JSON values:
/// - The data `[DONE]`, which is not JSON, ends the stream. What follows is not read.
/// - An event whose data is empty only keeps the connection open, and is skipped.
///
/// Comments and events without data are always skipped.
///
/// Each line of JSON is the data of an event that has no name and no id. Blank lines are skipped, and the last line need not
/// end with a line feed. Such a stream never [reconnects](Self::reconnect), because it has no ids from which the service
/// could continue.
///
/// # Limits
/// A stream may be endless. The timeout of an attempt covers the time until the head of the response has arrived, and
/// not the events; [`idle_timeout`](Self::idle_timeout) limits the time between them. The
/// [total timeout](crate::CallOptions::total_timeout) of the call, if set, covers the whole stream. The
/// [body limit](crate::CallOptions::body_limit) applies to each event.
///
/// # Errors
/// If the data of an event does not match the type, the error is of kind [`Decode`](crate::ErrorKind::Decode), its path
/// starts at the data, and its [body](Error::body) is the data. The next call continues with the next event. Any
/// other error ends the stream: a timeout, a broken connection, an event that exceeds the limit, or a response with
/// another content type. A stream that ends within an event is a broken connection.
#[must_use = "a stream does nothing until it is polled"]
pub struct EventStream<T> {
    source: Source,
    read: fn(&Bytes) -> Result<T, ReadError>,
    is_json: bool,
}

impl<T> EventStream<T> {
    /// Returns the next event, or `None` at the end of the stream.
    ///
    /// # Errors
    /// Returns an error if the data of the event does not match the type, a timeout elapses, the connection fails, or
    /// the event exceeds the limit. The error has the status and headers of the response.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|context| self.poll_event(context)).await.transpose()
    }

    /// Sets the maximum time without any data, after which the stream fails with a timeout. Comments, which servers send
    /// to keep a connection open, count as data. Default: none.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.source.set_idle_timeout(timeout);
        self
    }

    /// Reconnects when the connection ends or breaks, or the [idle timeout](Self::idle_timeout) elapses. Default: never.
    ///
    /// The call is sent again after the time that the last field `retry` states, or after one second, with the id of the
    /// last event in the header `last-event-id`. An event that was not complete is discarded. The stream fails after
    /// `attempts` connections in a row that delivered no event, ends if the status is 204, and fails if the call fails.
    /// `[DONE]` ends it as well.
    ///
    /// Only calls that are safe to repeat reconnect: those with method `GET`, and those that are
    /// [idempotent](crate::CallOptions::idempotent) otherwise. For others, this has no effect.
    pub fn reconnect(mut self, attempts: u32) -> Self {
        self.source.set_reconnect(attempts);
        self
    }

    /// Returns the id of the last event that had one. To resume in another process, send it in the header
    /// `last-event-id`.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.last_event_id()
    }

    /// Returns the status of the response, which is always a success (2xx).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.source.response().status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.source.response().headers
    }

    pub(crate) fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        loop {
            let raw = match ready!(self.source.poll_event(context)) {
                Some(Ok(raw)) => raw,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            if self.is_json && raw.data.is_empty() {
                continue;
            }
            if self.is_json && raw.data.trim_ascii() == DONE {
                self.source.close();
                continue;
            }
            return Poll::Ready(Some(match (self.read)(&raw.data) {
                Ok(data) => Ok(Event { event: raw.event, id: raw.id, retry: raw.retry, data }),
                Err(error) => Err(Error::decode(
                    RawResponse { body: raw.data, ..self.source.response().clone() },
                    error,
                )),
            }));
        }
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("EventStream");
        debug.field("status", &self.status()).field("last_event_id", &self.last_event_id());
        debug.finish_non_exhaustive()
    }
}

/// Reads the data of each event as JSON.
pub(crate) fn read_events<T: Json>(raw: RawResponse) -> Result<Response<EventStream<T>>, Error> {
    read_with(raw, |data| json::from_slice(data), true)
}

/// Reads the data of each event as JSON, into a type that implements `Deserialize`.
pub(crate) fn read_deserialized_events<T: DeserializeOwned>(
    raw: RawResponse,
) -> Result<Response<EventStream<T>>, Error> {
    read_with(raw, |data| deserialize(data), true)
}

/// Reads the data of each event as text.
pub(crate) fn read_text_events(raw: RawResponse) -> Result<Response<EventStream<String>>, Error> {
    read_with(raw, read_text_body, false)
}

#[expect(clippy::unnecessary_wraps, reason = "has the signature of all response readers")]
fn read_with<T>(
    raw: RawResponse,
    read: fn(&Bytes) -> Result<T, ReadError>,
    is_json: bool,
) -> Result<Response<EventStream<T>>, Error> {
    let stream = EventStream { source: Source::new(&raw), read, is_json };
    Ok(Response::new(stream, raw))
}
