//! The number of remaining requests, and when the next one may be sent. The caller passes in the time.

use std::time::{Duration, Instant};

use crate::response::RateLimit;

/// How long to wait for the first response before more requests are sent without one. Their number doubles with each such
/// time, so a service that does not respond delays its callers, but does not make them wait for each other.
const PROBE_TIME: Duration = Duration::from_millis(100);

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
}

#[derive(Debug)]
enum Limits {
    /// There was no response yet in this window. Contains the time of the first request and the number of requests since
    /// then, if any of them is in flight.
    Unknown(Option<(Instant, u32)>),
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
    Now,
    /// It must wait until this time, unless the state changes earlier.
    At(Instant),
}

impl Budget {
    /// Decides whether a request may be sent, and if so counts it as in flight.
    pub(super) fn admit(&mut self, now: Instant) -> Admission {
        if matches!(&self.limits, Limits::Window(window) if window.end <= now) {
            self.limits = Limits::Unknown(None);
        }
        let admission = match &mut self.limits {
            Limits::Unlimited => Admission::Now,
            Limits::Unknown(probes) => probe(probes, now),
            Limits::Window(window) => {
                let unavailable = self.reserve.saturating_add(self.in_flight);
                window.admit(now, window.remaining.saturating_sub(unavailable), self.spread_below)
            }
        };
        self.in_flight += u64::from(admission == Admission::Now);
        admission
    }

    /// Records that a request is no longer in flight.
    pub(super) fn finish(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Limits::Unknown(probes) = &mut self.limits
            && self.in_flight == 0
        {
            *probes = None;
        }
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
            if matches!(self.limits, Limits::Unknown(_)) && !is_rate_limited {
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
        Self { reserve: 0, spread_below: 25, limits: Limits::Unknown(None), in_flight: 0 }
    }
}

/// Admits one request, and more of them while there is no response.
fn probe(probes: &mut Option<(Instant, u32)>, now: Instant) -> Admission {
    let (start, sent) = probes.get_or_insert((now, 0));
    // The number of admitted requests doubles with each interval, so this is when the next one is admitted.
    let intervals = sent.checked_ilog2().map_or(0, |log| log + 1);
    let next = *start + PROBE_TIME * intervals;
    if next > now {
        return Admission::At(next);
    }
    *sent = sent.saturating_add(1);
    Admission::Now
}

impl Window {
    fn admit(&mut self, now: Instant, available: u64, spread_below: u8) -> Admission {
        if available == 0 {
            return Admission::At(self.end);
        }
        let is_low = u128::from(available) * 100 < u128::from(self.limit) * u128::from(spread_below);
        if !is_low && spread_below < 100 {
            return Admission::Now;
        }
        if let Some(last) = self.last_sent {
            let intervals = u32::try_from(available).unwrap_or(u32::MAX).saturating_add(1);
            let next = last + self.end.saturating_duration_since(last) / intervals;
            if next > now {
                return Admission::At(next);
            }
        }
        self.last_sent = Some(now);
        Admission::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO: Admission = Admission::Now;

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
        assert_eq!(budget.admit(now), GO);
        assert_eq!(budget.admit(now), Admission::At(now + PROBE_TIME));
        budget.finish();
        assert_eq!(budget.admit(now), GO);
        budget.finish();
        budget.record_response(now, now, false, RateLimit::default());
        assert!((0..1000).all(|_| budget.admit(now) == GO));
    }

    #[test]
    fn probes_double_while_there_is_no_response() {
        let (mut budget, start) = (Budget { spread_below: 0, ..Budget::default() }, Instant::now());
        for (intervals, admitted) in [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16)] {
            let now = start + PROBE_TIME * intervals;
            assert!((0..admitted).all(|_| budget.admit(now) == GO), "{intervals}");
            assert_eq!(budget.admit(now), Admission::At(now + PROBE_TIME));
        }
        let now = start + PROBE_TIME * 6;
        budget.record_response(now, now, false, rate_limit(100, 60, 59));
        // The 32 requests in flight count as used.
        assert_eq!((0..100).filter(|_| budget.admit(now) == GO).count(), 28);
    }

    #[test]
    fn remaining_requests_are_spread_over_the_window() {
        let (mut budget, now) = (Budget { spread_below: 50, ..Budget::default() }, Instant::now());
        budget.admit(now);
        budget.finish();
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
        assert_eq!(budget.admit(end), GO);
        assert_eq!(budget.admit(end), Admission::At(end + PROBE_TIME));
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
        budget.finish();
        budget.record_lost();
        assert!(matches!(budget.admit(now), Admission::At(_)));
        // A response from the next window.
        let later = now + Duration::from_secs(30);
        budget.record_response(later, later, false, rate_limit(10, 9, 59));
        assert_eq!(budget.admit(later), GO);
    }
}
