//! The result of a poll, and the result of a wait.

use std::fmt;

/// The result of a single poll.
///
/// For an unknown status, return [`Running`](Self::Running), unless the response shows that the process has
/// finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollStatus<T> {
    /// The process finished and succeeded.
    Success(T),
    /// The process finished and failed.
    Failure(T),
    /// The process finished with a result that is not known to be a success or a failure.
    Completed(T),
    /// The process has not finished yet.
    Running(T),
    /// The process does not exist, at least not yet.
    NotFound,
}

/// The result of a wait.
///
/// [`into_result`](Self::into_result) converts it into a `Result`, in which every variant other than
/// [`Success`](Self::Success) is the error.
///
/// ```
/// # use faithful_runtime::Outcome;
/// # fn show(outcome: Outcome<String>) {
/// match outcome {
///     Outcome::Success(run) => println!("done: {run}"),
///     Outcome::Failure(run) => println!("failed: {run}"),
///     other => println!("{other}"), // "did not finish before the limit was reached"
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a wait can end without success"]
pub enum Outcome<T> {
    /// The process finished and succeeded.
    Success(T),
    /// The process finished and failed.
    Failure(T),
    /// The process finished with a result that this version of the crate cannot classify as a success or a
    /// failure.
    Completed(T),
    /// The process had not finished when a limit of the wait was reached. Contains the last value, if any.
    Unfinished(Option<T>),
    /// The process was not found in several consecutive polls.
    NotFound,
}

impl<T> Outcome<T> {
    /// Returns whether the process finished and succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success(_))
    }

    /// Returns whether the process finished and failed.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failure(_))
    }

    /// Returns whether the process finished, with any result.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Success(_) | Self::Failure(_) | Self::Completed(_))
    }

    /// Returns a reference to the last value, if any.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Success(value) | Self::Failure(value) | Self::Completed(value) => Some(value),
            Self::Unfinished(value) => value.as_ref(),
            Self::NotFound => None,
        }
    }

    /// Returns the last value, if any.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Success(value) | Self::Failure(value) | Self::Completed(value) => Some(value),
            Self::Unfinished(value) => value,
            Self::NotFound => None,
        }
    }

    /// Returns the value of a success, for use with `?`.
    ///
    /// # Errors
    ///
    /// Returns the outcome itself if it is not a success.
    pub fn into_result(self) -> Result<T, Self> {
        match self {
            Self::Success(value) => Ok(value),
            other => Err(other),
        }
    }
}

impl<T> fmt::Display for Outcome<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Success(_) => "succeeded",
            Self::Failure(_) => "failed",
            Self::Completed(_) => "finished with an unknown result",
            Self::Unfinished(_) => "did not finish before the limit was reached",
            Self::NotFound => "was not found",
        })
    }
}

impl<T: fmt::Debug> std::error::Error for Outcome<T> {}
