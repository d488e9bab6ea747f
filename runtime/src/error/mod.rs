//! The error type of the crate: what failed, in which operation, and the service's response.
//!
//! Once a response head has arrived, its status, headers and body are kept, whether the body is JSON, HTML, empty or
//! binary. An error never contains the token.

mod accessors;
mod display;
mod kind;
mod service;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::json::{ReadError, Violations};
use crate::operation::{Operation, Target};
use crate::response::RawResponse;
use crate::transport::{TransportError, TransportErrorKind};

pub(crate) use display::unsupported_coding;
pub use kind::ErrorKind;
pub(crate) use service::ServiceError;

/// The error returned when a client cannot be built or a call fails.
///
/// [`kind`](Self::kind) classifies the failure. If the service responded, the error has the
/// [`status`](Self::status), [`headers`](Self::headers) and [`body`](Self::body) of the response, and
/// [`read`](Self::read) parses the body into a documented error type.
///
/// [`Display`](std::fmt::Display) writes everything on one line: the operation, the cause with its own causes, and the
/// error and request ids. Texts of the service are cut, and cleaned of control characters; the accessors return them
/// unchanged. Because the line is complete, [`source`](std::error::Error::source) returns `None`, so that reports which
/// print the whole chain do not repeat it. [`get_ref`](Self::get_ref) returns the underlying error, for downcasting.
///
/// ```
/// # use faithful_runtime::Error;
/// fn report(error: &Error) {
///     if error.is_not_found() {
///         println!("not found");
///     } else if let Some(wait) = error.retry_after() {
///         println!("try again in {} s", wait.as_secs());
///     } else {
///         eprintln!("{error}"); // getTemplate: 403 Forbidden: … (error id …, request id …)
///     }
/// }
/// ```
///
/// An `Error` is one pointer in size, which keeps `Result`s small.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    operation: Option<&'static str>,
    /// The target of an untyped call.
    target: Option<Arc<Target>>,
    attempts: u32,
    problem: Problem,
    response: Option<Received>,
    /// Whether an attempt of a non-idempotent call may have taken effect.
    outcome_unknown: bool,
    /// Whether the request body was a stream, which cannot be sent again.
    body_consumed: bool,
    /// The most recent earlier attempt that got a response, if this one did not.
    previous: Option<Error>,
}

/// The part of a response that an error keeps.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The limit of the call for the size of the body, in bytes.
    body_limit: usize,
}

/// The failure and its details.
enum Problem {
    Configuration {
        message: String,
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
    Token {
        source: Box<dyn StdError + Send + Sync>,
    },
    Middleware {
        source: Box<dyn StdError + Send + Sync>,
    },
    InvalidRequest {
        violations: Violations,
        /// Whether the request can be sent without validation.
        is_sendable: bool,
    },
    Transport {
        source: TransportError,
    },
    /// The total timeout elapsed, or would elapse during the next `wait`.
    Deadline {
        limit: Duration,
        during: &'static str,
        wait: Option<Duration>,
    },
    Redirect,
    Status {
        error: ServiceError,
    },
    Decode {
        source: ReadError,
    },
    EmptyBody,
    /// The body of a successful response is encoded.
    Encoded,
    BodyTooLarge {
        limit: usize,
    },
    EventTooLarge {
        limit: usize,
    },
    /// The values of the response take too much memory for a body with this limit.
    ValuesTooLarge {
        limit: usize,
    },
    Pagination {
        message: String,
    },
}

impl Error {
    fn new(operation: Option<&'static str>, attempts: u32, problem: Problem) -> Self {
        let inner = Inner {
            operation,
            target: None,
            attempts,
            problem,
            response: None,
            outcome_unknown: false,
            body_consumed: false,
            previous: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// The client settings are invalid.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(None, 0, Problem::Configuration { message: message.into(), source: None })
    }

    /// The client cannot be built because of another error.
    #[cfg(feature = "_network")]
    pub(crate) fn configuration_failed(
        message: &str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let problem = Problem::Configuration { message: message.to_owned(), source: Some(source.into()) };
        Self::new(None, 0, problem)
    }

    /// No usable token could be obtained.
    pub(crate) fn token(
        operation: &Operation,
        attempts: u32,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::new(Some(operation.id), attempts, Problem::Token { source: source.into() })
    }

    /// A middleware failed before the request was sent.
    pub(crate) fn middleware(
        operation: &Operation,
        attempts: u32,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::new(Some(operation.id), attempts, Problem::Middleware { source: source.into() })
    }

    /// The request is invalid and was not sent.
    pub(crate) fn invalid_request(operation: &Operation, violations: Violations, is_sendable: bool) -> Self {
        Self::new(Some(operation.id), 0, Problem::InvalidRequest { violations, is_sendable })
    }

    /// No complete response arrived. `limit` is the body limit of the call.
    pub(crate) fn transport(
        operation: &Operation,
        attempts: u32,
        limit: usize,
        mut source: TransportError,
    ) -> Self {
        let response = source.take_response();
        let problem = match source.kind() {
            TransportErrorKind::BodyTooLarge => Problem::BodyTooLarge { limit },
            _ => Problem::Transport { source },
        };
        let mut error = Self::new(Some(operation.id), attempts, problem);
        error.inner.response = response.map(|response| {
            let (head, body) = response.into_parts();
            Received { status: head.status, headers: head.headers, body, body_limit: limit }
        });
        error
    }

    /// The head of a response arrived, but reading its body failed.
    pub(crate) fn interrupted(response: RawResponse, limit: usize, source: TransportError) -> Self {
        let problem = match source.kind() {
            TransportErrorKind::BodyTooLarge => Problem::BodyTooLarge { limit },
            _ => Problem::Transport { source },
        };
        Self::with_response(problem, response)
    }

    /// Sets the target of an untyped call.
    pub(crate) fn with_target(mut self, target: Option<&Arc<Target>>) -> Self {
        if let Some(target) = target {
            self.inner.target = Some(Arc::clone(target));
        }
        self
    }

    /// Sets the part of the response body that has arrived.
    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        if let Some(response) = &mut self.inner.response {
            response.body = body;
        }
        self
    }

    /// Records that the request body was a stream, which cannot be sent again.
    pub(crate) fn with_consumed_body(mut self) -> Self {
        self.inner.body_consumed = true;
        self
    }

    /// The total timeout elapsed. `during` describes the step in progress, for example "waiting for a token".
    pub(crate) fn deadline(
        operation: &Operation,
        attempts: u32,
        limit: Duration,
        during: &'static str,
        wait: Option<Duration>,
    ) -> Self {
        Self::new(Some(operation.id), attempts, Problem::Deadline { limit, during, wait })
    }

    /// The status is not a success.
    pub(crate) fn unsuccessful(response: RawResponse) -> Self {
        // 304 says that the client has the current version, and not that it is elsewhere.
        let is_redirect = response.status.is_redirection() && response.status != StatusCode::NOT_MODIFIED;
        let problem = if is_redirect {
            Problem::Redirect
        } else {
            Problem::Status { error: ServiceError::parse(&response.body) }
        };
        Self::with_response(problem, response)
    }

    /// The body does not match the expected type.
    pub(crate) fn decode(response: RawResponse, source: ReadError) -> Self {
        let problem = match source.exceeded_limit() {
            Some(limit) => Problem::ValuesTooLarge { limit },
            None => Problem::Decode { source },
        };
        Self::with_response(problem, response)
    }

    /// The body is empty, but a value is expected.
    pub(crate) fn empty_body(response: RawResponse) -> Self {
        Self::with_response(Problem::EmptyBody, response)
    }

    /// The body has a content coding that is not supported.
    pub(crate) fn encoded_body(response: RawResponse) -> Self {
        Self::with_response(Problem::Encoded, response)
    }

    /// The body exceeds the limit, and the transport did not stop reading.
    pub(crate) fn body_too_large(response: RawResponse, limit: usize) -> Self {
        Self::with_response(Problem::BodyTooLarge { limit }, response)
    }

    /// An event of a stream exceeds the limit.
    pub(crate) fn event_too_large(response: RawResponse, limit: usize) -> Self {
        Self::with_response(Problem::EventTooLarge { limit }, response)
    }

    /// A page reports a next page that cannot be requested.
    pub(crate) fn pagination(response: RawResponse, message: impl Into<String>) -> Self {
        Self::with_response(Problem::Pagination { message: message.into() }, response)
    }

    /// Carries over from the previous attempt whether the outcome is unknown, and the last response if this attempt has
    /// none.
    pub(crate) fn after(mut self, previous: Option<Self>, idempotent: bool) -> Self {
        self.inner.outcome_unknown = !idempotent && self.may_have_acted();
        if let Some(mut previous) = previous {
            self.inner.outcome_unknown |= previous.inner.outcome_unknown;
            if self.inner.response.is_none() {
                let responded = previous.inner.response.is_some();
                self.inner.previous = if responded { Some(previous) } else { previous.inner.previous.take() };
            }
        }
        self
    }

    /// Whether the service may have processed this attempt although no response confirms it.
    fn may_have_acted(&self) -> bool {
        match &self.inner.problem {
            Problem::Transport { source } => !source.kind().is_unprocessed() && self.status().is_none(),
            Problem::Status { .. } => {
                matches!(self.status(), Some(StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT))
            }
            _ => false,
        }
    }

    /// The limit of the call for the size of the body, in bytes.
    pub(crate) fn body_limit(&self) -> usize {
        self.inner.response.as_ref().map_or(0, |response| response.body_limit)
    }

    fn with_response(problem: Problem, response: RawResponse) -> Self {
        let RawResponse { operation, target, attempts, status, headers, body, body_limit, .. } = response;
        let mut error = Self::new(Some(operation.id), attempts, problem);
        error.inner.response = Some(Received { status, headers, body, body_limit });
        error.inner.target = target;
        error
    }
}

/// `Display` contains the causes, so there is no source.
impl StdError for Error {}

/// A `Result` with the [`Error`] of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
