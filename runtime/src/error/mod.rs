//! The one error of a call: what went wrong, where, and whatever the service had answered.
//!
//! Nothing is lost on the way here: once the head of an answer has arrived its status, headers and body are
//! kept, be the body JSON, HTML, empty or not text at all. Nothing of the token ever gets here.

mod accessors;
mod display;
mod kind;
mod service;

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::json::{ReadError, Violations};
use crate::operation::Operation;
use crate::response::received::Answer;
use crate::transport::{TransportError, TransportErrorKind};

pub use kind::ErrorKind;
pub(crate) use service::ServiceError;

/// Why a client could not be built or a call gave no value.
///
/// ```
/// # use northflank_runtime::Error;
/// fn report(error: &Error) {
///     if error.is_not_found() {
///         println!("there is no such thing");
///     } else if let Some(wait) = error.retry_after() {
///         println!("try again in {} s", wait.as_secs());
///     } else {
///         eprintln!("{error}"); // getTemplate: 403 Forbidden: … (error id …, request id …)
///     }
/// }
/// ```
///
/// It is one pointer in size, so that a `Result` costs no more than its value.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    operation: Option<&'static str>,
    attempts: u32,
    problem: Problem,
    answer: Option<Received>,
    /// Whether an attempt may have had an effect that must not be had twice.
    outcome_unknown: bool,
    /// Whether the body was a stream that cannot be sent again.
    body_spent: bool,
    /// The last attempt before this one that was answered, when this one was not.
    previous: Option<Error>,
}

/// What is kept of the service's answer.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// What went wrong, with what is known about it.
enum Problem {
    Configuration {
        message: String,
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
    Token {
        source: Box<dyn StdError + Send + Sync>,
    },
    InvalidRequest {
        violations: Violations,
    },
    Transport {
        source: TransportError,
    },
    /// The time for the whole call is over, or would be after a wait that is known.
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
    BodyTooLarge {
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
            attempts,
            problem,
            answer: None,
            outcome_unknown: false,
            body_spent: false,
            previous: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// The client cannot be built as asked.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(None, 0, Problem::Configuration { message: message.into(), source: None })
    }

    /// The client cannot be built, because something else failed.
    #[cfg(feature = "_network")]
    pub(crate) fn configuration_failed(
        message: &str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let problem = Problem::Configuration { message: message.to_owned(), source: Some(source.into()) };
        Self::new(None, 0, problem)
    }

    /// There is no token to send.
    pub(crate) fn token(
        operation: &Operation,
        attempts: u32,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::new(Some(operation.id), attempts, Problem::Token { source: source.into() })
    }

    /// The request was not sent.
    pub(crate) fn invalid_request(operation: &Operation, violations: Violations) -> Self {
        Self::new(Some(operation.id), 0, Problem::InvalidRequest { violations })
    }

    /// No whole answer arrived.
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
        error.inner.answer = response.map(|response| {
            let (head, body) = response.into_parts();
            Received { status: head.status, headers: head.headers, body }
        });
        error
    }

    /// The head of an answer arrived, and its body does not.
    pub(crate) fn interrupted(answer: Answer, limit: usize, source: TransportError) -> Self {
        let problem = match source.kind() {
            TransportErrorKind::BodyTooLarge => Problem::BodyTooLarge { limit },
            _ => Problem::Transport { source },
        };
        Self::with_answer(problem, answer)
    }

    /// Adds what has arrived of the body.
    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        if let Some(answer) = &mut self.inner.answer {
            answer.body = body;
        }
        self
    }

    /// Notes that the body was a stream that cannot be sent again.
    pub(crate) fn spent(mut self) -> Self {
        self.inner.body_spent = true;
        self
    }

    /// The time for the whole call does not suffice.
    pub(crate) fn deadline(
        operation: &Operation,
        attempts: u32,
        limit: Duration,
        during: &'static str,
        wait: Option<Duration>,
    ) -> Self {
        Self::new(Some(operation.id), attempts, Problem::Deadline { limit, during, wait })
    }

    /// An answer that is not a success, by its status.
    pub(crate) fn unsuccessful(answer: Answer) -> Self {
        let problem = if answer.status.is_redirection() {
            Problem::Redirect
        } else {
            Problem::Status { error: ServiceError::parse(&answer.body) }
        };
        Self::with_answer(problem, answer)
    }

    /// A body that does not fit the value that is due.
    pub(crate) fn decode(answer: Answer, source: ReadError) -> Self {
        Self::with_answer(Problem::Decode { source }, answer)
    }

    /// No body where a value is due.
    pub(crate) fn empty_body(answer: Answer) -> Self {
        Self::with_answer(Problem::EmptyBody, answer)
    }

    /// A body beyond the limit, from a transport that did not stop by itself.
    pub(crate) fn body_too_large(answer: Answer, limit: usize) -> Self {
        Self::with_answer(Problem::BodyTooLarge { limit }, answer)
    }

    /// A page that promises another one and does not say how to get it.
    pub(crate) fn pagination(answer: Answer, message: impl Into<String>) -> Self {
        Self::with_answer(Problem::Pagination { message: message.into() }, answer)
    }

    /// Adds what is left of the attempt before this one: that its outcome may be unknown, and what it was
    /// answered if this one was not.
    pub(crate) fn after(mut self, previous: Option<Self>, idempotent: bool) -> Self {
        self.inner.outcome_unknown = !idempotent && self.may_have_acted();
        if let Some(mut previous) = previous {
            self.inner.outcome_unknown |= previous.inner.outcome_unknown;
            if self.inner.answer.is_none() {
                let answered = previous.inner.answer.is_some();
                self.inner.previous = if answered { Some(previous) } else { previous.inner.previous.take() };
            }
        }
        self
    }

    /// Whether the service may have acted on this attempt, and did not say so.
    fn may_have_acted(&self) -> bool {
        match &self.inner.problem {
            Problem::Transport { source } => !source.kind().is_unprocessed() && self.status().is_none(),
            Problem::Status { .. } => {
                matches!(self.status(), Some(StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT))
            }
            _ => false,
        }
    }

    fn with_answer(problem: Problem, answer: Answer) -> Self {
        let mut error = Self::new(Some(answer.operation.id), answer.attempts, problem);
        error.inner.answer =
            Some(Received { status: answer.status, headers: answer.headers, body: answer.body });
        error
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.inner.problem {
            Problem::Configuration { source, .. } => {
                source.as_deref().map(|source| source as &(dyn StdError + 'static))
            }
            Problem::Token { source } => Some(&**source),
            Problem::InvalidRequest { violations } => Some(violations),
            Problem::Transport { source } => Some(source),
            Problem::Decode { source } => Some(source),
            Problem::Deadline { .. }
            | Problem::Redirect
            | Problem::Status { .. }
            | Problem::EmptyBody
            | Problem::BodyTooLarge { .. }
            | Problem::Pagination { .. } => None,
        }
    }
}
