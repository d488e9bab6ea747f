//! The default transport: hyper with the pool of hyper-util, HTTP/1.1 and HTTP/2, gzip and TLS.
//!
//! Of its own are the route through a proxy ([`connect`]), the time limit, gzip ([`answer`]), and what a failure says
//! about the request ([`failure`]). Proxies, of the environment or of the builder, are used for `https` alone, through
//! a tunnel that does not show them the request. Nothing here follows redirects, so a token cannot be carried to
//! another host.
//!
//! Nothing that may have been written is sent twice. hyper-util sends again over another connection only when a pooled
//! one was closed before the request was taken from the queue of that connection, which is before the first byte of it;
//! it cannot do more, because from then on the request is gone from its hands. hyper never sends again. A pooled
//! connection that is closed while the request is being written is therefore a failure of the kind
//! [`Other`](TransportErrorKind::Other).

mod answer;
mod connect;
mod failure;
mod outgoing;
#[cfg(test)]
mod tests;
mod tls;

use std::error::Error;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::{Builder, Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::Sleep;

use self::answer::{AnswerBody, AnswerStream};
use self::connect::Connector;
use self::failure::{is_timeout, kind};
use self::outgoing::{RequestBody, Started};
use super::{
    SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture,
};
use crate::operation::Body;
use crate::operation::Network;

/// The pool.
pub(crate) struct HyperTransport {
    client: Client<Connector, RequestBody>,
}

impl HyperTransport {
    /// A new pool. For a `plain` base URL (http to a loopback host) no certificates are loaded and no proxy
    /// from the environment is used, so that the token stays on this machine.
    ///
    /// # Errors
    /// When a certificate cannot be read, or the certificate store of the operating system.
    pub(crate) fn new(network: &Network, plain: bool) -> Result<Self, TransportError> {
        Self::with(network, plain, |builder| builder)
    }

    fn with(
        network: &Network,
        plain: bool,
        change: impl FnOnce(&mut Builder) -> &mut Builder,
    ) -> Result<Self, TransportError> {
        let connector = Connector::new(network, plain)
            .map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        let mut builder = Client::builder(TokioExecutor::new());
        builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new());
        builder.pool_idle_timeout(network.idle_timeout).pool_max_idle_per_host(network.idle_connections);
        Ok(Self { client: change(&mut builder).build(connector) })
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        let limit = request.body_limit;
        let (incoming, started, time) = self.start(request, None);
        Box::pin(receive(incoming, started, time, limit))
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        let (incoming, started, time) = self.start(request, body);
        Box::pin(async move {
            let mut time = Box::pin(time);
            let (mut head, incoming) = head(incoming, &started, time.as_mut()).await?.into_parts();
            let body = TransportBody::new(AnswerStream::new(&mut head.headers, incoming, time));
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
    /// Starts a request and its time.
    fn start(&self, request: TransportRequest, body: Option<Body>) -> (ResponseFuture, Started, Sleep) {
        let started = Started::default();
        let mut outgoing = request.http.map(|bytes| RequestBody::new(bytes, body, started.clone()));
        let gzip = HeaderValue::from_static("gzip");
        outgoing.headers_mut().entry(header::ACCEPT_ENCODING).or_insert(gzip);
        (self.client.request(outgoing), started, tokio::time::sleep(request.timeout))
    }
}

/// The head of the answer to a request that is under way.
async fn head(
    mut incoming: ResponseFuture,
    started: &Started,
    time: Pin<&mut Sleep>,
) -> Result<http::Response<Incoming>, TransportError> {
    match in_time(time, |context| Pin::new(&mut incoming).poll(context)).await {
        Some(Ok(answer)) => Ok(answer),
        Some(Err(error)) => Err(failure(error.is_connect(), error, started.get())),
        None if started.get() => Err(overdue(TransportErrorKind::Timeout)),
        None => Err(overdue(TransportErrorKind::ConnectTimeout)),
    }
}

/// The whole answer to a request that is under way.
async fn receive(
    incoming: ResponseFuture,
    started: Started,
    time: Sleep,
    limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut time = pin!(time);
    let (mut head, mut incoming) = head(incoming, &started, time.as_mut()).await?.into_parts();
    let mut body = AnswerBody::new(&mut head.headers, limit);
    let result = loop {
        let frame = in_time(time.as_mut(), |context| Pin::new(&mut incoming).poll_frame(context)).await;
        let pushed = match frame {
            // Trailers say nothing that a client asks for.
            Some(Some(Ok(frame))) => frame.into_data().map_or(Ok(()), |chunk| body.push(&chunk)),
            Some(Some(Err(error))) => Err(failure(false, error, true)),
            Some(None) => break body.end(),
            None => Err(overdue(TransportErrorKind::Timeout)),
        };
        if pushed.is_err() {
            break pushed;
        }
    };
    let answer = http::Response::from_parts(head, body.into_bytes());
    match result {
        Ok(()) => Ok(answer),
        Err(error) => Err(error.with_response(answer)),
    }
}

/// What comes before the time is over; `None` when nothing does.
async fn in_time<T>(
    mut time: Pin<&mut Sleep>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    poll_fn(|context| match poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => time.as_mut().poll(context).map(|()| None),
    })
    .await
}

fn failure(connecting: bool, error: impl Error + Send + Sync + 'static, started: bool) -> TransportError {
    TransportError::new(kind(&error, connecting, !is_timeout(&error), started), error)
}

fn overdue(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, "the time for the attempt is over")
}

/// A transport that speaks HTTP/2 from the start, without TLS.
#[cfg(test)]
fn http2_only() -> HyperTransport {
    HyperTransport::with(&Network::default(), true, |builder| builder.http2_only(true)).unwrap()
}
