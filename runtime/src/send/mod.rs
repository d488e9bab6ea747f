//! The request loop: turns the parts of a call into a response. Not generic over the response type, so it is
//! compiled once.

mod attempts;
mod client_state;
mod exchange;
mod middleware;
mod options;
mod parts;
mod reopen;
mod request;
mod retry;
mod throttle;
mod trace;

pub(crate) use attempts::{ResponseFuture, execute};
pub(crate) use client_state::{ClientState, Shared};
pub(crate) use exchange::Encoded;
pub use options::CallOptions;
pub(crate) use parts::Parts;
pub(crate) use reopen::Origin;
pub use retry::{FailedAttempt, Retry, RetryPolicy};
pub use throttle::Throttle;
