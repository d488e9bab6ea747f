//! What a mock was asked.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use crate::transport::TransportRequest;
use crate::wire::url;

/// A request as it would have been sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The identifier of the operation; empty where a server was asked for what is none of its operations.
    pub operation: &'static str,
    /// The method, in capitals.
    pub method: String,
    /// The path, percent-encoded as it would be sent, with the path prefix of the base URL.
    pub path: String,
    /// The query parameters in order, decoded.
    pub query: Vec<(String, String)>,
    /// The headers. The token is not shown by `Debug`.
    pub headers: HeaderMap,
    /// The body; empty when there is none.
    pub body: Bytes,
}

impl RecordedRequest {
    pub(super) fn of(request: TransportRequest) -> Self {
        Self::new(request.operation, request.http)
    }

    pub(super) fn new(operation: &'static str, request: http::Request<Bytes>) -> Self {
        let (head, body) = request.into_parts();
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
        }
    }

    /// The body as JSON, `None` when it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The first query parameter of a name, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The first header of a name, `None` where it is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
