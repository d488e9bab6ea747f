//! Retries: whether a failed call is sent again, and after what delay.
//!
//! The decision depends on whether the call is idempotent, whether the service may have acted on the failed
//! attempt, and the delay that the service requests.

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
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// The retry settings: how often a failed call is retried, and the delay before each retry.
///
/// A failed call is retried
///
/// - always, if the service is known not to have acted on the request: no connection was established, the
///   request was rejected unprocessed, or the status is 429;
/// - if the call is idempotent, also after a broken connection, a timeout, and the statuses 408, 500, 502,
///   503 and 504. Calls with the methods `GET`, `HEAD`, `OPTIONS`, `PUT` and `DELETE` are idempotent, and so
///   are calls that are marked as such by their [`Operation`] or by
///   [`CallOptions::idempotent`](crate::CallOptions::idempotent).
///
/// Other failed calls are not retried, because sending the request again could repeat its effect; see
/// [`Error::is_outcome_unknown`]. An untrusted certificate is not retried either, because the next attempt
/// would fail in the same way.
///
/// The delay before attempt *n* + 1 is a random time between zero and `base_delay` · 2ⁿ⁻¹, limited to
/// `max_delay` (exponential backoff with full jitter). If the service states how long to wait
/// ([`Error::retry_after`]), the delay is exactly that time instead. If that is longer than
/// `max_retry_after`, the error is returned immediately.
///
/// ```
/// # use std::time::Duration;
/// # use faithful_runtime::Retry;
/// let patient = Retry::default().max_attempts(6).max_retry_after(Duration::from_secs(3600));
/// # let _ = patient;
/// ```
#[derive(Clone)]
pub struct Retry {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    policy: Option<Arc<dyn RetryPolicy>>,
}

impl Retry {
    /// Creates settings with a single attempt, so that calls are never retried.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            max_attempts: 1,
            base_delay: BASE_DELAY,
            max_delay: MAX_DELAY,
            max_retry_after: MAX_RETRY_AFTER,
            policy: None,
        }
    }

    /// Sets the maximum number of attempts, including the first one. Default: 3. Zero counts as one.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the maximum delay before the second attempt. It doubles with each further attempt. Default: 500
    /// ms.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the maximum delay before any attempt, unless the service requests a longer one. Default: 8 s.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets the maximum delay that the service may request. Default: 30 s.
    ///
    /// If it requests a longer one, the error is returned immediately, with the requested delay in
    /// [`Error::retry_after`].
    #[must_use]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Sets a custom policy, which is called after each failed attempt and decides whether there is another one.
    ///
    /// The policy can use [`FailedAttempt::suggested_delay`] to apply the rules of this [`Retry`], including
    /// its maximum number of attempts.
    ///
    /// ```
    /// # use faithful_runtime::{FailedAttempt, Retry};
    /// // The default rules, but also retry a 404: the resource may have just been created.
    /// let retry = Retry::default().policy(|failed: &FailedAttempt<'_>| {
    ///     let retry_not_found = failed.error().is_not_found() && failed.error().attempts() < 5;
    ///     failed.suggested_delay().or_else(|| retry_not_found.then(|| failed.backoff()))
    /// });
    /// # let _ = retry;
    /// ```
    #[must_use]
    pub fn policy(mut self, policy: impl RetryPolicy) -> Self {
        self.policy = Some(Arc::new(policy));
        self
    }

    /// Returns the delay before the next attempt, or `None` to stop.
    pub(crate) fn next_delay(&self, error: &Error, idempotent: bool) -> Option<Duration> {
        let failed = FailedAttempt { error, idempotent, retry: self };
        match &self.policy {
            Some(policy) => policy.next_attempt(&failed),
            None => failed.suggested_delay(),
        }
    }

    /// Returns the upper bound of the backoff after the given number of attempts, which is at least 1.
    fn max_backoff(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.base_delay.saturating_mul(factor).min(self.max_delay)
    }
}

impl Default for Retry {
    /// Creates settings with three attempts.
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
            .field("max_retry_after", &self.max_retry_after)
            .field("policy", &self.policy.as_ref().map(|_| "[policy]"))
            .finish()
    }
}

/// A custom retry policy, see [`Retry::policy`]. Implemented for closures.
pub trait RetryPolicy: Send + Sync + 'static {
    /// Returns the delay before the next attempt, or `None` to return the error. Must not block.
    ///
    /// The policy is responsible for safety: it can retry a call that may already have had an effect. There
    /// is no limit on the number of attempts other than the [total
    /// timeout](crate::ClientBuilder::total_timeout). The only exception is a streamed request body, which is
    /// never sent twice.
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

/// A failed attempt, the argument of a [`RetryPolicy`].
#[derive(Clone, Copy, Debug)]
pub struct FailedAttempt<'a> {
    error: &'a Error,
    idempotent: bool,
    retry: &'a Retry,
}

impl<'a> FailedAttempt<'a> {
    /// Returns the error. Its [`attempts`](Error::attempts) include this attempt.
    #[must_use]
    pub fn error(&self) -> &'a Error {
        self.error
    }

    /// Returns whether the call is idempotent: sending it twice has the same effect as sending it once.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Returns the delay that would be used without the policy, or `None` if the call would not be retried.
    #[must_use]
    pub fn suggested_delay(&self) -> Option<Duration> {
        if self.error.attempts() >= self.retry.max_attempts || !is_retryable(self.error, self.idempotent) {
            return None;
        }
        match self.error.retry_after() {
            Some(delay) => (delay <= self.retry.max_retry_after).then_some(delay),
            None => Some(self.backoff()),
        }
    }

    /// Returns a random delay from the exponential backoff. Each call returns a different one.
    #[must_use]
    pub fn backoff(&self) -> Duration {
        let max = self.retry.max_backoff(self.error.attempts());
        Duration::try_from_secs_f64(max.as_secs_f64() * random()).unwrap_or(max)
    }
}

/// Whether sending a call twice has the same effect as sending it once. `marked` is the option of the call.
pub(crate) fn is_idempotent(operation: &Operation, method: &str, marked: bool) -> bool {
    const METHODS: [&str; 5] = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
    marked || operation.idempotent || METHODS.contains(&method)
}

/// Whether another attempt is safe and could succeed.
fn is_retryable(error: &Error, idempotent: bool) -> bool {
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
        | ErrorKind::Middleware
        | ErrorKind::InvalidRequest
        | ErrorKind::Redirect
        | ErrorKind::Decode
        | ErrorKind::BodyTooLarge
        | ErrorKind::Pagination => false,
    }
}

/// Returns a random number between 0 and 1. The random keys of a hash map are sufficient to spread clients
/// over time, and need no dependency.
fn random() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_up_to_the_maximum_delay() {
        let backoffs = |retry: &Retry| -> Vec<u128> {
            [1, 2, 3, 5, 6, 60, u32::MAX].map(|attempts| retry.max_backoff(attempts).as_millis()).to_vec()
        };
        assert_eq!(backoffs(&Retry::default()), [500, 1000, 2000, 8000, 8000, 8000, 8000]);
        let endless = Retry::default().base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(endless.max_backoff(7), Duration::MAX);
    }

    #[test]
    fn random_numbers_cover_the_range() {
        let numbers: Vec<f64> = (0..2000).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
        for tenth in 0..10 {
            let low = f64::from(tenth) / 10.0;
            let count = numbers.iter().filter(|number| (low..low + 0.1).contains(*number)).count();
            assert!((100..320).contains(&count), "{count} from {low}");
        }
    }
}
