//! The body of a call: JSON, a form, parts, a text, bytes or a stream.

use http::HeaderValue;

use super::Call;
use crate::json::{self, Json, Rule};
use crate::operation::Body;
use crate::send::Parts;
use crate::wire::form::{FormStyle, Multipart, form_text};

impl Call {
    /// Sets the body and writes it as JSON.
    pub fn body<T: Json>(mut self, value: &T) -> Self {
        if let Err(violations) = json::validate(value, &Rule::NONE) {
            self.parts.violations.extend(violations.into_vec());
        }
        self.parts.set_body(Body::from(json::to_vec(value)));
        self.parts.content_type = None;
        self
    }

    /// Sets the body and writes it as `application/x-www-form-urlencoded`: a pair for each member, one for
    /// each element of a list, and JSON text for an object, unless `styles` says otherwise. Null is not
    /// written.
    pub fn form<T: Json>(self, value: &T, styles: &[(&str, FormStyle)]) -> Self {
        self.checked(value).bytes("application/x-www-form-urlencoded", form_text(value, styles))
    }

    /// Sets the body and writes it as parts. What is wrong with one of them is reported when the call is sent.
    pub fn multipart(mut self, mut multipart: Multipart) -> Self {
        self.parts.violations.extend(multipart.take_violations());
        self.parts.refusals.extend(multipart.refusals());
        let (content_type, body) = multipart.into_body();
        self.bytes(&content_type, body)
    }

    /// Sets the body, bytes or a stream, and its content type, which is written as given.
    pub fn bytes(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        match HeaderValue::from_str(content_type) {
            Ok(value) => self.parts.content_type = Some(value),
            Err(_) => self.parts.refuse("header.content-type".to_owned(), "header", "cannot be sent"),
        }
        self.parts.set_body(body.into());
        self
    }

    /// Sets the body and writes it as JSON under a content type of its own, such as
    /// `application/merge-patch+json`.
    pub fn json<T: Json>(self, content_type: &str, value: &T) -> Self {
        self.checked(value).bytes(content_type, json::to_vec(value))
    }

    fn checked<T: Json>(mut self, value: &T) -> Self {
        if let Err(violations) = json::validate(value, &Rule::NONE) {
            self.parts.violations.extend(violations.into_vec());
        }
        self
    }
}

impl Parts {
    fn set_body(&mut self, body: Body) {
        self.body = Some(body.whole().cloned().unwrap_or_default());
        self.streams.body = body.whole().is_none().then_some(body);
    }
}
