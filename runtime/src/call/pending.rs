//! The future of a sent call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use crate::error::Error;
use crate::response::RawResponse;
use crate::send::ResponseFuture;

/// The future of a call. It does nothing until it is polled. Dropping it cancels the call.
#[must_use = "a call does nothing until it is sent: use `.await`"]
pub struct Pending<T> {
    // Boxed and not generic over the value, so that the request loop is compiled once. The mutex is never
    // locked; it makes `Pending` `Sync`, although the boxed future is not.
    future: Mutex<ResponseFuture>,
    read: fn(RawResponse) -> Result<T, Error>,
}

impl<T> Pending<T> {
    pub(crate) fn new(future: ResponseFuture, read: fn(RawResponse) -> Result<T, Error>) -> Self {
        Self { future: Mutex::new(future), read }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let future = this.future.get_mut().unwrap_or_else(PoisonError::into_inner);
        future.as_mut().poll(context).map(|response| (this.read)(response?))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pending")
    }
}
