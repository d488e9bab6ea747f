//! Sending: from the parts of a call to a response, in one loop that is not generic over the type of the value.

mod attempts;
pub(crate) mod exchange;
pub(crate) mod options;
mod request;
pub(crate) mod retry;
pub(crate) mod throttle;
mod trace;

pub(crate) use attempts::{AnswerFuture, execute};
pub use options::CallOptions;
pub use retry::{FailedAttempt, Retry, RetryPolicy};
pub use throttle::Throttle;
