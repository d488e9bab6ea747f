//! Sending a call, and how its response is read: as a value, by its status, as text, as bytes or as a stream.

use bytes::Bytes;

use super::Call;
use super::pending::Pending;
use crate::json::Json;
use crate::response::{
    ByteStream, FromResponse, Response, read_by_status, read_inner, read_stream, read_text, read_value,
};
use crate::send;

impl Call {
    /// Sends the call and reads a value, with everything around it.
    pub fn send<T: Json>(self) -> Pending<Response<T>> {
        Pending::new(send::execute(self.parts), read_value)
    }

    /// Sends the call and reads a value.
    pub fn value<T: Json>(self) -> Pending<T> {
        Pending::new(send::execute(self.parts), read_inner)
    }

    /// Sends the call and accepts any body of a success, with everything around it.
    #[must_use]
    pub fn send_empty(self) -> Pending<Response<()>> {
        Pending::new(send::execute(self.parts), |answer| Ok(Response::new((), answer)))
    }

    /// Sends the call and accepts any body of a success.
    #[must_use]
    pub fn empty(self) -> Pending<()> {
        Pending::new(send::execute(self.parts), |_| Ok(()))
    }

    /// Sends the call and reads what is due for the status, with everything around it.
    pub fn send_by_status<T: FromResponse>(self) -> Pending<Response<T>> {
        Pending::new(send::execute(self.parts), read_by_status)
    }

    /// Sends the call and reads what is due for the status.
    #[must_use]
    pub fn by_status<T: FromResponse>(self) -> Pending<T> {
        Pending::new(send::execute(self.parts), |answer| read_by_status(answer).map(Response::into_inner))
    }

    /// Sends the call and gives the body as text, with everything around it. A body that is not UTF-8 is an
    /// error of the kind [`Decode`](crate::ErrorKind::Decode).
    #[must_use]
    pub fn send_text(self) -> Pending<Response<String>> {
        Pending::new(send::execute(self.parts), read_text)
    }

    /// Sends the call and gives the body as text.
    #[must_use]
    pub fn text(self) -> Pending<String> {
        Pending::new(send::execute(self.parts), |answer| read_text(answer).map(Response::into_inner))
    }

    /// Sends the call and gives the body as it came, with everything around it.
    #[must_use]
    pub fn send_body(self) -> Pending<Response<Bytes>> {
        Pending::new(send::execute(self.parts), |answer| Ok(Response::new(answer.body.clone(), answer)))
    }

    /// Sends the call and gives the body as it came.
    #[must_use]
    pub fn body_bytes(self) -> Pending<Bytes> {
        Pending::new(send::execute(self.parts), |answer| Ok(answer.body))
    }

    /// Sends the call and gives the body of the answer as a stream, with everything around it;
    /// [`Response::body`] is empty.
    #[must_use]
    pub fn send_stream(mut self) -> Pending<Response<ByteStream>> {
        self.parts.streams.expect_answer();
        Pending::new(send::execute(self.parts), read_stream)
    }

    /// Sends the call and gives the body of the answer as a stream.
    #[must_use]
    pub fn stream(mut self) -> Pending<ByteStream> {
        self.parts.streams.expect_answer();
        Pending::new(send::execute(self.parts), |answer| read_stream(answer).map(Response::into_inner))
    }
}
