//! How an error reads.

use std::fmt;

use super::{Error, Inner, Problem, Received, ServiceError};
use crate::transport::TransportError;

/// How much of a body that is not understood is shown, in characters.
const EXCERPT: usize = 200;

impl fmt::Display for Error {
    /// One line: the operation, what went wrong, and the identifiers to quote when asking for help.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.inner.operation {
            write!(formatter, "{operation}: ")?;
        }
        match &self.inner.problem {
            Problem::Configuration { message, source: None } => formatter.write_str(message),
            Problem::Configuration { message, source: Some(source) } => {
                write!(formatter, "{message}: {source}")
            }
            Problem::Token { source } => write!(formatter, "no token to send: {source}"),
            Problem::InvalidRequest { violations } => {
                write!(formatter, "the request was not sent: {violations}")
            }
            Problem::Transport { source } => transport(source, self.inner.answer.as_ref(), formatter),
            Problem::Deadline { limit, during, wait: None } => {
                write!(formatter, "timed out: the {limit:?} for the whole call passed {during}")
            }
            Problem::Deadline { limit, during, wait: Some(wait) } => {
                write!(formatter, "the call would take longer than its {limit:?} {during} ({wait:?} more)")
            }
            Problem::Decode { source } => write!(formatter, "response did not match {source}"),
            Problem::Redirect
            | Problem::Status { .. }
            | Problem::EmptyBody
            | Problem::BodyTooLarge { .. }
            | Problem::Pagination { .. } => about_answer(&self.inner, formatter),
        }?;
        identifiers(self, formatter)?;
        attempts(self, formatter)
    }
}

/// A failure in the middle of an answer also says how far that had come.
fn transport(
    source: &TransportError,
    answer: Option<&Received>,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(formatter, "{source}")?;
    match answer {
        Some(answer) => {
            write!(formatter, " (after {} and {} bytes of the body)", Status(answer), answer.body.len())
        }
        None => Ok(()),
    }
}

fn about_answer(inner: &Inner, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(answer) = &inner.answer {
        write!(formatter, "{}: ", Status(answer))?;
    }
    match (&inner.problem, &inner.answer) {
        (Problem::Redirect, Some(answer)) => redirect(answer, formatter),
        (Problem::Status { error }, Some(answer)) => status(error, answer, formatter),
        (Problem::EmptyBody, _) => formatter.write_str("the body is empty where a value was due"),
        (Problem::BodyTooLarge { limit }, _) => {
            write!(formatter, "the body exceeds the limit of {limit} bytes")
        }
        (Problem::Pagination { message }, _) => formatter.write_str(message),
        _ => Ok(()),
    }
}

fn redirect(answer: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("redirects are not followed")?;
    match answer.headers.get(http::header::LOCATION) {
        Some(location) => write!(formatter, " (to {})", excerpt(location.as_bytes())),
        None => Ok(()),
    }
}

fn status(error: &ServiceError, answer: &Received, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &error.message {
        Some(message) => formatter.write_str(message),
        None if answer.body.is_empty() => formatter.write_str("the body is empty"),
        None => formatter.write_str(&excerpt(&answer.body)),
    }
}

/// The status with its reason, `403 Forbidden`, or the number alone where there is no reason.
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

/// The beginning of a text on one line, without control characters. What is not UTF-8 is shown as `\u{fffd}`.
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

/// The characters one by one, so that a body of many megabytes is not converted for its first words.
fn characters(text: &[u8]) -> impl Iterator<Item = char> {
    text.utf8_chunks().flat_map(|chunk| {
        let broken = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(broken)
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
            write!(formatter, ", before with {}", status.as_str())?;
        }
        formatter.write_str(")")?;
    }
    if error.is_body_consumed() {
        formatter.write_str("; its body was a stream, which is not sent again")?;
    }
    if error.is_outcome_unknown() {
        formatter.write_str("; whether the call had its effect is unknown")?;
    }
    Ok(())
}

impl fmt::Debug for Error {
    /// The kind, the text of [`Display`](fmt::Display), the headers and the beginning of the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Error");
        debug.field("kind", &self.kind()).field("message", &self.to_string());
        debug.field("attempts", &self.inner.attempts);
        debug.field("outcome_unknown", &self.inner.outcome_unknown);
        if let Some(answer) = &self.inner.answer {
            debug.field("status", &answer.status).field("headers", &answer.headers);
            debug.field("body", &excerpt(&answer.body));
        }
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_bounded() {
        assert_eq!(excerpt(b"  <html>\r\n\t<b>a\x1b[0m \n"), "<html> <b>a [0m");
        assert_eq!(excerpt(b"a\xff\xfeb"), "a\u{fffd}\u{fffd}b");
        assert_eq!(excerpt("ü".repeat(200).as_bytes()), "ü".repeat(200));
        assert_eq!(excerpt("ü".repeat(201).as_bytes()), format!("{}…", "ü".repeat(200)));
        assert_eq!(excerpt("a ".repeat(100_000).as_bytes()), format!("{}a…", "a ".repeat(99)));
    }
}
