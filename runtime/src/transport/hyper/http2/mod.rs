//! HTTP/2 connections, which serve many requests at a time.
//!
//! A task drives the connection ([`driver`]). Everything that belongs to a request is part of its future, including the
//! request body ([`upload`]), so a call that ends drops its body immediately and resets its stream.
//!
//! At most as many streams are opened as the service allows, so that a request is not counted as sent while it waits for
//! a stream. A stream can receive [`STREAM_WINDOW`] bytes that nobody reads. The window of the connection does not limit
//! this further, so streams that nobody reads do not stop the others.

mod driver;
mod upload;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use h2::RecvStream;
use h2::client::SendRequest;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, Method, Request, Response, header};
use http_body::Body as _;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;
use tokio::time::Instant;

use self::driver::Driver;
use self::upload::Upload;
use super::connect::ServiceStream;
use super::failure::{body_failure, failure};
use super::outgoing::{Progress, RequestBody};
use super::pool::{Attempt, Origin, Pool};
use crate::transport::TransportError;

/// The number of bytes that a stream can receive ahead of its reader.
const STREAM_WINDOW: u32 = 1024 * 1024;

/// The window of a connection: the largest possible one, because the windows of its streams limit it sufficiently.
const CONNECTION_WINDOW: u32 = (1 << 31) - 1;

const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// Replaces the number of streams that the service allows until it states that. No service allows this number.
const UNSETTLED: usize = 99_991;

/// A request that is dropped after this time without any sign of life from the service makes its connection suspect.
const SUSPICIOUS: Duration = Duration::from_secs(1);

static LAST_ID: AtomicU64 = AtomicU64::new(0);

/// A connection. It is closed when its last stream ends and the pool has dropped it.
pub(super) struct Http2 {
    origin: Arc<Origin>,
    id: u64,
    sender: SendRequest<Bytes>,
    shared: Arc<Shared>,
    idle_since: Mutex<Instant>,
    /// Tells the task that the connection is no longer needed when dropped.
    _task: oneshot::Sender<()>,
}

/// The state that the task of a connection shares with its streams.
struct Shared {
    /// The number of streams that the service allows. Only one until the service has stated it.
    limit: AtomicUsize,
    is_settled: AtomicBool,
    /// The number of open streams.
    streams: AtomicUsize,
    /// Changes with each sign of life from the service.
    activity: AtomicU64,
}

impl Http2 {
    /// Starts the connection on a new socket, and reserves a stream on it.
    ///
    /// # Errors
    /// Returns an error if the connection is closed immediately.
    pub(super) async fn establish(
        stream: ServiceStream,
        attempt: Attempt,
    ) -> Result<Arc<Self>, TransportError> {
        let mut builder = h2::client::Builder::new();
        builder.initial_window_size(STREAM_WINDOW).initial_connection_window_size(CONNECTION_WINDOW);
        builder.max_header_list_size(MAX_HEADER_BYTES).enable_push(false);
        builder.initial_max_send_streams(UNSETTLED);
        let handshake = builder.handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(|error| failure(error, false))?;
        let shared = Arc::new(Shared {
            limit: AtomicUsize::new(1),
            is_settled: AtomicBool::new(false),
            streams: AtomicUsize::new(1),
            activity: AtomicU64::new(0),
        });
        let (task, dropped) = oneshot::channel();
        let origin = Arc::clone(attempt.origin());
        let id = LAST_ID.fetch_add(1, Ordering::Relaxed);
        let driver = Driver::new(id, connection, sender.clone(), Arc::clone(&shared), dropped);
        let idle_since = Mutex::new(Instant::now());
        let this = Arc::new(Self { origin, id, sender, shared, idle_since, _task: task });
        let permit = attempt.succeed(Some(Arc::clone(&this)));
        tokio::spawn(driver.run(permit));
        Ok(this)
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Whether the service has stated how many streams it allows.
    pub(super) fn is_settled(&self) -> bool {
        self.shared.is_settled.load(Ordering::Relaxed)
    }

    /// Reserves a stream, if the service allows another one. Called by the pool under its lock.
    pub(super) fn open_stream(&self) -> bool {
        let is_open = self.shared.streams.load(Ordering::Relaxed) < self.shared.limit.load(Ordering::Relaxed);
        if is_open {
            self.shared.streams.fetch_add(1, Ordering::Relaxed);
        }
        is_open
    }

    /// Frees a stream.
    pub(super) fn close_stream(&self) {
        if self.shared.streams.fetch_sub(1, Ordering::Relaxed) == 1 {
            *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.shared.streams.load(Ordering::Relaxed) == 0
    }

    /// Returns since when the connection is idle, if it is.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        self.is_idle().then(|| *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A reserved stream. It is freed when dropped.
pub(super) struct Stream {
    connection: Arc<Http2>,
    pool: Weak<Pool>,
    progress: Progress,
    /// The time and the activity of the connection when the request was sent, until the head of the response arrives.
    waiting: Option<(Instant, u64)>,
}

impl Stream {
    pub(super) fn new(connection: Arc<Http2>, pool: &Arc<Pool>, progress: &Progress) -> Self {
        Self { connection, pool: Arc::downgrade(pool), progress: progress.clone(), waiting: None }
    }

    /// Sends a request, and as much of its body as the service accepts, until the head of the response arrives.
    ///
    /// # Errors
    /// Returns the request if the connection was closed before any part of it was sent.
    pub(super) async fn send(
        mut self,
        request: Request<RequestBody>,
        target: PathAndQuery,
    ) -> Result<Response<Incoming>, SendError> {
        let mut sender = self.connection.sender.clone();
        if poll_fn(|context| sender.poll_ready(context)).await.is_err() {
            self.retire();
            return Err(SendError::Unsent(Box::new(request)));
        }
        let (head, body) = request.into_parts();
        let head = head_of(Request::from_parts(head, ()), &self.connection.origin, target, &body);
        let is_empty = body.is_empty();
        let sent = sender.send_request(head, is_empty);
        let (mut response, upload) = sent.map_err(|error| failed(error, &self.progress))?;
        self.progress.start();
        self.waiting = Some((Instant::now(), self.activity().load(Ordering::Relaxed)));
        let mut upload = (!is_empty).then(|| Upload::new(body, upload));
        let response = poll_fn(|context| {
            if let Poll::Ready(response) = Pin::new(&mut response).poll(context) {
                return Poll::Ready(response.map_err(|error| failed(error, &self.progress)));
            }
            poll_upload(&mut upload, context).map(|error| Err(SendError::Failed(error)))
        });
        let response = response.await?;
        self.waiting = None;
        self.record_activity();
        Ok(response.map(|body| Incoming { body, upload, stream: self }))
    }

    fn activity(&self) -> &AtomicU64 {
        &self.connection.shared.activity
    }

    fn record_activity(&self) {
        self.activity().fetch_add(1, Ordering::Relaxed);
    }

    /// Sends no further request on this connection.
    fn retire(&self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.retire(&self.connection.origin, self.connection.id);
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some((sent, activity)) = self.waiting
            && activity == self.activity().load(Ordering::Relaxed)
            && (self.progress.is_timed_out() || sent.elapsed() >= SUSPICIOUS)
        {
            self.retire();
        }
        match self.pool.upgrade() {
            Some(pool) => pool.release(&self.connection),
            None => self.connection.close_stream(),
        }
    }
}

/// A failure to send a request.
pub(super) enum SendError {
    /// The connection was closed before any part of the request was sent.
    Unsent(Box<Request<RequestBody>>),
    Failed(TransportError),
}

fn failed(error: h2::Error, progress: &Progress) -> SendError {
    SendError::Failed(failure(error, progress.is_started()))
}

/// A response body, with the rest of the request body, which is sent while the response is read.
pub(super) struct Incoming {
    // Dropped before the stream is freed.
    body: RecvStream,
    upload: Option<Upload>,
    stream: Stream,
}

impl Incoming {
    pub(super) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Poll::Ready(error) = poll_upload(&mut self.upload, context) {
            return Poll::Ready(Some(Err(error)));
        }
        self.body.poll_data(context).map(|chunk| match chunk? {
            Ok(chunk) => {
                self.stream.record_activity();
                // Fails only if the stream has ended.
                let _ = self.body.flow_control().release_capacity(chunk.len());
                Some(Ok(chunk))
            }
            // The service has responded without reading the rest of the request (RFC 9113, section 8.1).
            Err(error) if error.is_reset() && error.reason() == Some(h2::Reason::NO_ERROR) => None,
            Err(error) => Some(Err(failure(error, true))),
        })
    }
}

/// Sends the request body. Ready if that fails because of the body itself.
fn poll_upload(upload: &mut Option<Upload>, context: &mut Context<'_>) -> Poll<TransportError> {
    let Some(sending) = upload else { return Poll::Pending };
    match sending.poll(context) {
        Poll::Ready(result) => {
            *upload = None;
            result.map_or_else(|error| Poll::Ready(body_failure(error)), |()| Poll::Pending)
        }
        Poll::Pending => Poll::Pending,
    }
}

/// Returns the head of a request, without the headers that HTTP/2 forbids (RFC 9113, section 8.2.2).
fn head_of(mut head: Request<()>, origin: &Origin, target: PathAndQuery, body: &RequestBody) -> Request<()> {
    *head.uri_mut() = origin.with_path(target);
    *head.version_mut() = http::Version::HTTP_2;
    remove_connection_headers(head.headers_mut());
    if let Some(length) = body.size_hint().exact() {
        let expects_body = matches!(*head.method(), Method::POST | Method::PUT | Method::PATCH);
        if length > 0 || expects_body {
            head.headers_mut().entry(header::CONTENT_LENGTH).or_insert_with(|| length.into());
        }
    }
    head
}

fn remove_connection_headers(headers: &mut HeaderMap) {
    const NAMES: [HeaderName; 6] = [
        header::CONNECTION,
        header::HOST,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("proxy-connection"),
    ];
    for name in NAMES {
        headers.remove(name);
    }
    if headers.get(header::TE).is_some_and(|value| value != "trailers") {
        headers.remove(header::TE);
    }
}
