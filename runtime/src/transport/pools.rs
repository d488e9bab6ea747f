//! Separate connection pools for async and blocking calls.
//!
//! A connection is driven by the runtime on which it was opened. While a task blocks, that runtime may not make progress,
//! and a blocking call that used one of its connections would deadlock.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::blocking_thread::is_active;
use super::{
    SleepFuture, Transport, TransportError, TransportFuture, TransportRequest, TransportStreamFuture,
};
use crate::operation::Body;

type Make<P> = Box<dyn Fn() -> Result<P, TransportError> + Send + Sync>;

/// A pool for async calls, and one for blocking calls, created when the first one is sent.
pub(crate) struct Pools<P> {
    async_pool: P,
    blocking: OnceLock<P>,
    make: Make<P>,
}

impl<P: Transport> Pools<P> {
    /// Creates the pool for async calls.
    ///
    /// # Errors
    /// Returns the error of `make`.
    pub(crate) fn new(
        make: impl Fn() -> Result<P, TransportError> + Send + Sync + 'static,
    ) -> Result<Self, TransportError> {
        Ok(Self { async_pool: make()?, blocking: OnceLock::new(), make: Box::new(make) })
    }

    fn blocking(&self) -> Result<&P, TransportError> {
        if let Some(pool) = self.blocking.get() {
            return Ok(pool);
        }
        let pool = (self.make)()?;
        Ok(self.blocking.get_or_init(|| pool))
    }
}

impl<P: Transport> Transport for Pools<P> {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        if !is_active() {
            return self.async_pool.send(request);
        }
        match self.blocking() {
            Ok(pool) => pool.send(request),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        if !is_active() {
            return self.async_pool.stream(request, body);
        }
        match self.blocking() {
            Ok(pool) => pool.stream(request, body),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        self.async_pool.sleep(duration)
    }

    fn now(&self) -> Instant {
        self.async_pool.now()
    }
}
