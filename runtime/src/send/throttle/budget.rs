//! The number of remaining requests, and when the next one may be sent. The caller passes in the time.

use std::time::{Duration, Instant};

use crate::response::RateLimit;

/// The service reports the end of its window in whole seconds, which can be off by one.
const ROUNDING: Duration = Duration::from_secs(1);

/// The settings of a throttle, and the state of the current window.
#[derive(Debug)]
pub(super) struct Budget {
    pub(super) reserve: u64,
    /// As a percentage of the limit.
    pub(super) spread_below: u8,
    limits: Limits,
    in_flight: u64,
    /// Whether a probe is in flight.
    probing: bool,
}

#[derive(Debug)]
enum Limits {
    /// There was no response yet in this window.
    Unknown,
    /// The service does not report a limit.
    Unlimited,
    Window(Window),
}

#[derive(Debug)]
struct Window {
    limit: u64,
    /// The smallest number that a response in this window reported.
    remaining: u64,
    /// The time by which the window is known to have ended.
    end: Instant,
    /// The time of the last request, once requests are spread.
    last_sent: Option<Instant>,
}

/// Whether a request may be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It may be sent. A probe is sent ahead of others to find out how many requests remain.
    Now { probe: bool },
    /// It must wait until this time, unless the state changes earlier.
    At(Instant),
    /// It must wait for a response that reports how many requests remain.
    AfterResponse,
}

impl Budget {
    /// Decides whether a request may be sent, and if so counts it as in flight.
    pub(super) fn admit(&mut self, now: Instant) -> Admission {
        if matches!(&self.limits, Limits::Window(window) if window.end <= now) {
            self.limits = Limits::Unknown;
        }
        let admission = match &mut self.limits {
            Limits::Unlimited => Admission::Now { probe: false },
            Limits::Unknown if self.probing => Admission::AfterResponse,
            Limits::Unknown => {
                self.probing = true;
                Admission::Now { probe: true }
            }
            Limits::Window(window) => {
                let unavailable = self.reserve.saturating_add(self.in_flight);
                window.admit(now, window.remaining.saturating_sub(unavailable), self.spread_below)
            }
        };
        self.in_flight += u64::from(matches!(admission, Admission::Now { .. }));
        admission
    }

    /// Records that a request is no longer in flight.
    pub(super) fn finish(&mut self, probe: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.probing &= !probe;
    }

    /// Records a response. Responses can arrive in a different order than the service counted the requests,
    /// so the smallest number of remaining requests within a window applies.
    pub(super) fn record_response(
        &mut self,
        sent: Instant,
        now: Instant,
        is_rate_limited: bool,
        rate_limit: RateLimit,
    ) {
        let (Some(remaining), Some(reset)) = (rate_limit.remaining, rate_limit.reset) else {
            if matches!(self.limits, Limits::Unknown) && !is_rate_limited {
                self.limits = Limits::Unlimited;
            }
            return;
        };
        let remaining = if is_rate_limited { 0 } else { remaining };
        let Some(end) = now.checked_add(reset.saturating_add(ROUNDING)) else {
            return;
        };
        match &mut self.limits {
            Limits::Window(window) if sent.checked_add(reset).is_none_or(|end| end <= window.end) => {
                window.remaining = window.remaining.min(remaining);
                window.end = window.end.max(end);
            }
            limits => {
                let limit = rate_limit.limit.unwrap_or(remaining);
                *limits = Limits::Window(Window { limit, remaining, end, last_sent: None });
            }
        }
    }

    /// Records a request without a response, which the service may have counted.
    pub(super) fn record_lost(&mut self) {
        if let Limits::Window(window) = &mut self.limits {
            window.remaining = window.remaining.saturating_sub(1);
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { reserve: 0, spread_below: 25, limits: Limits::Unknown, in_flight: 0, probing: false }
    }
}

impl Window {
    fn admit(&mut self, now: Instant, available: u64, spread_below: u8) -> Admission {
        if available == 0 {
            return Admission::At(self.end);
        }
        let is_low = u128::from(available) * 100 < u128::from(self.limit) * u128::from(spread_below);
        if !is_low && spread_below < 100 {
            return Admission::Now { probe: false };
        }
        if let Some(last) = self.last_sent {
            let intervals = u32::try_from(available).unwrap_or(u32::MAX).saturating_add(1);
            let next = last + self.end.saturating_duration_since(last) / intervals;
            if next > now {
                return Admission::At(next);
            }
        }
        self.last_sent = Some(now);
        Admission::Now { probe: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO: Admission = Admission::Now { probe: false };

    fn rate_limit(limit: u64, remaining: u64, reset: u64) -> RateLimit {
        let headers = [("limit", limit), ("remaining", remaining), ("reset", reset)];
        let headers = headers.into_iter().filter_map(|(name, value)| {
            Some((format!("x-ratelimit-{name}").parse().ok()?, http::HeaderValue::from(value)))
        });
        RateLimit::from_headers(&headers.collect())
    }

    #[test]
    fn first_request_is_a_probe() {
        let (mut budget, now) = (Budget::default(), Instant::now());
        assert_eq!(budget.admit(now), Admission::Now { probe: true });
        assert_eq!(budget.admit(now), Admission::AfterResponse);
        budget.finish(true);
        assert_eq!(budget.admit(now), Admission::Now { probe: true });
        budget.finish(true);
        budget.record_response(now, now, false, RateLimit::default());
        assert!((0..1000).all(|_| budget.admit(now) == GO));
    }

    #[test]
    fn remaining_requests_are_spread_over_the_window() {
        let (mut budget, now) = (Budget { spread_below: 50, ..Budget::default() }, Instant::now());
        budget.admit(now);
        budget.finish(true);
        budget.record_response(now, now, false, rate_limit(10, 7, 59));
        assert_eq!((budget.admit(now), budget.admit(now), budget.admit(now)), (GO, GO, GO));
        // Four requests remain for one minute: one now, and then one every 15 seconds.
        assert_eq!(budget.admit(now), GO);
        let next = now + Duration::from_secs(15);
        assert_eq!(budget.admit(now), Admission::At(next));
        assert_eq!(budget.admit(next), GO);
        assert_eq!(budget.admit(next), Admission::At(next + Duration::from_secs(15)));
    }

    #[test]
    fn without_remaining_requests_the_next_window_starts_with_a_probe() {
        let (mut budget, now) = (Budget { reserve: 2, ..Budget::default() }, Instant::now());
        budget.record_response(now, now, false, rate_limit(10, 2, 59));
        let end = now + Duration::from_secs(60);
        assert_eq!(budget.admit(now), Admission::At(end));
        assert_eq!(budget.admit(end), Admission::Now { probe: true });
        assert_eq!(budget.admit(end), Admission::AfterResponse);
        budget.record_response(now, now, true, rate_limit(10, 5, 59));
        assert_eq!(budget.admit(now), Admission::At(end));
    }

    #[test]
    fn late_response_does_not_increase_the_remaining_requests() {
        let (mut budget, now) = (Budget { spread_below: 0, ..Budget::default() }, Instant::now());
        for remaining in [3, 1, 2] {
            budget.record_response(now, now, false, rate_limit(10, remaining, 59));
        }
        assert_eq!(budget.admit(now), GO);
        budget.finish(false);
        budget.record_lost();
        assert!(matches!(budget.admit(now), Admission::At(_)));
        // A response from the next window.
        let later = now + Duration::from_secs(30);
        budget.record_response(later, later, false, rate_limit(10, 9, 59));
        assert_eq!(budget.admit(later), GO);
    }
}
