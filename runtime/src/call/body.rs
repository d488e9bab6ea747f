//! The request body: JSON, a form, multipart, text, bytes or a stream.

use super::Call;
use crate::json::{self, Json, Rule};
use crate::operation::Body;
use crate::send::Parts;
use crate::wire::form::{FormStyle, form_text};
use crate::wire::headers::{check_content_type, content_type_value, is_range};
use crate::wire::multipart::Multipart;

impl Call {
    /// Sets the body to a value, as JSON.
    pub fn body<T: Json>(mut self, value: &T) -> Self {
        if let Err(violations) = json::validate(value, &Rule::NONE) {
            self.parts.violations.extend(violations.into_vec());
        }
        self.parts.set_body(Body::from(json::to_vec(value)));
        self.parts.content_type = None;
        self
    }

    /// Sets the body to a value, as `application/x-www-form-urlencoded`.
    ///
    /// By default each field is one pair, a list is one pair per element, and an object is JSON. `styles`
    /// maps field names to other styles. `null` is omitted.
    pub fn form<T: Json>(self, value: &T, styles: &[(&str, FormStyle)]) -> Self {
        self.form_with_required(value, styles, &[])
    }

    /// Like [`form`](Self::form), with the names of required fields that may have no pairs, because they are lists, objects
    /// or nullable. If nothing is sent of one, sending the call fails like that of an invalid value.
    pub fn form_with_required<T: Json>(
        mut self,
        value: &T,
        styles: &[(&str, FormStyle)],
        required: &[&str],
    ) -> Self {
        let form = form_text(value, styles, required);
        self.parts.rejections.extend(form.rejections);
        self.parts.violations.extend(form.violations);
        self.validated(value).bytes("application/x-www-form-urlencoded", form.text)
    }

    /// Sets the body to a multipart form. Problems with its parts are reported when the call is sent.
    pub fn multipart(self, multipart: Multipart) -> Self {
        self.multipart_as("multipart/form-data", multipart)
    }

    /// Sets the body to parts with the given content type, such as `multipart/mixed`, to which the boundary is added.
    /// Problems with the parts are reported when the call is sent.
    pub fn multipart_as(mut self, media_type: &str, mut multipart: Multipart) -> Self {
        self.parts.violations.extend(multipart.take_violations());
        self.parts.rejections.extend(multipart.rejections());
        let (content_type, body) = multipart.into_body(media_type);
        self.bytes(&content_type, body)
    }

    /// Sets the body to bytes or a stream, with the given content type, which must not be a range. The body is sent
    /// unchanged.
    pub fn bytes(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        if is_range(content_type) {
            let reason =
                format!("`{}` is a range; pass the content type of the body", content_type.escape_debug());
            self.parts.reject("header.content-type".to_owned(), "content-type", reason);
        }
        self.content(content_type, body.into())
    }

    fn content(mut self, content_type: &str, body: Body) -> Self {
        match content_type_value(content_type) {
            Some(value) => self.parts.content_type = Some(value),
            None => self.parts.reject("header.content-type".to_owned(), "header", "invalid header value"),
        }
        self.parts.set_body(body);
        self
    }

    /// Sets the body to bytes or a stream, with a content type that must be within the given range, such as `image/*`. If
    /// it is not, sending the call fails with [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn bytes_within(mut self, range: &str, content_type: &str, body: impl Into<Body>) -> Self {
        if let Err(reason) = check_content_type(range, content_type) {
            self.parts.reject("header.content-type".to_owned(), "content-type", reason);
        }
        self.content(content_type, body.into())
    }

    /// Sets the body to a value, as JSON with the given content type, such as `application/merge-patch+json`.
    pub fn json<T: Json>(self, content_type: &str, value: &T) -> Self {
        self.validated(value).bytes(content_type, json::to_vec(value))
    }

    fn validated<T: Json>(mut self, value: &T) -> Self {
        if let Err(violations) = json::validate(value, &Rule::NONE) {
            self.parts.violations.extend(violations.into_vec());
        }
        self
    }
}

impl Parts {
    fn set_body(&mut self, body: Body) {
        self.body = Some(body.as_bytes().cloned().unwrap_or_default());
        self.streams.body = body.as_bytes().is_none().then_some(body);
    }
}
