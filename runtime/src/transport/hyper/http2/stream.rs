//! Requests and responses on the streams of an HTTP/2 connection.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use h2::RecvStream;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, Method, Request, Response, header};
use http_body::Body as _;
use tokio::time::Instant;

use super::connection::Http2;
use super::upload::Upload;
use crate::transport::TransportError;
use crate::transport::hyper::failure::{body_failure, failure, interrupted};
use crate::transport::hyper::origin::Origin;
use crate::transport::hyper::outgoing::{Progress, RequestBody};

/// A request that is dropped after this time without any sign of life from the service makes its connection suspect.
const SUSPICIOUS: Duration = Duration::from_secs(1);

/// A reserved stream. It is freed when dropped.
pub(in crate::transport::hyper) struct Stream {
    connection: Arc<Http2>,
    progress: Progress,
    /// The time and the activity of the connection when the request was sent, until the head of the response arrives.
    waiting: Option<(Instant, u64)>,
}

impl Stream {
    pub(in crate::transport::hyper) fn new(connection: Arc<Http2>, progress: &Progress) -> Self {
        Self { connection, progress: progress.clone(), waiting: None }
    }

    /// Sends a request, and as much of its body as the service accepts, until the head of the response arrives.
    ///
    /// # Errors
    /// Returns the request if the connection was closed before any part of it was sent.
    pub(in crate::transport::hyper) async fn send(
        mut self,
        request: Request<RequestBody>,
        target: PathAndQuery,
    ) -> Result<Response<Incoming>, SendError> {
        let mut sender = self.connection.sender();
        if poll_fn(|context| sender.poll_ready(context)).await.is_err() {
            self.connection.retire();
            return Err(SendError::Unsent(Box::new(request)));
        }
        let (head, body) = request.into_parts();
        let head = head_of(Request::from_parts(head, ()), self.connection.origin(), target, &body);
        let is_empty = body.is_empty();
        let sent = sender.send_request(head, is_empty);
        let (mut response, upload) = sent.map_err(|error| failed(error, &self.progress))?;
        self.progress.start();
        self.waiting = Some((Instant::now(), self.connection.shared().activity()));
        let mut upload = (!is_empty).then(|| Upload::new(body, upload));
        let response = poll_fn(|context| {
            if let Poll::Ready(response) = Pin::new(&mut response).poll(context) {
                return Poll::Ready(response.map_err(|error| failed(error, &self.progress)));
            }
            poll_upload(&mut upload, context).map(|error| Err(SendError::Failed(error)))
        });
        let response = response.await?;
        self.waiting = None;
        self.connection.shared().record_activity();
        let length = response.headers().get(header::CONTENT_LENGTH);
        let remaining = length.and_then(|length| length.to_str().ok()?.parse().ok());
        Ok(response.map(|body| Incoming { body, remaining, upload, stream: self }))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some((sent, activity)) = self.waiting
            && activity == self.connection.shared().activity()
            && (self.progress.is_timed_out() || sent.elapsed() >= SUSPICIOUS)
        {
            self.connection.retire();
        }
        match self.connection.owner().upgrade() {
            Some(owner) => owner.release(&self.connection),
            None => self.connection.close_stream(),
        }
    }
}

/// A failure to send a request.
pub(in crate::transport::hyper) enum SendError {
    /// The connection was closed before any part of the request was sent.
    Unsent(Box<Request<RequestBody>>),
    Failed(TransportError),
}

fn failed(error: h2::Error, progress: &Progress) -> SendError {
    SendError::Failed(failure(error, progress.is_started()))
}

/// A response body, with the rest of the request body, which is sent while the response is read.
pub(in crate::transport::hyper) struct Incoming {
    // Dropped before the stream is freed.
    body: RecvStream,
    /// The number of bytes that have not been received yet, if known.
    remaining: Option<usize>,
    upload: Option<Upload>,
    stream: Stream,
}

impl Incoming {
    pub(in crate::transport::hyper) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Poll::Ready(error) = poll_upload(&mut self.upload, context) {
            return Poll::Ready(Some(Err(error)));
        }
        self.body.poll_data(context).map(|chunk| match chunk? {
            Ok(chunk) => {
                self.stream.connection.shared().record_activity();
                self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(chunk.len()));
                // Fails only if the stream has ended.
                let _ = self.body.flow_control().release_capacity(chunk.len());
                Some(Ok(chunk))
            }
            // The service has responded without reading the rest of the request (RFC 9113, section 8.1).
            Err(error)
                if error.is_reset()
                    && error.reason() == Some(h2::Reason::NO_ERROR)
                    && self.remaining.is_none_or(|remaining| remaining == 0) =>
            {
                None
            }
            Err(error) => Some(Err(interrupted(error))),
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
