//! The options of a single call.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use super::retry::Retry;
use crate::operation::ShownHeaders;
use crate::wire::headers;

/// The options of a single call. Options that are not set are taken from the client.
///
/// ```
/// # use std::time::Duration;
/// # use faithful_runtime::{CallOptions, Retry};
/// # fn change(options: CallOptions) -> CallOptions {
/// options.timeout(Duration::from_secs(2)).retry(Retry::none()).header("x-trace", "1")
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "options have no effect unless they are returned from the closure"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) body_limit: Option<usize>,
    pub(crate) retry: Option<Retry>,
    pub(crate) headers: HeaderMap,
    pub(crate) rejected_headers: Vec<(String, &'static str)>,
    pub(crate) skip_validation: bool,
    pub(crate) deny_unlisted: bool,
    pub(crate) idempotent: bool,
}

impl CallOptions {
    /// Sets the time limit of each attempt, see [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time limit of the whole call, including all attempts and the delays between them, see
    /// [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Sets the maximum size of the response body in bytes, see
    /// [`ClientBuilder::body_limit`](crate::ClientBuilder::body_limit).
    ///
    /// The limit also applies to streams of bytes, and to each event of a stream of events. Use `usize::MAX` to download
    /// a file of any size.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Sets how often and when the call is retried if it fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sets a header of the request, replacing a header of the same name.
    ///
    /// The call fails before anything is sent if the name or the value is invalid, or if the header is one
    /// that the client sets itself (`authorization`, `connection`, `content-length`, `host`,
    /// `transfer-encoding`).
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.push_header(name.as_ref(), value.as_ref());
        self
    }

    fn push_header(&mut self, name: &str, value: &str) {
        match headers::parse(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.rejected_headers.push((name.to_owned(), reason)),
        }
    }

    /// Sends the request even if its parameters or its body violate constraints of the spec.
    ///
    /// This is useful when the service has become more permissive than this version of the crate. Requests
    /// that cannot be sent safely are still rejected: path parameters that are empty, `.` or `..`, and
    /// invalid headers.
    pub fn skip_validation(mut self) -> Self {
        self.skip_validation = true;
        self
    }

    /// Rejects values that the spec does not list, see
    /// [`ClientBuilder::deny_unlisted`](crate::ClientBuilder::deny_unlisted).
    pub fn deny_unlisted(mut self) -> Self {
        self.deny_unlisted = true;
        self
    }

    /// Marks this call as idempotent: sending it twice has the same effect as sending it once. It is then
    /// retried like a `GET`.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }
}

impl fmt::Debug for CallOptions {
    /// Hides the values of headers that are secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("body_limit", &self.body_limit)
            .field("retry", &self.retry)
            .field("headers", &ShownHeaders(&self.headers))
            .field("rejected_headers", &self.rejected_headers)
            .field("skip_validation", &self.skip_validation)
            .field("deny_unlisted", &self.deny_unlisted)
            .field("idempotent", &self.idempotent)
            .finish()
    }
}
