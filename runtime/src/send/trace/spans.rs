//! Spans and events of the `tracing` crate.

use std::time::{Duration, Instant};

use tracing::field::{Empty, display};
use tracing::{Level, Span, event, span};

use crate::error::Error;
use crate::json::Violation;
use crate::response::RawResponse;
use crate::send::parts::Parts;
use crate::wire::url;

/// The target of all spans and events.
const TARGET: &str = "northflank";

/// The span `call` of a call, at level `INFO`.
pub(crate) struct CallSpan {
    span: Span,
    start: Instant,
}

/// The span `attempt` of an attempt, at level `DEBUG`.
pub(crate) struct AttemptSpan {
    span: Span,
    start: Instant,
}

impl CallSpan {
    pub(crate) fn new(parts: &Parts) -> Self {
        let span = span!(
            target: TARGET,
            Level::INFO,
            "call",
            operation = parts.operation.id,
            method = parts.method(),
            route = Empty,
            status = Empty,
            error = Empty,
            attempts = Empty,
            duration_ms = Empty,
        );
        if !span.is_disabled() {
            let scope = parts.client.scope.as_deref();
            let scoped = scope.and_then(|scope| url::scoped_template(parts.template(), scope.scope));
            span.record("route", scoped.as_deref().unwrap_or(parts.template()));
        }
        Self { span, start: Instant::now() }
    }

    pub(crate) fn attempt(&self, number: u32) -> AttemptSpan {
        let span = span!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            "attempt",
            attempt = number,
            status = Empty,
            error = Empty,
            queued_ms = Empty,
            duration_ms = Empty,
        );
        AttemptSpan { span, start: Instant::now() }
    }

    /// Emits a warning: the request contains a value that the spec does not list. The value itself is not included.
    pub(crate) fn unlisted(&self, value: &Violation) {
        let (path, expected) = (&*value.path, value.requirement());
        event!(target: TARGET, parent: &self.span, Level::WARN, path, expected, "unlisted value");
    }

    /// Emits an event: attempt `number` failed, and the next one follows after `delay`.
    pub(crate) fn retrying(&self, number: u32, delay: Duration) {
        let wait_ms = milliseconds(delay);
        event!(target: TARGET, parent: &self.span, Level::DEBUG, attempt = number, wait_ms, "retrying");
    }

    pub(crate) fn finish(&self, result: &Result<RawResponse, Error>) {
        let attempts = match result {
            Ok(response) => response.attempts,
            Err(error) => error.attempts(),
        };
        self.span.record("attempts", attempts);
        record(&self.span, self.start, result);
    }
}

impl AttemptSpan {
    /// Records that the request is now passed to the transport, and how long it waited for the throttle and
    /// the token.
    pub(crate) fn sending(&self) {
        self.span.record("queued_ms", milliseconds(self.start.elapsed()));
    }

    pub(crate) fn finish(&self, result: &Result<RawResponse, Error>) {
        record(&self.span, self.start, result);
    }
}

/// Records the result in the span, and emits an event with the same fields for subscribers that do not show
/// spans.
fn record(span: &Span, start: Instant, result: &Result<RawResponse, Error>) {
    let duration_ms = milliseconds(start.elapsed());
    span.record("duration_ms", duration_ms);
    let status = match result {
        Ok(response) => Some(response.status),
        Err(error) => error.status(),
    };
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    let status = status.map(|status| status.as_u16());
    match result {
        Ok(_) => event!(target: TARGET, parent: span, Level::DEBUG, status, duration_ms, "response received"),
        Err(error) => {
            let kind = format_args!("{:?}", error.kind()).to_string();
            span.record("error", display(&kind));
            event!(target: TARGET, parent: span, Level::DEBUG, error = %kind, status, duration_ms, "failed");
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
