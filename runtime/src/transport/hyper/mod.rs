//! The default transport: HTTP/1.1 with hyper and HTTP/2 with h2, a connection pool, gzip and TLS.
//!
//! This module adds proxies ([`connect`]), the pool ([`pool`]), timeouts, gzip ([`decoder`]), and the classification of
//! failures ([`failure`]). Proxies are used for `https` only, through a tunnel that hides the request from them. Redirects are
//! never followed, so the token cannot reach another host.
//!
//! A request that may have been written is never sent again. It is sent on another connection only if a pooled one was
//! closed before any part of the request was written; after that, the transport no longer owns the request. hyper itself
//! never retries. If a pooled connection is closed while the request is being written, the error therefore has the kind
//! [`Other`](TransportErrorKind::Other).
//!
//! A call that ends, because it is complete, times out or is dropped, leaves nothing behind: its request body is dropped,
//! and if the response is not complete, the HTTP/1.1 connection is closed ([`http1`]) or the HTTP/2 stream is reset
//! ([`http2`]).

mod connect;
mod decoder;
mod failure;
mod gzip;
mod http1;
mod http2;
mod incoming;
mod origin;
mod outgoing;
mod pool;
mod response;
mod stream;
#[cfg(test)]
mod tests;
mod tls;
mod unframed;

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, Response, header};
use tokio::time::Sleep;

use self::connect::Connector;
use self::failure::failure;
use self::incoming::Incoming;
use self::origin::Origin;
use self::outgoing::{Progress, RequestBody, TIMED_OUT};
use self::pool::{Connection, Pool, Pools};
use self::response::ResponseBody;
use self::stream::ResponseStream;
use super::{
    SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture, content_codings,
};
use crate::operation::Body;
use crate::operation::Network;

/// The default transport, with its connection pools.
pub(crate) struct HyperTransport {
    pools: Pools,
}

impl HyperTransport {
    /// Creates a transport. If all URLs are `plain` (http to a loopback host, or to one that the user allows), no
    /// certificates are loaded.
    ///
    /// # Errors
    /// Returns an error if a certificate or the certificate store of the operating system cannot be read.
    pub(crate) fn new(network: &Network, plain: bool) -> Result<Self, TransportError> {
        let connector = Connector::new(network, plain)
            .map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        Ok(Self { pools: Pools::new(network, connector) })
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        let limit = request.body_limit;
        let (exchange, timeout) = self.start(request, None);
        Box::pin(receive(exchange, timeout, limit))
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        let head_timeout = request.head_timeout.map(|limit| tokio::time::sleep(limit.min(request.timeout)));
        let (exchange, timeout) = self.start(request, body);
        Box::pin(async move {
            let deadline = timeout.deadline();
            let timeout = pin!(head_timeout.unwrap_or(timeout));
            let (mut head, incoming) = head(exchange, timeout).await?.into_parts();
            let stream = ResponseStream::new(&mut head.headers, incoming, deadline);
            Ok(Response::from_parts(head, TransportBody::new(stream)))
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
    /// Prepares a request and starts its timeout.
    fn start(&self, request: TransportRequest, body: Option<Body>) -> (Exchange, Sleep) {
        let progress = Progress::default();
        let is_empty = body.is_none() && request.http.body().is_empty();
        let mut outgoing = request.http.map(|bytes| RequestBody::new(bytes, body, progress.clone()));
        let gzip = HeaderValue::from_static("gzip");
        outgoing.headers_mut().entry(header::ACCEPT_ENCODING).or_insert(gzip);
        // hyper omits the length of an empty body, but some services require it (RFC 9110, 8.6).
        if is_empty && matches!(*outgoing.method(), Method::POST | Method::PUT | Method::PATCH) {
            outgoing.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let exchange = Exchange { request: outgoing, progress, pool: self.pools.current() };
        (exchange, tokio::time::sleep(request.timeout))
    }
}

/// A request that has not been sent yet.
struct Exchange {
    request: Request<RequestBody>,
    progress: Progress,
    pool: Arc<Pool>,
}

impl Exchange {
    /// Sends the request and waits for the head of the response. If a pooled connection was closed before any part of the
    /// request was sent, it is sent on another one.
    async fn run(self) -> Result<Response<Incoming>, TransportError> {
        let Self { mut request, progress, pool } = self;
        let Some(origin) = Origin::of(request.uri()) else {
            return Err(TransportError::new(TransportErrorKind::Unsendable, "the URL is not absolute"));
        };
        let slash = || PathAndQuery::from_static("/");
        let path = request.uri().path_and_query().cloned().unwrap_or_else(slash);
        loop {
            match pool.checkout(&origin, &progress).await? {
                Connection::Http1(mut connection) => {
                    let is_used = connection.is_used();
                    let mut error = match connection.send(request, path.clone()).await {
                        Ok(head) => return Ok(head.map(|body| Incoming::http1(body, connection, &pool))),
                        Err(error) => error,
                    };
                    match error.take_message() {
                        Some(unsent) if is_used => request = unsent,
                        _ => return Err(failure(error.into_error(), progress.is_started())),
                    }
                }
                Connection::Http2(connection) => {
                    let stream = http2::Stream::new(connection, &progress);
                    match stream.send(request, path.clone()).await {
                        Ok(head) => return Ok(head.map(Incoming::Http2)),
                        Err(http2::SendError::Unsent(unsent)) => request = *unsent,
                        Err(http2::SendError::Failed(error)) => return Err(error),
                    }
                }
            }
        }
    }
}

/// Waits for the head of the response.
async fn head(exchange: Exchange, timeout: Pin<&mut Sleep>) -> Result<Response<Incoming>, TransportError> {
    let progress = exchange.progress.clone();
    let mut running = pin!(exchange.run());
    let head = before(timeout, |context| running.as_mut().poll(context)).await;
    head.unwrap_or_else(|| Err(progress.time_out()))
}

/// Waits for the complete response.
async fn receive(
    exchange: Exchange,
    timeout: Sleep,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let mut timeout = pin!(timeout);
    let (mut head, mut incoming) = head(exchange, timeout.as_mut()).await?.into_parts();
    let is_unframed = unframed::is_unframed_json(&head);
    let mut body = ResponseBody::new(&mut head.headers, limit);
    // A body whose coding is not supported shows no JSON.
    let is_unframed = is_unframed && content_codings(&head.headers).is_empty();
    let result = loop {
        let pushed = match before(timeout.as_mut(), |context| incoming.poll_chunk(context)).await {
            Some(Some(Ok(chunk))) => match body.push(chunk) {
                Ok(()) => advance(&mut body).await,
                Err(error) => Err(error),
            },
            Some(Some(Err(error))) => Err(error),
            Some(None) => {
                body.finish();
                break advance(&mut body).await;
            }
            None => Err(TransportError::new(TransportErrorKind::Timeout, TIMED_OUT)),
        };
        if pushed.is_err() {
            break pushed;
        }
    };
    let response = Response::from_parts(head, body.into_bytes());
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

/// Processes the data that has arrived. Other tasks run between the pieces of compressed data.
async fn advance(body: &mut ResponseBody) -> Result<(), TransportError> {
    while body.advance()? {
        tokio::task::yield_now().await;
    }
    Ok(())
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
