//! What an error can be asked.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{Error, ErrorKind, Problem, ServiceError};
use crate::json::{Json, ReadError, Violations};
use crate::response::rate_limit::RateLimit;
use crate::transport::TransportErrorKind;
use crate::wire::headers;

impl Error {
    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.inner.problem {
            Problem::Configuration { .. } => ErrorKind::Configuration,
            Problem::Token { .. } => ErrorKind::Token,
            Problem::InvalidRequest { .. } => ErrorKind::InvalidRequest,
            Problem::Transport { source } => match source.kind() {
                TransportErrorKind::Connect
                | TransportErrorKind::Untrusted
                | TransportErrorKind::ConnectTimeout => ErrorKind::Connect,
                TransportErrorKind::Timeout => ErrorKind::Timeout,
                TransportErrorKind::BodyTooLarge => ErrorKind::BodyTooLarge,
                TransportErrorKind::Unprocessed
                | TransportErrorKind::Unsendable
                | TransportErrorKind::RequestBody
                | TransportErrorKind::Other => ErrorKind::Transport,
            },
            Problem::Deadline { .. } => ErrorKind::Timeout,
            Problem::Redirect => ErrorKind::Redirect,
            Problem::Status { .. } => ErrorKind::Status,
            Problem::Decode { .. } | Problem::EmptyBody => ErrorKind::Decode,
            Problem::BodyTooLarge { .. } => ErrorKind::BodyTooLarge,
            Problem::Pagination { .. } => ErrorKind::Pagination,
        }
    }

    /// The identifier of the operation, for example `getTemplate`. `None` when the client could not be built.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// The status of the answer, when one arrived: also for an answer that could not be read.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.answer.as_ref().map(|answer| answer.status)
    }

    /// The headers of the answer, when one arrived.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.answer.as_ref().map(|answer| &answer.headers)
    }

    /// A header of the answer as the type that is described for it, see [`Response::header`](crate::Response::header).
    ///
    /// # Errors
    /// If the text is not of the type.
    #[must_use]
    pub fn header<T: Json>(&self, name: &str) -> Option<Result<T, ReadError>> {
        headers::read(self.headers()?, name)
    }

    /// The body of the answer as it came, when one arrived. After a timeout, a broken connection or
    /// [`ErrorKind::BodyTooLarge`] it is what had arrived until then.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.inner.answer.as_ref().map(|answer| &answer.body)
    }

    /// The message of the service, from the error body, when it is JSON and has one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.service_error()?.message.as_deref()
    }

    /// The identifier that the service gives to the error, from the error body.
    #[must_use]
    pub fn error_id(&self) -> Option<&str> {
        self.service_error()?.id.as_deref()
    }

    /// What else the service says about the error, from the error body. Its form is the service's own.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.service_error()?.details.as_ref()
    }

    /// The identifier of the request, from the `x-request-id` header of the answer.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers()?.get("x-request-id")?.to_str().ok()
    }

    /// How many times the request was sent, or tried to be: 0 when it failed before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Whether the call may have had its effect although there is no answer that says so: it is not
    /// idempotent, and in one of its attempts the request may have been read and no status came back, or 502
    /// or 504, by which a gateway says that it lost the service. Look before sending it again.
    ///
    /// For an idempotent call it is `false`: it can simply be sent again.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.inner.outcome_unknown
    }

    /// Whether the body of the call was a stream and was read, in part or as a whole. The call was then not
    /// attempted again, and a copy of it cannot be sent: another call takes a new stream.
    #[must_use]
    pub fn is_body_consumed(&self) -> bool {
        self.inner.body_spent
    }

    /// The last attempt that was answered, when a later one was not: its status, headers and body are there.
    ///
    /// For example a call that was first answered with 503, and could not connect after that, is an error of
    /// the kind [`Connect`](ErrorKind::Connect) with the 503 in here. It is `None` when the answer of the last
    /// attempt is that of this error itself.
    #[must_use]
    pub fn previous_response(&self) -> Option<&Error> {
        self.inner.previous.as_ref()
    }

    /// The rate limit as the last answer gives it; all `None` when none arrived.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        let headers = self.headers().or_else(|| self.previous_response()?.headers());
        headers.map(RateLimit::of).unwrap_or_default()
    }

    /// How long to wait before another attempt, counted from the answer.
    ///
    /// From the `retry-after` header, in seconds or as a date (taken against the answer's own `date` where it
    /// has one, so that a wrong clock here does no harm; a date that has passed is zero). Without it, and for
    /// the status 429 only, from `x-ratelimit-reset`. `None` when the answer says neither. For a call that was
    /// given up because a [`Throttle`](crate::Throttle) would have held it back for too long, it is that time.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Problem::Deadline { wait, .. } = &self.inner.problem {
            return *wait;
        }
        let headers = self.headers()?;
        retry_after(headers).or_else(|| {
            let reset = RateLimit::of(headers).reset;
            reset.filter(|_| self.is_rate_limited())
        })
    }

    /// The status is 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// The status is 401: the token is missing, wrong or revoked.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// The status is 403: the token lacks a permission.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// The status is 429; see [`retry_after`](Self::retry_after).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// A time limit of this client passed: for the connection, for the attempt or for the whole call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout || self.transport_kind() == Some(TransportErrorKind::ConnectTimeout)
    }

    /// No connection was made, so that the request certainly never left.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// The answer is a success and its body is not what was due.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// The request breaks rules that are known beforehand and was not sent; see
    /// [`violations`](Self::violations).
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.kind() == ErrorKind::InvalidRequest
    }

    /// What is wrong with the request, all at once, when [`is_invalid_request`](Self::is_invalid_request).
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.inner.problem {
            Problem::InvalidRequest { violations } => Some(violations),
            _ => None,
        }
    }

    /// Where and how the answer differs from what was due, when [`is_decode`](Self::is_decode) and the body
    /// is not empty.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match &self.inner.problem {
            Problem::Decode { source } => Some(source),
            _ => None,
        }
    }

    /// Whether the service certainly did not act on the attempt, because it never saw the request.
    pub(crate) fn is_unprocessed(&self) -> bool {
        self.transport_kind().is_some_and(TransportErrorKind::is_unprocessed)
    }

    /// Whether another attempt could fare better, for an error without an answer.
    pub(crate) fn is_repeatable(&self) -> bool {
        const HOPELESS: [TransportErrorKind; 2] =
            [TransportErrorKind::Unsendable, TransportErrorKind::Untrusted];
        self.transport_kind().is_some_and(|kind| !HOPELESS.contains(&kind))
    }

    fn service_error(&self) -> Option<&ServiceError> {
        match &self.inner.problem {
            Problem::Status { error } => Some(error),
            _ => None,
        }
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        match &self.inner.problem {
            Problem::Transport { source } => Some(source.kind()),
            _ => None,
        }
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn wait(retry: &'static str, date: &'static str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(retry));
        headers.insert(header::DATE, HeaderValue::from_static(date));
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(wait("120", date), Some(120));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT", date), Some(30));
        assert_eq!(wait("Sun, 06 Nov 1994 08:40:07 GMT", date), Some(0));
        assert_eq!(wait("soon", date), None);
        assert_eq!(wait("-1", date), None);
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT", "no date"), Some(0));
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
