//! The rate limit headers of a response.

use std::time::Duration;

use http::HeaderMap;

/// The rate limit of the service, from the `x-ratelimit-*` headers of a response.
///
/// A field is `None` if its header is missing or not an integer; neither makes a call fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Number of requests allowed per window, from `x-ratelimit-limit`.
    pub limit: Option<u64>,
    /// Number of requests left in the current window, from `x-ratelimit-remaining`.
    pub remaining: Option<u64>,
    /// Time until the window ends, counted from the response. From `x-ratelimit-reset`, which is a number of seconds
    /// and not a date.
    pub reset: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset").map(Duration::from_secs),
        }
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn invalid_numbers_are_none() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-limit", HeaderValue::from_static("1000"));
        headers.insert("x-ratelimit-remaining", HeaderValue::from_static("many"));
        headers.insert("x-ratelimit-reset", HeaderValue::from_static(" 60 "));
        let rate_limit = RateLimit::from_headers(&headers);
        assert_eq!(rate_limit.limit, Some(1000));
        assert_eq!(rate_limit.remaining, None);
        assert_eq!(rate_limit.reset, Some(Duration::from_secs(60)));
        assert_eq!(RateLimit::from_headers(&HeaderMap::new()), RateLimit::default());
    }
}
