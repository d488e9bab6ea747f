//! Calls whose body or whose answer is a stream: what differs for them beneath the attempts.

use bytes::Bytes;

use crate::operation::Body;
use crate::response::Arrival;
use crate::transport::{
    Collected, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest,
};

/// What of a call is a stream: nothing, mostly.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    /// The body that is sent.
    pub(crate) body: Option<Body>,
    /// Where the body of the answer is put.
    pub(crate) answer: Option<Arrival>,
}

impl Streams {
    /// The answer is to be a stream.
    pub(crate) fn expect_answer(&mut self) {
        self.answer = Some(Arrival::default());
    }

    /// Whether the body is a stream that somebody began to read, so that it cannot be sent again.
    pub(crate) fn is_spent(&self) -> bool {
        self.body.as_ref().is_some_and(Body::is_begun)
    }

    /// Sends a request once. Where the answer is to be a stream, and is a success, only its head is given back
    /// here.
    pub(crate) fn send<'a>(
        &'a self,
        transport: &'a dyn Transport,
        request: TransportRequest,
    ) -> TransportFuture<'a> {
        if self.body.is_none() && self.answer.is_none() {
            return transport.send(request);
        }
        Box::pin(self.exchange(transport, request))
    }

    async fn exchange(
        &self,
        transport: &dyn Transport,
        request: TransportRequest,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let limit = request.body_limit;
        let response = transport.stream(request, self.body.clone()).await;
        let (head, body) = response.map_err(|error| self.cause(error))?.into_parts();
        let mut response = http::Response::from_parts(head, Bytes::new());
        if let Some(arrival) = self.answer.as_ref().filter(|_| response.status().is_success()) {
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

    /// An error that came of the stream is named as such.
    fn cause(&self, error: TransportError) -> TransportError {
        let has_failed = self.body.as_ref().is_some_and(Body::has_failed);
        if has_failed { error.of_kind(TransportErrorKind::RequestBody) } else { error }
    }
}

/// All of a body, up to the limit. What was read is given back in any case.
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
