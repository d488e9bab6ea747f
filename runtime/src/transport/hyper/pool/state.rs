//! The state of a pool: which connections exist, and which calls wait for one. Contains no I/O.
//!
//! A free connection is handed to the call that has waited longest for its host, so calls neither race for connections
//! nor wake each other without need.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::transport::hyper::http1::Http1;
use crate::transport::hyper::http2::Http2;
use crate::transport::hyper::origin::{Origin, Protocol};

/// The limits of a pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Open connections, including those that are being established.
    pub(super) connections: usize,
    /// Idle connections per host.
    pub(super) idle: usize,
    pub(super) idle_timeout: Duration,
}

/// The state of a pool, without its tasks.
pub(super) struct State {
    limits: Limits,
    open: usize,
    hosts: Vec<Host>,
    last_ticket: u64,
    /// Whether a task closes connections that have been idle for too long.
    has_reaper: bool,
}

/// The connections to a host, and the calls that wait for one.
struct Host {
    origin: Origin,
    protocol: Protocol,
    idle: Vec<Idle>,
    shared: Vec<Arc<Http2>>,
    connecting: usize,
    waiting: BTreeMap<u64, Waiting>,
}

struct Idle {
    connection: Http1,
    since: Instant,
}

struct Waiting {
    sender: oneshot::Sender<Grant>,
    /// Whether the call is also establishing a connection.
    is_connecting: bool,
}

/// A connection for a request.
pub(in crate::transport::hyper) enum Connection {
    Http1(Http1),
    /// A connection on which a stream is reserved.
    Http2(Arc<Http2>),
}

/// What a waiting call receives.
pub(super) enum Grant {
    Use(Connection),
    /// The permission to establish a connection.
    Connect,
}

/// The result of [`State::acquire`].
pub(super) enum Acquired {
    Use(Connection),
    /// The permission to establish a connection.
    Connect,
    Wait(Ticket),
}

/// A place in the queue.
pub(super) struct Ticket {
    pub(super) number: u64,
    pub(super) grant: oneshot::Receiver<Grant>,
}

/// Locks the state of a pool.
pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, open: 0, hosts: Vec::new(), last_ticket: 0, has_reaper: false }
    }

    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Takes a connection, the permission to establish one, or a place in the queue. `protocol` is the one to expect of
    /// the first connection to a host.
    pub(super) fn acquire(&mut self, origin: &Origin, protocol: Protocol) -> Acquired {
        let index = self.hosts.iter().position(|host| host.origin == *origin).unwrap_or_else(|| {
            self.hosts.push(Host::new(origin.clone(), protocol));
            self.hosts.len() - 1
        });
        let host = &mut self.hosts[index];
        if let Some(connection) = host.take() {
            return Acquired::Use(connection);
        }
        let is_full = self.open >= self.limits.connections;
        if !is_full && host.may_connect() {
            self.open += 1;
            host.connecting += 1;
            return Acquired::Connect;
        }
        self.last_ticket += 1;
        let ticket = host.wait(self.last_ticket, false);
        if is_full {
            // The permission to connect is granted as soon as the connection is closed.
            self.evict(index);
        }
        Acquired::Wait(ticket)
    }

    /// Lets a call that is establishing a connection wait for another one as well.
    pub(super) fn wait(&mut self, origin: &Origin) -> Option<Ticket> {
        self.last_ticket += 1;
        let number = self.last_ticket;
        self.host(origin).map(|host| host.wait(number, true))
    }

    /// Lets a waiting call establish a connection, even if another call is already doing so.
    pub(super) fn connect_impatiently(&mut self, origin: &Origin, ticket: u64) -> bool {
        if self.open >= self.limits.connections {
            return false;
        }
        let Some(host) = self.host(origin) else { return false };
        let Some(waiting) = host.waiting.get_mut(&ticket) else { return false };
        waiting.is_connecting = true;
        host.connecting += 1;
        self.open += 1;
        true
    }

    /// Closes an idle connection to a host other than the given one.
    fn evict(&mut self, except: usize) {
        let others = self.hosts.iter_mut().enumerate().filter(|(index, _)| *index != except);
        let mut idle = others.map(|(_, host)| host).filter(|host| host.has_idle());
        if let Some(host) = idle.next() {
            host.close_idle();
        }
    }

    /// Records that a call no longer waits. Returns `false` if it has been granted something.
    pub(super) fn leave(&mut self, origin: &Origin, ticket: u64) -> bool {
        self.host(origin).is_some_and(|host| host.waiting.remove(&ticket).is_some())
    }

    /// Records that a connection was established. One that uses HTTP/2 is shared with other calls.
    pub(super) fn connected(&mut self, origin: &Origin, shared: Option<Arc<Http2>>) {
        if let Some(host) = self.host(origin) {
            host.connecting -= 1;
            host.protocol = if shared.is_some() { Protocol::Http2 } else { Protocol::Http1 };
            host.shared.extend(shared);
            host.grant_streams();
        }
        self.grant_connects();
    }

    /// Records that a connection could not be established.
    pub(super) fn not_connected(&mut self, origin: &Origin) {
        if let Some(host) = self.host(origin) {
            host.connecting -= 1;
        }
        self.closed();
    }

    /// Records that a connection was closed.
    pub(super) fn closed(&mut self) {
        self.open -= 1;
        self.grant_connects();
    }

    /// Returns an HTTP/1.1 connection whose request is complete. It is closed if a call to another host needs it more.
    /// Returns whether a reaper must be started.
    pub(super) fn put(&mut self, mut connection: Http1) -> bool {
        let is_needed = self.is_needed_elsewhere(connection.origin());
        let limit = self.limits.idle;
        let Some(host) = self.host(connection.origin()) else { return false };
        if is_needed {
            return false;
        }
        while let Some((_, waiting)) = host.waiting.pop_first() {
            match waiting.sender.send(Grant::Use(Connection::Http1(connection))) {
                Err(Grant::Use(Connection::Http1(returned))) => connection = returned,
                Ok(()) | Err(_) => return false,
            }
        }
        if host.idle.len() >= limit {
            return false;
        }
        host.idle.push(Idle { connection, since: Instant::now() });
        !std::mem::replace(&mut self.has_reaper, true)
    }

    /// Frees a stream of an HTTP/2 connection. The connection accepts no further requests if a call to another host needs
    /// it more. Returns whether a reaper must be started.
    pub(super) fn release(&mut self, connection: &Arc<Http2>) -> bool {
        connection.close_stream();
        let is_needed = self.is_needed_elsewhere(connection.origin());
        let limit = self.limits.idle;
        let Some(host) = self.host(connection.origin()) else { return false };
        if is_needed {
            host.retire(connection.id());
            return false;
        }
        host.grant_streams();
        if !connection.is_idle() {
            return false;
        }
        let idle = host.shared.iter().filter(|shared| shared.is_idle()).count();
        if idle > limit {
            host.retire(connection.id());
            return false;
        }
        !std::mem::replace(&mut self.has_reaper, true)
    }

    /// Grants the streams that a connection has gained.
    pub(super) fn update(&mut self, origin: &Origin) {
        if let Some(host) = self.host(origin) {
            host.grant_streams();
        }
        self.grant_connects();
    }

    /// Removes an HTTP/2 connection, on which no further request is sent. The requests on it are not affected.
    pub(super) fn retire(&mut self, origin: &Origin, id: u64) {
        if let Some(host) = self.host(origin) {
            host.retire(id);
        }
        self.grant_connects();
    }

    /// Closes connections that have been idle for too long. Returns when the next one will have been.
    pub(super) fn reap(&mut self) -> Option<Instant> {
        // Longer timeouts can overflow `Instant`.
        let timeout = self.limits.idle_timeout.min(Duration::from_secs(60 * 60 * 24 * 365));
        let now = Instant::now();
        let is_expired = |since: Instant| now.saturating_duration_since(since) >= timeout;
        for host in &mut self.hosts {
            host.idle.retain(|idle| idle.connection.is_ready() && !is_expired(idle.since));
            host.shared.retain(|shared| !shared.idle_since().is_some_and(is_expired));
        }
        let idle = self.hosts.iter().flat_map(|host| {
            let http1 = host.idle.iter().map(|idle| idle.since);
            http1.chain(host.shared.iter().filter_map(|shared| shared.idle_since()))
        });
        let next = idle.min().and_then(|since| since.checked_add(timeout));
        self.has_reaper = next.is_some();
        next
    }

    /// Whether the connection limit keeps a call to another host waiting that has waited longer than those to this one.
    fn is_needed_elsewhere(&self, origin: &Origin) -> bool {
        if self.open < self.limits.connections {
            return false;
        }
        let others = self.hosts.iter().filter(|host| host.origin != *origin);
        let Some(first) = others.filter_map(Host::first_to_connect).min() else { return false };
        let own = self.hosts.iter().find(|host| host.origin == *origin);
        let own = own.and_then(|host| host.waiting.first_key_value());
        own.is_none_or(|(ticket, _)| first < *ticket)
    }

    /// Grants the permission to connect to the calls that have waited longest.
    fn grant_connects(&mut self) {
        while self.open < self.limits.connections {
            let hosts = self.hosts.iter_mut().filter(|host| host.may_connect());
            let waiting = hosts.filter_map(|host| Some((host.first_to_connect()?, host)));
            let Some((ticket, host)) = waiting.min_by_key(|(ticket, _)| *ticket) else { return };
            let sent = host.waiting.remove(&ticket).map(|waiting| waiting.sender.send(Grant::Connect));
            if let Some(Ok(())) = sent {
                host.connecting += 1;
                self.open += 1;
            }
        }
    }

    fn host(&mut self, origin: &Origin) -> Option<&mut Host> {
        self.hosts.iter_mut().find(|host| host.origin == *origin)
    }
}

impl Host {
    fn new(origin: Origin, protocol: Protocol) -> Self {
        Self {
            origin,
            protocol,
            idle: Vec::new(),
            shared: Vec::new(),
            connecting: 0,
            waiting: BTreeMap::new(),
        }
    }

    /// Takes an idle connection, or a stream of a shared one.
    fn take(&mut self) -> Option<Connection> {
        while let Some(idle) = self.idle.pop() {
            if idle.connection.is_ready() {
                return Some(Connection::Http1(idle.connection));
            }
        }
        let shared = self.shared.iter().find(|shared| shared.open_stream())?;
        Some(Connection::Http2(Arc::clone(shared)))
    }

    fn wait(&mut self, number: u64, is_connecting: bool) -> Ticket {
        let (sender, grant) = oneshot::channel();
        self.waiting.insert(number, Waiting { sender, is_connecting });
        Ticket { number, grant }
    }

    fn may_connect(&self) -> bool {
        let is_pending = self.connecting > 0 || self.shared.iter().any(|shared| !shared.is_settled());
        self.protocol == Protocol::Http1 || !is_pending
    }

    /// Returns the call that has waited longest without establishing a connection itself.
    fn first_to_connect(&self) -> Option<u64> {
        let mut waiting = self.waiting.iter().filter(|(_, waiting)| !waiting.is_connecting);
        waiting.next().map(|(ticket, _)| *ticket)
    }

    fn grant_streams(&mut self) {
        for shared in &self.shared {
            while !self.waiting.is_empty() && shared.open_stream() {
                let sent = self.waiting.pop_first();
                let connection = || Connection::Http2(Arc::clone(shared));
                let sent = sent.map(|(_, waiting)| waiting.sender.send(Grant::Use(connection())));
                if !matches!(sent, Some(Ok(()))) {
                    shared.close_stream();
                }
            }
        }
    }

    fn has_idle(&self) -> bool {
        !self.idle.is_empty() || self.shared.iter().any(|shared| shared.is_idle())
    }

    /// Closes the connection that has been idle longest.
    fn close_idle(&mut self) {
        if !self.idle.is_empty() {
            drop(self.idle.remove(0));
        } else if let Some(index) = self.shared.iter().position(|shared| shared.is_idle()) {
            drop(self.shared.remove(index));
        }
    }

    fn retire(&mut self, id: u64) {
        self.shared.retain(|shared| shared.id() != id);
    }
}
