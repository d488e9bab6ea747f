//! HTTP/1.1 connections, which serve one request at a time.
//!
//! A task drives the connection with hyper, and owns the socket and the request body. hyper does not notice that a call
//! has ended while the socket accepts no more data. The task therefore ends as soon as the handle of the connection is
//! dropped, which closes the socket and drops the body.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, Connection, SendRequest};
use tokio::sync::oneshot;

use super::connect::ServiceStream;
use super::failure::failure;
use super::origin::Origin;
use super::outgoing::RequestBody;
use crate::transport::TransportError;

/// A connection. Dropping it closes the socket, even while a request is being sent.
pub(super) struct Http1 {
    sender: SendRequest<RequestBody>,
    origin: Arc<Origin>,
    host: HeaderValue,
    is_used: bool,
    /// Ends the task when dropped.
    _task: oneshot::Sender<()>,
}

impl Http1 {
    /// Starts the connection on a new socket. The permit is dropped when the socket is closed.
    ///
    /// # Errors
    /// Returns an error if the connection is closed immediately.
    pub(super) async fn establish(
        stream: ServiceStream,
        origin: Arc<Origin>,
        permit: impl Send + 'static,
    ) -> Result<Self, TransportError> {
        let handshake = http1::handshake(stream).await;
        let (sender, connection) = handshake.map_err(|error| failure(error, false))?;
        let host = host(&origin);
        let (task, dropped) = oneshot::channel();
        tokio::spawn(async move {
            drive(connection, dropped).await;
            drop(permit);
        });
        let mut connection = Self { sender, origin, host, is_used: false, _task: task };
        let ready = poll_fn(|context| connection.sender.poll_ready(context)).await;
        ready.map_err(|error| failure(error, false)).map(|()| connection)
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether the connection has served a request before.
    pub(super) fn is_used(&self) -> bool {
        self.is_used
    }

    /// Whether the connection can send a request now.
    pub(super) fn is_ready(&self) -> bool {
        self.sender.is_ready()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Waits until the connection can send a request. Returns `false` if it is closed.
    pub(super) fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        self.sender.poll_ready(context).map(|ready| ready.is_ok())
    }

    /// Sends a request.
    ///
    /// # Errors
    /// The error contains the request if no part of it was sent.
    pub(super) async fn send(
        &mut self,
        mut request: Request<RequestBody>,
        target: PathAndQuery,
    ) -> Result<Response<Incoming>, TrySendError<Request<RequestBody>>> {
        self.is_used = true;
        *request.uri_mut() = Uri::from(target);
        request.headers_mut().insert(header::HOST, self.host.clone());
        self.sender.try_send_request(request).await
    }
}

/// Drives a connection until it ends or its handle is dropped.
async fn drive(connection: Connection<ServiceStream, RequestBody>, dropped: oneshot::Receiver<()>) {
    let (mut connection, mut dropped) = (pin!(connection), pin!(dropped));
    poll_fn(|context| match dropped.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(()),
        // The error is also the result of the request.
        Poll::Pending => connection.as_mut().poll(context).map(drop),
    })
    .await;
}

/// Returns the `host` header, which contains the port unless it is the default one.
fn host(origin: &Origin) -> HeaderValue {
    let is_default = match origin.authority.port_u16() {
        Some(port) => origin.default_port() == Some(port),
        None => true,
    };
    let host = origin.authority.host();
    let text = match origin.authority.port() {
        Some(port) if !is_default => &format!("{host}:{port}"),
        Some(_) | None => host,
    };
    // The host of a URL is a valid header value.
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}
