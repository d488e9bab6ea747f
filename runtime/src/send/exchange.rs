//! Sending one attempt of a call whose request or response body is streamed.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;

use crate::operation::Body;
use crate::response::{DeferredBody, Reopen};
use crate::transport::{
    Collected, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest,
};

/// The timeout that is passed to the transport for a body that may arrive for any time: 30 years.
const NO_TIMEOUT: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The streamed bodies of a call. Most calls have none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    /// The request body.
    pub(crate) body: Option<Body>,
    /// Receives the response body.
    pub(crate) response: Option<DeferredBody>,
    pub(crate) encoded: Encoded,
}

/// What a body with a content coding that is not supported means for a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoded {
    /// An error.
    #[default]
    Unreadable,
    /// The response, if the call has asked for that coding.
    Raw,
    /// Nothing, because the body is not read.
    Ignored,
}

impl Streams {
    /// Requests the response body as a stream.
    pub(crate) fn stream_response(&mut self) {
        self.response = Some(DeferredBody::default());
        self.encoded = Encoded::Raw;
    }

    /// Requests the response body as a stream of events, which are lines of JSON if the call asks for them.
    pub(crate) fn stream_events(&mut self, origin: Arc<dyn Reopen>, expects_lines: bool) {
        self.response = Some(DeferredBody::of_events(origin, expects_lines));
    }

    /// Whether the request body is a stream that has been read from, so that it cannot be sent again.
    pub(crate) fn is_body_consumed(&self) -> bool {
        self.body.as_ref().is_some_and(Body::is_consumed)
    }

    /// Sends a request once. The body of a successful response that is read as a stream is put into
    /// `response`, and the returned body is empty.
    ///
    /// The timeout of the request covers the whole response; for a stream of events, the time until its head has
    /// arrived. `remaining` is the time until the deadline of the call, which covers the events as well.
    pub(crate) fn send<'a>(
        &'a self,
        transport: &'a dyn Transport,
        request: TransportRequest,
        remaining: Option<Duration>,
    ) -> TransportFuture<'a> {
        if self.body.is_none() && self.response.is_none() {
            return transport.send(request);
        }
        if self.response.as_ref().is_some_and(DeferredBody::is_endless) {
            return Box::pin(self.send_for_events(transport, request, remaining));
        }
        Box::pin(self.send_streaming(transport, request))
    }

    async fn send_for_events(
        &self,
        transport: &dyn Transport,
        mut request: TransportRequest,
        remaining: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let timeout = std::mem::replace(&mut request.timeout, remaining.unwrap_or(NO_TIMEOUT));
        request.head_timeout = Some(timeout);
        let mut response = Box::pin(self.send_streaming(transport, request));
        let mut timer = None;
        poll_fn(|context| match response.as_mut().poll(context) {
            Poll::Ready(response) => Poll::Ready(response),
            // For transports that do not enforce it. Starts after the timer of one that does.
            Poll::Pending => {
                let timer = timer.get_or_insert_with(|| transport.sleep(timeout));
                timer.as_mut().poll(context).map(|()| {
                    let reason = format!("no response within {timeout:?}");
                    Err(TransportError::new(TransportErrorKind::Timeout, reason))
                })
            }
        })
        .await
    }

    async fn send_streaming(
        &self,
        transport: &dyn Transport,
        request: TransportRequest,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let limit = request.body_limit;
        let response = transport.stream(request, self.body.clone()).await;
        let (head, body) = response.map_err(|error| self.classify(error))?.into_parts();
        let mut response = http::Response::from_parts(head, Bytes::new());
        if let Some(arrival) = self.response.as_ref().filter(|_| response.status().is_success()) {
            arrival.put(body, limit);
            return Ok(response);
        }
        let (body, result) = collect(body, limit).await;
        *response.body_mut() = body;
        match result {
            Ok(()) => Ok(response),
            Err(error) => Err(error.with_response(response)),
        }
    }

    /// Reports an error that the request body caused as [`TransportErrorKind::RequestBody`].
    fn classify(&self, error: TransportError) -> TransportError {
        let has_failed = self.body.as_ref().is_some_and(Body::has_failed);
        if has_failed { error.with_kind(TransportErrorKind::RequestBody) } else { error }
    }
}

/// Reads a body up to the limit. On failure, the bytes that arrived are still returned.
async fn collect(mut body: TransportBody, limit: usize) -> (Bytes, Result<(), TransportError>) {
    let mut all = Collected::new(limit);
    let result = loop {
        let pushed = match body.next().await {
            Some(chunk) => chunk.and_then(|chunk| all.push(&chunk)),
            None => break Ok(()),
        };
        if pushed.is_err() {
            break pushed;
        }
    };
    (all.into_bytes(), result)
}
