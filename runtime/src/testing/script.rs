//! Building the script of a mock.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::mock::Mock;
use crate::transport::TransportErrorKind;
use crate::wire::headers;

/// One step of a script: the reply to one request.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) delay: Duration,
    pub(super) repeat: Repeat,
    pub(super) action: Action,
}

/// How often a step is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Once,
    /// For all further requests, but not used yet.
    Unused,
    /// For all further requests, and used at least once.
    Used,
}

#[derive(Clone)]
pub(super) enum Action {
    Reply(http::Response<Bytes>),
    /// The connection breaks after this number of bytes of the body.
    Truncate(http::Response<Bytes>, usize),
    Fail(TransportErrorKind),
    /// The script itself is invalid or incomplete.
    Invalid(String),
}

/// A builder for the script of one operation, see [`Mock::on`].
///
/// [`status`](Self::status), [`header`](Self::header) and [`delay`](Self::delay) apply to the next reply. One
/// of [`reply`](Self::reply), [`events`](Self::events), [`text`](Self::text), [`empty`](Self::empty),
/// [`example`](Self::example), [`truncate`](Self::truncate) or [`fail`](Self::fail) completes it. If the last reply is not completed when
/// the script is dropped, it has an empty body.
///
/// ```
/// # use std::time::Duration;
/// # use faithful_runtime::{TransportErrorKind, testing::Mock};
/// # use serde_json::json;
/// let mock = Mock::new();
/// mock.on("getThing")
///     .fail(TransportErrorKind::Connect) // the first attempt cannot connect
///     .status(503).header("retry-after", "1").empty() // the second one gets a 503
///     .delay(Duration::from_millis(20)).reply(json!({"data": 7})) // the third one succeeds, slowly
///     .repeat(); // and so do all further ones
/// ```
pub struct Script<'a> {
    mock: &'a Mock,
    operation: String,
    /// `None` until it is set.
    status: Option<StatusCode>,
    headers: HeaderMap,
    delay: Duration,
    /// Whether a reply was started but not completed.
    is_open: bool,
}

#[expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "a script may end after any of its methods"
)]
impl<'a> Script<'a> {
    pub(super) fn new(mock: &'a Mock, operation: String) -> Self {
        let (status, headers, delay) = (None, HeaderMap::new(), Duration::ZERO);
        Self { mock, operation, status, headers, delay, is_open: false }
    }

    /// Sets the status of the next reply. Default: 200, or the documented status of an [`example`](Self::example).
    ///
    /// If the status is not in the range 100 to 999, the call fails.
    pub fn status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => (self.status, self.is_open) = (Some(status), true),
            Err(_) => self.push_invalid(format!("the scripted status {status} is invalid")),
        }
        self
    }

    /// Adds a header to the next reply. If it is invalid, the call fails.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match headers::parse(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
                self.is_open = true;
            }
            Err(reason) => self.push_invalid(format!("the scripted header `{name}` {reason}")),
        }
        self
    }

    /// Sets the delay before the next reply or failure. Default: none.
    ///
    /// If it exceeds the timeout of the attempt, the attempt times out.
    pub fn delay(mut self, delay: Duration) -> Self {
        (self.delay, self.is_open) = (delay, true);
        self
    }

    /// Replies with a JSON body.
    pub fn reply(mut self, body: impl Into<Value>) -> Self {
        self.complete(Bytes::from(body.into().to_string()), Some("application/json"));
        self
    }

    /// Replies with a stream of events (`text/event-stream`), each of which has a JSON value as its data.
    ///
    /// For events with other fields, and for a stream that breaks, write the stream itself, with
    /// [`text`](Self::text) or [`truncate`](Self::truncate).
    pub fn events(mut self, events: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        let events = events.into_iter().map(|event| format!("data: {}\n\n", event.into()));
        self.complete(Bytes::from(events.collect::<String>()), Some("text/event-stream"));
        self
    }

    /// Replies with text or other bytes. Does not set a `content-type` header.
    pub fn text(mut self, body: impl Into<Bytes>) -> Self {
        self.complete(body.into(), None);
        self
    }

    /// Replies with an empty body.
    pub fn empty(mut self) -> Self {
        self.complete(Bytes::new(), None);
        self
    }

    /// Replies with the example of the operation, see [`Mock::reply_with_examples`].
    ///
    /// The call fails if there is no example, or if the mock was created without a
    /// [`Service`](super::Service).
    pub fn example(mut self) -> Self {
        match self.mock.example(&self.operation) {
            Ok((status, body)) => {
                self.status = self.status.or(Some(status));
                let content_type = body.map(|_| "application/json");
                self.complete(Bytes::from_static(body.unwrap_or_default().as_bytes()), content_type);
            }
            Err(reason) => self.push_invalid(reason),
        }
        self
    }

    /// Replies with the first `bytes` bytes of a body, as if the connection broke after them.
    pub fn truncate(mut self, body: impl Into<Bytes>, bytes: usize) -> Self {
        let response = self.response(body.into(), None);
        self.push(Action::Truncate(response, bytes));
        self
    }

    /// Fails without a response, for example with [`TransportErrorKind::Connect`].
    pub fn fail(mut self, kind: TransportErrorKind) -> Self {
        self.push(Action::Fail(kind));
        self
    }

    /// Repeats the last reply for all further requests, until another reply is added.
    pub fn repeat(self) -> Self {
        self.mock.repeat_last(&self.operation);
        self
    }

    fn complete(&mut self, body: Bytes, content_type: Option<&'static str>) {
        let response = self.response(body, content_type);
        self.push(Action::Reply(response));
    }

    fn response(&mut self, body: Bytes, content_type: Option<&'static str>) -> http::Response<Bytes> {
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status.take().unwrap_or_default();
        *response.headers_mut() = std::mem::take(&mut self.headers);
        if let Some(content_type) = content_type {
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().entry(header::CONTENT_TYPE).or_insert(content_type);
        }
        response
    }

    fn push_invalid(&mut self, reason: String) {
        self.push(Action::Invalid(reason));
    }

    fn push(&mut self, action: Action) {
        self.is_open = false;
        let delay = std::mem::take(&mut self.delay);
        self.mock.push(&self.operation, Step { delay, repeat: Repeat::Once, action });
    }
}

impl Drop for Script<'_> {
    fn drop(&mut self) {
        if self.is_open {
            self.complete(Bytes::new(), None);
        }
    }
}

impl fmt::Debug for Script<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Script").field("operation", &self.operation).finish_non_exhaustive()
    }
}
