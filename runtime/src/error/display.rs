//! `Display` and `Debug` of an error.

use std::fmt;

use super::{Error, Inner, Problem, Received, ServiceError};
use crate::transport::TransportError;

/// Maximum length of a body excerpt, in characters.
const EXCERPT: usize = 200;

/// The end of the message for a request that can be sent without validation.
const SEND_ANYWAY: &str = "; to send it anyway, use `with_options(|o| o.skip_validation())`";

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
                write!(formatter, "{message}: {source}")
            }
            Problem::Token { source } => write!(formatter, "could not obtain a token: {source}"),
            Problem::Middleware { source } => write!(formatter, "a middleware failed: {source}"),
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
            Problem::Decode { source } => write!(formatter, "response did not match {source}"),
            Problem::Redirect
            | Problem::Status { .. }
            | Problem::EmptyBody
            | Problem::BodyTooLarge { .. }
            | Problem::EventTooLarge { .. }
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

/// Writes the status and the cause of an error that has a complete response head.
fn with_status(inner: &Inner, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(response) = &inner.response {
        write!(formatter, "{}: ", Status(response))?;
    }
    match (&inner.problem, &inner.response) {
        (Problem::Redirect, Some(response)) => redirect(response, formatter),
        (Problem::Status { error }, Some(response)) => status(error, response, formatter),
        (Problem::EmptyBody, _) => formatter.write_str("expected a value, but the body is empty"),
        (Problem::BodyTooLarge { limit }, _) => {
            write!(formatter, "the body exceeds the limit of {limit} bytes")
        }
        (Problem::EventTooLarge { limit }, _) => {
            write!(formatter, "an event exceeds the limit of {limit} bytes")
        }
        (Problem::Pagination { message }, _) => formatter.write_str(message),
        _ => Ok(()),
    }
}

fn redirect(response: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("redirects are not followed")?;
    match response.headers.get(http::header::LOCATION) {
        Some(location) => write!(formatter, " (to {})", excerpt(location.as_bytes())),
        None => Ok(()),
    }
}

fn status(error: &ServiceError, response: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &error.message {
        Some(message) => formatter.write_str(message),
        None if response.body.is_empty() => formatter.write_str("the body is empty"),
        None => formatter.write_str(&excerpt(&response.body)),
    }
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

/// Returns the beginning of a text on one line, without control characters. Invalid UTF-8 becomes `\u{fffd}`.
fn excerpt(text: &[u8]) -> String {
    let mut shown = String::new();
    let mut length = 0;
    let mut gap = false;
    for character in characters(text) {
        if character.is_whitespace() || character.is_control() {
            gap = length > 0;
            continue;
        }
        if length + usize::from(gap) >= EXCERPT {
            shown.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            shown.push(' ');
            length += 1;
        }
        shown.push(character);
        length += 1;
    }
    shown
}

/// Decodes the text lazily, so that a large body is not converted for a short excerpt.
fn characters(text: &[u8]) -> impl Iterator<Item = char> {
    text.utf8_chunks().flat_map(|chunk| {
        let replacement = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(replacement)
    })
}

fn identifiers(error: &Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (error.error_id(), error.request_id()) {
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
    /// Shows the kind, the [`Display`](fmt::Display) text, the headers and the beginning of the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Error");
        debug.field("kind", &self.kind()).field("message", &self.to_string());
        debug.field("attempts", &self.inner.attempts);
        debug.field("outcome_unknown", &self.inner.outcome_unknown);
        if let Some(response) = &self.inner.response {
            debug.field("status", &response.status).field("headers", &response.headers);
            debug.field("body", &excerpt(&response.body));
        }
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpt_is_one_bounded_line() {
        assert_eq!(excerpt(b"  <html>\r\n\t<b>a\x1b[0m \n"), "<html> <b>a [0m");
        assert_eq!(excerpt(b"a\xff\xfeb"), "a\u{fffd}\u{fffd}b");
        assert_eq!(excerpt("ü".repeat(200).as_bytes()), "ü".repeat(200));
        assert_eq!(excerpt("ü".repeat(201).as_bytes()), format!("{}…", "ü".repeat(200)));
        assert_eq!(excerpt("a ".repeat(100_000).as_bytes()), format!("{}a…", "a ".repeat(99)));
    }
}
