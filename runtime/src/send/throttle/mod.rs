//! Client-side throttling, which delays requests to stay within the rate limit of the service.
//!
//! [`budget`] counts requests and decides when the next one may be sent, without access to a clock. This
//! module contains the queue of waiting requests, which are admitted in order. Whichever of them is polled admits all
//! requests that may be sent, so one whose task makes no progress does not stop the others. Only the first one has a
//! timer for the exact time, so that tasks do not wake each other unnecessarily.

mod budget;

use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use self::budget::{Admission, Budget};
use crate::response::RateLimit;
use crate::transport::Transport;

/// How often requests other than the first one in the queue check the budget. They only need to if the task of the first
/// one makes no progress.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Extends the interval for each waiting request, to limit the work of a long queue.
const PER_WAITING: Duration = Duration::from_millis(1);

/// Delays requests so that the rate limit of the service is not exceeded.
///
/// The throttle reads the `x-ratelimit-*` headers of responses:
///
/// - While enough requests remain, none is delayed.
/// - When the remaining share falls below [`spread_below`](Self::spread_below), requests are spread evenly
///   over the rest of the window.
/// - When no requests remain, further requests wait for the next window.
/// - Before the first response, and at the start of each window, a single request is sent first to find out
///   how many remain. If there is no response within 100 ms, more requests are sent.
///
/// Requests of other programs with the same account are taken into account with the next response. If the
/// service does not send these headers, no request is delayed.
///
/// Clones share their state, so clients can share a throttle, and clones of a client always do. Each attempt
/// counts as one request.
///
/// A delayed call can wait until the end of the window, which may be an hour. To limit this, set a [total
/// timeout](crate::ClientBuilder::total_timeout): a call that cannot be sent within it fails immediately, and
/// [`Error::retry_after`](crate::Error::retry_after) returns the remaining delay.
///
/// ```
/// # use faithful_runtime::{Client, Configuration, Error, Throttle};
/// # fn build(configuration: &'static Configuration) -> Result<Client, Error> {
/// Client::builder(configuration).token("…").throttle(Throttle::new().reserve(50)).build()
/// # }
/// ```
#[derive(Clone)]
pub struct Throttle {
    state: Arc<Mutex<State>>,
}

struct State {
    budget: Budget,
    /// The waiting requests by number, in the order in which they arrived.
    queue: BTreeMap<u64, Option<Waker>>,
    /// The requests that were admitted, but do not know yet, with the time.
    admitted: BTreeMap<u64, Instant>,
    last_number: u64,
}

impl Throttle {
    /// Creates a throttle with the default settings.
    #[must_use]
    pub fn new() -> Self {
        let state = State {
            budget: Budget::default(),
            queue: BTreeMap::new(),
            admitted: BTreeMap::new(),
            last_number: 0,
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Sets the number of requests per window that are left unused, for other programs. Default: 0.
    #[must_use]
    pub fn reserve(self, requests: u64) -> Self {
        self.lock().budget.reserve = requests;
        self
    }

    /// Sets the share of the limit, in percent, below which the remaining requests are spread evenly over the
    /// rest of the window. Default: 25.
    ///
    /// 100 spreads requests from the start of each window, and 0 never does. Values above 100 count as 100.
    #[must_use]
    pub fn spread_below(self, percent: u8) -> Self {
        self.lock().budget.spread_below = percent.min(100);
        self
    }

    /// Waits until a request may be sent, at most until `deadline`.
    ///
    /// # Errors
    ///
    /// Returns the remaining delay if it is known to exceed the deadline, or `None` if the deadline passed
    /// while the delay was unknown.
    pub(crate) async fn admit(
        &self,
        transport: &dyn Transport,
        deadline: Option<Instant>,
    ) -> Result<Permit, Option<Duration>> {
        let ticket = Ticket::new(self);
        let mut timer = None;
        let mut timer_until = None;
        poll_fn(|context| {
            loop {
                let now = transport.now();
                let (next, check) = match ticket.step(now, context.waker()) {
                    Step::Send(sent) => return Poll::Ready(Ok(Permit::new(self, sent))),
                    Step::Wait { next, check } => (next, check),
                };
                if deadline.is_some_and(|deadline| deadline <= now) {
                    return Poll::Ready(Err(None));
                }
                if deadline.is_some_and(|deadline| next > deadline) {
                    return Poll::Ready(Err(Some(next.saturating_duration_since(now))));
                }
                let until = deadline.map_or(check, |deadline| check.min(deadline));
                if timer_until != Some(until) {
                    timer = Some(transport.sleep(until.saturating_duration_since(now)));
                    timer_until = Some(until);
                }
                match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
                    Some(Poll::Ready(())) => (timer, timer_until) = (None, None),
                    Some(Poll::Pending) | None => return Poll::Pending,
                }
            }
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Admits the requests that may be sent. Returns when the next one may be.
    fn advance(&mut self, now: Instant) -> Instant {
        let mut has_advanced = false;
        while let Some(entry) = self.queue.first_entry() {
            if let Admission::At(next) = self.budget.admit(now) {
                // The first request now needs a timer.
                if has_advanced {
                    self.wake_first();
                }
                return next;
            }
            has_advanced = true;
            let (number, waker) = entry.remove_entry();
            self.admitted.insert(number, now);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
        now
    }

    /// Wakes the first request in the queue, so that it checks the budget again.
    fn wake_first(&mut self) {
        if let Some(waker) = self.queue.values_mut().next().and_then(Option::take) {
            waker.wake();
        }
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Throttle").field("budget", &self.lock().budget).finish_non_exhaustive()
    }
}

enum Step {
    /// The request was admitted at this time.
    Send(Instant),
    /// The next request may be sent at `next`. Check again at `check`, or when the state changes.
    Wait { next: Instant, check: Instant },
}

/// A position in the queue, which is removed from it when dropped.
struct Ticket<'a> {
    throttle: &'a Throttle,
    number: u64,
}

impl<'a> Ticket<'a> {
    fn new(throttle: &'a Throttle) -> Self {
        let mut state = throttle.lock();
        state.last_number += 1;
        let number = state.last_number;
        state.queue.insert(number, None);
        Self { throttle, number }
    }

    fn step(&self, now: Instant, waker: &Waker) -> Step {
        let mut state = self.throttle.lock();
        let next = state.advance(now);
        if let Some(sent) = state.admitted.remove(&self.number) {
            return Step::Send(sent);
        }
        let waiting = u32::try_from(state.queue.len()).unwrap_or(u32::MAX);
        let is_first = state.queue.first_key_value().is_some_and(|(number, _)| *number == self.number);
        if let Some(waiting) = state.queue.get_mut(&self.number) {
            *waiting = Some(waker.clone());
        }
        let check = if is_first { next } else { next.max(now) + CHECK_INTERVAL + PER_WAITING * waiting };
        Step::Wait { next, check }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.lock();
        if state.admitted.remove(&self.number).is_some() {
            // It was not sent.
            state.budget.finish();
            state.wake_first();
        } else if state.queue.first_key_value().is_some_and(|(first, _)| *first == self.number) {
            state.queue.remove(&self.number);
            state.wake_first();
        } else {
            state.queue.remove(&self.number);
        }
    }
}

/// The permission to send one request. If it is dropped without a response, the request counts as used.
pub(crate) struct Permit {
    throttle: Throttle,
    sent: Instant,
    open: bool,
}

impl Permit {
    fn new(throttle: &Throttle, sent: Instant) -> Self {
        Self { throttle: throttle.clone(), sent, open: true }
    }

    /// Records a response.
    pub(crate) fn record(mut self, now: Instant, is_rate_limited: bool, rate_limit: RateLimit) {
        let sent = self.sent;
        self.close(|state| {
            state.budget.record_response(sent, now, is_rate_limited, rate_limit);
            state.advance(now);
        });
    }

    /// Records that the service never received the request.
    pub(crate) fn release(mut self) {
        self.close(State::wake_first);
    }

    fn close(&mut self, update: impl FnOnce(&mut State)) {
        self.open = false;
        let mut state = self.throttle.lock();
        state.budget.finish();
        update(&mut state);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.open {
            self.close(|state| {
                state.budget.record_lost();
                state.wake_first();
            });
        }
    }
}
