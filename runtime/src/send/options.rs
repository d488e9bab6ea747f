//! What can be changed for one call alone.

use std::time::Duration;

use http::HeaderMap;

use super::retry::Retry;
use crate::wire::headers;

/// The options of one call. What is not set is taken from the client.
///
/// ```
/// # use std::time::Duration;
/// # use northflank_runtime::{CallOptions, Retry};
/// # fn change(options: CallOptions) -> CallOptions {
/// options.timeout(Duration::from_secs(2)).retry(Retry::none()).header("x-trace", "1")
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "options are handed back from the closure"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) body_limit: Option<usize>,
    pub(crate) retry: Option<Retry>,
    pub(crate) headers: HeaderMap,
    pub(crate) refused_headers: Vec<(String, &'static str)>,
    pub(crate) skip_validation: bool,
    pub(crate) idempotent: bool,
}

impl CallOptions {
    /// The time within which the whole answer must have arrived, for each attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time for the whole call, see [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// The most bytes that the body of the answer may have, see
    /// [`ClientBuilder::body_limit`](crate::ClientBuilder::body_limit). For a large file that is read as a stream,
    /// `usize::MAX` is no limit.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Whether and when the call is attempted again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// A header to send, in place of one of the same name. A name or value that cannot be sent, or a header
    /// that the client itself sets (`authorization`, `host`, `content-length`, `transfer-encoding`,
    /// `connection`), makes the call fail before anything is sent.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.push_header(name.as_ref(), value.as_ref());
        self
    }

    fn push_header(&mut self, name: &str, value: &str) {
        match headers::parse(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.refused_headers.push((name.to_owned(), reason)),
        }
    }

    /// Sends the request although its parameters or its body break rules that are known beforehand: for a
    /// service that has become more lenient than this version knows. What cannot be sent without harm (an
    /// empty path parameter, `.` and `..` there, a header that is none) is refused all the same.
    pub fn skip_validation(mut self) -> Self {
        self.skip_validation = true;
        self
    }

    /// Says that sending this call twice has the effect of sending it once, so that it is retried as a `GET`
    /// is.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }
}
