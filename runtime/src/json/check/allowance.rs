//! Limits the work for nested values that are checked as several types.
//!
//! A value is converted for each alternative, and in a recursive type, so are the values in it, for each alternative of
//! theirs. Without a limit, the work would double at each level.

/// How many times the length of the outermost converted values may be converted for the values in them.
const FACTOR: usize = 16;

/// What may be converted in any case, in bytes.
const MINIMUM: usize = 1024 * 1024;

/// The conversions that are still allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    remaining: usize,
    /// The number of conversions around the current value.
    depth: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { remaining: MINIMUM, depth: 0 }
    }
}

impl Allowance {
    /// Enters a converted value of this length, and returns whether there is enough left to check it.
    pub(super) fn enter(&mut self, length: usize) -> bool {
        let enough = if self.depth == 0 {
            self.remaining = self.remaining.saturating_add(length.saturating_mul(FACTOR));
            true
        } else {
            let rest = self.remaining.checked_sub(length);
            self.remaining = rest.unwrap_or(0);
            rest.is_some()
        };
        #[cfg(feature = "tracing")]
        if !enough {
            tracing::warn!(length, "value not checked: checking its alternatives would take too long");
        }
        self.depth += usize::from(enough);
        enough
    }

    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
