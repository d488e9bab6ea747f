//! Sending: from the parts of a call to a response, in one loop that is not generic over the type of the value.

mod attempts;
mod client_state;
mod exchange;
mod options;
mod parts;
mod request;
mod retry;
mod throttle;
mod trace;

pub(crate) use attempts::{AnswerFuture, execute};
pub(crate) use client_state::{ClientState, Shared};
pub use options::CallOptions;
pub(crate) use parts::Parts;
pub use retry::{FailedAttempt, Retry, RetryPolicy};
pub use throttle::Throttle;
