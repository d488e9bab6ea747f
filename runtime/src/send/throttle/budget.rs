//! How many requests are left, and when the next one may be sent. Times come from outside.

use std::time::{Duration, Instant};

use crate::response::RateLimit;

/// The service counts in whole seconds, so what it says about the end of its window may be off by one.
const SECOND: Duration = Duration::from_secs(1);

/// What is known about the budget, and how it is spent.
#[derive(Debug)]
pub(super) struct Budget {
    pub(super) reserve: u64,
    /// In percent of the limit.
    pub(super) spread_below: u8,
    knowledge: Knowledge,
    in_flight: u64,
    /// Whether a request is under way that is to find out.
    probing: bool,
}

#[derive(Debug)]
enum Knowledge {
    /// Nothing yet, or nothing about this window.
    Nothing,
    /// The service does not say.
    Unlimited,
    Window(Window),
}

#[derive(Debug)]
struct Window {
    limit: u64,
    /// The least that an answer of this window said to be left.
    remaining: u64,
    /// When it has ended for certain.
    end: Instant,
    /// When a request was sent last, once requests are spread.
    last: Option<Instant>,
}

/// Whether a request may be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It may; `probe` says that it goes ahead to find out how much is left.
    Now { probe: bool },
    /// Not before this time, unless there is news.
    At(Instant),
    /// Not before an answer says how much is left.
    AfterNews,
}

impl Budget {
    /// Decides about one request, and counts it when it may be sent.
    pub(super) fn admit(&mut self, now: Instant) -> Admission {
        if matches!(&self.knowledge, Knowledge::Window(window) if window.end <= now) {
            self.knowledge = Knowledge::Nothing;
        }
        let admission = match &mut self.knowledge {
            Knowledge::Unlimited => Admission::Now { probe: false },
            Knowledge::Nothing if self.probing => Admission::AfterNews,
            Knowledge::Nothing => {
                self.probing = true;
                Admission::Now { probe: true }
            }
            Knowledge::Window(window) => {
                let left = window.remaining.saturating_sub(self.reserve.saturating_add(self.in_flight));
                window.admit(now, left, self.spread_below)
            }
        };
        self.in_flight += u64::from(matches!(admission, Admission::Now { .. }));
        admission
    }

    /// A request is no longer under way.
    pub(super) fn finished(&mut self, probe: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.probing &= !probe;
    }

    /// An answer came. Answers may come in another order than that in which they were counted, so within one
    /// window the least that is said to be left holds.
    pub(super) fn answered(&mut self, sent: Instant, now: Instant, limited: bool, said: RateLimit) {
        let (Some(remaining), Some(reset)) = (said.remaining, said.reset) else {
            if matches!(self.knowledge, Knowledge::Nothing) && !limited {
                self.knowledge = Knowledge::Unlimited;
            }
            return;
        };
        let remaining = if limited { 0 } else { remaining };
        let Some(end) = now.checked_add(reset.saturating_add(SECOND)) else {
            return;
        };
        match &mut self.knowledge {
            Knowledge::Window(window) if sent.checked_add(reset).is_none_or(|end| end <= window.end) => {
                window.remaining = window.remaining.min(remaining);
                window.end = window.end.max(end);
            }
            knowledge => {
                let limit = said.limit.unwrap_or(remaining);
                *knowledge = Knowledge::Window(Window { limit, remaining, end, last: None });
            }
        }
    }

    /// No answer came, and the service may have counted the request.
    pub(super) fn lost(&mut self) {
        if let Knowledge::Window(window) = &mut self.knowledge {
            window.remaining = window.remaining.saturating_sub(1);
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { reserve: 0, spread_below: 25, knowledge: Knowledge::Nothing, in_flight: 0, probing: false }
    }
}

impl Window {
    fn admit(&mut self, now: Instant, left: u64, spread_below: u8) -> Admission {
        if left == 0 {
            return Admission::At(self.end);
        }
        let low = u128::from(left) * 100 < u128::from(self.limit) * u128::from(spread_below);
        if !low && spread_below < 100 {
            return Admission::Now { probe: false };
        }
        if let Some(last) = self.last {
            let share = u32::try_from(left).unwrap_or(u32::MAX).saturating_add(1);
            let next = last + self.end.saturating_duration_since(last) / share;
            if next > now {
                return Admission::At(next);
            }
        }
        self.last = Some(now);
        Admission::Now { probe: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO: Admission = Admission::Now { probe: false };

    fn said(limit: u64, remaining: u64, reset: u64) -> RateLimit {
        let headers = [("limit", limit), ("remaining", remaining), ("reset", reset)];
        let headers = headers.into_iter().filter_map(|(name, value)| {
            Some((format!("x-ratelimit-{name}").parse().ok()?, http::HeaderValue::from(value)))
        });
        RateLimit::of(&headers.collect())
    }

    #[test]
    fn one_request_goes_ahead() {
        let (mut budget, now) = (Budget::default(), Instant::now());
        assert_eq!(budget.admit(now), Admission::Now { probe: true });
        assert_eq!(budget.admit(now), Admission::AfterNews);
        budget.finished(true);
        assert_eq!(budget.admit(now), Admission::Now { probe: true });
        budget.finished(true);
        budget.answered(now, now, false, RateLimit::default());
        assert!((0..1000).all(|_| budget.admit(now) == GO));
    }

    #[test]
    fn what_is_left_is_spread_over_the_window() {
        let (mut budget, now) = (Budget { spread_below: 50, ..Budget::default() }, Instant::now());
        budget.admit(now);
        budget.finished(true);
        budget.answered(now, now, false, said(10, 7, 59));
        assert_eq!((budget.admit(now), budget.admit(now), budget.admit(now)), (GO, GO, GO));
        // Four are left, for a minute: one at once, and a quarter of a minute until the next one.
        assert_eq!(budget.admit(now), GO);
        let next = now + Duration::from_secs(15);
        assert_eq!(budget.admit(now), Admission::At(next));
        assert_eq!(budget.admit(next), GO);
        assert_eq!(budget.admit(next), Admission::At(next + Duration::from_secs(15)));
    }

    #[test]
    fn with_nothing_left_the_next_window_is_waited_for_and_explored() {
        let (mut budget, now) = (Budget { reserve: 2, ..Budget::default() }, Instant::now());
        budget.answered(now, now, false, said(10, 2, 59));
        let end = now + Duration::from_secs(60);
        assert_eq!(budget.admit(now), Admission::At(end));
        assert_eq!(budget.admit(end), Admission::Now { probe: true });
        assert_eq!(budget.admit(end), Admission::AfterNews);
        budget.answered(now, now, true, said(10, 5, 59));
        assert_eq!(budget.admit(now), Admission::At(end));
    }

    #[test]
    fn an_old_answer_does_not_raise_what_is_left() {
        let (mut budget, now) = (Budget { spread_below: 0, ..Budget::default() }, Instant::now());
        for remaining in [3, 1, 2] {
            budget.answered(now, now, false, said(10, remaining, 59));
        }
        assert_eq!(budget.admit(now), GO);
        budget.finished(false);
        budget.lost();
        assert!(matches!(budget.admit(now), Admission::At(_)));
        // An answer of the next window.
        let later = now + Duration::from_secs(30);
        budget.answered(later, later, false, said(10, 9, 59));
        assert_eq!(budget.admit(later), GO);
    }
}
