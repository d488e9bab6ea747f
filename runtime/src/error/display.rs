//! `Display` and `Debug` of an error.

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, header};

use super::{Error, Inner, Problem, Received, ServiceError};
use crate::json::{ReadError, excerpt, write_too_large};
use crate::operation::ShownHeaders;
use crate::transport::{TransportError, content_codings};

/// Maximum length of an excerpt of the body or a header, in characters.
const EXCERPT: usize = 200;

/// The end of the message for a request that can be sent without validation.
const SEND_ANYWAY: &str = "; to send it anyway, use `with_options(|o| o.skip_validation())`";
/// Maximum length of the message of the service or of a cause, in characters.
const TEXT: usize = 500;

/// Maximum length of an id, in characters.
const ID: usize = 100;

/// Maximum number of causes of a cause.
const CAUSES: usize = 16;

impl fmt::Display for Error {
    /// Writes one line: the operation, the cause, and the ids to quote in a support request.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.inner.target {
            write!(formatter, "{} {}: ", target.method, target.path)?;
        } else if let Some(operation) = self.inner.operation {
            write!(formatter, "{operation}: ")?;
        }
        match &self.inner.problem {
            Problem::Configuration { message, source: None } => formatter.write_str(message),
            Problem::Configuration { message, source: Some(source) } => {
                write!(formatter, "{message}: {}", chain(&**source))
            }
            Problem::Token { source } => {
                write!(formatter, "could not obtain a token: {}", chain(&**source))
            }
            Problem::Middleware { source } => write!(formatter, "a middleware failed: {}", chain(&**source)),
            Problem::InvalidRequest { violations, is_sendable } => {
                write!(formatter, "invalid request: {violations}")?;
                if *is_sendable { formatter.write_str(SEND_ANYWAY) } else { Ok(()) }
            }
            Problem::Transport { source } => transport(source, self.inner.response.as_ref(), formatter),
            Problem::Deadline { limit, during, wait: None } => {
                write!(formatter, "timed out: the total timeout of {limit:?} elapsed ({during})")
            }
            Problem::Deadline { limit, during, wait: Some(wait) } => {
                write!(
                    formatter,
                    "timed out: a wait of {wait:?} exceeds the total timeout of {limit:?} ({during})"
                )
            }
            Problem::Decode { source } => decode(source, self.inner.response.as_ref(), formatter),
            Problem::Redirect
            | Problem::Status { .. }
            | Problem::EmptyBody
            | Problem::Encoded
            | Problem::BodyTooLarge { .. }
            | Problem::EventTooLarge { .. }
            | Problem::ValuesTooLarge { .. }
            | Problem::Pagination { .. } => with_status(&self.inner, formatter),
        }?;
        identifiers(self, formatter)?;
        attempts(self, formatter)
    }
}

/// Writes a transport error and, if a response had begun, how much of it had arrived.
fn transport(
    source: &TransportError,
    response: Option<&Received>,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(formatter, "{source}")?;
    match response {
        Some(response) => {
            write!(formatter, " (after {} and {} bytes of the body)", Status(response), response.body.len())
        }
        None => Ok(()),
    }
}

/// Writes how a body differs from the expected type and, if it is not JSON, what it is instead.
fn decode(
    source: &ReadError,
    response: Option<&Received>,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(formatter, "response did not match {source}")?;
    let Some(response) = response else { return Ok(()) };
    let content_type = response.headers.get(header::CONTENT_TYPE).map(|value| excerpt(value.as_bytes(), ID));
    let is_json = content_type.as_deref().is_none_or(|text| text.to_ascii_lowercase().contains("json"));
    if is_json && source.position().is_none() {
        return Ok(());
    }
    let content_type = content_type.as_deref().unwrap_or("none");
    write!(formatter, " (content type {content_type}; body: {})", excerpt(&response.body, EXCERPT))
}

/// Writes the status and the cause of an error that has a complete response head.
fn with_status(inner: &Inner, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(response) = &inner.response {
        write!(formatter, "{}: ", Status(response))?;
    }
    match (&inner.problem, &inner.response) {
        (Problem::Redirect, Some(response)) => redirect(response, formatter),
        (Problem::Status { error }, Some(response)) => status(error, response, formatter),
        (Problem::EmptyBody, _) => formatter.write_str("expected a value, but the body is empty"),
        (Problem::Encoded, Some(response)) => {
            formatter.write_str(&unsupported_coding(&response.headers).unwrap_or_default())
        }
        (Problem::BodyTooLarge { limit }, _) => {
            write!(formatter, "the body exceeds the limit of {limit} bytes")
        }
        (Problem::EventTooLarge { limit }, _) => {
            write!(formatter, "an event exceeds the limit of {limit} bytes")
        }
        (Problem::ValuesTooLarge { limit }, _) => write_too_large(formatter, *limit),
        (Problem::Pagination { message }, _) => formatter.write_str(message),
        _ => Ok(()),
    }
}

fn redirect(response: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("redirects are not followed")?;
    match response.headers.get(header::LOCATION) {
        Some(location) => write!(formatter, " (to {})", excerpt(location.as_bytes(), EXCERPT)),
        None => Ok(()),
    }
}

fn status(error: &ServiceError, response: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &error.message {
        Some(message) => formatter.write_str(&shorten(message)),
        None if response.body.is_empty() => formatter.write_str("the body is empty"),
        None => match unsupported_coding(&response.headers) {
            Some(problem) => formatter.write_str(&problem),
            None => formatter.write_str(&excerpt(&response.body, EXCERPT)),
        },
    }
}

/// Returns a message that names the content codings of a body that was not decoded; `None` if it has none.
pub(crate) fn unsupported_coding(headers: &HeaderMap) -> Option<String> {
    let codings = content_codings(headers).join(", ");
    let shown = || excerpt(codings.as_bytes(), ID);
    (!codings.is_empty()).then(|| format!("the body has an unsupported content coding: {}", shown()))
}

/// A status with its standard reason, as in `403 Forbidden`; only the code if it has none.
struct Status<'a>(&'a Received);

impl fmt::Display for Status<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.status.as_str())?;
        match self.0.status.canonical_reason() {
            Some(reason) => write!(formatter, " {reason}"),
            None => Ok(()),
        }
    }
}

/// Returns an error and its causes, as one line. A cause whose text the line already contains is left out.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut line = shorten(&error.to_string());
    for cause in std::iter::successors(error.source(), |cause| StdError::source(*cause)).take(CAUSES) {
        let cause = shorten(&cause.to_string());
        if !line.contains(&cause) {
            line.push_str(": ");
            line.push_str(&cause);
        }
    }
    line
}

/// Returns a text of the service or of another library on one line.
fn shorten(text: &str) -> String {
    excerpt(text.as_bytes(), TEXT)
}

fn identifiers(error: &Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let clean = |id: &str| excerpt(id.as_bytes(), ID);
    match (error.error_id().map(clean), error.request_id().map(clean)) {
        (None, None) => Ok(()),
        (Some(id), None) => write!(formatter, " (error id {id})"),
        (None, Some(request)) => write!(formatter, " (request id {request})"),
        (Some(id), Some(request)) => write!(formatter, " (error id {id}, request id {request})"),
    }
}

fn attempts(error: &Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if error.attempts() > 1 {
        write!(formatter, " (after {} attempts", error.attempts())?;
        if let Some(status) = error.previous_response().and_then(Error::status) {
            write!(formatter, "; last response: {}", status.as_str())?;
        }
        formatter.write_str(")")?;
    }
    if error.is_body_consumed() {
        formatter.write_str("; not retried because the request body is a stream")?;
    }
    if error.is_outcome_unknown() {
        formatter.write_str("; the request may have taken effect")?;
    }
    Ok(())
}

impl fmt::Debug for Error {
    /// Shows the [`Display`](fmt::Display) text first, because this is what `main` and `unwrap` print, and then the kind and
    /// the status. The alternate form, `{:#?}`, adds the headers and the beginning of the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_detailed = formatter.alternate();
        let mut debug = formatter.debug_struct("Error");
        debug.field("message", &self.to_string()).field("kind", &self.kind());
        if is_detailed {
            debug.field("attempts", &self.inner.attempts);
            debug.field("outcome_unknown", &self.inner.outcome_unknown);
        }
        if let Some(response) = &self.inner.response {
            debug.field("status", &response.status);
            if is_detailed {
                debug.field("headers", &ShownHeaders(&response.headers));
                debug.field("body", &excerpt(&response.body, EXCERPT));
            }
        }
        debug.finish_non_exhaustive()
    }
}
