//! Spans and events of the `tracing` crate.

use std::time::{Duration, Instant};

use tracing::field::{Empty, display};
use tracing::{Level, Span, event, span};

use crate::error::{Error, ErrorKind};
use crate::json::Violation;
use crate::response::RawResponse;
use crate::send::parts::Parts;
use crate::wire::url;

/// The target of all spans and events, without the module: filters name it.
const TARGET: &str = "faithful_runtime";

/// The span `call` of a call, at level `INFO`.
pub(crate) struct CallSpan {
    span: Span,
    start: Instant,
    /// `None` if nobody is interested in the spans.
    target: Option<Box<HttpTarget>>,
}

/// The span `attempt` of an attempt, at level `DEBUG`.
pub(crate) struct AttemptSpan {
    span: Span,
    start: Instant,
}

/// What a call requests.
struct HttpTarget {
    client: &'static str,
    method: String,
    template: String,
    /// The host and the port.
    server: Option<(String, u16)>,
}

impl HttpTarget {
    fn new(parts: &Parts) -> Self {
        let scope = parts.client.scope.as_deref();
        let scoped = scope
            .and_then(|scope| url::scoped_template(parts.operation.id, parts.template(), scope.scope).ok());
        let base = parts.base().ok().and_then(|base| base.parse::<http::Uri>().ok());
        let server = base.and_then(|base| {
            let default = if base.scheme_str() == Some("http") { 80 } else { 443 };
            Some((base.host()?.to_owned(), base.port_u16().unwrap_or(default)))
        });
        Self {
            client: parts.client.shared.client,
            method: parts.method().to_owned(),
            template: scoped.unwrap_or_else(|| parts.template().to_owned()),
            server,
        }
    }

    fn record(&self, span: &Span) {
        span.record("client", self.client);
        span.record("http.request.method", &*self.method);
        span.record("url.template", &*self.template);
        if let Some((host, port)) = &self.server {
            span.record("server.address", &**host).record("server.port", port);
        }
    }
}

impl CallSpan {
    pub(crate) fn new(parts: &Parts) -> Self {
        let span = span!(
            target: TARGET,
            Level::INFO,
            "call",
            client = Empty,
            operation = parts.operation.id,
            otel.name = parts.operation.id,
            http.request.method = Empty,
            url.template = Empty,
            server.address = Empty,
            server.port = Empty,
            http.response.status_code = Empty,
            "error.type" = Empty,
            attempts = Empty,
            duration_ms = Empty,
        );
        let target = (!span.is_disabled()).then(|| Box::new(HttpTarget::new(parts)));
        if let Some(target) = &target {
            target.record(&span);
        }
        Self { span, start: Instant::now(), target }
    }

    pub(crate) fn attempt(&self, number: u32) -> AttemptSpan {
        let span = span!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            "attempt",
            client = Empty,
            attempt = number,
            otel.name = Empty,
            otel.kind = "client",
            http.request.method = Empty,
            http.request.resend_count = Empty,
            url.template = Empty,
            server.address = Empty,
            server.port = Empty,
            http.response.status_code = Empty,
            "error.type" = Empty,
            queued_ms = Empty,
            duration_ms = Empty,
        );
        if let Some(target) = self.target.as_deref().filter(|_| !span.is_disabled()) {
            target.record(&span);
            span.record("otel.name", display(format_args!("{} {}", target.method, target.template)));
            if number > 1 {
                span.record("http.request.resend_count", number - 1);
            }
        }
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
    let status = status.map(|status| status.as_u16());
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    match result {
        Ok(_) => event!(
            target: TARGET, parent: span, Level::DEBUG,
            http.response.status_code = status, duration_ms, "response received"
        ),
        Err(error) => {
            let kind = error_type(error);
            span.record("error.type", &*kind);
            event!(
                target: TARGET, parent: span, Level::DEBUG,
                "error.type" = &*kind, http.response.status_code = status, duration_ms, "failed"
            );
        }
    }
}

/// The status if it is the error, otherwise the kind of the error.
fn error_type(error: &Error) -> String {
    match (error.kind(), error.status()) {
        (ErrorKind::Status, Some(status)) => status.as_str().to_owned(),
        (kind, _) => format!("{kind:?}"),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
