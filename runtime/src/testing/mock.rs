//! A transport that replies from a script.

// Cycle: `Mock::on` returns a `Script`, which adds its steps to the mock.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
#[cfg(feature = "_network")]
use std::time::Instant;

use bytes::Bytes;
use http::StatusCode;

use super::recorded::RecordedRequest;
use super::script::{Action, Repeat, Script, Step};
use super::service::Service;
use crate::operation::UNTYPED;
#[cfg(feature = "_network")]
use crate::transport::SleepFuture;
use crate::transport::{Transport, TransportError, TransportErrorKind, TransportFuture, TransportRequest};

/// A transport that replies from a script and records the requests.
///
/// Clones share the script and the recorded requests.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
    service: Option<&'static Service>,
}

#[derive(Default)]
struct State {
    scripts: HashMap<String, VecDeque<Step>>,
    requests: Vec<RecordedRequest>,
    replies_with_examples: bool,
}

impl Mock {
    /// Creates a mock with an empty script, for which every call fails.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a mock with an empty script that can reply with the documented examples of a service.
    #[must_use]
    pub fn for_service(service: &'static Service) -> Self {
        Self { state: Arc::default(), service: Some(service) }
    }

    /// Adds replies to the script of an operation, identified by its ID, or of all requests with a method and path, such as
    /// `GET /v1/things/a`. The latter take precedence, and are the way to script [untyped calls](crate::UntypedCall).
    ///
    /// Each request takes the next reply. A request after the last reply fails, unless
    /// [`reply_with_examples`](Self::reply_with_examples) is enabled.
    pub fn on(&self, operation: impl Into<String>) -> Script<'_> {
        Script::new(self, operation.into())
    }

    /// Replies to requests that have no scripted reply with the example of the operation: its documented status and example.
    ///
    /// Without a documented example, a response with JSON is a minimal value made from its schema, and any other response is
    /// empty. A call fails if no such value could be made, or if the mock was created without a [`Service`].
    pub fn reply_with_examples(&self) {
        self.lock().replies_with_examples = true;
    }

    /// Returns all requests so far, in the order in which they were sent.
    ///
    /// Requests that failed validation were not sent, and are not included.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    pub(super) fn push(&self, operation: &str, step: Step) {
        let mut state = self.lock();
        let script = state.scripts.entry(operation.to_owned()).or_default();
        match script.back_mut() {
            Some(last) if last.repeat == Repeat::Used => drop(script.pop_back()),
            Some(last) => last.repeat = Repeat::Once,
            None => {}
        }
        script.push_back(step);
    }

    pub(super) fn repeat_last(&self, operation: &str) {
        if let Some(last) = self.lock().scripts.get_mut(operation).and_then(VecDeque::back_mut) {
            last.repeat = Repeat::Unused;
        }
    }

    /// Returns the status and the JSON body of the example of an operation.
    pub(super) fn example(&self, operation: &str) -> Result<(StatusCode, Option<&'static str>), String> {
        let service = self
            .service
            .ok_or_else(|| "the mock has no examples, because it was created without a service".to_owned())?;
        let entry = service.operations().find(|entry| entry.operation.id == operation);
        let status = entry.and_then(|entry| StatusCode::from_u16(entry.status?).ok());
        let status = status.ok_or_else(|| format!("`{operation}` has no documented example"))?;
        Ok((status, entry.and_then(|entry| entry.example)))
    }

    /// Whether there is a script for a method and path.
    #[cfg(feature = "mock-server")]
    pub(super) fn is_scripted(&self, method: &str, path: &str) -> bool {
        self.lock().scripts.contains_key(&format!("{method} {path}"))
    }

    #[cfg(feature = "mock-server")]
    pub(super) fn service(&self) -> Option<&'static Service> {
        self.service
    }

    /// Records a request and takes the reply for it.
    pub(super) fn take(&self, request: RecordedRequest) -> Step {
        let route = format!("{} {}", request.method, request.path);
        let is_untyped = request.operation.is_empty() || request.operation == UNTYPED.id;
        let routed = self.service.filter(|_| is_untyped);
        let routed = routed.and_then(|service| service.route(&request.method, &request.path));
        let operation = routed.map_or(request.operation, |operation| operation.id);
        let mut state = self.lock();
        state.requests.push(request);
        let by_route = state.scripts.contains_key(&route) || (is_untyped && routed.is_none());
        let operation = if by_route { route.as_str() } else { operation };
        let script = state.scripts.get_mut(operation);
        let is_scripted = script.is_some();
        let next = script.and_then(|script| match script.front_mut() {
            Some(last) if last.repeat != Repeat::Once => {
                last.repeat = Repeat::Used;
                Some(last.clone())
            }
            _ => script.pop_front(),
        });
        let replies_with_examples = state.replies_with_examples;
        drop(state);
        next.unwrap_or_else(|| {
            let action = match replies_with_examples.then(|| self.example(operation)) {
                Some(Ok((status, body))) => Action::Reply(example(status, body)),
                Some(Err(reason)) => Action::Invalid(reason),
                None => Action::Invalid(format!(
                    "the mock has no reply {}for `{operation}`; add one with `on(\"{operation}\")`",
                    if is_scripted { "left " } else { "" }
                )),
            };
            Step { delay: Duration::ZERO, repeat: Repeat::Once, action }
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A response with a JSON body, or an empty one.
fn example(status: StatusCode, body: Option<&'static str>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from_static(body.unwrap_or_default().as_bytes()));
    *response.status_mut() = status;
    if body.is_some() {
        let content_type = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, content_type);
    }
    response
}

/// Converts an action into the result of a transport.
fn perform(action: Action) -> Result<http::Response<Bytes>, TransportError> {
    match action {
        Action::Reply(response) => Ok(response),
        Action::Truncate(mut response, bytes) => {
            let body = std::mem::take(response.body_mut());
            let (total, bytes) = (body.len(), bytes.min(body.len()));
            *response.body_mut() = body.slice(..bytes);
            let reason = format!("the connection was closed after {bytes} of {total} bytes");
            Err(TransportError::new(TransportErrorKind::Other, reason).with_response(response))
        }
        Action::Fail(kind) => Err(TransportError::new(kind, "scripted failure")),
        Action::Invalid(reason) => Err(TransportError::new(TransportErrorKind::Unsendable, reason)),
    }
}

impl Transport for Mock {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        Box::pin(async move {
            let timeout = request.timeout;
            let Step { delay, action, repeat: _ } = self.take(RecordedRequest::from_transport(request));
            if !delay.is_zero() {
                self.sleep(delay.min(timeout)).await;
            }
            if delay > timeout {
                let reason = format!("the scripted delay of {delay:?} exceeds the timeout");
                return Err(TransportError::new(TransportErrorKind::Timeout, reason));
            }
            perform(action)
        })
    }

    /// Uses the timer of tokio inside a runtime, so that tests can pause time.
    #[cfg(feature = "_network")]
    fn sleep(&self, duration: Duration) -> SleepFuture {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(duration)),
            Err(_) => crate::transport::sleep_without_runtime(duration),
        }
    }

    #[cfg(feature = "_network")]
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mock").field("requests", &self.lock().requests).finish_non_exhaustive()
    }
}
