//! Tracks whether the current thread is polling a blocking call, which uses a separate connection pool.

use std::cell::Cell;

thread_local! {
    static ACTIVE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `poll` with the current thread marked as polling a blocking call.
pub(crate) fn poll_blocking<T>(poll: impl FnOnce() -> T) -> T {
    let outer = ACTIVE.replace(true);
    let polled = poll();
    ACTIVE.set(outer);
    polled
}

/// Whether the current thread is polling a blocking call.
#[cfg(feature = "_network")]
pub(super) fn is_active() -> bool {
    ACTIVE.get()
}
