//! From the parts of a call to the request, or to everything that is wrong with it.
//!
//! Nothing is sent that would lead elsewhere than it was meant to, whatever the options say.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};

use super::parts::Parts;
use crate::error::Error;
use crate::json::{Violation, Violations};
use crate::wire::url::{self, PathValue};

/// The request without its token, or everything that is wrong with it.
pub(crate) fn prepare(parts: &Parts) -> Result<Request<Bytes>, Error> {
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
    // From the string itself, because parsing a part of one would copy it.
    match Uri::try_from(address) {
        Ok(address) => *request.uri_mut() = address,
        Err(_) => wrong.push(refusal("path".to_owned(), "address", "the address is too long to be sent")),
    }
    if parts.streams.is_spent() {
        let reason = "the body is a stream that was sent before, and cannot be sent twice";
        wrong.push(refusal("body".to_owned(), "stream", reason));
    }
    if !parts.options.skip_validation {
        wrong.extend_from_slice(&parts.violations);
    }
    if let Err(problem) = add_headers(parts, &mut request) {
        wrong.push(refusal("security".to_owned(), "security", &problem));
    }
    match Violations::new(wrong) {
        Some(violations) => Err(Error::invalid_request(parts.operation, violations)),
        None => Ok(request),
    }
}

/// The error says which credentials there are none of.
fn add_headers(parts: &Parts, request: &mut Request<Bytes>) -> Result<(), String> {
    let all = request.headers_mut();
    *all = parts.client.shared.headers.clone();
    if parts.body.is_some() {
        let json = || HeaderValue::from_static("application/json");
        all.insert(header::CONTENT_TYPE, parts.content_type.clone().unwrap_or_else(json));
    }
    for headers in [&parts.headers, &parts.options.headers] {
        for (name, value) in headers {
            all.insert(name, value.clone());
        }
    }
    let mut cookies: Vec<_> = parts.cookies().into_iter().map(str::to_owned).collect();
    parts.authentication().add_credentials(all, &mut cookies)?;
    add_cookies(&cookies, all);
    Ok(())
}

/// Adds cookies to those that the `cookie` header has already; there may be only one such header.
fn add_cookies(cookies: &[String], all: &mut HeaderMap) {
    if cookies.is_empty() {
        return;
    }
    let own = all.get(header::COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let cookies =
        own.as_deref().into_iter().chain(cookies.iter().map(String::as_str)).collect::<Vec<_>>().join("; ");
    // What a cookie holds is encoded, so this cannot fail.
    if let Ok(mut value) = HeaderValue::from_str(&cookies) {
        value.set_sensitive(true);
        all.insert(header::COOKIE, value);
    }
}

/// The address with the scope, the path parameters and the query in it. What cannot be sent is added to
/// `wrong`.
fn address(parts: &Parts, wrong: &mut Vec<Violation>) -> String {
    let client = &parts.client;
    let mut address = parts.base().unwrap_or_else(|problem| {
        wrong.push(refusal("server".to_owned(), "server", &problem));
        client.shared.base_url.text.clone()
    });
    let scope = client.scope.as_deref();
    let template = match scope {
        None => Some(Cow::Borrowed(parts.operation.path)),
        Some(scope) => url::scoped_template(parts.operation.path, scope.scope).map(Cow::Owned),
    };
    let template = template.unwrap_or_else(|| {
        wrong.push(refusal("path".to_owned(), "scope", "the operation cannot be called in this scope"));
        Cow::Borrowed(parts.operation.path)
    });
    let value_of = |name: &str| {
        let scope = scope.filter(|scope| scope.scope.name == name).map(|scope| scope.value.as_str());
        let given = parts.path.iter().rev().find(|(other, _)| *other == name);
        let plain = scope.or_else(|| given.map(|(_, value)| value.as_str()));
        plain.map(PathValue::Plain).or_else(|| parts.styled_path(name).map(PathValue::Encoded))
    };
    let mut refusals = Vec::new();
    url::push_path(&mut address, &template, &value_of, &mut refusals);
    wrong.extend(
        refusals.into_iter().map(|found| refusal(format!("path.{}", found.name), "path", found.reason)),
    );
    url::push_query(&mut address, &parts.query);
    let keys = parts.authentication().query_keys();
    for (index, piece) in parts.styled_query().chain(keys.iter().map(String::as_str)).enumerate() {
        address.push(if index == 0 && parts.query.is_empty() { '?' } else { '&' });
        address.push_str(piece);
    }
    address
}

fn refusal(path: String, rule: &'static str, message: &str) -> Violation {
    Violation { path, rule, message: message.to_owned() }
}
