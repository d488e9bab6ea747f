//! The connection of an event stream: reads events from the body of the response, and reconnects.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http::{HeaderValue, StatusCode, header};

use super::connection::{Reopen, ReopenFuture};
use super::parser::{Format, Parser, RawEvent, TooLarge};
use crate::error::Error;
use crate::json::ReadError;
use crate::response::{DeferredBody, RawResponse};
use crate::transport::{SleepFuture, TransportBody, TransportError, TransportErrorKind};
use crate::wire::headers::is_json_lines;

/// The time before reconnecting, if the service does not state one.
const RECONNECTION_TIME: Duration = Duration::from_secs(1);

/// The shortest and longest times before reconnecting that a service can demand.
const RECONNECTION_TIMES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(300));

/// How long the end of the response is awaited after the last event, before the connection is closed.
const CLOSING_TIME: Duration = Duration::from_millis(100);

/// The events of a response, and of those that follow it. Not generic over their data, so that it is compiled once.
pub(super) struct Source {
    // Never locked. The mutex makes `Source: Sync`, which the body and the futures are not.
    state: Mutex<State>,
    parser: Parser,
    /// Received bytes that have not been parsed.
    chunk: Bytes,
    response: RawResponse,
    limit: usize,
    origin: Option<Arc<dyn Reopen>>,
    idle_timeout: Option<Duration>,
    /// How many connections in a row may deliver no event.
    max_attempts: u32,
    /// How many connections in a row have delivered no event.
    attempts: u32,
}

enum State {
    Open {
        body: TransportBody,
        idle: Option<SleepFuture>,
    },
    /// The response has another content type.
    Mismatched(TransportBody),
    /// The last event has arrived, but not the end of the response.
    Closing {
        body: TransportBody,
        timer: SleepFuture,
    },
    Waiting(SleepFuture),
    Reopening(ReopenFuture),
    Closed,
}

impl Source {
    pub(super) fn new(raw: &RawResponse) -> Self {
        let deferred = raw.stream.as_ref();
        let origin = deferred.and_then(DeferredBody::origin);
        let mut source = Self {
            state: Mutex::new(State::Closed),
            parser: Parser::new(usize::MAX),
            chunk: Bytes::new(),
            response: raw.clone(),
            limit: usize::MAX,
            origin,
            idle_timeout: None,
            max_attempts: 0,
            attempts: 0,
        };
        if let Some((body, limit)) = deferred.and_then(DeferredBody::take) {
            source.limit = limit;
            source.parser = Parser::new(limit);
            source.open(body);
        }
        source
    }

    pub(super) fn set_idle_timeout(&mut self, timeout: Duration) {
        self.idle_timeout = Some(timeout);
    }

    pub(super) fn set_reconnect(&mut self, attempts: u32) {
        self.max_attempts = attempts;
    }

    pub(super) fn last_event_id(&self) -> Option<&str> {
        self.parser.last_id()
    }

    pub(super) fn response(&self) -> &RawResponse {
        &self.response
    }

    pub(super) fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawEvent, Error>>> {
        loop {
            match self.parser.next(&mut self.chunk) {
                Ok(Some(event)) => {
                    self.attempts = 0;
                    return Poll::Ready(Some(Ok(event)));
                }
                Ok(None) => {}
                Err(TooLarge) => {
                    self.set(State::Closed);
                    let error = Error::event_too_large(self.response.clone(), self.limit);
                    return Poll::Ready(Some(Err(error)));
                }
            }
            match ready!(self.poll_chunk(context)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// Ends the stream. The response usually ends as well, and its connection can then be used again.
    pub(super) fn close(&mut self) {
        self.chunk = Bytes::new();
        let timer = self.origin.as_ref().map(|origin| origin.sleep(CLOSING_TIME));
        let state = std::mem::replace(self.state(), State::Closed);
        if let (State::Open { body, .. }, Some(timer)) = (state, timer) {
            self.set(State::Closing { body, timer });
        }
    }

    /// Returns the next chunk of this response or of the one that follows it.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let failure = match ready!(self.poll_step(context)) {
                // The last line need not end with a line feed.
                Step::Lost(None) if self.parser.has_last_line() => {
                    self.set(State::Closed);
                    return Poll::Ready(Some(Ok(Bytes::from_static(b"\n"))));
                }
                Step::Chunk(chunk) => return Poll::Ready(Some(Ok(chunk))),
                Step::Mismatch(body) => Some(self.mismatch(body)),
                Step::Lost(error) => self.lost(error),
                Step::Waited => {
                    self.reopen();
                    None
                }
                Step::Reopened(Ok(raw)) => {
                    self.reopened(raw);
                    None
                }
                Step::Reopened(Err(error)) => Some(error),
                Step::Closed => {
                    self.set(State::Closed);
                    return Poll::Ready(None);
                }
            };
            if let Some(error) = failure {
                self.set(State::Closed);
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        let (origin, idle_timeout) = (self.origin.clone(), self.idle_timeout);
        match self.state() {
            State::Open { body, idle } => match Pin::new(body).poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    *idle = None;
                    Poll::Ready(Step::Chunk(chunk))
                }
                Poll::Ready(Some(Err(error))) => Poll::Ready(Step::Lost(Some(error))),
                Poll::Ready(None) => Poll::Ready(Step::Lost(None)),
                Poll::Pending => {
                    let (Some(timeout), Some(origin)) = (idle_timeout, origin) else { return Poll::Pending };
                    let timer = idle.get_or_insert_with(|| origin.sleep(timeout));
                    ready!(timer.as_mut().poll(context));
                    let reason = format!("no data arrived within {timeout:?}");
                    let error = TransportError::new(TransportErrorKind::Timeout, reason);
                    Poll::Ready(Step::Lost(Some(error)))
                }
            },
            State::Mismatched(body) => {
                let chunk = ready!(Pin::new(body).poll_next(context));
                Poll::Ready(Step::Mismatch(chunk.and_then(Result::ok).unwrap_or_default()))
            }
            State::Closing { body, timer } => {
                if Pin::new(body).poll_next(context).is_pending() {
                    ready!(timer.as_mut().poll(context));
                }
                Poll::Ready(Step::Closed)
            }
            State::Waiting(timer) => timer.as_mut().poll(context).map(|()| Step::Waited),
            State::Reopening(response) => response.as_mut().poll(context).map(Step::Reopened),
            State::Closed => Poll::Ready(Step::Closed),
        }
    }

    /// Starts to read the body of the current response.
    fn open(&mut self, body: TransportBody) {
        let content_type = self.response.headers.get(header::CONTENT_TYPE);
        let format = format_of(content_type.map(HeaderValue::as_bytes), self.expects_lines());
        self.set(match format {
            Some(_) => State::Open { body, idle: None },
            None => State::Mismatched(body),
        });
        self.parser.set_format(format.unwrap_or(Format::Events));
    }

    /// The error of a response with another content type, which has the first chunk of its body.
    fn mismatch(&self, body: Bytes) -> Error {
        let content_type = self.response.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.map(|it| String::from_utf8_lossy(it.as_bytes())).unwrap_or_default();
        let expected = if self.expects_lines() { "application/x-ndjson" } else { "text/event-stream" };
        let message = format!("expected a body of type {expected}, got {content_type:?}");
        let response = RawResponse { body, ..self.response.clone() };
        Error::decode(response, ReadError::mismatch("$".to_owned(), message))
    }

    /// Handles the end of a response, or a broken connection. Returns the error if the stream does not reconnect.
    fn lost(&mut self, error: Option<TransportError>) -> Option<Error> {
        let incomplete = self.parser.end();
        // Lines have no ids, so the service could not continue where it was interrupted.
        let may_reopen =
            |origin: &Arc<dyn Reopen>| origin.is_idempotent() && self.parser.format() == Format::Events;
        let origin = self.origin.clone().filter(may_reopen);
        if let Some(origin) = origin.filter(|_| self.attempts < self.max_attempts) {
            self.attempts += 1;
            self.parser.restart();
            let (min, max) = RECONNECTION_TIMES;
            let time = self.parser.reconnection_time().unwrap_or(RECONNECTION_TIME).clamp(min, max);
            self.set(State::Waiting(origin.sleep(time)));
            return None;
        }
        self.set(State::Closed);
        let cut = || TransportError::new(TransportErrorKind::Other, "the response ended within an event");
        let error = error.or_else(|| incomplete.is_some().then(cut))?;
        let response = RawResponse { body: incomplete.unwrap_or_default(), ..self.response.clone() };
        Some(Error::interrupted(response, self.limit, error))
    }

    /// Sends the call again.
    fn reopen(&mut self) {
        let id = self.parser.last_id().filter(|id| !id.is_empty());
        let id = id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
        match &self.origin {
            Some(origin) => {
                let response = origin.reopen(id);
                self.set(State::Reopening(response));
            }
            None => self.set(State::Closed),
        }
    }

    fn reopened(&mut self, raw: RawResponse) {
        self.response = raw;
        let body = self.response.stream.as_ref().and_then(DeferredBody::take);
        match body {
            // The service asks not to reconnect.
            _ if self.response.status == StatusCode::NO_CONTENT => self.set(State::Closed),
            Some((body, _)) => self.open(body),
            None => self.set(State::Closed),
        }
    }

    fn expects_lines(&self) -> bool {
        self.response.stream.as_ref().is_some_and(DeferredBody::expects_lines)
    }

    fn state(&mut self) -> &mut State {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&mut self, state: State) {
        *self.state() = state;
    }
}

/// What happened to the connection.
enum Step {
    Chunk(Bytes),
    /// The response has another content type; the beginning of its body.
    Mismatch(Bytes),
    /// The response ended, or the connection broke.
    Lost(Option<TransportError>),
    /// The time before reconnecting is over.
    Waited,
    Reopened(Result<RawResponse, Error>),
    Closed,
}

/// Returns the format of a response with this content type; `None` if it is not a stream of events. If lines are expected,
/// they may have the content type of a single value.
fn format_of(content_type: Option<&[u8]>, expects_lines: bool) -> Option<Format> {
    let expected = if expects_lines { Format::Lines } else { Format::Events };
    let Some(content_type) = content_type else { return Some(expected) };
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    if essence.eq_ignore_ascii_case(b"text/event-stream") {
        return Some(Format::Events);
    }
    let is_json = expects_lines && essence.eq_ignore_ascii_case(b"application/json");
    (is_json || is_json_lines(content_type)).then_some(Format::Lines)
}
