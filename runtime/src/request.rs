//! From the parts of a call to the request, or to everything that is wrong with it.
//!
//! Nothing is sent that would lead elsewhere than it was meant to, whatever the options say.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header};

use crate::call::Parts;
use crate::error::Error;
use crate::json::{Violation, Violations};
use crate::url;

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
    let base = &client.shared.base_url.text;
    let mut address = String::with_capacity(base.len() + 2 * parts.operation.path.len() + 64);
    address.push_str(base);
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
        scope.or_else(|| given.map(|(_, value)| value.as_str()))
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
