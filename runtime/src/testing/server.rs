//! A server on 127.0.0.1 that replies from the script of a mock.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{StatusCode, header};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::mock::Mock;
use super::recorded::RecordedRequest;
use super::script::{Action, Script, Step};
use super::service::Service;
use crate::transport::TransportErrorKind;

/// The time to flush the beginning of a truncated body to the socket.
const FLUSH: Duration = Duration::from_millis(20);

/// A server on a free port of 127.0.0.1 that replies like a [`Mock`], for tests of whole programs.
///
/// It speaks HTTP/1.1 without TLS and runs on its own thread, so it can serve both blocking and async
/// programs. It stops when it is dropped.
///
/// Operations are identified by method and path, with or without a scope. A request that matches no operation
/// gets the status 404, and a request without a scripted reply the status 501. Both responses have an error
/// body in the format of the service.
///
/// A scripted failure closes the connection without a response, or, for
/// [`Timeout`](TransportErrorKind::Timeout), keeps it open without ever responding. A truncated body
/// announces its full `content-length`, and the connection is closed early.
#[must_use = "the server stops when it is dropped"]
pub struct MockServer {
    address: SocketAddr,
    mock: Mock,
    runtime: Option<Runtime>,
}

impl MockServer {
    /// Starts a server with an empty script.
    ///
    /// # Errors
    ///
    /// Returns an error if no port can be bound or no thread can be started.
    pub fn start(service: &'static Service) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("faithful-mock-server")
            .enable_all()
            .build()?;
        let mock = Mock::for_service(service);
        let guard = runtime.enter();
        let listener = TcpListener::from_std(listener)?;
        drop(guard);
        runtime.spawn(accept(listener, mock.clone()));
        Ok(Self { address, mock, runtime: Some(runtime) })
    }

    /// Returns the base URL for clients: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the mock that provides the replies. Its script can be extended while the server runs.
    #[must_use]
    pub fn mock(&self) -> &Mock {
        &self.mock
    }

    /// Adds replies to the script of an operation, see [`Mock::on`].
    pub fn on(&self, operation: impl Into<String>) -> Script<'_> {
        self.mock.on(operation)
    }

    /// Replies to requests that have no scripted reply with the documented example of the operation, see
    /// [`Mock::reply_with_examples`].
    pub fn reply_with_examples(&self) {
        self.mock.reply_with_examples();
    }

    /// Returns all requests so far, in the order in which they arrived.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.mock.requests()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Does not block, so that a server can be dropped in an async task.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockServer").field("address", &self.address).finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, mock: Mock) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // The error may be temporary, for example too many open files.
            tokio::time::sleep(FLUSH).await;
            continue;
        };
        let mock = mock.clone();
        let service = service_fn(move |request| handle(mock.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service));
    }
}

/// The error that makes hyper close the connection.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("closed by the script of the mock")
    }
}

impl std::error::Error for Closed {}

async fn handle(
    mock: Mock,
    request: http::Request<Incoming>,
) -> Result<http::Response<ScriptedBody>, Closed> {
    let (head, incoming) = request.into_parts();
    let body = read(incoming).await.ok_or(Closed)?;
    let (method, path) = (head.method.as_str().to_owned(), head.uri.path().to_owned());
    let operation = mock.service().and_then(|service| service.route(&method, &path));
    let id = operation.map_or("", |operation| operation.id);
    let is_known = operation.is_some() || mock.is_scripted(&method, &path);
    let secrets = mock.service().map_or(&[][..], |service| service.secrets);
    let step = mock.take(RecordedRequest::new(id, http::Request::from_parts(head, body), secrets));
    if !is_known {
        return Ok(problem(StatusCode::NOT_FOUND, &format!("the mock has no operation `{method} {path}`")));
    }
    reply(step).await
}

async fn reply(step: Step) -> Result<http::Response<ScriptedBody>, Closed> {
    if !step.delay.is_zero() {
        tokio::time::sleep(step.delay).await;
    }
    match step.action {
        Action::Reply(response) => Ok(response.map(ScriptedBody::complete)),
        Action::Truncate(response, bytes) => Ok(response.map(|body| ScriptedBody::truncated(&body, bytes))),
        Action::Fail(TransportErrorKind::Timeout) => std::future::pending().await,
        Action::Fail(_) => Err(Closed),
        Action::Invalid(reason) => Ok(problem(StatusCode::NOT_IMPLEMENTED, &reason)),
    }
}

/// An error response in the format of the service.
fn problem(status: StatusCode, message: &str) -> http::Response<ScriptedBody> {
    let body = serde_json::json!({"error": {"status": status.as_u16(), "message": message}});
    let mut response = http::Response::new(ScriptedBody::complete(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let content_type = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// Reads the body of a request. Returns `None` if it is incomplete.
async fn read(mut body: Incoming) -> Option<Bytes> {
    let mut all = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame.ok()?.into_data() {
            all.extend_from_slice(&data);
        }
    }
    Some(all.freeze())
}

/// The body of a response, which may be truncated.
struct ScriptedBody {
    content_length: u64,
    data: Bytes,
    is_truncated: bool,
    flush: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl ScriptedBody {
    fn complete(data: Bytes) -> Self {
        Self { content_length: data.len() as u64, data, is_truncated: false, flush: None }
    }

    fn truncated(body: &Bytes, bytes: usize) -> Self {
        let data = body.slice(..bytes.min(body.len()));
        let is_truncated = data.len() < body.len();
        Self { content_length: body.len() as u64, data, is_truncated, flush: None }
    }
}

impl Body for ScriptedBody {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        if !self.is_truncated {
            return Poll::Ready(None);
        }
        let flush = self.flush.get_or_insert_with(|| Box::pin(tokio::time::sleep(FLUSH)));
        ready!(flush.as_mut().poll(context));
        Poll::Ready(Some(Err(Closed)))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && !self.is_truncated
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(if self.is_truncated { self.content_length } else { self.data.len() as u64 })
    }
}
