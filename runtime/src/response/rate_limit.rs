//! What an answer says about how many requests are left.

use std::time::Duration;

use http::HeaderMap;

/// The rate limit as the answer's `x-ratelimit-*` headers give it.
///
/// A header that is missing or is not a whole number is `None`; it never makes a call fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in a window, from `x-ratelimit-limit`.
    pub limit: Option<u64>,
    /// Requests left in this window, from `x-ratelimit-remaining`.
    pub remaining: Option<u64>,
    /// Time until the window ends, counted from the answer, from `x-ratelimit-reset` (seconds from then, not
    /// a date).
    pub reset: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
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
    fn numbers_are_read_and_anything_else_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-limit", HeaderValue::from_static("1000"));
        headers.insert("x-ratelimit-remaining", HeaderValue::from_static("many"));
        headers.insert("x-ratelimit-reset", HeaderValue::from_static(" 60 "));
        let rate_limit = RateLimit::of(&headers);
        assert_eq!(rate_limit.limit, Some(1000));
        assert_eq!(rate_limit.remaining, None);
        assert_eq!(rate_limit.reset, Some(Duration::from_secs(60)));
        assert_eq!(RateLimit::of(&HeaderMap::new()), RateLimit::default());
    }
}
