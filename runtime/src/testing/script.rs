//! What a mock answers, while it is written down.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::mock::Mock;
use crate::transport::TransportErrorKind;
use crate::wire::headers;

/// One answer of the script.
#[derive(Clone)]
pub(super) struct Scripted {
    pub(super) delay: Duration,
    pub(super) times: Times,
    pub(super) what: Answered,
}

/// How often an answer is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Once,
    /// Again and again, not given yet.
    Always,
    /// Again and again, given before.
    StillAlways,
}

#[derive(Clone)]
pub(super) enum Answered {
    Reply(http::Response<Bytes>),
    /// A body that ends after a number of bytes.
    Cut(http::Response<Bytes>, usize),
    Failure(TransportErrorKind),
    Mistake(String),
}

/// The script of one operation, while it is written.
///
/// [`status`](Self::status), [`header`](Self::header) and [`delay`](Self::delay) concern the answer that comes
/// next, and stand before what closes it: [`reply`](Self::reply), [`text`](Self::text), [`empty`](Self::empty),
/// [`documented`](Self::example), [`cut`](Self::truncate) or [`fail`](Self::fail). An answer that is left open
/// when the script is dropped has no body.
///
/// ```
/// # use std::time::Duration;
/// # use northflank_runtime::{TransportErrorKind, testing::Mock};
/// # use serde_json::json;
/// let mock = Mock::new();
/// mock.on("getThing")
///     .fail(TransportErrorKind::Connect) // the first attempt finds nobody
///     .status(503).header("retry-after", "1").empty() // the second finds the service busy
///     .delay(Duration::from_millis(20)).reply(json!({"data": 7})) // the third is answered, slowly
///     .repeat(); // and so is each one after it
/// ```
pub struct Script<'a> {
    mock: &'a Mock,
    operation: String,
    status: StatusCode,
    headers: HeaderMap,
    delay: Duration,
    open: bool,
}

#[expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "a script may end after any of its methods"
)]
impl<'a> Script<'a> {
    pub(super) fn new(mock: &'a Mock, operation: String) -> Self {
        let (status, headers, delay) = (StatusCode::OK, HeaderMap::new(), Duration::ZERO);
        Self { mock, operation, status, headers, delay, open: false }
    }

    /// The status of the next answer. Default: 200. A number that is no status (100 to 999) makes that call
    /// fail.
    pub fn status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => (self.status, self.open) = (status, true),
            Err(_) => self.mistake(format!("the mock was told to answer with the status {status}")),
        }
        self
    }

    /// A header of the next answer. One that cannot be sent makes that call fail.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match headers::parse(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
                self.open = true;
            }
            Err(reason) => self.mistake(format!("the header `{name}` given to the mock {reason}")),
        }
        self
    }

    /// How long the next answer or failure takes. Default: no time at all. Beyond the timeout of the attempt
    /// the call times out, as it would.
    pub fn delay(mut self, delay: Duration) -> Self {
        (self.delay, self.open) = (delay, true);
        self
    }

    /// Answers with JSON.
    pub fn reply(mut self, body: impl Into<Value>) -> Self {
        self.close(Bytes::from(body.into().to_string()), Some("application/json"));
        self
    }

    /// Answers with a text or any other bytes, as they are.
    pub fn text(mut self, body: impl Into<Bytes>) -> Self {
        self.close(body.into(), None);
        self
    }

    /// Answers without a body.
    pub fn empty(mut self) -> Self {
        self.close(Bytes::new(), None);
        self
    }

    /// Answers with the body that the documentation shows. A call fails where the documentation has none, or
    /// where the mock was made without a [`Service`](super::Service).
    pub fn example(mut self) -> Self {
        match self.mock.documented_body(&self.operation) {
            Ok(body) => self.close(Bytes::from_static(body.as_bytes()), Some("application/json")),
            Err(reason) => self.mistake(reason),
        }
        self
    }

    /// Answers with the first bytes of a body, as if the connection broke behind them.
    pub fn truncate(mut self, body: impl Into<Bytes>, bytes: usize) -> Self {
        let response = self.response(body.into(), None);
        self.push(Answered::Cut(response, bytes));
        self
    }

    /// Fails without an answer, for example with [`TransportErrorKind::Connect`].
    pub fn fail(mut self, kind: TransportErrorKind) -> Self {
        self.push(Answered::Failure(kind));
        self
    }

    /// Gives the answer that was closed last again and again, until another one is added.
    pub fn repeat(self) -> Self {
        self.mock.repeat(&self.operation);
        self
    }

    fn close(&mut self, body: Bytes, content_type: Option<&'static str>) {
        let response = self.response(body, content_type);
        self.push(Answered::Reply(response));
    }

    fn response(&mut self, body: Bytes, content_type: Option<&'static str>) -> http::Response<Bytes> {
        let mut response = http::Response::new(body);
        *response.status_mut() = std::mem::replace(&mut self.status, StatusCode::OK);
        *response.headers_mut() = std::mem::take(&mut self.headers);
        if let Some(content_type) = content_type {
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().entry(header::CONTENT_TYPE).or_insert(content_type);
        }
        response
    }

    fn mistake(&mut self, reason: String) {
        self.push(Answered::Mistake(reason));
    }

    fn push(&mut self, what: Answered) {
        self.open = false;
        let delay = std::mem::take(&mut self.delay);
        self.mock.push(&self.operation, Scripted { delay, times: Times::Once, what });
    }
}

impl Drop for Script<'_> {
    fn drop(&mut self) {
        if self.open {
            self.close(Bytes::new(), None);
        }
    }
}

impl fmt::Debug for Script<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Script").field("operation", &self.operation).finish_non_exhaustive()
    }
}
