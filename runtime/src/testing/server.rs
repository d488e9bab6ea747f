//! A server on 127.0.0.1 that answers from the script of a mock.

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
use super::script::{Answered, Script, Scripted};
use super::service::Service;
use crate::transport::TransportErrorKind;

/// How long the beginning of a body that is cut has to get onto the wire.
const FLUSH: Duration = Duration::from_millis(20);

/// A server on a free port of 127.0.0.1 that answers as a [`Mock`] does, for tests of whole programs.
///
/// It speaks HTTP/1.1 without TLS on a thread of its own, so it serves blocking and asynchronous programs
/// alike, and stops when it is dropped. Requests are told apart by method and path, at the first home of an
/// operation or below a scope. A request for none of them is answered with 404; one without an answer in the
/// script with 501; both say so in the form of the service's own errors.
///
/// A failure of the script is a connection that is closed without an answer
/// ([`Timeout`](TransportErrorKind::Timeout): one that is kept and never answered); a body that is cut ends
/// with the connection, short of its `content-length`.
#[must_use = "the server stops when it is dropped"]
pub struct MockServer {
    address: SocketAddr,
    mock: Mock,
    runtime: Option<Runtime>,
}

impl MockServer {
    /// Starts a server without a script.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start(service: &'static Service) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("northflank-mock-server")
            .enable_all()
            .build()?;
        let mock = Mock::of(service);
        let guard = runtime.enter();
        let listener = TcpListener::from_std(listener)?;
        drop(guard);
        runtime.spawn(accept(listener, mock.clone()));
        Ok(Self { address, mock, runtime: Some(runtime) })
    }

    /// The base URL to give to a client: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The mock that answers. It may be cloned and told more while the server runs.
    #[must_use]
    pub fn mock(&self) -> &Mock {
        &self.mock
    }

    /// Adds to the script of an operation; see [`Mock::on`].
    pub fn on(&self, operation: impl Into<String>) -> Script<'_> {
        self.mock.on(operation)
    }

    /// From now on answers as the documentation shows where the script has no answer; see
    /// [`Mock::reply_with_examples`].
    pub fn reply_with_examples(&self) {
        self.mock.reply_with_examples();
    }

    /// All requests so far, in the order in which they were read.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.mock.requests()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waits for nothing, so that a server may be dropped in a task.
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
            // Too many open files, for example: it may pass.
            tokio::time::sleep(FLUSH).await;
            continue;
        };
        let mock = mock.clone();
        let service = service_fn(move |request| handle(mock.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service));
    }
}

/// Closes the connection without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("closed, as the mock was told")
    }
}

impl std::error::Error for Closed {}

async fn handle(mock: Mock, request: http::Request<Incoming>) -> Result<http::Response<Written>, Closed> {
    let (mut head, incoming) = request.into_parts();
    let body = read(incoming).await.ok_or(Closed)?;
    if let Some(token) = head.headers.get_mut(header::AUTHORIZATION) {
        token.set_sensitive(true);
    }
    let (method, path) = (head.method.as_str().to_owned(), head.uri.path().to_owned());
    let operation = mock.service().and_then(|service| service.route(&method, &path));
    let id = operation.map_or("", |operation| operation.id);
    let scripted = mock.take(RecordedRequest::new(id, http::Request::from_parts(head, body)));
    if operation.is_none() {
        return Ok(problem(StatusCode::NOT_FOUND, &format!("the mock has no operation `{method} {path}`")));
    }
    answer(scripted).await
}

async fn answer(scripted: Scripted) -> Result<http::Response<Written>, Closed> {
    if !scripted.delay.is_zero() {
        tokio::time::sleep(scripted.delay).await;
    }
    match scripted.what {
        Answered::Reply(response) => Ok(response.map(Written::whole)),
        Answered::Cut(response, bytes) => Ok(response.map(|body| Written::cut(&body, bytes))),
        Answered::Failure(TransportErrorKind::Timeout) => std::future::pending().await,
        Answered::Failure(_) => Err(Closed),
        Answered::Mistake(reason) => Ok(problem(StatusCode::NOT_IMPLEMENTED, &reason)),
    }
}

/// An answer in the form of the service's own errors.
fn problem(status: StatusCode, message: &str) -> http::Response<Written> {
    let body = serde_json::json!({"error": {"status": status.as_u16(), "message": message}});
    let mut response = http::Response::new(Written::whole(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let content_type = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// The body of a request, `None` where it does not come whole.
async fn read(mut body: Incoming) -> Option<Bytes> {
    let mut all = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame.ok()?.into_data() {
            all.extend_from_slice(&data);
        }
    }
    Some(all.freeze())
}

/// A body that is written whole, or up to a point.
struct Written {
    promised: u64,
    data: Bytes,
    cut: bool,
    flush: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Written {
    fn whole(data: Bytes) -> Self {
        Self { promised: data.len() as u64, data, cut: false, flush: None }
    }

    fn cut(body: &Bytes, bytes: usize) -> Self {
        let data = body.slice(..bytes.min(body.len()));
        Self { promised: body.len() as u64, cut: data.len() < body.len(), data, flush: None }
    }
}

impl Body for Written {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        if !self.cut {
            return Poll::Ready(None);
        }
        let flush = self.flush.get_or_insert_with(|| Box::pin(tokio::time::sleep(FLUSH)));
        ready!(flush.as_mut().poll(context));
        Poll::Ready(Some(Err(Closed)))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(if self.cut { self.promised } else { self.data.len() as u64 })
    }
}
