//! Calling the middleware of a client around an attempt.

// Cycle: an attempt passes through the middleware, which is limited by the deadline of the attempts.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::attempts::Attempts;
use super::parts::Parts;
use crate::error::Error;
use crate::transport::{Attempt, TransportError, TransportRequest};

impl Attempts<'_> {
    /// Passes a request through the middleware. `timeout` is that of the attempt.
    ///
    /// # Errors
    /// Returns an error if a middleware fails or changes the destination, or if the deadline of the call passes.
    pub(super) async fn on_request(
        &self,
        request: &mut TransportRequest,
        timeout: Duration,
        number: u32,
    ) -> Result<(), Error> {
        let operation = self.parts.operation;
        let before = request.http.uri().clone();
        for middleware in &self.parts.client.shared.middleware {
            let Some(result) = self.before_deadline(middleware.on_request(request)).await else {
                return Err(self.timed_out(number - 1, "waiting for a middleware", None));
            };
            result.map_err(|source| Error::middleware(operation, number - 1, source))?;
        }
        let after = request.http.uri();
        if (after.scheme(), after.authority()) != (before.scheme(), before.authority()) {
            let reason = "it changed the scheme or the host of the request, to which the token would be sent";
            return Err(Error::middleware(operation, number - 1, reason));
        }
        request.timeout = self.remaining().map_or(timeout, |remaining| remaining.min(request.timeout));
        Ok(())
    }
}

/// An attempt that middleware observes. The request is kept, because the transport takes it.
pub(super) struct Observed<'a> {
    parts: &'a Parts,
    request: TransportRequest,
    number: u32,
    start: Instant,
}

impl<'a> Observed<'a> {
    /// Starts observing an attempt; `None` without middleware.
    pub(super) fn new(parts: &'a Parts, request: &TransportRequest, number: u32) -> Option<Box<Self>> {
        let shared = &parts.client.shared;
        (!shared.middleware.is_empty()).then(|| {
            let start = shared.transport.now();
            Box::new(Self { parts, request: request.clone(), number, start })
        })
    }

    /// Passes the result to the middleware.
    pub(super) fn finish(&self, result: &Result<http::Response<Bytes>, TransportError>) {
        let shared = &self.parts.client.shared;
        let attempt = Attempt {
            request: &self.request,
            number: self.number,
            duration: shared.transport.now().saturating_duration_since(self.start),
            result: result.as_ref(),
        };
        shared.middleware.iter().rev().for_each(|middleware| middleware.on_response(&attempt));
    }
}
