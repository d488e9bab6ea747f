//! The attempts of a call: validates it, then sends requests until one succeeds or the retry policy stops.
//! Each attempt obtains the token, waits for the throttle, sends the request and checks the status of the
//! response.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use zeroize::Zeroizing;

use super::exchange::Encoded;
use super::middleware::Observed;
use super::parts::Parts;
use super::request::prepare;
use super::retry::is_idempotent;
use super::throttle::Permit;
use super::trace::{AttemptSpan, CallSpan};
use crate::auth::{TokenSource, bearer};
use crate::error::Error;
use crate::response::{RateLimit, RawResponse};
use crate::transport::{Transport, TransportError, TransportRequest, content_codings};

/// A token is obtained again if the request was delayed for longer than this, because it may have expired.
const TOKEN_AGE: Duration = Duration::from_secs(5);

/// The future of a raw response. It is the same type for every operation.
pub(crate) type ResponseFuture = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

/// Sends a call. The future does nothing until it is polled.
pub(crate) fn execute(parts: Box<Parts>) -> ResponseFuture {
    Box::pin(run(parts))
}

async fn run(parts: Box<Parts>) -> Result<RawResponse, Error> {
    let span = CallSpan::new(&parts);
    let attempts = Attempts::new(&parts, &span);
    let result = attempts.run().await.map_err(|error| error.with_target(parts.target.as_ref()));
    span.finish(&result);
    result
}

/// The state shared by all attempts of a call.
pub(super) struct Attempts<'a> {
    pub(super) parts: &'a Parts,
    span: &'a CallSpan,
    transport: &'a dyn Transport,
    idempotent: bool,
    /// The total timeout, and the deadline that follows from it.
    deadline: Option<(Duration, Instant)>,
}

impl<'a> Attempts<'a> {
    fn new(parts: &'a Parts, span: &'a CallSpan) -> Self {
        let shared = &parts.client.shared;
        let transport = &*shared.transport;
        let timeout = parts.options.total_timeout.or(shared.total_timeout);
        Self {
            parts,
            span,
            transport,
            idempotent: is_idempotent(parts.operation, parts.method(), parts.options.idempotent),
            deadline: timeout.and_then(|timeout| Some((timeout, transport.now().checked_add(timeout)?))),
        }
    }

    async fn run(&self) -> Result<RawResponse, Error> {
        let retry = self.parts.options.retry.as_ref().unwrap_or(&self.parts.client.shared.retry);
        let mut previous = None;
        for number in 1_u32.. {
            // Built again for each attempt, so that the first one, usually the only one, needs no copy.
            let mut request = prepare(self.parts)?;
            if number == 1 {
                self.parts.unlisted_values().for_each(|value| self.span.unlisted(value));
            }
            let span = self.span.attempt(number);
            let result = self.attempt(&mut request, number, &span).await;
            span.finish(&result);
            let error = match result {
                Ok(response) => return Ok(response),
                Err(error) => error.after(previous.take(), self.idempotent),
            };
            // A custom retry policy cannot send a stream twice either.
            if self.parts.streams.is_body_consumed() {
                return Err(error.with_consumed_body());
            }
            let delay = retry.next_delay(&error, self.idempotent);
            let Some(delay) = delay.filter(|delay| self.has_time(*delay)) else {
                return Err(error);
            };
            self.span.retrying(number, delay);
            previous = Some(error);
            self.transport.sleep(delay).await;
        }
        // Unreachable in practice: all `u32::MAX` attempts failed.
        Err(self.timed_out(u32::MAX, "retrying", None).after(previous, self.idempotent))
    }

    /// Sends the request once, leaving an empty one in its place. Attempts are numbered from 1.
    ///
    /// The request is passed by reference because a future reserves space for an argument and for the
    /// variable that it is moved to. This way the request is stored only once.
    async fn attempt(
        &self,
        request: &mut Request<Bytes>,
        number: u32,
        span: &AttemptSpan,
    ) -> Result<RawResponse, Error> {
        let shared = &self.parts.client.shared;
        let operation = self.parts.operation;
        // The token comes first: while it is being obtained, other requests can be sent.
        let mut token = self.authorization(number).await?;
        let permit = match &shared.throttle {
            Some(throttle) => {
                let start = self.transport.now();
                let deadline = self.deadline.map(|(_, instant)| instant);
                let permit = throttle.admit(self.transport, deadline).await;
                let permit =
                    permit.map_err(|wait| self.timed_out(number - 1, "waiting for the throttle", wait))?;
                if self.transport.now().saturating_duration_since(start) >= TOKEN_AGE {
                    token = match self.authorization(number).await {
                        Ok(token) => token,
                        Err(error) => {
                            permit.release();
                            return Err(error);
                        }
                    };
                }
                Some(permit)
            }
            None => None,
        };
        if let Some(token) = token {
            request.headers_mut().insert(header::AUTHORIZATION, token);
        }
        let timeout = self.parts.options.timeout.unwrap_or(shared.timeout);
        let body_limit = self.parts.options.body_limit.unwrap_or(shared.body_limit);
        let mut request = TransportRequest {
            operation: operation.id,
            http: std::mem::take(request),
            timeout: self.remaining().map_or(timeout, |remaining| remaining.min(timeout)),
            head_timeout: None,
            body_limit,
        };
        // Boxed, so that calls without middleware do not reserve space for it.
        if !shared.middleware.is_empty()
            && let Err(error) = Box::pin(self.on_request(&mut request, timeout, number)).await
        {
            permit.into_iter().for_each(Permit::release);
            return Err(error);
        }
        let observed = Observed::new(self.parts, &request, number);
        let streams = &self.parts.streams;
        let encodings = request.http.headers().get(header::ACCEPT_ENCODING);
        let encodings = encodings.filter(|_| streams.encoded == Encoded::Raw).cloned();
        span.sending();
        let response = streams.send(self.transport, request, self.remaining()).await;
        if let Some(observed) = observed {
            observed.finish(&response);
        }
        self.update_throttle(permit, &response);
        let response = response.map_err(|error| self.failed(number, body_limit, error))?;
        let (head, body) = response.into_parts();
        let stream = streams.response.clone();
        let (status, headers) = (head.status, head.headers);
        let target = self.parts.target.clone();
        let response =
            RawResponse { operation, target, attempts: number, status, headers, body, body_limit, stream };
        self.check_response(response, encodings.as_ref())
    }

    /// Returns the `authorization` header with the token for one attempt, or `None` if no token is sent.
    async fn authorization(&self, number: u32) -> Result<Option<HeaderValue>, Error> {
        if !self.parts.authentication().sends_token() {
            return Ok(None);
        }
        let provider = match &self.parts.client.shared.token {
            TokenSource::Fixed(value) => return Ok(Some(value.clone())),
            TokenSource::None => return Ok(None),
            TokenSource::Provider(provider) => provider,
        };
        let failed = |source| Error::token(self.parts.operation, number - 1, source);
        let Some(token) = self.before_deadline(provider()).await else {
            return Err(self.timed_out(number - 1, "waiting for a token", None));
        };
        let token = Zeroizing::new(token.map_err(failed)?);
        bearer(&token).map(Some).map_err(|problem| failed(problem.into()))
    }

    /// Reports the result of a request to the throttle.
    fn update_throttle(
        &self,
        permit: Option<Permit>,
        response: &Result<http::Response<Bytes>, TransportError>,
    ) {
        let Some(permit) = permit else {
            return;
        };
        let head = match response {
            Ok(response) => Some(response),
            Err(error) if error.kind().is_unprocessed() => return permit.release(),
            Err(error) => error.response(),
        };
        // Without a response the permit is dropped, which counts the request as used.
        if let Some(head) = head {
            let is_rate_limited = head.status() == http::StatusCode::TOO_MANY_REQUESTS;
            permit.record(self.transport.now(), is_rate_limited, RateLimit::from_headers(head.headers()));
        }
    }

    /// Creates the error of an attempt. If no connection was established, it names the host and port.
    #[cold]
    fn failed(&self, number: u32, body_limit: usize, mut error: TransportError) -> Error {
        if error.is_connect()
            && let Ok(base) = self.parts.base()
            && let Ok(url) = base.parse()
        {
            error = error.with_address(&url);
        }
        Error::transport(self.parts.operation, number, body_limit, error)
    }

    /// Returns the time until the deadline of the call, or `None` if it has none.
    pub(super) fn remaining(&self) -> Option<Duration> {
        self.deadline.map(|(_, end)| end.saturating_duration_since(self.transport.now()))
    }

    fn has_time(&self, delay: Duration) -> bool {
        self.remaining().is_none_or(|remaining| delay < remaining)
    }

    /// Awaits a future. Returns `None` if the deadline of the call passes first.
    pub(super) async fn before_deadline<T>(
        &self,
        mut future: Pin<Box<dyn Future<Output = T> + Send + '_>>,
    ) -> Option<T> {
        let mut timer = self.remaining().map(|remaining| self.transport.sleep(remaining));
        poll_fn(|context| {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(Some(value));
            }
            match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(None),
                Some(Poll::Pending) | None => Poll::Pending,
            }
        })
        .await
    }

    /// Checks the status of a response, the size of its body, and that it is not encoded unless the call accepts that.
    /// `encodings` are those that the call has asked for.
    fn check_response(
        &self,
        response: RawResponse,
        encodings: Option<&HeaderValue>,
    ) -> Result<RawResponse, Error> {
        let limit = response.body_limit;
        if response.body.len() > limit {
            return Err(Error::body_too_large(response, limit));
        }
        let status = response.status.as_u16();
        let is_documented = self.parts.redirects.iter().any(|(from, to)| (*from..=*to).contains(&status));
        if !response.status.is_success() && !is_documented {
            return Err(Error::unsuccessful(response));
        }
        let is_read = self.parts.streams.encoded != Encoded::Ignored;
        if is_read && is_encoded(&response, encodings) {
            return Err(Error::encoded_body(response));
        }
        Ok(response)
    }

    pub(super) fn timed_out(&self, attempts: u32, during: &'static str, wait: Option<Duration>) -> Error {
        let timeout = self.deadline.map(|(timeout, _)| timeout).unwrap_or_default();
        Error::deadline(self.parts.operation, attempts, timeout, during, wait)
    }
}

/// Whether the body of a response has a content coding that is not among the accepted ones.
fn is_encoded(response: &RawResponse, accepted: Option<&HeaderValue>) -> bool {
    let codings = content_codings(&response.headers);
    if codings.is_empty() || response.body.is_empty() && response.stream.is_none() {
        return false;
    }
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_accepted = |coding: &String| {
        let mut names = accepted.split(',').map(|item| item.split(';').next().unwrap_or_default().trim());
        names.any(|name| name.eq_ignore_ascii_case(coding))
    };
    !codings.iter().all(is_accepted)
}
