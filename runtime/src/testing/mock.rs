//! A transport that answers from a script.

// Cycle: a mock gives out a `Script`, which writes into the mock that it came from.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
#[cfg(feature = "_network")]
use std::time::Instant;

use bytes::Bytes;

use super::recorded::RecordedRequest;
use super::script::{Answered, Script, Scripted, Times};
use super::service::Service;
#[cfg(feature = "_network")]
use crate::transport::SleepFuture;
use crate::transport::{Transport, TransportError, TransportErrorKind, TransportFuture, TransportRequest};

/// A transport that answers from a script. Clones share the script and the record.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
    service: Option<&'static Service>,
}

#[derive(Default)]
struct State {
    scripts: HashMap<String, VecDeque<Scripted>>,
    requests: Vec<RecordedRequest>,
    as_documented: bool,
}

impl Mock {
    /// A mock without a script: every call fails and says so.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A mock without a script that knows a service and its documented answers.
    #[must_use]
    pub fn of(service: &'static Service) -> Self {
        Self { state: Arc::default(), service: Some(service) }
    }

    /// Adds to the script of an operation, by its identifier. Each call takes the next answer; a call beyond
    /// the last one is an error that says so.
    pub fn on(&self, operation: impl Into<String>) -> Script<'_> {
        Script::new(self, operation.into())
    }

    /// From now on a call beyond the script gets the answer that the documentation of its operation shows.
    /// Where there is none, or the mock was made without a [`Service`], the call fails and says so.
    pub fn reply_with_examples(&self) {
        self.lock().as_documented = true;
    }

    /// All requests so far, in the order in which they were sent. A request that was refused before sending
    /// is not among them.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    pub(super) fn push(&self, operation: &str, scripted: Scripted) {
        let mut state = self.lock();
        let script = state.scripts.entry(operation.to_owned()).or_default();
        match script.back_mut() {
            Some(last) if last.times == Times::StillAlways => drop(script.pop_back()),
            Some(last) => last.times = Times::Once,
            None => {}
        }
        script.push_back(scripted);
    }

    pub(super) fn repeat(&self, operation: &str) {
        if let Some(last) = self.lock().scripts.get_mut(operation).and_then(VecDeque::back_mut) {
            last.times = Times::Always;
        }
    }

    pub(super) fn documented_body(&self, operation: &str) -> Result<&'static str, String> {
        let service = self.service.ok_or_else(|| {
            "the mock knows no documented answers, because it was made without a service".to_owned()
        })?;
        let found = service.example(operation);
        found.ok_or_else(|| format!("the documentation has no answer for `{operation}`"))
    }

    #[cfg(feature = "mock-server")]
    pub(super) fn service(&self) -> Option<&'static Service> {
        self.service
    }

    /// Records a request and takes the answer for it.
    pub(super) fn take(&self, request: RecordedRequest) -> Scripted {
        let operation = request.operation;
        let mut state = self.lock();
        state.requests.push(request);
        let script = state.scripts.get_mut(operation);
        let known = script.is_some();
        let next = script.and_then(|script| match script.front_mut() {
            Some(last) if last.times != Times::Once => {
                last.times = Times::StillAlways;
                Some(last.clone())
            }
            _ => script.pop_front(),
        });
        let as_documented = state.as_documented;
        drop(state);
        next.unwrap_or_else(|| {
            let what = match as_documented.then(|| self.documented_body(operation)) {
                Some(Ok(body)) => Answered::Reply(json(body)),
                Some(Err(reason)) => Answered::Mistake(reason),
                None => Answered::Mistake(format!(
                    "the mock has no answer {}for `{operation}`; add one with `on(\"{operation}\")`",
                    if known { "left " } else { "" }
                )),
            };
            Scripted { delay: Duration::ZERO, times: Times::Once, what }
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A success with a JSON text.
fn json(body: &'static str) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
    let content_type = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(http::header::CONTENT_TYPE, content_type);
    response
}

fn outcome(what: Answered) -> Result<http::Response<Bytes>, TransportError> {
    match what {
        Answered::Reply(response) => Ok(response),
        Answered::Cut(mut response, bytes) => {
            let body = std::mem::take(response.body_mut());
            let (whole, bytes) = (body.len(), bytes.min(body.len()));
            *response.body_mut() = body.slice(..bytes);
            let reason = format!("the connection was closed after {bytes} of {whole} bytes");
            Err(TransportError::new(TransportErrorKind::Other, reason).with_response(response))
        }
        Answered::Failure(kind) => Err(TransportError::new(kind, "as the mock was told")),
        Answered::Mistake(reason) => Err(TransportError::new(TransportErrorKind::Unsendable, reason)),
    }
}

impl Transport for Mock {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        Box::pin(async move {
            let timeout = request.timeout;
            let Scripted { delay, what, times: _ } = self.take(RecordedRequest::of(request));
            if !delay.is_zero() {
                self.sleep(delay.min(timeout)).await;
            }
            if delay > timeout {
                let reason = format!("the mock was told to take {delay:?}");
                return Err(TransportError::new(TransportErrorKind::Timeout, reason));
            }
            outcome(what)
        })
    }

    /// Waits with the timer of tokio where there is one, so that a test can pause it.
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
