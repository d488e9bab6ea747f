//! Whether a call is attempted again, and when.
//!
//! What may be sent twice is decided here alone, from three things: whether sending twice does the same as
//! sending once, whether the service can have acted on the attempt that failed, and what the service asks for.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

const ATTEMPTS: u32 = 3;
const BASE_DELAY: Duration = Duration::from_millis(500);
const MAX_DELAY: Duration = Duration::from_secs(8);
const MAX_SERVER_DELAY: Duration = Duration::from_secs(30);

/// How often, and when, a call is attempted again.
///
/// A call is attempted again
/// - in any case when the service certainly did not act on it: no connection was made, the request was given
///   back unprocessed, or the status is 429;
/// - when it is idempotent also after a broken connection, a timeout, and the status 408, 500, 502, 503 or 504.
///   The methods `GET`, `HEAD`, `OPTIONS`, `PUT` and `DELETE` are idempotent, and any call whose
///   [`Operation`] or whose [options](crate::CallOptions::idempotent) say so.
///
/// A certificate that is not trusted ends the call at the first attempt: it will not be by the second.
///
/// Any other call that failed is not sent again, because that could do twice what was meant once; see
/// [`Error::is_outcome_unknown`].
///
/// Before the attempt number *n* + 1 it waits a random time between zero and `base_delay` · 2ⁿ⁻¹, at most
/// `max_delay` («full jitter»). When the service says how long to wait ([`Error::retry_after`]) it waits
/// exactly that long instead, or, when that is above `max_server_delay`, gives the error back at once.
///
/// ```
/// # use std::time::Duration;
/// # use northflank_runtime::Retry;
/// let patient = Retry::default().max_attempts(6).max_server_delay(Duration::from_secs(3600));
/// # let _ = patient;
/// ```
#[derive(Clone)]
pub struct Retry {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_server_delay: Duration,
    policy: Option<Arc<dyn RetryPolicy>>,
}

impl Retry {
    /// One attempt.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            max_attempts: 1,
            base_delay: BASE_DELAY,
            max_delay: MAX_DELAY,
            max_server_delay: MAX_SERVER_DELAY,
            policy: None,
        }
    }

    /// The number of attempts that a call makes at most, the first one included. Default: 3. 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, doubled for each one after it. Default: 500 ms.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait before any attempt, unless the service asks for a longer one. Default: 8 s.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest wait that the service may ask for. Beyond it the error is given back at once, with
    /// [`retry_after`](Error::retry_after). Default: 30 s.
    #[must_use]
    pub const fn max_server_delay(mut self, delay: Duration) -> Self {
        self.max_server_delay = delay;
        self
    }

    /// A policy of one's own, asked after each attempt that failed. It decides alone; what this [`Retry`]
    /// would do is [`FailedAttempt::suggested_delay`].
    ///
    /// ```
    /// # use northflank_runtime::{FailedAttempt, Retry};
    /// // As by default, but a 404 is waited for too: the thing may just have been made.
    /// let retry = Retry::default().policy(|failed: &FailedAttempt<'_>| {
    ///     let again = failed.error().is_not_found() && failed.error().attempts() < 5;
    ///     failed.suggested_delay().or_else(|| again.then(|| failed.backoff()))
    /// });
    /// # let _ = retry;
    /// ```
    #[must_use]
    pub fn policy(mut self, policy: impl RetryPolicy) -> Self {
        self.policy = Some(Arc::new(policy));
        self
    }

    /// How long to wait before another attempt, `None` for no other.
    pub(crate) fn select(&self, error: &Error, idempotent: bool) -> Option<Duration> {
        let failed = FailedAttempt { error, idempotent, retry: self };
        match &self.policy {
            Some(policy) => policy.next_attempt(&failed),
            None => failed.suggested_delay(),
        }
    }

    /// The bound of the wait after a number of attempts, 1 or more.
    fn bound(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.base_delay.saturating_mul(factor).min(self.max_delay)
    }
}

impl Default for Retry {
    /// Three attempts.
    fn default() -> Self {
        Self::none().max_attempts(ATTEMPTS)
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Retry")
            .field("max_attempts", &self.max_attempts)
            .field("base_delay", &self.base_delay)
            .field("max_delay", &self.max_delay)
            .field("max_server_delay", &self.max_server_delay)
            .field("policy", &self.policy.as_ref().map(|_| "[policy]"))
            .finish()
    }
}

/// A policy of one's own, see [`Retry::policy`]. Any function of the right form is one.
pub trait RetryPolicy: Send + Sync + 'static {
    /// How long to wait before another attempt, `None` for no other. Must not block.
    ///
    /// Nothing keeps it from sending a call again that may have had its effect, and nothing ends its attempts
    /// but `None` and the [total timeout](crate::ClientBuilder::total_timeout).
    fn next_attempt(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;
}

impl<F> RetryPolicy for F
where
    F: Fn(&FailedAttempt<'_>) -> Option<Duration> + Send + Sync + 'static,
{
    fn next_attempt(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        self(failed)
    }
}

/// An attempt that failed, as a [`RetryPolicy`] sees it.
#[derive(Clone, Copy, Debug)]
pub struct FailedAttempt<'a> {
    error: &'a Error,
    idempotent: bool,
    retry: &'a Retry,
}

impl<'a> FailedAttempt<'a> {
    /// What went wrong; [`attempts`](Error::attempts) says how many attempts there were, this one included.
    #[must_use]
    pub fn error(&self) -> &'a Error {
        self.error
    }

    /// Whether sending the call twice has the effect of sending it once.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// What would be done without the policy: the time to wait before another attempt, `None` for no other.
    #[must_use]
    pub fn suggested_delay(&self) -> Option<Duration> {
        if self.error.attempts() >= self.retry.max_attempts || !may_repeat(self.error, self.idempotent) {
            return None;
        }
        match self.error.retry_after() {
            Some(wait) => (wait <= self.retry.max_server_delay).then_some(wait),
            None => Some(self.backoff()),
        }
    }

    /// A random time within the bound of the backoff, another one each time it is asked.
    #[must_use]
    pub fn backoff(&self) -> Duration {
        let bound = self.retry.bound(self.error.attempts());
        Duration::try_from_secs_f64(bound.as_secs_f64() * random()).unwrap_or(bound)
    }
}

/// Whether sending the call twice has the effect of sending it once.
pub(crate) fn is_idempotent(operation: &Operation, marked: bool) -> bool {
    const METHODS: [&str; 5] = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
    marked || operation.idempotent || METHODS.contains(&operation.method)
}

/// Whether another attempt does no harm and may be of use.
fn may_repeat(error: &Error, idempotent: bool) -> bool {
    const STATUSES: [StatusCode; 5] = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ];
    match error.kind() {
        ErrorKind::Connect => error.is_repeatable(),
        ErrorKind::Transport | ErrorKind::Timeout => {
            error.is_repeatable() && (idempotent || error.is_unprocessed() || error.is_rate_limited())
        }
        ErrorKind::Status => {
            error.is_rate_limited()
                || idempotent && error.status().is_some_and(|status| STATUSES.contains(&status))
        }
        ErrorKind::Configuration
        | ErrorKind::Token
        | ErrorKind::InvalidRequest
        | ErrorKind::Redirect
        | ErrorKind::Decode
        | ErrorKind::BodyTooLarge
        | ErrorKind::Pagination => false,
    }
}

/// A random number from 0 to 1. The keys of a hash map are random enough to spread clients over time, and need
/// no other crate.
fn random() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_doubles_up_to_the_longest_wait() {
        let bounds = |retry: &Retry| -> Vec<u128> {
            [1, 2, 3, 5, 6, 60, u32::MAX].map(|attempts| retry.bound(attempts).as_millis()).to_vec()
        };
        assert_eq!(bounds(&Retry::default()), [500, 1000, 2000, 8000, 8000, 8000, 8000]);
        let endless = Retry::default().base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(endless.bound(7), Duration::MAX);
    }

    #[test]
    fn random_numbers_fill_their_range() {
        let numbers: Vec<f64> = (0..2000).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
        for tenth in 0..10 {
            let low = f64::from(tenth) / 10.0;
            let found = numbers.iter().filter(|number| (low..low + 0.1).contains(*number)).count();
            assert!((100..320).contains(&found), "{found} from {low}");
        }
    }
}
