//! Sending the call of an event stream again.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::attempts::execute;
use super::parts::Parts;
use super::retry::is_idempotent;
use crate::response::{Reopen, ReopenFuture};
use crate::transport::SleepFuture;

/// The parts of a call whose response is a stream of events.
pub(crate) struct Origin(pub(crate) Parts);

impl Reopen for Origin {
    fn is_idempotent(&self) -> bool {
        is_idempotent(self.0.operation, self.0.method(), self.0.options.idempotent)
            && !self.0.streams.is_body_consumed()
    }

    fn reopen(&self, last_event_id: Option<HeaderValue>) -> ReopenFuture {
        let mut parts = Box::new(self.0.clone());
        if let Some(id) = last_event_id {
            parts.options.headers.insert(HeaderName::from_static("last-event-id"), id);
        }
        let expects_lines = parts.expects_lines();
        parts.streams.stream_events(Arc::new(Self(self.0.clone())), expects_lines);
        execute(parts)
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        self.0.client.shared.transport.sleep(duration)
    }
}
