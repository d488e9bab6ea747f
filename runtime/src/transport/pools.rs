//! Two pools of connections: one for asynchronous calls, one for blocking calls.
//!
//! A connection is driven by the runtime that it was made on. While a task blocks, its runtime may stand still,
//! and a blocking call that took a connection of that runtime would wait for itself.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::blocking_thread::is_active;
use super::{
    SleepFuture, Transport, TransportError, TransportFuture, TransportRequest, TransportStreamFuture,
};
use crate::operation::Body;

type Make<P> = Box<dyn Fn() -> Result<P, TransportError> + Send + Sync>;

/// A pool for asynchronous calls, and one for blocking calls that is made when the first of them is sent.
pub(crate) struct Pools<P> {
    asynchronous: P,
    blocking: OnceLock<P>,
    make: Make<P>,
}

impl<P: Transport> Pools<P> {
    /// Makes the pool for asynchronous calls.
    ///
    /// # Errors
    /// Those of `make`.
    pub(crate) fn new(
        make: impl Fn() -> Result<P, TransportError> + Send + Sync + 'static,
    ) -> Result<Self, TransportError> {
        Ok(Self { asynchronous: make()?, blocking: OnceLock::new(), make: Box::new(make) })
    }

    fn blocking(&self) -> Result<&P, TransportError> {
        if let Some(pool) = self.blocking.get() {
            return Ok(pool);
        }
        let made = (self.make)()?;
        Ok(self.blocking.get_or_init(|| made))
    }
}

impl<P: Transport> Transport for Pools<P> {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        if !is_active() {
            return self.asynchronous.send(request);
        }
        match self.blocking() {
            Ok(pool) => pool.send(request),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        if !is_active() {
            return self.asynchronous.stream(request, body);
        }
        match self.blocking() {
            Ok(pool) => pool.stream(request, body),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        self.asynchronous.sleep(duration)
    }

    fn now(&self) -> Instant {
        self.asynchronous.now()
    }
}
