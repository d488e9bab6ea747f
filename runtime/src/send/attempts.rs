//! The core of a call. It exists once and knows no type of value: check, then attempts until one is answered
//! as it should be or the policy gives up, each with its turn, its token and its judgement.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use zeroize::Zeroizing;

use super::parts::Parts;
use super::request::prepare;
use super::retry::is_idempotent;
use super::throttle::Permit;
use super::trace::{AttemptSpan, CallSpan};
use crate::auth::{TokenSource, bearer};
use crate::error::Error;
use crate::response::Answer;
use crate::response::RateLimit;
use crate::transport::{Transport, TransportError, TransportRequest};

/// The part of a call that does not depend on the type of its value.
pub(crate) type AnswerFuture = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// The call as a future that does nothing until it is polled.
pub(crate) fn execute(parts: Box<Parts>) -> AnswerFuture {
    Box::pin(run(parts))
}

async fn run(parts: Box<Parts>) -> Result<Answer, Error> {
    let span = CallSpan::new(parts.operation, parts.client.scope.as_deref());
    let course = Course::new(&parts, &span);
    let result = course.run().await;
    span.finish(&result);
    result
}

/// What holds for all attempts of a call.
struct Course<'a> {
    parts: &'a Parts,
    span: &'a CallSpan,
    transport: &'a dyn Transport,
    idempotent: bool,
    /// The time for the whole call, and when it is over.
    total: Option<(Duration, Instant)>,
}

impl<'a> Course<'a> {
    fn new(parts: &'a Parts, span: &'a CallSpan) -> Self {
        let shared = &parts.client.shared;
        let transport = &*shared.transport;
        let total = parts.options.total_timeout.or(shared.total_timeout);
        Self {
            parts,
            span,
            transport,
            idempotent: is_idempotent(parts.operation, parts.options.idempotent),
            total: total.and_then(|limit| Some((limit, transport.now().checked_add(limit)?))),
        }
    }

    async fn run(&self) -> Result<Answer, Error> {
        let retry = self.parts.options.retry.as_ref().unwrap_or(&self.parts.client.shared.retry);
        let mut previous = None;
        for number in 1_u32.. {
            // Made anew for each attempt, so that the first one, mostly the only one, needs no copy.
            let mut request = prepare(self.parts)?;
            let span = self.span.attempt(number);
            let result = self.attempt(&mut request, number, &span).await;
            span.finish(&result);
            let error = match result {
                Ok(answer) => return Ok(answer),
                Err(error) => error.after(previous.take(), self.idempotent),
            };
            // Nothing sends a stream twice, a policy of one's own neither.
            if self.parts.streams.is_spent() {
                return Err(error.spent());
            }
            let Some(wait) = retry.select(&error, self.idempotent).filter(|wait| self.has_time(*wait)) else {
                return Err(error);
            };
            self.span.retrying(number, wait);
            previous = Some(error);
            self.transport.sleep(wait).await;
        }
        // Beyond u32::MAX attempts.
        Err(self.overdue(u32::MAX, "after all attempts", None).after(previous, self.idempotent))
    }

    /// Sends the request once, and leaves an empty one. The number of the attempt counts from 1.
    ///
    /// A future keeps room for what it is given and for what it moves that to; by reference the request stands in it
    /// only once.
    async fn attempt(
        &self,
        request: &mut Request<Bytes>,
        number: u32,
        span: &AttemptSpan,
    ) -> Result<Answer, Error> {
        let shared = &self.parts.client.shared;
        let operation = self.parts.operation;
        let permit = match &shared.throttle {
            Some(throttle) => {
                let end = self.total.map(|(_, end)| end);
                let permit = throttle.admit(self.transport, end).await;
                Some(permit.map_err(|wait| self.overdue(number - 1, "held back by the throttle", wait))?)
            }
            None => None,
        };
        let token = match self.authorization(number).await {
            Ok(token) => token,
            Err(error) => {
                permit.into_iter().for_each(Permit::unspent);
                return Err(error);
            }
        };
        if let Some(token) = token {
            request.headers_mut().insert(header::AUTHORIZATION, token);
        }
        let timeout = self.parts.options.timeout.unwrap_or(shared.timeout);
        let body_limit = self.parts.options.body_limit.unwrap_or(shared.body_limit);
        let request = TransportRequest {
            operation: operation.id,
            http: std::mem::take(request),
            timeout: self.left().map_or(timeout, |left| left.min(timeout)),
            body_limit,
        };
        span.sending();
        let response = self.parts.streams.send(self.transport, request).await;
        self.note(permit, &response);
        let response = response.map_err(|error| Error::transport(operation, number, body_limit, error))?;
        let (head, body) = response.into_parts();
        let stream = self.parts.streams.answer.clone();
        let (status, headers) = (head.status, head.headers);
        judge(Answer { operation, attempts: number, status, headers, body, stream }, body_limit)
    }

    /// The token of one attempt, as a header; `None` where none is sent.
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
        let Some(token) = self.in_time(provider()).await else {
            return Err(self.overdue(number - 1, "waiting for a token", None));
        };
        let token = Zeroizing::new(token.map_err(failed)?);
        bearer(&token).map(Some).map_err(|problem| failed(problem.into()))
    }

    /// Tells the throttle how a request ended.
    fn note(&self, permit: Option<Permit>, response: &Result<http::Response<Bytes>, TransportError>) {
        let Some(permit) = permit else {
            return;
        };
        let head = match response {
            Ok(response) => Some(response),
            Err(error) if error.kind().is_unprocessed() => return permit.unspent(),
            Err(error) => error.response(),
        };
        // Without an answer the permit is dropped, which counts the request as spent.
        if let Some(head) = head {
            let limited = head.status() == http::StatusCode::TOO_MANY_REQUESTS;
            permit.answered(self.transport.now(), limited, RateLimit::of(head.headers()));
        }
    }

    /// What is left of the time for the whole call; `None` without a limit.
    fn left(&self) -> Option<Duration> {
        self.total.map(|(_, end)| end.saturating_duration_since(self.transport.now()))
    }

    fn has_time(&self, wait: Duration) -> bool {
        self.left().is_none_or(|left| wait < left)
    }

    /// Ends with `None` when the time for the whole call is over first.
    async fn in_time<T>(&self, mut future: Pin<Box<dyn Future<Output = T> + Send>>) -> Option<T> {
        let mut over = self.left().map(|left| self.transport.sleep(left));
        poll_fn(|context| {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(Some(value));
            }
            match over.as_mut().map(|over| over.as_mut().poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(None),
                Some(Poll::Pending) | None => Poll::Pending,
            }
        })
        .await
    }

    fn overdue(&self, attempts: u32, during: &'static str, wait: Option<Duration>) -> Error {
        let limit = self.total.map(|(limit, _)| limit).unwrap_or_default();
        Error::deadline(self.parts.operation, attempts, limit, during, wait)
    }
}

/// Whether an answer is what was asked for, as far as its head and its size say.
fn judge(answer: Answer, body_limit: usize) -> Result<Answer, Error> {
    if answer.body.len() > body_limit {
        return Err(Error::body_too_large(answer, body_limit));
    }
    if answer.status.is_success() { Ok(answer) } else { Err(Error::unsuccessful(answer)) }
}
