//! The core of a call. It exists once and knows no type of value: check, address, token, attempt, judge the
//! status.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use zeroize::Zeroizing;

use crate::call::Parts;
use crate::error::Error;
use crate::json::{Violation, Violations};
use crate::pending::AnswerFuture;
use crate::response::Answer;
use crate::secret::{TokenSource, bearer};
use crate::transport::TransportRequest;
use crate::url;

/// The call as a future that does nothing until it is polled.
pub(crate) fn execute(parts: Box<Parts>) -> AnswerFuture {
    Box::pin(run(parts))
}

async fn run(parts: Box<Parts>) -> Result<Answer, Error> {
    let request = prepare(&parts)?;
    // One attempt, whatever the policy says: this is the place where a later version loops, with
    // `parts.options.retry` or else the policy of the client, and `parts.options.idempotent` or the
    // operation's own mark.
    attempt(&parts, request, 1).await
}

/// Sends the request once. The number of the attempt counts from 1.
async fn attempt(parts: &Parts, mut request: Request<Bytes>, number: u32) -> Result<Answer, Error> {
    let shared = &parts.client.shared;
    let token = authorization(parts, number).await?;
    request.headers_mut().insert(header::AUTHORIZATION, token);
    let request = TransportRequest {
        operation: parts.operation.id,
        http: request,
        timeout: parts.options.timeout.unwrap_or(shared.timeout),
        body_limit: shared.body_limit,
    };
    let response = shared.transport.send(request).await;
    let response =
        response.map_err(|error| Error::transport(parts.operation, number, shared.body_limit, error))?;
    let (head, body) = response.into_parts();
    let answer = Answer {
        operation: parts.operation,
        attempts: number,
        status: head.status,
        headers: head.headers,
        body,
    };
    if answer.body.len() > shared.body_limit {
        return Err(Error::body_too_large(answer, shared.body_limit));
    }
    if answer.status.is_success() { Ok(answer) } else { Err(Error::unsuccessful(answer)) }
}

/// The token of one attempt, as a header.
async fn authorization(parts: &Parts, number: u32) -> Result<HeaderValue, Error> {
    let provider = match &parts.client.shared.token {
        TokenSource::Fixed(value) => return Ok(value.clone()),
        TokenSource::Provider(provider) => provider,
    };
    let failed = |source| Error::token(parts.operation, number - 1, source);
    let token = Zeroizing::new(provider().await.map_err(failed)?);
    bearer(&token).map_err(|problem| failed(problem.into()))
}

/// The request without its token, or everything that is wrong with it.
fn prepare(parts: &Parts) -> Result<Request<Bytes>, Error> {
    let mut wrong = parts.refusals.clone();
    let address = address(parts, &mut wrong);
    for (name, reason) in &parts.options.refused_headers {
        wrong.push(refusal(format!("header.{name}"), "header", reason));
    }
    let mut request = Request::new(parts.body.clone().unwrap_or_default());
    match Method::from_bytes(parts.operation.method.as_bytes()) {
        Ok(method) => *request.method_mut() = method,
        Err(_) => wrong.push(refusal("method".to_owned(), "method", "is not an HTTP method")),
    }
    match address.parse() {
        Ok(address) => *request.uri_mut() = address,
        Err(_) => wrong.push(refusal("path".to_owned(), "address", "the address is too long to be sent")),
    }
    if !parts.options.skip_validation {
        wrong.extend_from_slice(&parts.violations);
    }
    match Violations::new(wrong) {
        Some(violations) => return Err(Error::invalid_request(parts.operation, violations)),
        None => add_headers(parts, &mut request),
    }
    Ok(request)
}

fn add_headers(parts: &Parts, request: &mut Request<Bytes>) {
    let all = request.headers_mut();
    *all = parts.client.shared.headers.clone();
    if parts.body.is_some() {
        all.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for headers in [&parts.headers, &parts.options.headers] {
        for (name, value) in headers {
            all.insert(name, value.clone());
        }
    }
}

/// The address with the scope, the path parameters and the query in it. What cannot be sent is added to
/// `wrong`.
fn address(parts: &Parts, wrong: &mut Vec<Violation>) -> String {
    let client = &parts.client;
    let mut address = client.shared.base_url.text.clone();
    let scope = client.scope.as_deref();
    let template = match scope {
        None => Some(parts.operation.path.to_owned()),
        Some(scope) => url::scoped_template(parts.operation.path, scope.scope),
    };
    let template = template.unwrap_or_else(|| {
        wrong.push(refusal("path".to_owned(), "scope", "the operation cannot be called in this scope"));
        parts.operation.path.to_owned()
    });
    let value_of = |name: &str| {
        let scope = scope.filter(|scope| scope.scope.name == name).map(|scope| scope.value.clone());
        let given = parts.path.iter().rev().find(|(other, _)| *other == name);
        scope.or_else(|| given.map(|(_, value)| value.clone()))
    };
    let mut refusals = Vec::new();
    url::push_path(&mut address, &template, &value_of, &mut refusals);
    wrong.extend(
        refusals.into_iter().map(|found| refusal(format!("path.{}", found.name), "path", found.reason)),
    );
    url::push_query(&mut address, &parts.query);
    address
}

fn refusal(path: String, rule: &'static str, message: &str) -> Violation {
    Violation { path, rule, message: message.to_owned() }
}
