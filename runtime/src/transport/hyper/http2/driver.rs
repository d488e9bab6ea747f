//! The task that drives an HTTP/2 connection.
//!
//! If the service sends nothing for a while although streams are open, it is sent a PING. If it does not respond to that
//! either, the connection is closed, and its requests fail.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use h2::client::{Connection, SendRequest};
use h2::{Ping, PingPong};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep, sleep};

use super::connection::{Http2, Owner, Shared};
use super::limits::MAX_STREAMS;
use crate::transport::hyper::connect::ServiceStream;
use crate::transport::hyper::origin::Origin;

/// Replaces the number of streams that the service allows until it states that. No service allows this number.
pub(super) const UNSETTLED: usize = 99_991;

/// How often a connection is checked for silence. The service is sent a PING after one silent interval.
const INTERVAL: Duration = Duration::from_secs(5);

/// The number of silent intervals after which the connection is closed.
const MAX_SILENT: u32 = 3;

/// How long a connection that is no longer needed may take to end.
const FAREWELL: Duration = Duration::from_secs(1);

pub(in crate::transport::hyper) struct Driver {
    id: u64,
    origin: Arc<Origin>,
    owner: Weak<dyn Owner>,
    connection: Connection<TokioIo<ServiceStream>, Bytes>,
    /// Shows whether the connection accepts requests. `None` once it is no longer needed.
    sender: Option<SendRequest<Bytes>>,
    shared: Arc<Shared>,
    dropped: oneshot::Receiver<()>,
    is_retired: bool,
    max_streams: usize,
    pings: Option<Pings>,
    farewell: Option<Pin<Box<Sleep>>>,
}

impl Driver {
    pub(super) fn new(
        handle: &Http2,
        mut connection: Connection<TokioIo<ServiceStream>, Bytes>,
        dropped: oneshot::Receiver<()>,
    ) -> Self {
        let pings = connection.ping_pong().map(Pings::new);
        Self {
            id: handle.id(),
            origin: Arc::clone(handle.origin()),
            owner: Weak::clone(handle.owner()),
            connection,
            sender: Some(handle.sender()),
            shared: Arc::clone(handle.shared()),
            dropped,
            is_retired: false,
            max_streams: UNSETTLED,
            pings,
            farewell: None,
        }
    }

    /// Drives the connection until it ends. The permit is dropped when the socket is closed.
    pub(in crate::transport::hyper) async fn run(mut self, permit: impl Send + 'static) {
        poll_fn(|context| self.poll(context)).await;
        self.retire();
        drop(self);
        drop(permit);
    }

    fn retire(&self) {
        if let Some(owner) = self.owner.upgrade() {
            owner.retire(&self.origin, self.id);
        }
    }

    /// Ready when the connection has ended or is to be closed.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let is_silent = self.pings.as_mut().is_some_and(|pings| pings.poll(context, &self.shared).is_ready());
        if is_silent {
            return Poll::Ready(());
        }
        if self.sender.is_some() && Pin::new(&mut self.dropped).poll(context).is_ready() {
            self.sender = None;
            self.farewell = Some(Box::pin(sleep(FAREWELL)));
        }
        if Pin::new(&mut self.connection).poll(context).is_ready() {
            return Poll::Ready(());
        }
        self.observe(context);
        self.farewell.as_mut().map_or(Poll::Pending, |farewell| farewell.as_mut().poll(context))
    }

    /// Tells the pool how many streams the service allows, and whether it accepts no more requests.
    fn observe(&mut self, context: &mut Context<'_>) {
        let Some(sender) = self.sender.as_mut().filter(|_| !self.is_retired) else { return };
        if matches!(sender.poll_ready(context), Poll::Ready(Err(_))) {
            self.is_retired = true;
            return self.retire();
        }
        let max_streams = sender.current_max_send_streams();
        if max_streams != self.max_streams {
            self.max_streams = max_streams;
            self.shared.settle(max_streams.min(MAX_STREAMS as usize));
            if let Some(owner) = self.owner.upgrade() {
                owner.update(&self.origin);
            }
        }
    }
}

/// Checks whether the service is still there.
struct Pings {
    ping: PingPong,
    timer: Pin<Box<Sleep>>,
    /// The last activity of the connection.
    activity: u64,
    silent_intervals: u32,
    /// Whether a PING has not been responded to yet.
    is_waiting: bool,
}

impl Pings {
    fn new(ping: PingPong) -> Self {
        let timer = Box::pin(sleep(INTERVAL));
        Self { ping, timer, activity: 0, silent_intervals: 0, is_waiting: false }
    }

    /// Ready if the service is silent.
    fn poll(&mut self, context: &mut Context<'_>, shared: &Shared) -> Poll<()> {
        if self.is_waiting && matches!(self.ping.poll_pong(context), Poll::Ready(Ok(_))) {
            self.is_waiting = false;
            shared.record_activity();
        }
        while self.timer.as_mut().poll(context).is_ready() {
            self.timer.as_mut().reset(Instant::now() + INTERVAL);
            let activity = shared.activity();
            let is_active = std::mem::replace(&mut self.activity, activity) != activity;
            let is_needed = self.is_waiting || shared.has_streams();
            self.silent_intervals = if is_active || !is_needed { 0 } else { self.silent_intervals + 1 };
            if self.silent_intervals >= MAX_SILENT {
                return Poll::Ready(());
            }
            if self.silent_intervals > 0 && !self.is_waiting {
                self.is_waiting = self.ping.send_ping(Ping::opaque()).is_ok();
                // Registers the task for the response.
                let _ = self.ping.poll_pong(context);
            }
        }
        Poll::Pending
    }
}
