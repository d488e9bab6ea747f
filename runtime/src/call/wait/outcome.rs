//! What a poll finds, and how a wait ends.

use std::fmt;

/// What one poll found. A status that is not known is no reason to stop: as long as nothing says that the
/// thing is over, it is [`Running`](Self::Running).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollStatus<T> {
    /// It is over and succeeded.
    Success(T),
    /// It is over and failed.
    Failure(T),
    /// It is over, and what is said of it is neither a success nor a failure that is known.
    Completed(T),
    /// It is not over.
    Running(T),
    /// There is no such thing, at least not yet.
    NotFound,
}

/// How a wait ended.
///
/// ```
/// # use northflank_runtime::Outcome;
/// # fn show(outcome: Outcome<String>) {
/// match outcome {
///     Outcome::Success(run) => println!("done: {run}"),
///     Outcome::Failure(run) => println!("failed: {run}"),
///     other => println!("{other}"), // for example: not over when the limit was reached
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a wait that ended is not yet a success"]
pub enum Outcome<T> {
    /// It is over and succeeded.
    Success(T),
    /// It is over and failed.
    Failure(T),
    /// It is over, and what is said of it is neither a success nor a failure that this version knows.
    Completed(T),
    /// It was not over when a limit of the wait was reached. With what was seen last, when anything was.
    Unfinished(Option<T>),
    /// It was not there, several polls in succession.
    NotFound,
}

impl<T> Outcome<T> {
    /// Whether it is over and succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success(_))
    }

    /// Whether it is over and failed.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failure(_))
    }

    /// Whether it is over, however it ended.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Success(_) | Self::Failure(_) | Self::Completed(_))
    }

    /// What was seen last, if anything was.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Success(value) | Self::Failure(value) | Self::Completed(value) => Some(value),
            Self::Unfinished(value) => value.as_ref(),
            Self::NotFound => None,
        }
    }

    /// What was seen last, if anything was.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Success(value) | Self::Failure(value) | Self::Completed(value) => Some(value),
            Self::Unfinished(value) => value,
            Self::NotFound => None,
        }
    }

    /// What succeeded, or how else it ended, for code that goes on with a success alone.
    ///
    /// # Errors
    /// The outcome itself when it is not a success.
    pub fn success(self) -> Result<T, Self> {
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
            Self::Completed(_) => "is over, neither as a success nor as a failure that is known",
            Self::Unfinished(_) => "was not over when the limit was reached",
            Self::NotFound => "was not found",
        })
    }
}

impl<T: fmt::Debug> std::error::Error for Outcome<T> {}
