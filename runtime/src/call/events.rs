//! Calls whose response is a stream of events.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use serde_core::de::DeserializeOwned;

use super::Call;
use super::pending::Pending;
use crate::error::Error;
use crate::json::Json;
use crate::response::{
    EventStream, RawResponse, Response, read_deserialized_events, read_events, read_text_events,
};
use crate::send::{self, CallOptions, Origin};

impl Call {
    /// Sends the call and returns the response as a stream of events whose data is JSON, with its status and headers.
    /// [`Response::body`] is empty.
    pub fn send_events<T: Json>(self) -> Pending<Response<EventStream<T>>> {
        self.pending_events(read_events)
    }

    /// Sends the call and returns the response as a stream of events whose data is JSON.
    pub fn events<T: Json>(self) -> Pending<EventStream<T>> {
        self.pending_events(read_events_inner)
    }

    /// Sends the call and returns the response as a stream of events whose data is text, with its status and headers.
    /// [`Response::body`] is empty.
    pub fn send_text_events(self) -> Pending<Response<EventStream<String>>> {
        self.pending_events(read_text_events)
    }

    /// Sends the call and returns the response as a stream of events whose data is text.
    pub fn text_events(self) -> Pending<EventStream<String>> {
        self.pending_events(read_text_events_inner)
    }

    /// Requests a stream of events whose data is JSON, instead of the main content type.
    pub fn as_events<T: Json>(self, media_type: &'static str) -> EventCall<T> {
        EventCall { call: self.accept(media_type), read: read_events, read_inner: read_events_inner }
    }

    /// Requests a stream of events whose data is JSON, of a type that implements `Deserialize`.
    pub(super) fn deserialized_events<T: DeserializeOwned>(self, media_type: &'static str) -> EventCall<T> {
        let read_inner = |raw| read_deserialized_events(raw).map(Response::into_inner);
        EventCall { call: self.accept(media_type), read: read_deserialized_events, read_inner }
    }

    /// Requests a stream of events whose data is text, instead of the main content type.
    pub fn as_text_events(self, media_type: &'static str) -> EventCall<String> {
        let call = self.accept(media_type);
        EventCall { call, read: read_text_events, read_inner: read_text_events_inner }
    }

    fn pending_events<T>(mut self, read: fn(RawResponse) -> Result<T, Error>) -> Pending<T> {
        let origin = Origin((*self.parts).clone());
        let expects_lines = self.parts.expects_lines();
        self.parts.streams.stream_events(Arc::new(origin), expects_lines);
        Pending::new(send::execute(self.parts), read)
    }
}

/// A call that requests the response as a stream of events, although its main content type is another one or not known.
///
/// Some services do not decide by the `accept` header, which this call sends, but by a parameter or a property of the
/// body, such as `stream: true`. It has to be set as well. If the service responds with another content type
/// nevertheless, reading the first event is an error that shows the response.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent: use `.await`, or `.into_future()` for `tokio::spawn`"]
pub struct EventCall<T> {
    call: Call,
    read: fn(RawResponse) -> Result<Response<EventStream<T>>, Error>,
    read_inner: fn(RawResponse) -> Result<EventStream<T>, Error>,
}

impl<T> EventCall<T> {
    /// Changes the options of this call: timeouts, retries, headers, validation.
    pub fn with_options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.call = self.call.with_options(change);
        self
    }

    /// Sends the call and resolves to the stream with the status and the headers. Awaiting the call itself only resolves
    /// to the stream.
    ///
    /// # Errors
    /// Returns an error if the request is invalid, no response arrives, or the status is not a success.
    pub fn send(self) -> Pending<Response<EventStream<T>>> {
        self.call.pending_events(self.read)
    }
}

#[cfg(feature = "blocking")]
impl<T> EventCall<T> {
    /// Sends the call and blocks until the head of the response has arrived: the blocking counterpart of `.await`.
    ///
    /// # Errors
    /// Returns the errors that awaiting the call would return.
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn blocking(self) -> Result<EventStream<T>, Error> {
        self.into_future().blocking()
    }
}

impl<T> IntoFuture for EventCall<T> {
    type Output = Result<EventStream<T>, Error>;
    type IntoFuture = Pending<EventStream<T>>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.pending_events(self.read_inner)
    }
}

impl<T> fmt::Debug for EventCall<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EventCall").field("call", &self.call).finish_non_exhaustive()
    }
}

fn read_events_inner<T: Json>(raw: RawResponse) -> Result<EventStream<T>, Error> {
    read_events(raw).map(Response::into_inner)
}

fn read_text_events_inner(raw: RawResponse) -> Result<EventStream<String>, Error> {
    read_text_events(raw).map(Response::into_inner)
}
