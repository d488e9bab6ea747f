//! The place of the retry policy.
//!
//! This version makes one attempt for every call, whatever the policy says. The type stands here so that code
//! which wants no second attempt can already say so, and keeps that meaning when a later version retries.

/// How often, and when, a call is attempted again.
///
/// At present every call is attempted exactly once, with [`Retry::default`] as with [`Retry::none`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    attempts: u32,
}

impl Retry {
    /// One attempt, now and in later versions.
    #[must_use]
    pub const fn none() -> Self {
        Self { attempts: 1 }
    }

    /// The number of attempts that a call makes at most, the first one included: 1.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl Default for Retry {
    /// The policy of a client for which none was set: at present one attempt, the same as [`Retry::none`].
    fn default() -> Self {
        Self::none()
    }
}
