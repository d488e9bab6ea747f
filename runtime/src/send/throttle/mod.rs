//! Holding requests back, so that a limit of the service is not run into.
//!
//! [`budget`] counts and decides, and knows no clock; here stands who waits for it. Those who wait stand in a
//! queue: only the first one looks at the budget, so that many tasks neither wake each other up in vain nor
//! overtake one another.

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

/// Spends the requests that the service allows so that they last until its window ends.
///
/// It goes by the `x-ratelimit-*` headers of the answers. While much is left nothing is held back. Once less
/// than a share of the limit is left, requests are spread evenly over the rest of the window, and when nothing
/// is left they wait for the next one. What other programs spend with the same account is seen in the next
/// answer. Before the first answer, and at the start of each window, one request goes ahead of all others to
/// learn how much is left. A service that sends no such headers is not held back at all.
///
/// Clones of a client share one throttle, and so do clients that are given clones of one. Every attempt counts
/// as a request. A held back call waits for as long as it takes, which may be the whole window (an hour); set a
/// [total timeout](crate::ClientBuilder::total_timeout) where that is too long: a call that could not be sent
/// in that time fails at once, with [`retry_after`](crate::Error::retry_after).
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
    last: u64,
}

impl Throttle {
    /// A throttle that spreads requests once less than a quarter of the limit is left.
    #[must_use]
    pub fn new() -> Self {
        let state = State { budget: Budget::default(), queue: VecDeque::new(), last: 0 };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Leaves this number of requests of each window to others. Default: 0.
    #[must_use]
    pub fn reserve(self, requests: u64) -> Self {
        self.lock().budget.reserve = requests;
        self
    }

    /// Spreads requests once less than this share of the limit is left, in percent: 100 spreads them from the
    /// start of each window, 0 never. More than 100 counts as 100. Default: 25.
    #[must_use]
    pub fn spread_below(self, percent: u8) -> Self {
        self.lock().budget.spread_below = percent.min(100);
        self
    }

    /// Waits until a request may be sent, not beyond `end`.
    ///
    /// # Errors
    /// The time that would still have to be waited, when that is known to lead beyond `end`; `None` when `end`
    /// came while it was not known.
    pub(crate) async fn admit(
        &self,
        transport: &dyn Transport,
        end: Option<Instant>,
    ) -> Result<Permit, Option<Duration>> {
        let place = Place::new(self);
        let mut timer = None;
        let mut timer_until = None;
        poll_fn(|context| {
            loop {
                let now = transport.now();
                let until = match place.step(now, context.waker()) {
                    Step::Go(probe) => return Poll::Ready(Ok(Permit::new(self, now, probe))),
                    Step::Wait(until) => until,
                };
                if end.is_some_and(|end| end <= now) {
                    return Poll::Ready(Err(None));
                }
                if let (Some(until), Some(end)) = (until, end)
                    && until > end
                {
                    return Poll::Ready(Err(Some(until.saturating_duration_since(now))));
                }
                let Some(until) = until.or(end) else {
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
    /// Lets the first of the queue look again.
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
    /// The request may be sent; whether it is the one that goes ahead of the others.
    Go(bool),
    /// Not before this time, or not before there is news.
    Wait(Option<Instant>),
}

/// A place in the queue. It is given up when it is dropped.
struct Place<'a> {
    throttle: &'a Throttle,
    number: u64,
}

impl<'a> Place<'a> {
    fn new(throttle: &'a Throttle) -> Self {
        let mut state = throttle.lock();
        state.last += 1;
        let number = state.last;
        state.queue.push_back((number, None));
        Self { throttle, number }
    }

    fn step(&self, now: Instant, waker: &Waker) -> Step {
        let mut guard = self.throttle.lock();
        let state = &mut *guard;
        let first = state.queue.front().is_some_and(|(number, _)| *number == self.number);
        let admission = if first { state.budget.admit(now) } else { Admission::AfterNews };
        let until = match admission {
            Admission::Now { probe } => return Step::Go(probe),
            Admission::At(until) => Some(until),
            Admission::AfterNews => None,
        };
        if let Some((_, place)) = state.queue.iter_mut().find(|(number, _)| *number == self.number) {
            *place = Some(waker.clone());
        }
        Step::Wait(until)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.lock();
        state.queue.retain(|(number, _)| *number != self.number);
        state.wake_first();
    }
}

/// The leave to send one request. Dropped without an answer it counts the request as spent.
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

    /// Notes an answer.
    pub(crate) fn answered(mut self, now: Instant, limited: bool, said: RateLimit) {
        self.close(|budget, sent| budget.answered(sent, now, limited, said));
    }

    /// Notes that the service never saw the request.
    pub(crate) fn unspent(mut self) {
        self.close(|_, _| ());
    }

    fn close(&mut self, note: impl FnOnce(&mut Budget, Instant)) {
        self.open = false;
        let mut state = self.throttle.lock();
        state.budget.finished(self.probe);
        note(&mut state.budget, self.sent);
        state.wake_first();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.open {
            self.close(|budget, _| budget.lost());
        }
    }
}
