//! The rate limit headers of a response.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// The longest wait that a header may request. Longer ones are mistakes.
const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// From this number of seconds on, which is 31 years, a number can only be a Unix time.
const UNIX_SECONDS: u64 = 1_000_000_000;

/// From this number on, a number can only be a Unix time in milliseconds.
const UNIX_MILLISECONDS: u64 = 100 * UNIX_SECONDS;

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
    /// Time until the window ends, counted from the response, at most one day. From `x-ratelimit-reset`, which is a
    /// number of seconds, or a Unix time in seconds or milliseconds.
    pub reset: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset").map(|seconds| wait(seconds, headers)),
        }
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// Returns how long to wait, from a number of seconds or a Unix time.
pub(crate) fn wait(number: u64, headers: &HeaderMap) -> Duration {
    if number < UNIX_SECONDS {
        return Duration::from_secs(number).min(MAX_WAIT);
    }
    let is_seconds = number < UNIX_MILLISECONDS;
    let unix = if is_seconds { Duration::from_secs(number) } else { Duration::from_millis(number) };
    let end = SystemTime::UNIX_EPOCH.checked_add(unix);
    end.map_or(MAX_WAIT, |end| wait_until(end, headers))
}

/// Returns how long to wait until a time, counted from the `date` of the response, if it has one.
pub(crate) fn wait_until(end: SystemTime, headers: &HeaderMap) -> Duration {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    end.duration_since(now).unwrap_or_default().min(MAX_WAIT)
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

    #[test]
    fn unix_times_are_recognized_and_waits_are_capped() {
        let mut headers = HeaderMap::new();
        // 1,000,000,800 seconds after 1970.
        headers.insert(header::DATE, HeaderValue::from_static("Sun, 09 Sep 2001 02:00:00 GMT"));
        let day = 24 * 60 * 60;
        for (number, seconds) in [
            (0, 0),
            (59, 59),
            (day, day),
            (day + 1, day),
            (999_999_999, day),
            (1_000_000_860, 60),
            (1_000_000_860_000, 60),
            (1_000_000_000, 0),
            (1_790_000_000, day),
            (u64::MAX, day),
        ] {
            assert_eq!(wait(number, &headers).as_secs(), seconds, "{number}");
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let soon = wait(now + 60, &HeaderMap::new()).as_secs();
        assert!((55..=60).contains(&soon), "{soon}");
    }
}
