//! How an event stream sends its call again.

// Cycle: the response of an event stream holds its call, which returns another response.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use http::HeaderValue;

use crate::error::Error;
use crate::response::RawResponse;
use crate::transport::SleepFuture;

/// The future of another response to the call of an event stream.
pub(crate) type ReopenFuture = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

/// The call of an event stream. It is implemented by a higher layer.
pub(crate) trait Reopen: Send + Sync {
    /// Whether the call is safe to send again.
    fn is_idempotent(&self) -> bool;

    /// Sends the call again.
    fn reopen(&self, last_event_id: Option<HeaderValue>) -> ReopenFuture;

    /// Returns a timer of the transport.
    fn sleep(&self, duration: Duration) -> SleepFuture;
}
