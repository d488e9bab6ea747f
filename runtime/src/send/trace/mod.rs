//! Tracing: a span for each call, a child span for each attempt, and events for results and retries.
//!
//! Spans and events contain the client, the operation, the method, the route with parameter names, the host, the
//! status, the number of the attempt, durations and error kinds, and the paths of unlisted values. They never contain
//! other user data or response data: no token, header, body, query value or path value, and no error message, because it
//! may quote the response.
//!
//! Fields that are attributes of an HTTP client span in OpenTelemetry's semantic conventions have their names. The span
//! of an attempt has all of them, because there is one such span for each request that is sent. `otel.name` and
//! `otel.kind` are read by `tracing-opentelemetry`. The target of spans and events is this crate, as for any
//! library, because it is fixed where they are written. The field `client` distinguishes the clients of a program.
//!
//! The spans are never entered. Tasks that start while a transport is polled, such as pooled connections, can
//! outlive the call, and would otherwise remain children of the call that happened to start them.

#[cfg(feature = "tracing")]
mod spans;
#[cfg(not(feature = "tracing"))]
#[path = "disabled.rs"]
mod spans;

pub(crate) use spans::{AttemptSpan, CallSpan};
