//! Permits, which limit the number of connections.

use std::sync::{Arc, Weak};

use super::Pool;
use super::state::Origin;
use crate::transport::hyper::http2::Http2;

/// The permission to establish a connection. If it is dropped, another call gets it.
pub(in crate::transport::hyper) struct Attempt {
    origin: Arc<Origin>,
    /// `None` once the connection has been established.
    pool: Option<Weak<Pool>>,
}

/// Counts a connection as open until it is dropped.
pub(in crate::transport::hyper) struct Permit {
    origin: Arc<Origin>,
    pool: Weak<Pool>,
}

impl Attempt {
    /// The pool must have granted the permission.
    pub(super) fn new(pool: &Arc<Pool>, origin: Arc<Origin>) -> Self {
        Self { origin, pool: Some(Arc::downgrade(pool)) }
    }

    pub(in crate::transport::hyper) fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// Records that a connection was established. One that uses HTTP/2 is shared with other calls.
    pub(in crate::transport::hyper) fn succeed(mut self, shared: Option<Arc<Http2>>) -> Permit {
        let pool = self.pool.take().unwrap_or_default();
        if let Some(pool) = pool.upgrade() {
            pool.lock().connected(&self.origin, shared);
        }
        Permit { origin: Arc::clone(&self.origin), pool }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.as_ref().and_then(Weak::upgrade) {
            pool.lock().not_connected(&self.origin);
        }
    }
}

impl Permit {
    /// Grants the streams that an HTTP/2 connection has gained.
    pub(in crate::transport::hyper) fn update(&self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.update(&self.origin);
        }
    }

    /// Sends no further request on an HTTP/2 connection.
    pub(in crate::transport::hyper) fn retire(&self, id: u64) {
        if let Some(pool) = self.pool.upgrade() {
            pool.retire(&self.origin, id);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.lock().closed();
        }
    }
}
