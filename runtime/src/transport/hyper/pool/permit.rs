//! Permits, which limit the number of connections.

use std::sync::{Arc, Mutex, Weak};

use super::state::{State, lock};
use crate::transport::hyper::http2::Http2;
use crate::transport::hyper::origin::Origin;

/// The permission to establish a connection. If it is dropped, another call gets it.
pub(super) struct Attempt {
    origin: Arc<Origin>,
    /// `None` once the connection has been established.
    state: Option<Weak<Mutex<State>>>,
}

/// Counts a connection as open until it is dropped.
pub(super) struct Permit(Weak<Mutex<State>>);

impl Attempt {
    /// The pool must have granted the permission.
    pub(super) fn new(state: &Arc<Mutex<State>>, origin: &Origin) -> Self {
        Self { origin: Arc::new(origin.clone()), state: Some(Arc::downgrade(state)) }
    }

    pub(super) fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// Records that a connection was established. One that uses HTTP/2 is shared with other calls.
    pub(super) fn succeed(mut self, shared: Option<Arc<Http2>>) -> Permit {
        let state = self.state.take().unwrap_or_default();
        if let Some(state) = state.upgrade() {
            lock(&state).connected(&self.origin, shared);
        }
        Permit(state)
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(state) = self.state.as_ref().and_then(Weak::upgrade) {
            lock(&state).not_connected(&self.origin);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(state) = self.0.upgrade() {
            lock(&state).closed();
        }
    }
}
