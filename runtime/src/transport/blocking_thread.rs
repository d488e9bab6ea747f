//! Whether a thread polls for a blocking call, which has a pool of connections of its own.

use std::cell::Cell;

thread_local! {
    static ACTIVE: Cell<bool> = const { Cell::new(false) };
}

/// Polls a future for a blocking call.
pub(crate) fn poll_blocking<T>(poll: impl FnOnce() -> T) -> T {
    let outer = ACTIVE.replace(true);
    let polled = poll();
    ACTIVE.set(outer);
    polled
}

/// Whether this thread polls for a blocking call.
#[cfg(feature = "_network")]
pub(super) fn is_active() -> bool {
    ACTIVE.get()
}
