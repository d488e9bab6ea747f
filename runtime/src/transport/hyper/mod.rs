//! The default transport: hyper with the connection pool of hyper-util, HTTP/1.1 and HTTP/2, gzip and TLS.
//!
//! This module adds proxies ([`connect`]), timeouts, gzip ([`response`]), and the classification of failures
//! ([`failure`]). Proxies are used for `https` only, through a tunnel that hides the request from them. Redirects are
//! never followed, so the token cannot reach another host.
//!
//! A request that may have been written is never sent again. hyper-util retries on another connection only if a pooled
//! connection was closed before the request was taken from its queue, that is, before the first byte was written; after
//! that, it no longer owns the request. hyper itself never retries. If a pooled connection is closed while the request
//! is being written, the error therefore has the kind [`Other`](TransportErrorKind::Other).

mod connect;
mod failure;
mod outgoing;
mod response;
#[cfg(test)]
mod tests;
mod tls;
mod unframed;

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::{Builder, Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::Sleep;

use self::connect::Connector;
use self::failure::{is_timeout, kind};
use self::outgoing::{RequestBody, Started};
use self::response::{ResponseBody, ResponseStream};
use super::{
    SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture,
};
use crate::operation::Body;
use crate::operation::Network;

/// The default transport, with its connection pool.
pub(crate) struct HyperTransport {
    client: Client<Connector, RequestBody>,
}

impl HyperTransport {
    /// Creates a transport. For a `plain` base URL (http to a loopback host), no certificates are loaded and no proxy is
    /// used, so the token does not leave this machine.
    ///
    /// # Errors
    /// Returns an error if a certificate or the certificate store of the operating system cannot be read.
    pub(crate) fn new(network: &Network, plain: bool) -> Result<Self, TransportError> {
        Self::with(network, plain, |builder| builder)
    }

    fn with(
        network: &Network,
        plain: bool,
        configure: impl FnOnce(&mut Builder) -> &mut Builder,
    ) -> Result<Self, TransportError> {
        let connector = Connector::new(network, plain)
            .map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        let mut builder = Client::builder(TokioExecutor::new());
        builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new());
        builder.pool_idle_timeout(network.idle_timeout).pool_max_idle_per_host(network.idle_connections);
        Ok(Self { client: configure(&mut builder).build(connector) })
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        let limit = request.body_limit;
        let (incoming, started, timeout) = self.start(request, None);
        Box::pin(receive(incoming, started, timeout, limit))
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        let (incoming, started, timeout) = self.start(request, body);
        Box::pin(async move {
            let mut timeout = Box::pin(timeout);
            let (mut head, incoming) = head(incoming, &started, timeout.as_mut()).await?.into_parts();
            let body = TransportBody::new(ResponseStream::new(&mut head.headers, incoming, timeout));
            Ok(http::Response::from_parts(head, body))
        })
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

impl HyperTransport {
    /// Starts a request and its timeout.
    fn start(&self, request: TransportRequest, body: Option<Body>) -> (ResponseFuture, Started, Sleep) {
        let started = Started::default();
        let is_empty = body.is_none() && request.http.body().is_empty();
        let mut outgoing = request.http.map(|bytes| RequestBody::new(bytes, body, started.clone()));
        let gzip = HeaderValue::from_static("gzip");
        outgoing.headers_mut().entry(header::ACCEPT_ENCODING).or_insert(gzip);
        // hyper omits the length of an empty body, but some services require it (RFC 9110, 8.6).
        if is_empty && matches!(*outgoing.method(), Method::POST | Method::PUT | Method::PATCH) {
            outgoing.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        (self.client.request(outgoing), started, tokio::time::sleep(request.timeout))
    }
}

/// Waits for the head of the response.
async fn head(
    mut incoming: ResponseFuture,
    started: &Started,
    timeout: Pin<&mut Sleep>,
) -> Result<http::Response<Incoming>, TransportError> {
    match before(timeout, |context| Pin::new(&mut incoming).poll(context)).await {
        Some(Ok(response)) => Ok(response),
        Some(Err(error)) => Err(failure(error.is_connect(), error, started.get())),
        None if started.get() => Err(timed_out(TransportErrorKind::Timeout)),
        None => Err(timed_out(TransportErrorKind::ConnectTimeout)),
    }
}

/// Waits for the complete response.
async fn receive(
    incoming: ResponseFuture,
    started: Started,
    timeout: Sleep,
    limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut timeout = pin!(timeout);
    let (mut head, mut incoming) = head(incoming, &started, timeout.as_mut()).await?.into_parts();
    let is_unframed = unframed::is_unframed_json(&head);
    let mut body = ResponseBody::new(&mut head.headers, limit);
    let result = loop {
        let frame = before(timeout.as_mut(), |context| Pin::new(&mut incoming).poll_frame(context)).await;
        let pushed = match frame {
            // Trailers are ignored.
            Some(Some(Ok(frame))) => frame.into_data().map_or(Ok(()), |chunk| body.push(&chunk)),
            Some(Some(Err(error))) => Err(failure(false, error, true)),
            Some(None) => break body.end(),
            None => Err(timed_out(TransportErrorKind::Timeout)),
        };
        if pushed.is_err() {
            break pushed;
        }
    };
    let response = http::Response::from_parts(head, body.into_bytes());
    match result {
        Ok(()) if is_unframed && unframed::is_cut(response.body()) => {
            let error =
                io::Error::new(io::ErrorKind::UnexpectedEof, "the body ended within its JSON document");
            Err(TransportError::new(TransportErrorKind::Other, error).with_response(response))
        }
        Ok(()) => Ok(response),
        Err(error) => Err(error.with_response(response)),
    }
}

/// Polls until a value is ready; `None` if the timeout elapses first.
async fn before<T>(
    mut timeout: Pin<&mut Sleep>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    poll_fn(|context| match poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timeout.as_mut().poll(context).map(|()| None),
    })
    .await
}

fn failure(connecting: bool, error: impl Error + Send + Sync + 'static, started: bool) -> TransportError {
    TransportError::new(kind(&error, connecting, is_timeout(&error), started), error)
}

fn timed_out(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, "the timeout of the attempt elapsed")
}

/// Creates a transport that uses HTTP/2 with prior knowledge, without TLS.
#[cfg(test)]
fn http2_only() -> HyperTransport {
    HyperTransport::with(&Network::default(), true, |builder| builder.http2_only(true)).unwrap()
}
