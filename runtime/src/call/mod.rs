//! One call, while it is put together.
//!
//! Nothing fails here. What is wrong with a parameter or with the body is collected, and sending reports all
//! of it at once.

mod macros;
pub(crate) mod paging;
mod pending;
pub(crate) mod wait;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use self::paging::{read_page, read_page_inner};
use crate::client::Client;
use crate::json::{self, Json, Rule, Violation, Violations};
use crate::operation::Body;
use crate::operation::Operation;
use crate::response::{Response, read_inner, read_value};
use crate::send;
use crate::send::exchange::Streams;
use crate::send::options::CallOptions;
use crate::wire::headers;
use crate::wire::parameter::Parameter;

pub use paging::{Items, Page, Pages};
pub use pending::Pending;
pub use wait::{Found, Outcome, Progress, Wait, WaitFuture};

/// A call of an [`Operation`]: parameters, body and options.
///
/// Generated clients wrap it in a type per operation, with setters for the parameters of that operation; see
/// the macro [`call!`](crate::call).
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    // Boxed, so that setters which take and give back a call move one pointer.
    pub(crate) parts: Box<Parts>,
}

/// Everything that is known about a call.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// That of the body, unless it is JSON.
    pub(crate) content_type: Option<HeaderValue>,
    /// What is a stream: a body, beside which `body` is empty, or the answer.
    pub(crate) streams: Streams,
    /// Parameters in a style of their own, encoded.
    pub(crate) styled: Vec<(Parameter, String)>,
    /// The server of the operation, if it has one of its own.
    pub(crate) server: Option<&'static str>,
    pub(crate) options: CallOptions,
    /// Broken rules, which can be skipped.
    pub(crate) violations: Vec<Violation>,
    /// What cannot be sent at all.
    pub(crate) refusals: Vec<Violation>,
}

impl Call {
    pub(crate) fn new(client: Client, operation: &'static Operation) -> Self {
        let parts = Parts {
            client,
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            content_type: None,
            streams: Streams::default(),
            styled: Vec::new(),
            server: None,
            options: CallOptions::default(),
            violations: Vec::new(),
            refusals: Vec::new(),
        };
        Self { parts: Box::new(parts) }
    }

    /// Sets a path parameter: a string, number or boolean (or an enumeration, which is written as its text);
    /// the elements of a list are joined by commas. It is percent-encoded. An empty value, `.` or `..` is
    /// refused when the call is sent.
    pub fn path<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("path", name, json::validate(value, rule));
        self.parts.set_path(name, json::to_value(value));
        self
    }

    /// Sets a path parameter to a text. It is percent-encoded. An empty one, `.` or `..` is refused when the call
    /// is sent.
    pub fn path_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.path.push((name, text.to_owned()));
        self
    }

    /// Sets a query parameter to a text, in place of one of the same name.
    pub fn query_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.set_query(name, Value::from(text));
        self
    }

    /// Sets a query parameter, in place of one of the same name: a string, number or boolean (or an
    /// enumeration, which is written as its text). A list is written as the parameter repeated, once for each
    /// element; `null` is not written.
    pub fn query<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("query", name, json::validate(value, rule));
        self.parts.set_query(name, json::to_value(value));
        self
    }

    /// Sets a header parameter, in place of one of the same name. The elements of a list are joined by
    /// commas; `null` is not written.
    pub fn header<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("header", name, json::validate(value, rule));
        self.parts.set_header(name, json::to_value(value));
        self
    }

    /// Sets the body and writes it as JSON.
    pub fn body<T: Json>(mut self, value: &T) -> Self {
        if let Err(violations) = json::validate(value, &Rule::NONE) {
            self.parts.violations.extend(violations.into_vec());
        }
        self.parts.set_body(Body::from(json::to_vec(value)));
        self.parts.content_type = None;
        self
    }

    /// Changes the options of this call.
    pub fn with_options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.parts.options = change(self.parts.options);
        self
    }

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

    /// Sends the call and reads one page, with everything around it.
    pub fn send_page<T: Json>(self) -> Pending<Response<Page<T>>> {
        Pending::new(send::execute(self.parts), read_page)
    }

    /// Sends the call and reads one page.
    pub fn page<T: Json>(self) -> Pending<Page<T>> {
        Pending::new(send::execute(self.parts), read_page_inner)
    }

    /// All pages from this one on, as a stream.
    pub fn pages<T: Json>(self) -> Pages<T> {
        Pages::new(self)
    }

    /// All items from this page on, as a stream.
    pub fn items<T: Json>(self) -> Items<T> {
        Items::new(self)
    }
}

impl Parts {
    /// Keeps the violations of a parameter, their paths leading to it: `query.per_page`.
    pub(crate) fn check(&mut self, place: &str, name: &str, checked: Result<(), Violations>) {
        let violations = checked.err().map(Violations::into_vec).unwrap_or_default();
        self.violations.extend(violations.into_iter().map(|violation| Violation {
            path: format!("{place}.{name}{}", violation.path.trim_start_matches('$')),
            ..violation
        }));
    }

    /// Notes that something cannot be sent.
    pub(crate) fn refuse(&mut self, path: String, rule: &'static str, message: impl Into<String>) {
        self.refusals.push(Violation { path, rule, message: message.into() });
    }

    pub(crate) fn set_body(&mut self, body: Body) {
        self.body = Some(body.whole().cloned().unwrap_or_default());
        self.streams.body = body.whole().is_none().then_some(body);
    }

    fn set_path(&mut self, name: &'static str, value: Value) {
        match texts(value) {
            Some(texts) => self.path.push((name, texts.join(","))),
            None => self.refuse(format!("path.{name}"), "type", "an object cannot be a path parameter"),
        }
    }

    pub(crate) fn set_query(&mut self, name: &'static str, value: Value) {
        self.query.retain(|(other, _)| *other != name);
        match texts(value) {
            Some(texts) => self.query.extend(texts.into_iter().map(|text| (name, text))),
            None => self.refuse(format!("query.{name}"), "type", "an object cannot be a query parameter"),
        }
    }

    fn set_header(&mut self, name: &'static str, value: Value) {
        let Some(texts) = texts(value) else {
            return self.refuse(format!("header.{name}"), "type", "an object cannot be a header");
        };
        if texts.is_empty() {
            return;
        }
        match headers::parse(name, &texts.join(",")) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.refuse(format!("header.{name}"), "header", reason),
        }
    }
}

/// The texts that stand for a parameter: one for a scalar, one for each element of a list, none for null.
/// `None` for what has no such form.
fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Bool(value) => Some(vec![value.to_string()]),
        Value::Number(value) => Some(vec![value.to_string()]),
        Value::String(value) => Some(vec![value]),
        Value::Array(values) => {
            let lists: Option<Vec<_>> =
                values.into_iter().filter(|value| !value.is_array()).map(texts).collect();
            lists.map(|lists| lists.into_iter().flatten().collect())
        }
        Value::Object(_) => None,
    }
}

impl fmt::Debug for Call {
    /// Shows names and sizes, not the values of query, headers and body, which may not be for a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.parts;
        let mut debug = formatter.debug_struct("Call");
        debug.field("operation", &parts.operation.id).field("path", &parts.path);
        debug.field("query", &parts.query.iter().map(|(name, _)| name).collect::<Vec<_>>());
        debug.field("body_bytes", &parts.body.as_ref().map(Bytes::len));
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_as_text() {
        assert_eq!(texts(json!(7)), Some(vec!["7".to_owned()]));
        assert_eq!(texts(json!(0.5)), Some(vec!["0.5".to_owned()]));
        assert_eq!(texts(json!(true)), Some(vec!["true".to_owned()]));
        assert_eq!(texts(json!("a b")), Some(vec!["a b".to_owned()]));
        assert_eq!(texts(json!(["a", 1])), Some(vec!["a".to_owned(), "1".to_owned()]));
        assert_eq!(texts(json!(null)), Some(Vec::new()));
        assert_eq!(texts(json!({})), None);
        assert_eq!(texts(json!([{}])), None);
    }
}
