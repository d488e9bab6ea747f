//! The accessors of an error.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{Error, ErrorKind, Problem, ServiceError};
use crate::json::{Json, ReadError, Violations};
use crate::response::rate_limit::{RateLimit, wait, wait_until};
use crate::transport::TransportErrorKind;
use crate::wire::headers;

impl Error {
    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.inner.problem {
            Problem::Configuration { .. } => ErrorKind::Configuration,
            Problem::Token { .. } => ErrorKind::Token,
            Problem::Middleware { .. } => ErrorKind::Middleware,
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
            Problem::Decode { .. } | Problem::EmptyBody | Problem::Encoded => ErrorKind::Decode,
            Problem::BodyTooLarge { .. } | Problem::ValuesTooLarge { .. } | Problem::EventTooLarge { .. } => {
                ErrorKind::BodyTooLarge
            }
            Problem::Pagination { .. } => ErrorKind::Pagination,
        }
    }

    /// Returns the id of the operation, for example `getTemplate`, or `None` if building the client failed.
    ///
    /// It is `request` for [untyped calls](crate::UntypedCall).
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// Returns the status of the response, if one arrived, including one whose body could not be read or parsed.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.response.as_ref().map(|response| response.status)
    }

    /// Returns the headers of the response, if one arrived.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.response.as_ref().map(|response| &response.headers)
    }

    /// Parses a response header into a type, as [`Response::header`](crate::Response::header) does. Returns `None` if
    /// there is no response or it lacks the header.
    ///
    /// # Errors
    /// Returns an error if the header value does not match the type.
    #[must_use]
    pub fn header<T: Json>(&self, name: &str) -> Option<Result<T, ReadError>> {
        headers::read(self.headers()?, name)
    }

    /// Returns the unparsed response body, after decompression, if a response arrived. A body with a content coding that
    /// is not supported is returned as it arrived. After a timeout, a connection
    /// failure or [`ErrorKind::BodyTooLarge`] this is the part that had arrived.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.inner.response.as_ref().map(|response| &response.body)
    }

    /// Returns the service's error message, if the error body is JSON and contains one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.service_error()?.message.as_deref()
    }

    /// Returns the service's id for the error, if the error body contains one.
    #[must_use]
    pub fn error_id(&self) -> Option<&str> {
        self.service_error()?.id.as_deref()
    }

    /// Returns the `details` of the error body, if any. Their structure depends on the service.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.service_error()?.details.as_ref()
    }

    /// Returns the request id, from the `x-request-id` header of the response.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers()?.get("x-request-id")?.to_str().ok()
    }

    /// Returns the number of attempts to send the request; 0 if the call failed before the first one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Returns `true` if a non-idempotent call may have taken effect although no response confirms it.
    ///
    /// This is the case if, in any attempt, the request may have reached the service but no status was received, or the
    /// status was 502 or 504, which a gateway returns if it got no valid response from the service. Check the state of
    /// the service before sending the call again.
    ///
    /// Always `false` for an idempotent call, which is safe to send again.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.inner.outcome_unknown
    }

    /// Returns `true` if the request body was a stream and has been read, even partially. After that, the call was
    /// not retried, and clones of it cannot be sent: create a new call with a new stream.
    #[must_use]
    pub fn is_body_consumed(&self) -> bool {
        self.inner.body_consumed
    }

    /// Returns the error of the most recent attempt that got a response, if the final attempt got none.
    ///
    /// For example, if the first attempt gets a 503 and the second cannot connect, the error has the kind
    /// [`Connect`](ErrorKind::Connect), and this method returns the 503 with its headers and body. Returns `None` if
    /// this error itself has a response.
    #[must_use]
    pub fn previous_response(&self) -> Option<&Error> {
        self.inner.previous.as_ref()
    }

    /// Returns the rate limit from the headers of the last response; all fields are `None` if there was no response.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        let headers = self.headers().or_else(|| self.previous_response()?.headers());
        headers.map(RateLimit::from_headers).unwrap_or_default()
    }

    /// Returns how long to wait before the next attempt, counted from the response.
    ///
    /// The value comes from the `retry-after` header, in seconds or as a date. A date is compared with the `date` header
    /// of the response if there is one, so a wrong local clock does not matter; a date in the past gives zero. A number
    /// that is too large for seconds is a Unix time, and the result is at most one day. Without
    /// `retry-after`, a response with status 429 gives the value of `x-ratelimit-reset`. Otherwise, this is `None`.
    ///
    /// If the call was abandoned because a [`Throttle`](crate::Throttle) would have delayed it beyond its total timeout,
    /// this is the delay.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Problem::Deadline { wait, .. } = &self.inner.problem {
            return *wait;
        }
        let headers = self.headers()?;
        retry_after(headers).or_else(|| {
            let reset = RateLimit::from_headers(headers).reset;
            reset.filter(|_| self.is_rate_limited())
        })
    }

    /// Returns `true` if the status is 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns `true` if the status is 401: the token is missing, invalid or revoked.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns `true` if the status is 403: the token lacks a permission.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns `true` if the status is 429; see [`retry_after`](Self::retry_after).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns `true` if a timeout of the client elapsed: for connecting, for the attempt or for the whole call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout || self.transport_kind() == Some(TransportErrorKind::ConnectTimeout)
    }

    /// Returns `true` if no connection could be established, so the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Returns `true` if the response is successful, but its body does not match the expected type; see
    /// [`read_error`](Self::read_error).
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// Returns `true` if the request failed validation and was not sent; see [`violations`](Self::violations).
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.kind() == ErrorKind::InvalidRequest
    }

    /// Returns all violations found in the request, if [`is_invalid_request`](Self::is_invalid_request).
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.inner.problem {
            Problem::InvalidRequest { violations, .. } => Some(violations),
            _ => None,
        }
    }

    /// Returns where and how the response body differs from the expected type, if [`is_decode`](Self::is_decode) and
    /// the body is not empty and could be decompressed.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match &self.inner.problem {
            Problem::Decode { source } => Some(source),
            _ => None,
        }
    }

    /// Returns the underlying error, for downcasting: the error of the token provider, a
    /// [`TransportError`](crate::TransportError), [`Violations`], a [`ReadError`], or the cause of a failed
    /// configuration.
    ///
    /// Its text is part of the [`Display`](std::fmt::Display) output, so it is not a
    /// [`source`](std::error::Error::source).
    #[must_use]
    pub fn get_ref(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &self.inner.problem {
            Problem::Configuration { source, .. } => source.as_deref(),
            Problem::Token { source } | Problem::Middleware { source } => Some(&**source),
            Problem::InvalidRequest { violations, .. } => Some(violations),
            Problem::Transport { source } => Some(source),
            Problem::Decode { source } => Some(source),
            Problem::Deadline { .. }
            | Problem::Redirect
            | Problem::Status { .. }
            | Problem::EmptyBody
            | Problem::Encoded
            | Problem::BodyTooLarge { .. }
            | Problem::EventTooLarge { .. }
            | Problem::ValuesTooLarge { .. }
            | Problem::Pagination { .. } => None,
        }
    }

    /// Whether the service is known not to have processed the request.
    pub(crate) fn is_unprocessed(&self) -> bool {
        self.transport_kind().is_some_and(TransportErrorKind::is_unprocessed)
    }

    /// Whether another attempt can succeed, for an error without a response.
    pub(crate) fn is_repeatable(&self) -> bool {
        const PERMANENT: [TransportErrorKind; 2] =
            [TransportErrorKind::Unsendable, TransportErrorKind::Untrusted];
        self.transport_kind().is_some_and(|kind| !PERMANENT.contains(&kind))
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
        return Some(wait(seconds, headers));
    }
    httpdate::parse_http_date(text).ok().map(|end| wait_until(end, headers))
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
