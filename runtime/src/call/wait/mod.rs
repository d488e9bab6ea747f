//! Waiting for what concludes some day, by polling.
//!
//! The client says how to find out ([`Client::wait`](crate::Client::wait)); everything else stands here once: the pauses and how
//! they grow, the limits, what is tolerated meanwhile. Nothing is decided about statuses: that is the caller's.

mod outcome;

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use crate::error::Error;
use crate::transport::{SleepFuture, Transport};

pub use outcome::{Outcome, PollStatus};

const INTERVAL: Duration = Duration::from_secs(2);
const MULTIPLIER: f64 = 1.5;
const LONGEST: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = Duration::from_secs(60 * 60);
const TOLERATED: u32 = 3;
const MISSING: u32 = 3;

/// The future of a wait.
pub type WaitFuture<'a, T> = Pin<Box<dyn Future<Output = Result<Outcome<T>, Error>> + Send + 'a>>;

type PollFuture<'a, T> = Pin<Box<dyn Future<Output = Result<PollStatus<T>, Error>> + Send + 'a>>;
type PollFunction<'a, T> = Box<dyn FnMut() -> PollFuture<'a, T> + Send + 'a>;
type Callback<'a, T> = Box<dyn FnMut(&Progress<'_, T>) + Send + 'a>;

/// A wait, while it is set up. Awaiting it polls until the thing is over or a limit is reached; the first poll
/// comes at once.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<'a, T> {
    transport: Arc<dyn Transport>,
    // The mutexes are never locked. They make the wait `Sync`, which the functions need not be.
    poll: Mutex<PollFunction<'a, T>>,
    callback: Mutex<Callback<'a, T>>,
    interval: Duration,
    multiplier: f64,
    longest: Duration,
    timeout: Option<Duration>,
    max_polls: Option<u32>,
    tolerated: u32,
    missing: u32,
}

impl<'a, T> Wait<'a, T> {
    /// A wait with the default limits.
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
            longest: LONGEST,
            timeout: Some(TIMEOUT),
            max_polls: None,
            tolerated: TOLERATED,
            missing: MISSING,
        }
    }

    /// The pause after the first poll. Default: 2 s. Every poll is at least one request, and the service counts
    /// them.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// By how much each pause is longer than the one before, for example 2.0 for twice as long. Default: 1.5.
    /// What is below 1 or no number counts as 1: all pauses are equally long.
    pub fn multiplier(mut self, factor: f64) -> Self {
        self.multiplier = if factor >= 1.0 { factor } else { 1.0 };
        self
    }

    /// The longest pause that growth leads to. Default: 30 s. An `interval` beyond it stays as it is.
    pub fn max_interval(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// The time after which the wait ends with [`Outcome::Unfinished`], a request under way included.
    /// `None`: no limit. Default: one hour.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }

    /// The number of polls after which the wait ends with [`Outcome::Unfinished`]. Default: no limit. 0 counts
    /// as 1.
    pub fn max_polls(mut self, polls: u32) -> Self {
        self.max_polls = Some(polls);
        self
    }

    /// How many polls in succession may fail for a passing reason: no connection, a timeout, too many requests,
    /// a server error. Default: 3. One more, or any other error, ends the wait with that error. This comes on
    /// top of the attempts that each call makes by itself.
    pub fn tolerate_errors(mut self, errors: u32) -> Self {
        self.tolerated = errors;
        self
    }

    /// After how many polls in succession that found nothing the wait ends with [`Outcome::NotFound`]. Default:
    /// 3, because what was just created may not be listed yet. 0 counts as 1.
    pub fn max_not_found(mut self, polls: u32) -> Self {
        self.missing = polls;
        self
    }

    /// Calls a function after each poll, for example to show progress. It must not block.
    pub fn on_poll(mut self, callback: impl FnMut(&Progress<'_, T>) + Send + 'a) -> Self {
        self.callback = Mutex::new(Box::new(callback));
        self
    }
}

/// Where a wait stands after a poll.
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'p, T> {
    /// How many polls there were, this one included.
    pub polls: u32,
    /// The time since the first poll began.
    pub elapsed: Duration,
    /// What this poll found, if it found anything.
    pub value: Option<&'p T>,
    /// Why this poll failed, when it did and is tolerated.
    pub error: Option<&'p Error>,
    /// How long the pause is that comes now; `None` when the wait is over.
    pub pause: Option<Duration>,
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
            .field("growth", &self.multiplier)
            .field("longest_interval", &self.longest)
            .field("time_limit", &self.timeout)
            .field("poll_limit", &self.max_polls)
            .finish_non_exhaustive()
    }
}

/// What a wait remembers from poll to poll.
struct Course<T> {
    polls: u32,
    failed: u32,
    missing: u32,
    last: Option<T>,
    pause: Duration,
}

async fn run<T>(mut wait: Wait<'_, T>) -> Result<Outcome<T>, Error> {
    let start = wait.transport.now();
    let mut limit = wait.timeout.map(|limit| wait.transport.sleep(limit));
    let mut course = Course { polls: 0, failed: 0, missing: 0, last: None, pause: wait.interval };
    loop {
        let poll = (wait.poll.get_mut().unwrap_or_else(PoisonError::into_inner))();
        let Some(polled) = within(&mut limit, poll).await else {
            return Ok(Outcome::Unfinished(course.last));
        };
        course.polls = course.polls.saturating_add(1);
        let elapsed = wait.transport.now().saturating_duration_since(start);
        let (polls, judged) = (course.polls, course.judge(polled, &wait));
        let pause = judged.as_ref().ok().and_then(|step| step.pause);
        let value = match &judged {
            Ok(Step { outcome: Some(outcome), .. }) => outcome.value(),
            Ok(Step { outcome: None, error: None, .. }) if course.missing == 0 => course.last.as_ref(),
            _ => None,
        };
        let error = judged.as_ref().map_or_else(Some, |step| step.error.as_ref());
        let callback = wait.callback.get_mut().unwrap_or_else(PoisonError::into_inner);
        callback(&Progress { polls, elapsed, value, error, pause });
        let step = judged?;
        let Some(pause) = step.pause else {
            return Ok(step.outcome.unwrap_or(Outcome::Unfinished(course.last)));
        };
        if within(&mut limit, wait.transport.sleep(pause)).await.is_none() {
            return Ok(Outcome::Unfinished(course.last));
        }
    }
}

/// What a poll leads to: a pause, or the end.
struct Step<T> {
    outcome: Option<Outcome<T>>,
    error: Option<Error>,
    pause: Option<Duration>,
}

impl<T> Course<T> {
    fn judge(&mut self, polled: Result<PollStatus<T>, Error>, wait: &Wait<'_, T>) -> Result<Step<T>, Error> {
        let over = |outcome| Ok(Step { outcome: Some(outcome), error: None, pause: None });
        let mut tolerated = None;
        match polled {
            Ok(PollStatus::Success(value)) => return over(Outcome::Success(value)),
            Ok(PollStatus::Failure(value)) => return over(Outcome::Failure(value)),
            Ok(PollStatus::Completed(value)) => return over(Outcome::Completed(value)),
            Ok(PollStatus::Running(value)) => {
                (self.failed, self.missing, self.last) = (0, 0, Some(value));
            }
            Ok(PollStatus::NotFound) => {
                (self.failed, self.missing) = (0, self.missing.saturating_add(1));
                if self.missing >= wait.missing {
                    return over(Outcome::NotFound);
                }
            }
            Err(error) => {
                self.failed = self.failed.saturating_add(1);
                if self.failed > wait.tolerated || !is_passing(&error) {
                    return Err(error);
                }
                tolerated = Some(error);
            }
        }
        let asked_for = tolerated.as_ref().and_then(Error::retry_after).unwrap_or_default();
        let pause = self.pause.max(asked_for);
        self.pause = grown(self.pause, wait);
        let ended = wait.max_polls.is_some_and(|limit| self.polls >= limit);
        Ok(Step { outcome: None, error: tolerated, pause: (!ended).then_some(pause) })
    }
}

fn grown(pause: Duration, wait: &Wait<'_, impl Sized>) -> Duration {
    let longest = wait.longest.max(wait.interval);
    let grown = Duration::try_from_secs_f64(pause.as_secs_f64() * wait.multiplier);
    grown.unwrap_or(longest).min(longest)
}

/// Whether the next poll may well succeed.
fn is_passing(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    error.is_timeout() || error.is_repeatable() || matches!(status, Some(408 | 429 | 500..=599))
}

/// What a future gives, `None` when the time is over before.
async fn within<F: Future>(limit: &mut Option<SleepFuture>, future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        match limit.as_mut().map(|limit| limit.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(None),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    })
    .await
}
