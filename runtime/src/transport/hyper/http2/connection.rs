//! The handle of an HTTP/2 connection.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;
use h2::client::SendRequest;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::transport::hyper::origin::Origin;

static LAST_ID: AtomicU64 = AtomicU64::new(0);

/// A connection. It is closed when its last stream ends and the pool has dropped it.
pub(in crate::transport::hyper) struct Http2 {
    origin: Arc<Origin>,
    id: u64,
    sender: SendRequest<Bytes>,
    shared: Arc<Shared>,
    owner: Weak<dyn Owner>,
    idle_since: Mutex<Instant>,
    /// Tells the task that the connection is no longer needed when dropped.
    _task: oneshot::Sender<()>,
}

/// The state that the task of a connection shares with its streams.
pub(super) struct Shared {
    /// The number of streams that the service allows. Only one until the service has stated it.
    limit: AtomicUsize,
    is_settled: AtomicBool,
    /// The number of open streams.
    streams: AtomicUsize,
    /// Changes with each sign of life from the service.
    activity: AtomicU64,
}

impl Shared {
    /// Sets the number of streams that the service allows.
    pub(super) fn settle(&self, limit: usize) {
        self.limit.store(limit, Ordering::Relaxed);
        self.is_settled.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_streams(&self) -> bool {
        self.streams.load(Ordering::Relaxed) > 0
    }

    pub(super) fn activity(&self) -> u64 {
        self.activity.load(Ordering::Relaxed)
    }

    pub(super) fn record_activity(&self) {
        self.activity.fetch_add(1, Ordering::Relaxed);
    }
}

/// The pool to which a connection belongs.
pub(in crate::transport::hyper) trait Owner: Send + Sync {
    /// Frees a stream of a connection.
    fn release(self: Arc<Self>, connection: &Arc<Http2>);

    /// Grants the streams that a connection has gained.
    fn update(&self, origin: &Origin);

    /// Sends no further request on a connection. The requests on it are not affected.
    fn retire(&self, origin: &Origin, id: u64);
}

impl Http2 {
    pub(super) fn new(
        origin: Arc<Origin>,
        sender: SendRequest<Bytes>,
        owner: Weak<dyn Owner>,
        task: oneshot::Sender<()>,
    ) -> Self {
        let shared = Arc::new(Shared {
            limit: AtomicUsize::new(1),
            is_settled: AtomicBool::new(false),
            streams: AtomicUsize::new(1),
            activity: AtomicU64::new(0),
        });
        let id = LAST_ID.fetch_add(1, Ordering::Relaxed);
        Self { origin, id, sender, shared, owner, idle_since: Mutex::new(Instant::now()), _task: task }
    }

    pub(in crate::transport::hyper) fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    pub(in crate::transport::hyper) fn id(&self) -> u64 {
        self.id
    }

    /// Whether the service has stated how many streams it allows.
    pub(in crate::transport::hyper) fn is_settled(&self) -> bool {
        self.shared.is_settled.load(Ordering::Relaxed)
    }

    /// Reserves a stream, if the service allows another one. Called by the pool under its lock.
    pub(in crate::transport::hyper) fn open_stream(&self) -> bool {
        let is_open = self.shared.streams.load(Ordering::Relaxed) < self.shared.limit.load(Ordering::Relaxed);
        if is_open {
            self.shared.streams.fetch_add(1, Ordering::Relaxed);
        }
        is_open
    }

    /// Frees a stream.
    pub(in crate::transport::hyper) fn close_stream(&self) {
        if self.shared.streams.fetch_sub(1, Ordering::Relaxed) == 1 {
            *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }

    pub(in crate::transport::hyper) fn is_idle(&self) -> bool {
        !self.shared.has_streams()
    }

    /// Returns since when the connection is idle, if it is.
    pub(in crate::transport::hyper) fn idle_since(&self) -> Option<Instant> {
        self.is_idle().then(|| *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn sender(&self) -> SendRequest<Bytes> {
        self.sender.clone()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn owner(&self) -> &Weak<dyn Owner> {
        &self.owner
    }

    /// Sends no further request on this connection.
    pub(super) fn retire(&self) {
        if let Some(owner) = self.owner.upgrade() {
            owner.retire(&self.origin, self.id);
        }
    }
}
