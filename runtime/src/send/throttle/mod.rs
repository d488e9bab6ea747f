//! Client-side throttling, which delays requests to stay within the rate limit of the service.
//!
//! [`budget`] counts requests and decides when the next one may be sent, without access to a clock. This
//! module contains the queue of waiting requests. Only the first one in the queue checks the budget, so that
//! tasks do not wake each other unnecessarily and keep their order.

mod budget;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use self::budget::{Admission, Budget};
use crate::response::RateLimit;
use crate::transport::Transport;

/// Delays requests so that the rate limit of the service is not exceeded.
///
/// The throttle reads the `x-ratelimit-*` headers of responses:
///
/// - While enough requests remain, none is delayed.
/// - When the remaining share falls below [`spread_below`](Self::spread_below), requests are spread evenly
///   over the rest of the window.
/// - When no requests remain, further requests wait for the next window.
/// - Before the first response, and at the start of each window, a single request is sent first to find out
///   how many remain.
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
/// # use northflank_runtime::{Client, Configuration, Error, Throttle};
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
    queue: VecDeque<(u64, Option<Waker>)>,
    last_number: u64,
}

impl Throttle {
    /// Creates a throttle with the default settings.
    #[must_use]
    pub fn new() -> Self {
        let state = State { budget: Budget::default(), queue: VecDeque::new(), last_number: 0 };
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
                let until = match ticket.step(now, context.waker()) {
                    Step::Send { probe } => return Poll::Ready(Ok(Permit::new(self, now, probe))),
                    Step::Wait(until) => until,
                };
                if deadline.is_some_and(|deadline| deadline <= now) {
                    return Poll::Ready(Err(None));
                }
                if let (Some(until), Some(deadline)) = (until, deadline)
                    && until > deadline
                {
                    return Poll::Ready(Err(Some(until.saturating_duration_since(now))));
                }
                let Some(until) = until.or(deadline) else {
                    return Poll::Pending;
                };
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
    /// Wakes the first request in the queue, so that it checks the budget again.
    fn wake_first(&mut self) {
        if let Some(waker) = self.queue.front_mut().and_then(|(_, waker)| waker.take()) {
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
    /// The request may be sent. A probe is sent ahead of the others.
    Send { probe: bool },
    /// Wait until this time, or until the state of the budget changes.
    Wait(Option<Instant>),
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
        state.queue.push_back((number, None));
        Self { throttle, number }
    }

    fn step(&self, now: Instant, waker: &Waker) -> Step {
        let mut guard = self.throttle.lock();
        let state = &mut *guard;
        let is_first = state.queue.front().is_some_and(|(number, _)| *number == self.number);
        let admission = if is_first { state.budget.admit(now) } else { Admission::AfterResponse };
        let until = match admission {
            Admission::Now { probe } => return Step::Send { probe },
            Admission::At(until) => Some(until),
            Admission::AfterResponse => None,
        };
        if let Some((_, waiting)) = state.queue.iter_mut().find(|(number, _)| *number == self.number) {
            *waiting = Some(waker.clone());
        }
        Step::Wait(until)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.lock();
        state.queue.retain(|(number, _)| *number != self.number);
        state.wake_first();
    }
}

/// The permission to send one request. If it is dropped without a response, the request counts as used.
pub(crate) struct Permit {
    throttle: Throttle,
    sent: Instant,
    probe: bool,
    open: bool,
}

impl Permit {
    fn new(throttle: &Throttle, sent: Instant, probe: bool) -> Self {
        Self { throttle: throttle.clone(), sent, probe, open: true }
    }

    /// Records a response.
    pub(crate) fn record(mut self, now: Instant, is_rate_limited: bool, rate_limit: RateLimit) {
        self.close(|budget, sent| budget.record_response(sent, now, is_rate_limited, rate_limit));
    }

    /// Records that the service never received the request.
    pub(crate) fn release(mut self) {
        self.close(|_, _| ());
    }

    fn close(&mut self, update: impl FnOnce(&mut Budget, Instant)) {
        self.open = false;
        let mut state = self.throttle.lock();
        state.budget.finish(self.probe);
        update(&mut state.budget, self.sent);
        state.wake_first();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.open {
            self.close(|budget, _| budget.record_lost());
        }
    }
}
