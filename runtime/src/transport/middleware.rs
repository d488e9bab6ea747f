//! Middleware, which sees every attempt of a call before it is sent and after its result has arrived.

use std::error::Error as StdError;
use std::future::ready;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

use super::{TransportError, TransportRequest};

/// The future returned by [`Middleware::on_request`].
pub type MiddlewareFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A hook around each attempt of a call, for signatures, metrics or recordings. Set it with
/// [`ClientBuilder::middleware`](crate::ClientBuilder::middleware).
///
/// Both methods do nothing by default. They see each attempt, including retries, and every transport.
///
/// ```
/// use faithful_runtime::{Attempt, Middleware, MiddlewareFuture, TransportRequest, http::HeaderValue};
///
/// /// Signs requests, and counts failures.
/// struct Signer;
///
/// impl Middleware for Signer {
///     fn on_request<'a>(&'a self, request: &'a mut TransportRequest) -> MiddlewareFuture<'a> {
///         Box::pin(async move {
///             let signature = sign(request.http.body()).await;
///             request.http.headers_mut().insert("x-signature", HeaderValue::from_str(&signature)?);
///             Ok(())
///         })
///     }
///
///     fn on_response(&self, attempt: &Attempt<'_>) {
///         if attempt.result.is_err() {
///             eprintln!("{} failed after {:?}", attempt.request.operation, attempt.duration);
///         }
///     }
/// }
/// # async fn sign(_: &[u8]) -> String { String::new() }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Called before an attempt is sent, after the throttle and the token.
    ///
    /// It may change the request, except for its scheme and its host, because the token is only sent to the service. The
    /// time that it takes counts towards the total timeout of the call. If it fails, the call fails with an error of kind
    /// [`Middleware`](crate::ErrorKind::Middleware) and is not retried.
    ///
    /// The body of a request that is a stream is empty here.
    fn on_request<'a>(&'a self, request: &'a mut TransportRequest) -> MiddlewareFuture<'a> {
        let _ = request;
        Box::pin(ready(Ok(())))
    }

    /// Called after an attempt has a result: a response of any status, or an error. Not called for an attempt that is
    /// cancelled.
    fn on_response(&self, attempt: &Attempt<'_>) {
        let _ = attempt;
    }
}

/// An attempt with its result, for [`Middleware::on_response`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The request as it was passed to the transport.
    pub request: &'a TransportRequest,
    /// The number of the attempt, starting at 1.
    pub number: u32,
    /// The time from passing the request to the transport to its result.
    pub duration: Duration,
    /// The response, or the error of the transport. The body is empty if the call returns a stream.
    pub result: Result<&'a http::Response<Bytes>, &'a TransportError>,
}
