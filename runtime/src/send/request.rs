//! Building the request of a call, or reporting all of its problems together.
//!
//! Values that would change the target of the request are always rejected, even if the call skips validation.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};

use super::parts::Parts;
use crate::error::Error;
use crate::json::{Violation, Violations};
use crate::operation::SecretQuery;
use crate::wire::url::{PathValue, QueryWriter, push_path, scoped_template};

/// Builds the request without its token.
///
/// # Errors
///
/// Returns all problems of the request in one error.
pub(crate) fn prepare(parts: &Parts) -> Result<Request<Bytes>, Error> {
    let mut violations = parts.rejections.clone();
    let keys = parts.authentication().query_keys();
    let url = build_url(parts, &keys, &mut violations);
    for (name, reason) in &parts.options.rejected_headers {
        violations.push(violation(format!("header.{name}"), "header", reason));
    }
    let mut request = Request::new(parts.body.clone().unwrap_or_default());
    match Method::from_bytes(parts.method().as_bytes()) {
        Ok(method) => *request.method_mut() = method,
        Err(_) => violations.push(violation("method".to_owned(), "method", "not an HTTP method")),
    }
    // Converting the owned string avoids a copy.
    match Uri::try_from(url) {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => violations.push(violation("path".to_owned(), "address", "the URL is too long")),
    }
    if parts.streams.is_body_consumed() {
        let reason = "the body is a stream that has already been sent and cannot be sent twice";
        violations.push(violation("body".to_owned(), "stream", reason));
    }
    if !keys.is_empty() {
        let names = keys.iter().map(|(name, _)| *name).collect();
        request.extensions_mut().insert(SecretQuery(names));
    }
    if let Err(problem) = add_headers(parts, &mut request) {
        violations.push(violation("security".to_owned(), "security", &problem));
    }
    let is_sendable = violations.is_empty();
    violations.extend(parts.enforced_violations().cloned());
    match Violations::new(violations) {
        Some(violations) => Err(Error::invalid_request(parts.operation, violations, is_sendable)),
        None => Ok(request),
    }
}

/// Adds all headers except the token.
///
/// # Errors
///
/// Returns a message that names the missing credentials.
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
    let mut keys = Vec::new();
    parts.authentication().add_credentials(all, &mut keys)?;
    // As in the query, a cookie that a security scheme sends as well is left to the scheme.
    let is_key = |name: &str| keys.iter().any(|(key, _)| *key == name);
    let cookies = parts.cookies().filter(|(name, _)| !is_key(name)).map(|(_, pairs)| pairs.to_owned());
    let cookies: Vec<_> = cookies.chain(keys.iter().map(|(name, key)| format!("{name}={key}"))).collect();
    add_cookies(&cookies, all);
    Ok(())
}

/// Appends cookies to the `cookie` header, of which a request may have only one.
fn add_cookies(cookies: &[String], all: &mut HeaderMap) {
    if cookies.is_empty() {
        return;
    }
    let existing = all.get(header::COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let cookies: Vec<_> = existing.as_deref().into_iter().chain(cookies.iter().map(String::as_str)).collect();
    let cookies = cookies.join("; ");
    // Cookies are encoded and the names of keys are tokens, so this cannot fail.
    if let Ok(mut value) = HeaderValue::from_str(&cookies) {
        value.set_sensitive(true);
        all.insert(header::COOKIE, value);
    }
}

/// Builds the URL from the base URL, scope, path parameters, query and the API keys in the query. Problems are added to `violations`.
fn build_url(parts: &Parts, keys: &[(&'static str, &str)], violations: &mut Vec<Violation>) -> String {
    let client = &parts.client;
    let mut url = parts.base().unwrap_or_else(|problem| {
        violations.push(violation("server".to_owned(), "server", &problem));
        client.shared.base_url.text.clone()
    });
    let scope = client.scope.as_deref();
    let template = match scope {
        None => Ok(Cow::Borrowed(parts.template())),
        Some(scope) => scoped_template(parts.operation.id, parts.template(), scope.scope).map(Cow::Owned),
    };
    let template = template.unwrap_or_else(|reason| {
        violations.push(violation("path".to_owned(), "scope", &reason));
        Cow::Borrowed(parts.template())
    });
    let value_of = |name: &str| {
        let scope = scope.filter(|scope| scope.scope.name == name).map(|scope| scope.value.as_str());
        let parameter = parts.path.iter().rev().find(|(other, _)| *other == name);
        let plain = scope.or_else(|| parameter.map(|(_, value)| value.as_str()));
        plain.map(PathValue::Plain).or_else(|| parts.styled_path(name).map(PathValue::Encoded))
    };
    let mut rejections = Vec::new();
    let path_start = url.len();
    push_path(&mut url, &template, &value_of, &mut rejections);
    violations.extend(rejections.into_iter().map(|problem| {
        let path = if problem.name.is_empty() { "path".to_owned() } else { format!("path.{}", problem.name) };
        violation(path, "path", problem.reason)
    }));
    // A path in the spec may contain a query, and parameters are encoded.
    let mut query = QueryWriter::new(&mut url, path_start);
    // A parameter that a security scheme sends as well is left to the scheme.
    let is_key = |name: &str| keys.iter().any(|(key, _)| *key == name);
    for (name, value) in parts.query.iter().filter(|(name, _)| !is_key(name)) {
        query.push_pair(name, value);
    }
    for (_, pairs) in parts.styled_query().filter(|(name, _)| !is_key(name)) {
        query.push_encoded(pairs);
    }
    for (name, key) in keys {
        query.push_pair(name, key);
    }
    url
}

fn violation(path: String, rule: &'static str, message: &str) -> Violation {
    Violation { path, rule, message: message.to_owned() }
}
