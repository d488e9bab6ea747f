//! Responses: values with their status and headers, selection by status, streams of bytes and
//! events, and rate limits.

mod by_status;
mod byte_stream;
mod deferred_body;
mod events;
pub(crate) mod rate_limit;
pub(crate) mod raw;

use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_core::de::DeserializeOwned;

use crate::error::Error;
use crate::json::{self, Json, ReadError, Value};
use crate::wire::headers;

pub use by_status::{FromResponse, read_text_body};
pub(crate) use by_status::{read_by_status, read_text};
pub use byte_stream::ByteStream;
pub(crate) use byte_stream::read_stream;
pub(crate) use deferred_body::DeferredBody;
pub use events::{Event, EventStream};
pub(crate) use events::{Reopen, ReopenFuture, read_deserialized_events, read_events, read_text_events};
pub use rate_limit::RateLimit;
pub(crate) use raw::RawResponse;

/// A parsed value together with the status, headers and unparsed body of the response.
///
/// It dereferences to the value; [`into_inner`](Self::into_inner) returns the value itself.
#[derive(Clone, Debug)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

impl<T> Response<T> {
    /// Returns a reference to the value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value and drops the rest of the response.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status, which is always a success (2xx).
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// Parses a header into a type, or returns `None` if the response lacks the header.
    ///
    /// The header value is parsed as a string if the type accepts one, otherwise as JSON (`7`, `true`), otherwise as a
    /// comma-separated list. Several headers with the same name are joined into one list.
    ///
    /// ```
    /// # fn count<T>(response: &faithful_runtime::Response<T>) -> Option<i64> {
    /// response.header("x-total-count")?.ok()
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns an error if the header value does not match the type.
    #[must_use]
    pub fn header<H: Json>(&self, name: &str) -> Option<Result<H, ReadError>> {
        headers::read(&self.raw.headers, name)
    }

    /// Returns the unparsed body, after decompression. Empty if the value is a [`ByteStream`] or
    /// an [`EventStream`].
    pub fn body(&self) -> &Bytes {
        &self.raw.body
    }

    /// Returns the request id, from the `x-request-id` header.
    pub fn request_id(&self) -> Option<&str> {
        self.raw.headers.get("x-request-id")?.to_str().ok()
    }

    /// Returns the rate limit, from the `x-ratelimit-*` headers.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(&self.raw.headers)
    }

    /// Returns how many times the request was sent; at least 1.
    pub fn attempts(&self) -> u32 {
        self.raw.attempts
    }

    pub(crate) fn new(value: T, raw: RawResponse) -> Self {
        Self { value, raw }
    }

    pub(crate) fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Parses the value of a response.
pub(crate) fn read_value<T: Json>(raw: RawResponse) -> Result<Response<T>, Error> {
    if raw.body.is_empty() {
        return Err(Error::empty_body(raw));
    }
    match json::from_body(&raw.body, raw.operation.value_path, raw.body_limit) {
        Ok(value) => Ok(Response::new(value, raw)),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

/// Parses the value of a response and drops the rest.
pub(crate) fn read_inner<T: Json>(raw: RawResponse) -> Result<T, Error> {
    read_value(raw).map(Response::into_inner)
}

/// Parses JSON into a type that implements `Deserialize`.
pub(crate) fn deserialize<T: DeserializeOwned>(text: &[u8]) -> Result<T, ReadError> {
    let value = json::from_slice::<Value>(text)?;
    T::deserialize(value).map_err(|error| ReadError::mismatch("$".to_owned(), error.to_string()))
}
