//! Tests without a network: a transport that answers from a script and remembers what it was asked.
//!
//! ```
//! # use northflank_runtime::{Configuration, Operation, Error, testing};
//! # use serde_json::json;
//! # static CONFIGURATION: Configuration =
//! #     Configuration { base_url: "https://api.example.com", token_variables: &[], base_url_variables: &[], user_agent: "x" };
//! # static COUNT: Operation =
//! #     Operation { id: "countThings", method: "GET", path: "/v1/count", answer: &["data"], page: None, idempotent: false };
//! # async fn run() -> Result<(), Error> {
//! let (client, mock) = testing::client(&CONFIGURATION);
//! mock.on("countThings").reply(json!({"data": 7})).status(404).reply(json!({"error": {"message": "gone"}}));
//!
//! assert_eq!(client.call(&COUNT).value::<i64>().await?, 7);
//! assert!(client.call(&COUNT).value::<i64>().await.unwrap_err().is_not_found());
//! assert_eq!(mock.requests()[0].path, "/v1/count");
//! # Ok(())
//! # }
//! ```
//!
//! Everything but the network is real: the request is checked, put together and recorded as it would be sent,
//! and the answer is read as it would be from the service.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
#[cfg(feature = "_reqwest")]
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::client::{Client, Shared};
use crate::configuration::Configuration;
use crate::headers;
use crate::retry::Retry;
use crate::secret::TokenSource;
use crate::settings::{BODY_LIMIT, TIMEOUT, base_headers};
#[cfg(feature = "_reqwest")]
use crate::transport::SleepFuture;
use crate::transport::{Transport, TransportError, TransportErrorKind, TransportFuture, TransportRequest};
use crate::url::{self, BaseUrl};

/// A client that sends nothing, and the mock that answers it.
///
/// The client has a token of its own, the base URL of the configuration, and the limits that a client has by
/// default, except that nothing is attempted again: an answer of the script is the answer of a call. For other
/// settings give a [`Mock`] to
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport).
#[must_use]
pub fn client(configuration: &'static Configuration) -> (Client, Mock) {
    let mock = Mock::new();
    let mut token = HeaderValue::from_static("Bearer test-token");
    token.set_sensitive(true);
    let shared = Shared {
        base_url: BaseUrl { text: configuration.base_url.trim_end_matches('/').to_owned(), plain: false },
        token: TokenSource::Fixed(token),
        transport: Arc::new(mock.clone()),
        timeout: TIMEOUT,
        body_limit: BODY_LIMIT,
        total_timeout: None,
        retry: Retry::none(),
        throttle: None,
        headers: base_headers(configuration.user_agent).unwrap_or_default(),
    };
    (Client { shared: Arc::new(shared), scope: None }, mock)
}

/// A transport that answers from a script. Clones share the script and the record.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    scripts: HashMap<String, VecDeque<Scripted>>,
    requests: Vec<RecordedRequest>,
}

/// One answer of the script.
enum Scripted {
    Reply(http::Response<Bytes>),
    Failure(TransportErrorKind),
    Mistake(String),
}

impl Mock {
    /// A mock without a script: every call fails and says so.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to the script of an operation, by its identifier. Each call takes the next answer; a call beyond
    /// the last one is an error of the kind [`Transport`](crate::ErrorKind::Transport) that says so.
    pub fn on(&self, operation: impl Into<String>) -> Script<'_> {
        Script {
            mock: self,
            operation: operation.into(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            open: false,
        }
    }

    /// All requests so far, in the order in which they were sent. A request that was refused before sending
    /// is not among them.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        let operation = request.operation;
        let mut state = self.lock();
        state.requests.push(RecordedRequest::of(request));
        let script = state.scripts.get_mut(operation);
        let failed = |kind, reason: String| Err(TransportError::new(kind, reason));
        match script.map(VecDeque::pop_front) {
            Some(Some(Scripted::Reply(response))) => Ok(response),
            Some(Some(Scripted::Failure(kind))) => failed(kind, "as the mock was told".to_owned()),
            Some(Some(Scripted::Mistake(reason))) => failed(TransportErrorKind::Unsendable, reason),
            Some(None) => failed(
                TransportErrorKind::Unsendable,
                format!("the mock has no answer left for `{operation}`; add one with `on(\"{operation}\")`"),
            ),
            None => failed(
                TransportErrorKind::Unsendable,
                format!("the mock has no answer for `{operation}`; add one with `on(\"{operation}\")`"),
            ),
        }
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mock").field("requests", &self.lock().requests).finish_non_exhaustive()
    }
}

impl Transport for Mock {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        Box::pin(async move { self.answer(request) })
    }

    /// Waits with the timer of tokio where there is one, so that a test can pause it.
    #[cfg(feature = "_reqwest")]
    fn sleep(&self, duration: Duration) -> SleepFuture {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(duration)),
            Err(_) => crate::transport::sleep_without_runtime(duration),
        }
    }

    #[cfg(feature = "_reqwest")]
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

/// The script of one operation, while it is written.
///
/// [`status`](Self::status) and [`header`](Self::header) concern the answer that comes next, and stand before
/// what closes it: [`reply`](Self::reply), [`text`](Self::text) or [`empty`](Self::empty). An answer that is
/// left open when the script is dropped has no body.
pub struct Script<'a> {
    mock: &'a Mock,
    operation: String,
    status: StatusCode,
    headers: HeaderMap,
    open: bool,
}

#[expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "a script may end after any of its methods"
)]
impl Script<'_> {
    /// The status of the next answer. Default: 200. A number that is no status (100 to 999) makes that call
    /// fail.
    pub fn status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => (self.status, self.open) = (status, true),
            Err(_) => {
                self.push(Scripted::Mistake(format!("the mock was told to answer with the status {status}")));
            }
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
            Err(reason) => {
                self.push(Scripted::Mistake(format!("the header `{name}` given to the mock {reason}")));
            }
        }
        self
    }

    /// Answers with JSON.
    pub fn reply(self, body: impl Into<Value>) -> Self {
        self.close(Bytes::from(body.into().to_string()), Some("application/json"))
    }

    /// Answers with a text or any other bytes, as they are.
    pub fn text(self, body: impl Into<Bytes>) -> Self {
        self.close(body.into(), None)
    }

    /// Answers without a body.
    pub fn empty(self) -> Self {
        self.close(Bytes::new(), None)
    }

    /// Fails without an answer, for example with [`TransportErrorKind::Connect`].
    pub fn fail(mut self, kind: TransportErrorKind) -> Self {
        self.push(Scripted::Failure(kind));
        self
    }

    fn close(mut self, body: Bytes, content_type: Option<&'static str>) -> Self {
        self.push_reply(body, content_type);
        self
    }

    fn push_reply(&mut self, body: Bytes, content_type: Option<&'static str>) {
        let mut response = http::Response::new(body);
        *response.status_mut() = std::mem::replace(&mut self.status, StatusCode::OK);
        *response.headers_mut() = std::mem::take(&mut self.headers);
        if let Some(content_type) = content_type {
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().entry(header::CONTENT_TYPE).or_insert(content_type);
        }
        self.push(Scripted::Reply(response));
    }

    fn push(&mut self, scripted: Scripted) {
        self.open = false;
        self.mock.lock().scripts.entry(self.operation.clone()).or_default().push_back(scripted);
    }
}

impl Drop for Script<'_> {
    fn drop(&mut self) {
        if self.open {
            self.push_reply(Bytes::new(), None);
        }
    }
}

impl fmt::Debug for Script<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Script").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// A request as it would have been sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The identifier of the operation.
    pub operation: &'static str,
    /// The method, in capitals.
    pub method: String,
    /// The path, percent-encoded as it would be sent, with the path prefix of the base URL.
    pub path: String,
    /// The query parameters in order, decoded.
    pub query: Vec<(String, String)>,
    /// The headers. The token is not shown by `Debug`.
    pub headers: HeaderMap,
    /// The body; empty when there is none.
    pub body: Bytes,
}

impl RecordedRequest {
    fn of(request: TransportRequest) -> Self {
        let (head, body) = request.http.into_parts();
        let pairs = head.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (url::decode(name), url::decode(value)))
            .collect();
        Self {
            operation: request.operation,
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query,
            headers: head.headers,
            body,
        }
    }

    /// The body as JSON, `None` when it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The first query parameter of a name, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The first header of a name, `None` where it is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
