//! The future of a call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use crate::error::Error;
use crate::response::Answer;
use crate::send::AnswerFuture;

/// A call under way. Does nothing until it is polled; dropping it cancels the call.
///
/// The work is one boxed future that is the same for every operation; only reading the value is done per
/// type.
pub struct Pending<T> {
    // The mutex is never locked. It makes the future `Sync`, which the boxed future need not be.
    future: Mutex<AnswerFuture>,
    read: fn(Answer) -> Result<T, Error>,
}

impl<T> Pending<T> {
    pub(crate) fn new(future: AnswerFuture, read: fn(Answer) -> Result<T, Error>) -> Self {
        Self { future: Mutex::new(future), read }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let future = this.future.get_mut().unwrap_or_else(PoisonError::into_inner);
        future.as_mut().poll(context).map(|answer| (this.read)(answer?))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pending")
    }
}
