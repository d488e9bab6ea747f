//! Sending a call and reading its response as JSON, by status, as text, as bytes or as a stream.

use bytes::Bytes;

use super::Call;
use super::pending::Pending;
use crate::json::Json;
use crate::response::{
    ByteStream, FromResponse, Response, read_by_status, read_inner, read_stream, read_text, read_value,
};
use crate::send::{self, Encoded};

impl Call {
    /// Sends the call and returns the value with its status, headers and raw body.
    pub fn send<T: Json>(self) -> Pending<Response<T>> {
        Pending::new(send::execute(self.parts), read_value)
    }

    /// Sends the call and returns the value.
    pub fn value<T: Json>(self) -> Pending<T> {
        Pending::new(send::execute(self.parts), read_inner)
    }

    /// Sends the call and returns the status, headers and raw body. Any body is accepted.
    pub fn send_empty(self) -> Pending<Response<()>> {
        let parts = self.accept_encoded(Encoded::Ignored).parts;
        Pending::new(send::execute(parts), |raw| Ok(Response::new((), raw)))
    }

    /// Sends the call and ignores the response body.
    pub fn empty(self) -> Pending<()> {
        Pending::new(send::execute(self.accept_encoded(Encoded::Ignored).parts), |_| Ok(()))
    }

    /// Sends the call and returns the value for the status of the response, with its status, headers and raw
    /// body.
    pub fn send_by_status<T: FromResponse>(self) -> Pending<Response<T>> {
        Pending::new(send::execute(self.parts), read_by_status)
    }

    /// Sends the call and returns the value for the status of the response.
    pub fn by_status<T: FromResponse>(self) -> Pending<T> {
        Pending::new(send::execute(self.parts), |raw| read_by_status(raw).map(Response::into_inner))
    }

    /// Sends the call and returns the body as text, with its status, headers and raw body.
    ///
    /// A body that is not valid UTF-8 is an error of kind [`Decode`](crate::ErrorKind::Decode).
    pub fn send_text(self) -> Pending<Response<String>> {
        Pending::new(send::execute(self.parts), read_text)
    }

    /// Sends the call and returns the body as text.
    pub fn text(self) -> Pending<String> {
        Pending::new(send::execute(self.parts), |raw| read_text(raw).map(Response::into_inner))
    }

    /// Sends the call and returns the body, decompressed like a [`ByteStream`], with its status and headers.
    pub fn send_body(self) -> Pending<Response<Bytes>> {
        let parts = self.accept_encoded(Encoded::Raw).parts;
        Pending::new(send::execute(parts), |raw| Ok(Response::new(raw.body.clone(), raw)))
    }

    /// Sends the call and returns the body, decompressed like a [`ByteStream`].
    pub fn body_bytes(self) -> Pending<Bytes> {
        Pending::new(send::execute(self.accept_encoded(Encoded::Raw).parts), |raw| Ok(raw.body))
    }

    /// Sends the call and returns the body as a stream, with its status and headers. [`Response::body`] is
    /// empty.
    pub fn send_stream(mut self) -> Pending<Response<ByteStream>> {
        self.parts.streams.stream_response();
        Pending::new(send::execute(self.parts), read_stream)
    }

    /// Sends the call and returns the body as a stream.
    pub fn stream(mut self) -> Pending<ByteStream> {
        self.parts.streams.stream_response();
        Pending::new(send::execute(self.parts), |raw| read_stream(raw).map(Response::into_inner))
    }

    fn accept_encoded(mut self, encoded: Encoded) -> Self {
        self.parts.streams.encoded = encoded;
        self
    }
}
