//! The requests that a mock recorded.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use crate::operation::{SecretQuery, ShownHeaders, is_sensitive, mark_sensitive};
use crate::transport::TransportRequest;
use crate::wire::url;

/// A recorded request, as it would have been sent.
///
/// `Debug` output shows neither the credentials of the security schemes, nor the values of other headers and query
/// parameters that are secrets by their name, such as keys and cookies.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The ID of the operation. `request` for an untyped call, and empty for a request to a
    /// `MockServer` that matches no operation.
    pub operation: &'static str,
    /// The method, in upper case.
    pub method: String,
    /// The path, percent-encoded, including the path prefix of the base URL.
    pub path: String,
    /// The query parameters, decoded, in the order of the URL.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// Names of query parameters that are credentials.
    secrets: Vec<&'static str>,
}

impl RecordedRequest {
    pub(super) fn from_transport(request: TransportRequest) -> Self {
        Self::new(request.operation, request.http, &[])
    }

    /// Creates a recording. `secrets` are the names of headers and query parameters that are credentials, in addition to
    /// those that are marked.
    pub(super) fn new(
        operation: &'static str,
        request: http::Request<Bytes>,
        secrets: &[&'static str],
    ) -> Self {
        let (mut head, body) = request.into_parts();
        mark_sensitive(&mut head.headers);
        for (name, value) in &mut head.headers {
            if secrets.iter().any(|secret| name.as_str().eq_ignore_ascii_case(secret)) {
                value.set_sensitive(true);
            }
        }
        let marked = head.extensions.remove::<SecretQuery>().map(|names| names.0).unwrap_or_default();
        let pairs = head.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (url::decode(name), url::decode(value)))
            .collect();
        Self {
            operation,
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query,
            headers: head.headers,
            body,
            secrets: secrets.iter().copied().chain(marked).collect(),
        }
    }

    /// Whether the value of a query parameter is a secret.
    pub(super) fn is_secret(&self, parameter: &str) -> bool {
        is_sensitive(parameter) || self.secrets.contains(&parameter)
    }

    /// Parses the body as JSON. Returns `None` if it is not valid JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Returns the value of the first query parameter with the given name, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Returns the value of the first header with the given name. Returns `None` if it is absent or not
    /// visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = self.query.iter().map(|(name, value)| {
            let value = if self.is_secret(name) { "[redacted]" } else { value };
            (name.as_str(), value)
        });
        formatter
            .debug_struct("RecordedRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &query.collect::<Vec<_>>())
            .field("headers", &ShownHeaders(&self.headers))
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
