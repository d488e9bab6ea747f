//! Waiting for a long-running process by polling.
//!
//! The caller provides the poll function ([`Client::wait`](crate::Client::wait)) and interprets its response, or describes
//! with a [`Waiter`] how the response of a call is interpreted ([`Client::wait_for`](crate::Client::wait_for)).
//! This module contains everything else: the delays between polls, the limits, and the tolerated errors.

mod outcome;
mod waiter;

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use crate::error::Error;
use crate::transport::{SleepFuture, Transport};

pub use outcome::{Outcome, PollStatus};
pub use waiter::Waiter;

const INTERVAL: Duration = Duration::from_secs(2);
const MULTIPLIER: f64 = 1.5;
/// The shortest delay between polls, whatever the settings are.
const MIN_INTERVAL: Duration = Duration::from_millis(100);
const MAX_INTERVAL: Duration = Duration::from_secs(30);
/// The longest delay between polls that the service may request.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);
const TIMEOUT: Duration = Duration::from_secs(60 * 60);
const TOLERATED_ERRORS: u32 = 3;
const MAX_NOT_FOUND: u32 = 3;

/// The future of a [`Wait`].
pub type WaitFuture<'a, T> = Pin<Box<dyn Future<Output = Result<Outcome<T>, Error>> + Send + 'a>>;

type PollFuture<'a, T> = Pin<Box<dyn Future<Output = Result<PollStatus<T>, Error>> + Send + 'a>>;
type PollFunction<'a, T> = Box<dyn FnMut() -> PollFuture<'a, T> + Send + 'a>;
type Callback<'a, T> = Box<dyn FnMut(&Progress<'_, T>) + Send + 'a>;

/// A builder for a wait, see [`Client::wait`](crate::Client::wait).
///
/// Awaiting it polls until the process finishes or a limit is reached. The first poll happens immediately.
#[must_use = "a wait does nothing until it is awaited: use `.await`, or `.into_future()` for `tokio::spawn`"]
pub struct Wait<'a, T> {
    transport: Arc<dyn Transport>,
    // The mutexes are never locked. They make the wait `Sync`, although the functions are not.
    poll: Mutex<PollFunction<'a, T>>,
    callback: Mutex<Callback<'a, T>>,
    interval: Duration,
    multiplier: f64,
    max_interval: Duration,
    timeout: Option<Duration>,
    max_polls: Option<u32>,
    tolerated_errors: u32,
    max_not_found: u32,
}

impl<'a, T> Wait<'a, T> {
    /// Creates a wait with the default settings.
    pub(crate) fn new<P, F>(transport: Arc<dyn Transport>, mut poll: P) -> Self
    where
        P: FnMut() -> F + Send + 'a,
        F: Future<Output = Result<PollStatus<T>, Error>> + Send + 'a,
    {
        Self {
            transport,
            poll: Mutex::new(Box::new(move || Box::pin(poll()))),
            callback: Mutex::new(Box::new(|_| {})),
            interval: INTERVAL,
            multiplier: MULTIPLIER,
            max_interval: MAX_INTERVAL,
            timeout: Some(TIMEOUT),
            max_polls: None,
            tolerated_errors: TOLERATED_ERRORS,
            max_not_found: MAX_NOT_FOUND,
        }
    }

    /// Sets the delay after the first poll. Default: 2 s. Delays are never shorter than 100 ms.
    ///
    /// Each poll sends at least one request, which counts towards the rate limit of the service.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the factor by which the delay grows after each poll. Default: 1.5.
    ///
    /// With 1.0, all delays are the same. Values below 1 and NaN count as 1.
    pub fn multiplier(mut self, factor: f64) -> Self {
        self.multiplier = if factor >= 1.0 { factor } else { 1.0 };
        self
    }

    /// Sets the maximum delay between polls. Default: 30 s.
    ///
    /// If [`interval`](Self::interval) is longer, it is used for all polls.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.max_interval = interval;
        self
    }

    /// Sets the time after which the wait ends with [`Outcome::Unfinished`], cancelling a poll in progress.
    /// `None` disables the limit. Default: one hour.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }

    /// Sets the number of polls after which the wait ends with [`Outcome::Unfinished`]. Default: no limit.
    /// Zero counts as one.
    pub fn max_polls(mut self, polls: u32) -> Self {
        self.max_polls = Some(polls);
        self
    }

    /// Sets how many consecutive polls may fail with a transient error: a connection error, a timeout, or the
    /// status 408, 429 or 5xx. Default: 3.
    ///
    /// A delay that the service requests with the error is used if it is longer than the current one, up to one hour.
    ///
    /// One more failure, or any other error, ends the wait with that error. Calls within a poll are also
    /// retried according to their [`Retry`](crate::Retry) settings.
    pub fn tolerate_errors(mut self, errors: u32) -> Self {
        self.tolerated_errors = errors;
        self
    }

    /// Sets the number of consecutive polls with [`PollStatus::NotFound`] after which the wait ends with
    /// [`Outcome::NotFound`]. Default: 3, because a resource that was just created may not be visible yet.
    /// Zero counts as one.
    pub fn max_not_found(mut self, polls: u32) -> Self {
        self.max_not_found = polls;
        self
    }

    /// Sets a function that is called after each poll, for example to show progress. It must not block.
    pub fn on_poll(mut self, callback: impl FnMut(&Progress<'_, T>) + Send + 'a) -> Self {
        self.callback = Mutex::new(Box::new(callback));
        self
    }
}

/// The state of a wait after a poll, the argument of [`Wait::on_poll`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'p, T> {
    /// The number of polls so far, including this one.
    pub polls: u32,
    /// The time since the start of the first poll.
    pub elapsed: Duration,
    /// The value that this poll returned, if any.
    pub value: Option<&'p T>,
    /// The error of this poll, if it failed.
    pub error: Option<&'p Error>,
    /// The delay before the next poll; `None` if the wait ends.
    pub next_delay: Option<Duration>,
}

impl<'a, T: Send + 'a> IntoFuture for Wait<'a, T> {
    type Output = Result<Outcome<T>, Error>;
    type IntoFuture = WaitFuture<'a, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

impl<T> fmt::Debug for Wait<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("interval", &self.interval)
            .field("multiplier", &self.multiplier)
            .field("max_interval", &self.max_interval)
            .field("timeout", &self.timeout)
            .field("max_polls", &self.max_polls)
            .finish_non_exhaustive()
    }
}

/// The state of a wait between polls.
struct State<T> {
    polls: u32,
    /// The number of consecutive polls that failed.
    errors: u32,
    /// The number of consecutive polls that returned `NotFound`.
    not_found: u32,
    last: Option<T>,
    delay: Duration,
}

async fn run<T>(mut wait: Wait<'_, T>) -> Result<Outcome<T>, Error> {
    let start = wait.transport.now();
    let mut timer = wait.timeout.map(|timeout| wait.transport.sleep(timeout));
    let mut state = State { polls: 0, errors: 0, not_found: 0, last: None, delay: wait.interval };
    loop {
        let poll = (wait.poll.get_mut().unwrap_or_else(PoisonError::into_inner))();
        let Some(result) = before(&mut timer, poll).await else {
            return Ok(Outcome::Unfinished(state.last));
        };
        state.polls = state.polls.saturating_add(1);
        let elapsed = wait.transport.now().saturating_duration_since(start);
        let (polls, step) = (state.polls, state.advance(result, &wait));
        let next_delay = step.as_ref().ok().and_then(|step| step.delay);
        let value = match &step {
            Ok(Step { outcome: Some(outcome), .. }) => outcome.value(),
            Ok(Step { outcome: None, error: None, .. }) if state.not_found == 0 => state.last.as_ref(),
            _ => None,
        };
        let error = step.as_ref().map_or_else(Some, |step| step.error.as_ref());
        let callback = wait.callback.get_mut().unwrap_or_else(PoisonError::into_inner);
        callback(&Progress { polls, elapsed, value, error, next_delay });
        let step = step?;
        let Some(delay) = step.delay else {
            return Ok(step.outcome.unwrap_or(Outcome::Unfinished(state.last)));
        };
        if before(&mut timer, wait.transport.sleep(delay)).await.is_none() {
            return Ok(Outcome::Unfinished(state.last));
        }
    }
}

/// The step after a poll: a delay, or the end of the wait.
struct Step<T> {
    outcome: Option<Outcome<T>>,
    error: Option<Error>,
    delay: Option<Duration>,
}

impl<T> State<T> {
    /// Applies the result of a poll.
    fn advance(
        &mut self,
        result: Result<PollStatus<T>, Error>,
        wait: &Wait<'_, T>,
    ) -> Result<Step<T>, Error> {
        let end = |outcome| Ok(Step { outcome: Some(outcome), error: None, delay: None });
        let mut tolerated = None;
        match result {
            Ok(PollStatus::Success(value)) => return end(Outcome::Success(value)),
            Ok(PollStatus::Failure(value)) => return end(Outcome::Failure(value)),
            Ok(PollStatus::Completed(value)) => return end(Outcome::Completed(value)),
            Ok(PollStatus::Running(value)) => {
                (self.errors, self.not_found, self.last) = (0, 0, Some(value));
            }
            Ok(PollStatus::NotFound) => {
                (self.errors, self.not_found) = (0, self.not_found.saturating_add(1));
                if self.not_found >= wait.max_not_found {
                    return end(Outcome::NotFound);
                }
            }
            Err(error) => {
                self.errors = self.errors.saturating_add(1);
                if self.errors > wait.tolerated_errors || !is_transient(&error) {
                    return Err(error);
                }
                tolerated = Some(error);
            }
        }
        let retry_after = tolerated.as_ref().and_then(Error::retry_after).unwrap_or_default();
        let delay = self.delay.max(MIN_INTERVAL).max(retry_after.min(MAX_RETRY_AFTER));
        self.delay = longer_delay(self.delay, wait);
        let is_last = wait.max_polls.is_some_and(|max| self.polls >= max);
        Ok(Step { outcome: None, error: tolerated, delay: (!is_last).then_some(delay) })
    }
}

/// Multiplies the delay, up to the maximum interval.
fn longer_delay(delay: Duration, wait: &Wait<'_, impl Sized>) -> Duration {
    let max = wait.max_interval.max(wait.interval);
    let delay = Duration::try_from_secs_f64(delay.as_secs_f64() * wait.multiplier);
    delay.unwrap_or(max).min(max)
}

/// Whether the next poll may succeed.
fn is_transient(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    error.is_timeout() || error.is_repeatable() || matches!(status, Some(408 | 429 | 500..=599))
}

/// Awaits a future. Returns `None` if the timer ends first.
async fn before<F: Future>(timer: &mut Option<SleepFuture>, future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(None),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    })
    .await
}
