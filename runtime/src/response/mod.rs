//! Responses: the value and everything around it, selection by status and content type, streams of bytes, rate limits.

mod answers;
mod arrival;
mod byte_stream;
pub(crate) mod rate_limit;
pub(crate) mod received;

use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::error::Error;
use crate::json::{self, Json, ReadError};
use crate::wire::headers;

pub use answers::{FromResponse, read_text_body};
pub(crate) use answers::{read_by_status, read_text};
pub(crate) use arrival::Arrival;
pub use byte_stream::ByteStream;
pub(crate) use byte_stream::read_stream;
pub use rate_limit::RateLimit;
pub(crate) use received::Answer;

/// A value with the status, the headers and the raw body that it came with.
///
/// It dereferences to the value; [`into_inner`](Self::into_inner) takes the value out.
#[derive(Clone, Debug)]
pub struct Response<T> {
    value: T,
    answer: Answer,
}

impl<T> Response<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone, without what came around it.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status, always a success (2xx).
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// A header as the type that is described for it, `None` if it is not there. The text is taken for a string
    /// where the type can be one, otherwise for JSON (`7`, `true`), otherwise for a list separated by commas;
    /// several headers of one name are such a list.
    ///
    /// ```
    /// # fn count<T>(response: &northflank_runtime::Response<T>) -> Option<i64> {
    /// response.header("x-total-count")?.ok()
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the text is not of the type.
    #[must_use]
    pub fn header<H: Json>(&self, name: &str) -> Option<Result<H, ReadError>> {
        headers::read(&self.answer.headers, name)
    }

    /// The body as it came, after decompression. Empty where the value is a stream, which has it.
    pub fn body(&self) -> &Bytes {
        &self.answer.body
    }

    /// The identifier of the request, from the `x-request-id` header.
    pub fn request_id(&self) -> Option<&str> {
        self.answer.headers.get("x-request-id")?.to_str().ok()
    }

    /// How many requests are left, as the headers give it.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(&self.answer.headers)
    }

    /// How many times the request was sent, 1 or more.
    pub fn attempts(&self) -> u32 {
        self.answer.attempts
    }

    pub(crate) fn new(value: T, answer: Answer) -> Self {
        Self { value, answer }
    }

    pub(crate) fn into_parts(self) -> (T, Answer) {
        (self.value, self.answer)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Reads the value of an answer.
pub(crate) fn read_value<T: Json>(answer: Answer) -> Result<Response<T>, Error> {
    if answer.body.is_empty() {
        return Err(Error::empty_body(answer));
    }
    match json::from_slice_at(&answer.body, answer.operation.value_path) {
        Ok(value) => Ok(Response::new(value, answer)),
        Err(error) => Err(Error::decode(answer, error)),
    }
}

/// The same without what came around the value.
pub(crate) fn read_inner<T: Json>(answer: Answer) -> Result<T, Error> {
    read_value(answer).map(Response::into_inner)
}
