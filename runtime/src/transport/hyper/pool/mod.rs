//! The connection pool: which connection a request uses, and how many there are.
//!
//! A connection is driven by a task on the async runtime on which it was opened, and makes no progress while that runtime
//! stands still. Each runtime therefore has its own pool ([`Pools`]). A connection holds a permit until its socket is
//! closed ([`permit`]), so the number of connections is limited even if they are slow to close.

mod permit;
mod state;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout};

use self::permit::Attempt;
use self::state::{Acquired, Grant, Limits, State, Ticket, lock};
use super::connect::Connector;
use super::failure::connect_failure;
use super::http1::Http1;
use super::http2::{self, Http2, Owner};
use super::origin::Origin;
use super::outgoing::Progress;
use crate::operation::Network;
use crate::transport::TransportError;

pub(super) use self::state::Connection;

/// How long a call waits for a connection that another call is establishing, before it establishes one itself.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long an HTTP/1.1 connection may take to become ready for the next request after a response. It is closed if the
/// service has responded without reading the whole request.
const SETTLE: Duration = Duration::from_millis(250);

/// The pools of a client, one for each async runtime.
pub(super) struct Pools {
    by_runtime: Mutex<Vec<(Id, Arc<Pool>)>>,
    limits: Limits,
    connector: Connector,
}

impl Pools {
    pub(super) fn new(network: &Network, connector: Connector) -> Self {
        let limits = Limits {
            connections: network.connections.max(1),
            idle: network.idle_connections,
            idle_timeout: network.idle_timeout,
        };
        Self { by_runtime: Mutex::default(), limits, connector }
    }

    /// Returns the pool of the current runtime.
    pub(super) fn current(&self) -> Arc<Pool> {
        let handle = Handle::current();
        let id = handle.id();
        let mut pools = self.by_runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(other, _)| *other == id) {
            return Arc::clone(pool);
        }
        // The connections of a runtime are closed when it is shut down.
        pools.retain(|(_, pool)| Arc::strong_count(pool) > 1 || pool.lock().open() > 0);
        let pool = Arc::new(Pool {
            state: Arc::new(Mutex::new(State::new(self.limits))),
            tasks: Mutex::default(),
            connector: self.connector.clone(),
            handle,
        });
        pools.push((id, Arc::clone(&pool)));
        pool
    }
}

/// The connections of a client on one async runtime.
pub(super) struct Pool {
    state: Arc<Mutex<State>>,
    /// Background tasks, which end with the pool.
    tasks: Mutex<JoinSet<()>>,
    connector: Connector,
    handle: Handle,
}

impl Pool {
    /// Returns a connection, which may be a new one.
    ///
    /// # Errors
    /// Returns an error if a new connection cannot be established.
    pub(super) async fn checkout(
        self: &Arc<Self>,
        origin: &Origin,
        progress: &Progress,
    ) -> Result<Connection, TransportError> {
        let acquired = self.lock().acquire(origin, self.connector.protocol(origin));
        let grant = match acquired {
            Acquired::Use(connection) => return Ok(connection),
            Acquired::Connect => Grant::Connect,
            Acquired::Wait(ticket) => {
                progress.waiting();
                Box::pin(self.wait(origin, ticket)).await
            }
        };
        match grant {
            Grant::Use(connection) => Ok(connection),
            Grant::Connect => {
                progress.connecting();
                self.connect(Attempt::new(&self.state, origin)).await
            }
        }
    }

    /// Waits for a connection, or for the permission to establish one.
    async fn wait(self: &Arc<Self>, origin: &Origin, ticket: Ticket) -> Grant {
        let mut waiter = Waiter::new(self, origin, ticket);
        loop {
            if let Ok(grant) = timeout(PATIENCE, poll_fn(|context| waiter.poll(context))).await {
                return grant;
            }
            let number = waiter.number();
            if number.is_some_and(|number| self.lock().connect_impatiently(origin, number)) {
                return Grant::Connect;
            }
        }
    }

    /// Establishes a connection. If another one becomes available first, that one is returned, and the new one is
    /// established in the background, for the next call.
    async fn connect(self: &Arc<Self>, attempt: Attempt) -> Result<Connection, TransportError> {
        let origin = Arc::clone(attempt.origin());
        let mut connecting = Box::pin(establish(attempt, self.connector.clone(), self.owner()));
        let ticket = self.lock().wait(&origin);
        let mut waiter = ticket.map(|ticket| Waiter::new(self, &origin, ticket));
        let first = poll_fn(|context| {
            if let Some(waiter) = &mut waiter
                && let Poll::Ready(grant) = waiter.poll(context)
            {
                return Poll::Ready(Err(grant));
            }
            connecting.as_mut().poll(context).map(Ok)
        });
        match first.await {
            Ok(connected) => connected,
            Err(Grant::Use(connection)) => {
                self.finish(connecting);
                Ok(connection)
            }
            // Not granted to a call that is establishing a connection.
            Err(Grant::Connect) => {
                self.give_back(&origin, Grant::Connect);
                connecting.await
            }
        }
    }

    /// Establishes a connection in the background, for the next call.
    fn finish(
        self: &Arc<Self>,
        connecting: Pin<Box<impl Future<Output = Result<Connection, TransportError>> + Send + 'static>>,
    ) {
        let pool = Arc::downgrade(self);
        self.spawn(async move {
            if let Ok(connection) = connecting.await
                && let Some(pool) = pool.upgrade()
            {
                pool.put(connection);
            }
        });
    }

    /// Returns a connection that was not used.
    fn put(self: &Arc<Self>, connection: Connection) {
        match connection {
            Connection::Http1(connection) => self.put_http1(connection),
            Connection::Http2(connection) => Arc::clone(self).release(&connection),
        }
    }

    fn give_back(self: &Arc<Self>, origin: &Origin, grant: Grant) {
        match grant {
            Grant::Use(connection) => self.put(connection),
            Grant::Connect => self.lock().not_connected(origin),
        }
    }

    /// Returns an HTTP/1.1 connection whose response is complete.
    pub(super) fn recycle(self: &Arc<Self>, mut connection: Http1) {
        if connection.is_ready() {
            return self.put_http1(connection);
        }
        if connection.is_closed() {
            return;
        }
        // The connection may still be sending the request.
        let pool = Arc::downgrade(self);
        self.spawn(async move {
            let ready = timeout(SETTLE, poll_fn(|context| connection.poll_ready(context))).await;
            if let (Ok(true), Some(pool)) = (ready, pool.upgrade()) {
                pool.put_http1(connection);
            }
        });
    }

    fn put_http1(self: &Arc<Self>, connection: Http1) {
        let needs_reaper = self.lock().put(connection);
        if needs_reaper {
            self.spawn(reap(Arc::downgrade(self)));
        }
    }

    fn owner(self: &Arc<Self>) -> Weak<dyn Owner> {
        let pool: Arc<dyn Owner> = Arc::<Self>::clone(self);
        Arc::downgrade(&pool)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task, &self.handle);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Owner for Pool {
    fn release(self: Arc<Self>, connection: &Arc<Http2>) {
        let needs_reaper = self.lock().release(connection);
        if needs_reaper {
            self.spawn(reap(Arc::downgrade(&self)));
        }
    }

    fn update(&self, origin: &Origin) {
        self.lock().update(origin);
    }

    fn retire(&self, origin: &Origin, id: u64) {
        self.lock().retire(origin, id);
    }
}

/// Closes connections that have been idle for too long, until none is idle.
async fn reap(pool: Weak<Pool>) {
    loop {
        let next = pool.upgrade().and_then(|pool| pool.lock().reap());
        let Some(next) = next else { return };
        sleep_until(next).await;
    }
}

/// Connects to a host. The protocol is HTTP/1.1 unless HTTP/2 was negotiated.
async fn establish(
    attempt: Attempt,
    connector: Connector,
    owner: Weak<dyn Owner>,
) -> Result<Connection, TransportError> {
    let origin = Arc::clone(attempt.origin());
    let (stream, is_http2) = connector.connect(&origin).await.map_err(connect_failure)?;
    if !is_http2 {
        let permit = attempt.succeed(None);
        return Http1::establish(stream, origin, permit).await.map(Connection::Http1);
    }
    let (connection, driver) = http2::establish(stream, origin, owner).await?;
    let permit = attempt.succeed(Some(Arc::clone(&connection)));
    tokio::spawn(driver.run(permit));
    Ok(Connection::Http2(connection))
}

/// A call that waits for a connection. Leaves the queue when dropped.
struct Waiter<'a> {
    pool: &'a Arc<Pool>,
    origin: &'a Origin,
    ticket: Option<Ticket>,
}

impl<'a> Waiter<'a> {
    fn new(pool: &'a Arc<Pool>, origin: &'a Origin, ticket: Ticket) -> Self {
        Self { pool, origin, ticket: Some(ticket) }
    }

    fn number(&self) -> Option<u64> {
        self.ticket.as_ref().map(|ticket| ticket.number)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Grant> {
        let Some(ticket) = &mut self.ticket else { return Poll::Pending };
        match Pin::new(&mut ticket.grant).poll(context) {
            Poll::Ready(Ok(grant)) => {
                self.ticket = None;
                Poll::Ready(grant)
            }
            // The queue never drops a call.
            Poll::Ready(Err(_)) | Poll::Pending => Poll::Pending,
        }
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let Some(mut ticket) = self.ticket.take() else { return };
        let is_waiting = self.pool.lock().leave(self.origin, ticket.number);
        if !is_waiting && let Ok(grant) = ticket.grant.try_recv() {
            self.pool.give_back(self.origin, grant);
        }
    }
}
