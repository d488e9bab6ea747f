//! Form bodies: `application/x-www-form-urlencoded`, `multipart/form-data` and other multipart types.
//!
//! A body is serialized when it is set and stored as bytes, like a JSON body, so that the call can be cloned and retried.
//! The exception is a multipart body with a streamed part.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use bytes::Bytes;

use super::headers;
use super::parameter::{contains_delimiter, encoded, push_deep_object};
use crate::json::{self, Json, Plain, PlainKind, Rule, Violation};
use crate::operation::Body;

/// The style of a form field that does not use OpenAPI's default style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStyle {
    /// A single pair, in which the elements of an array (or the keys and values of an object) are joined by the given
    /// delimiter. The delimiter must be percent-encoded.
    Joined(&'static str),
    /// A separate pair for each property of an object.
    Exploded,
    /// Pairs with bracketed keys: `name[key]=value`.
    DeepObject,
    /// A single pair whose value is JSON.
    Json,
}

/// A value as `application/x-www-form-urlencoded`.
#[derive(Debug, Default)]
pub(crate) struct FormText {
    pub(crate) text: String,
    /// The fields that their style cannot express.
    pub(crate) rejections: Vec<Violation>,
    /// The required fields of which nothing is sent.
    pub(crate) violations: Vec<Violation>,
}

/// Serializes a value as `application/x-www-form-urlencoded`.
pub(crate) fn form_text<T: Json>(value: &T, styles: &[(&str, FormStyle)], required: &[&str]) -> FormText {
    let (mut form, mut pairs) = (FormText::default(), Vec::new());
    let violation = |path: String, rule, message| Violation { path, rule, message };
    match Plain::of(value).kind() {
        PlainKind::Object(fields) => {
            for (key, value) in fields {
                let style = styles.iter().find(|(name, _)| name == key).map(|(_, style)| *style);
                let reason = style.and_then(|style| ambiguity(value, style));
                let path = || format!("$.{key}");
                form.rejections.extend(reason.map(|reason| violation(path(), "delimiter", reason)));
                let before = pairs.len();
                push_field(&mut pairs, key, value, style);
                if pairs.len() == before && required.contains(&key.as_str()) {
                    form.violations.push(violation(path(), "required", "no value was given".to_owned()));
                }
            }
        }
        PlainKind::Null => {}
        PlainKind::Scalar(_) | PlainKind::List(_) => {
            let message = "only an object can be sent as a form".to_owned();
            form.rejections.push(violation("$".to_owned(), "type", message));
        }
    }
    FormText { text: pairs.join("&"), ..form }
}

/// Returns what is wrong if an element contains the delimiter of its list, also when it is encoded.
fn ambiguity(value: &Plain, style: FormStyle) -> Option<String> {
    let FormStyle::Joined(delimiter) = style else { return None };
    let texts: Vec<&str> = match value.kind() {
        PlainKind::List(values) => values.iter().filter_map(Plain::plain_text).collect(),
        PlainKind::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| [Some(key.as_str()), value.plain_text()])
            .flatten()
            .collect(),
        PlainKind::Null | PlainKind::Scalar(_) => return None,
    };
    texts.iter().any(|text| encoded(text).contains(delimiter)).then(|| contains_delimiter(delimiter))
}

fn push_field(pairs: &mut Vec<String>, key: &str, value: &Plain, style: Option<FormStyle>) {
    let pair = |key: &str, value: &Plain| {
        value.plain_text().map(|text| format!("{}={}", encoded(key), encoded(text)))
    };
    match (style, value.kind()) {
        (Some(FormStyle::Json), _) => {
            pairs.push(format!("{}={}", encoded(key), encoded(value.json())));
        }
        (Some(FormStyle::DeepObject), _) => push_deep_object(&encoded(key), value, &encoded, pairs),
        (Some(FormStyle::Exploded), PlainKind::Object(fields)) => {
            pairs.extend(fields.iter().filter_map(|(key, value)| pair(key, value)));
        }
        (Some(FormStyle::Joined(delimiter)), PlainKind::List(values)) => {
            let texts: Vec<_> = values.iter().filter_map(Plain::plain_text).map(encoded).collect();
            push_joined(pairs, key, &texts, delimiter);
        }
        (Some(FormStyle::Joined(delimiter)), PlainKind::Object(fields)) => {
            let texts =
                fields.iter().filter_map(|(key, value)| Some([encoded(key), encoded(value.plain_text()?)]));
            push_joined(pairs, key, &texts.flatten().collect::<Vec<_>>(), delimiter);
        }
        (_, PlainKind::List(values)) => pairs.extend(values.iter().filter_map(|value| pair(key, value))),
        _ => pairs.extend(pair(key, value)),
    }
}

/// Adds the pair of a list. An empty list is omitted: its pair would be read as a list with an empty element.
fn push_joined(pairs: &mut Vec<String>, key: &str, texts: &[String], delimiter: &str) {
    if !texts.is_empty() {
        pairs.push(format!("{}={}", encoded(key), texts.join(delimiter)));
    }
}

/// A `multipart/form-data` body. Parts are sent in the order in which they are added.
///
/// ```
/// use northflank_runtime::{Multipart, Part, Rule};
///
/// let body = Multipart::new()
///     .field("title", &"A photo".to_owned(), &Rule::NONE)
///     .part("photo", Part::bytes(vec![1, 2, 3]).file_name("photo.png").content_type("image/png"));
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a multipart body does nothing until it is sent"]
pub struct Multipart {
    parts: Vec<(String, Part)>,
    violations: Vec<Violation>,
}

impl Multipart {
    /// Creates a body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value as one or more parts.
    ///
    /// A string, number or boolean becomes a text part, an object a JSON part. An array becomes one part for each
    /// element, all with the same name. `null` is omitted. If the value violates `rule`, sending the call fails with
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), unless
    /// [validation is skipped](crate::CallOptions::skip_validation).
    pub fn field<T: Json>(mut self, name: &str, value: &T, rule: &Rule) -> Self {
        if let Err(violations) = json::validate(value, rule) {
            let nested = |violation: Violation| Violation {
                path: format!("$.{name}{}", violation.path.trim_start_matches('$')),
                ..violation
            };
            self.violations.extend(violations.into_vec().into_iter().map(nested));
        }
        Plain::of(value).elements().iter().fold(self, |parts, value| parts.value(name, value))
    }

    /// Adds a value as a single JSON part.
    pub fn json<T: Json>(self, name: &str, value: &T) -> Self {
        self.part(name, Part::bytes(json::to_vec(value)).content_type("application/json"))
    }

    /// Adds a part. Several parts may have the same name.
    pub fn part(mut self, name: &str, part: impl Into<Part>) -> Self {
        self.parts.push((name.to_owned(), part.into()));
        self
    }

    /// Sets the content type of all parts with this name that do not have one yet.
    pub fn content_type(mut self, name: &str, content_type: &str) -> Self {
        for (_, part) in self.parts.iter_mut().filter(|(other, _)| other == name) {
            part.content_type.get_or_insert_with(|| content_type.to_owned());
        }
        self
    }

    /// Requires at least one part with this name: an empty list has none. If there is none, sending the call fails like
    /// that of an invalid [field](Self::field).
    pub fn required(mut self, name: &str) -> Self {
        if !self.parts.iter().any(|(other, _)| other == name) {
            let message = "no value was given".to_owned();
            self.violations.push(Violation { path: format!("$.{name}"), rule: "required", message });
        }
        self
    }

    /// Takes the violations found in the fields.
    pub(crate) fn take_violations(&mut self) -> Vec<Violation> {
        std::mem::take(&mut self.violations)
    }

    /// Returns the invalid headers of all parts.
    pub(crate) fn rejections(&self) -> impl Iterator<Item = Violation> {
        self.parts.iter().flat_map(|(name, part)| part.rejections(name))
    }

    /// Returns the content type, which is `media_type` with the boundary, and the body.
    pub(crate) fn into_body(self, media_type: &str) -> (String, Body) {
        let boundary = boundary();
        let mut pieces = Vec::new();
        for (name, part) in self.parts {
            part.write(&name, &boundary, &mut pieces);
        }
        pieces.push(Body::from(format!("--{boundary}--\r\n")));
        (format!("{media_type}; boundary={boundary}"), Body::concat(pieces))
    }

    fn value(self, name: &str, value: &Plain) -> Self {
        let Some(text) = value.plain_text() else {
            return self;
        };
        let part = Part::text(text);
        let structured = matches!(value.kind(), PlainKind::List(_) | PlainKind::Object(_));
        self.part(name, if structured { part.content_type("application/json") } else { part })
    }
}

/// One part of a [`Multipart`] body.
#[derive(Clone)]
pub struct Part {
    content: Body,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    is_text: bool,
}

impl Part {
    /// Creates a part from bytes. Its content type is `application/octet-stream` unless [set](Self::content_type).
    ///
    /// Many servers treat a part as a file only if it has a [file name](Self::file_name).
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Body::from(bytes.into()), false)
    }

    /// Creates a part that is read from a stream while it is being sent; see [`Body::stream`]. The multipart body has a
    /// known length if every part does. The default content type is `application/octet-stream`.
    #[must_use]
    pub fn stream(content: Body) -> Self {
        Self::new(content, false)
    }

    /// Creates a text part, without a content type unless [set](Self::content_type).
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Body::from(text.into()), true)
    }

    /// Sets the file name.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the content type. If it is invalid, sending the call fails with
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest).
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header to the part. If it is invalid, sending the call fails with
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest).
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    fn new(content: Body, is_text: bool) -> Self {
        Self { content, file_name: None, content_type: None, headers: Vec::new(), is_text }
    }

    /// Returns the invalid headers of the part.
    fn rejections(&self, name: &str) -> impl Iterator<Item = Violation> {
        let headers = self.headers.iter().map(|(header, value)| (header.as_str(), value.as_str()));
        let content_type = self.content_type.as_deref().map(|value| ("content-type", value));
        let invalid = content_type
            .into_iter()
            .chain(headers)
            .filter_map(|(header, value)| Some((header, problem(header, value)?)));
        invalid.map(move |(header, message)| Violation {
            path: format!("$.{name}.header.{header}"),
            rule: "header",
            message,
        })
    }

    fn write(self, name: &str, boundary: &str, pieces: &mut Vec<Body>) {
        let mut head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file_name) = &self.file_name {
            head.extend(["; filename=\"", &quoted(file_name), "\""]);
        }
        let default = (!self.is_text).then_some("application/octet-stream");
        if let Some(content_type) = self.content_type.as_deref().or(default) {
            head.extend(["\r\ncontent-type: ", content_type]);
        }
        for (name, value) in &self.headers {
            head.extend(["\r\n", name, ": ", value]);
        }
        head.push_str("\r\n\r\n");
        pieces.extend([Body::from(head), self.content, Body::from("\r\n")]);
    }
}

/// Returns why a header of a part is invalid.
fn problem(header: &str, value: &str) -> Option<String> {
    match headers::parse(header, value) {
        Err(reason) => Some(reason.to_owned()),
        Ok(_) if header.eq_ignore_ascii_case("content-type") => {
            headers::check_content_type("*/*", value).err()
        }
        Ok(_) => None,
    }
}

impl std::fmt::Debug for Part {
    /// Shows the size of the content instead of the content, which may be confidential.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Part")
            .field("content", &self.content)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl From<Body> for Part {
    fn from(content: Body) -> Self {
        Self::stream(content)
    }
}

impl From<Bytes> for Part {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Part {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<&'static [u8]> for Part {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

/// Escapes a name for a quoted string as browsers do: quotes and line breaks are percent-encoded.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns a boundary that no part contains: 128 unpredictable bits.
fn boundary() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("part-{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Number;

    fn pairs(key: &str, value: &Value, style: Option<FormStyle>) -> String {
        let mut pairs = Vec::new();
        push_field(&mut pairs, key, &Plain::of(value), style);
        pairs.join("&")
    }

    #[test]
    fn form_fields() {
        assert_eq!(pairs("a b", &json!("1&2=3+4"), None), "a%20b=1%262%3D3%2B4");
        assert_eq!(pairs("a", &json!([1, null, true]), None), "a=1&a=true");
        assert_eq!(pairs("a", &json!({"b": 1}), None), "a=%7B%22b%22%3A1%7D");
        assert_eq!(pairs("a", &json!(null), None), "");
        assert_eq!(pairs("a", &json!([1, "x,y"]), Some(FormStyle::Joined(","))), "a=1,x%2Cy");
        assert_eq!(pairs("a", &json!({"b": 1}), Some(FormStyle::Joined("%20"))), "a=b%201");
        assert_eq!(pairs("a", &json!({"b": 1}), Some(FormStyle::Exploded)), "b=1");
        assert_eq!(pairs("a", &json!({"b": [1]}), Some(FormStyle::DeepObject)), "a%5Bb%5D%5B0%5D=1");
        assert_eq!(pairs("a", &json!([1]), Some(FormStyle::Json)), "a=%5B1%5D");
        assert_eq!(pairs("a", &json!(10.0), None), "a=10");
    }

    #[test]
    fn a_list_is_never_sent_as_another_list() {
        let refused =
            |value: Value, delimiter| ambiguity(&Plain::of(&value), FormStyle::Joined(delimiter)).is_some();
        assert!(refused(json!(["a b"]), "%20") && refused(json!({"a|b": 1}), "%7C"));
        assert!(!refused(json!(["a,b", "c"]), ",") && !refused(json!("a b"), "%20"));
        let FormText { rejections, .. } =
            form_text(&json!({"x": ["a b"]}), &[("x", FormStyle::Joined("%20"))], &[]);
        assert_eq!(rejections.len(), 1);
        assert_eq!(rejections[0].to_string(), "$.x: an element contains ` `, which separates the elements");
    }

    #[test]
    fn a_required_field_must_be_sent() {
        let violations = |value: Value, style: Option<FormStyle>| {
            let styles: Vec<_> = style.map(|style| ("a", style)).into_iter().collect();
            let form = form_text(&value, &styles, &["a"]);
            assert!(form.rejections.is_empty());
            form.violations.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let joined = || Some(FormStyle::Joined(","));
        for style in [None, joined(), Some(FormStyle::Exploded), Some(FormStyle::DeepObject)] {
            for value in [json!({"a": []}), json!({"a": [null]}), json!({"a": null})] {
                assert_eq!(violations(value, style), ["$.a: no value was given"], "{style:?}");
            }
            assert!(violations(json!({"a": [""], "b": []}), style).is_empty());
            assert!(violations(json!({}), style).is_empty());
        }
        assert_eq!(violations(json!({"a": {}}), joined()).len(), 1);
        assert_eq!(violations(json!({"a": {"b": null}}), Some(FormStyle::DeepObject)).len(), 1);
        assert!(violations(json!({"a": {}}), None).is_empty());
        assert!(violations(json!({"a": []}), Some(FormStyle::Json)).is_empty());
        assert_eq!(form_text(&json!([1]), &[], &[]).rejections.len(), 1);
    }

    #[test]
    fn digits_are_kept_in_every_style() {
        const LONG: &str = "123456789012345678901234567890";
        let number = Number::from_text(LONG).unwrap();
        let list = vec![number.clone()];
        let map = std::collections::BTreeMap::from([("b".to_owned(), number.clone())]);
        let object = |value: Plain, style: Option<FormStyle>| {
            let mut pairs = Vec::new();
            push_field(&mut pairs, "a", &value, style);
            pairs.join("&")
        };
        let styles = [FormStyle::Joined(","), FormStyle::Exploded, FormStyle::DeepObject, FormStyle::Json];
        for style in styles.into_iter().map(Some).chain([None]) {
            for value in [Plain::of(&list), Plain::of(&number), Plain::of(&map)] {
                assert!(object(value, style).contains(LONG), "{style:?}");
            }
        }
        let mut pieces = Vec::new();
        for (name, part) in Multipart::new().field("a", &list, &Rule::NONE).parts {
            part.write(&name, "b", &mut pieces);
        }
        let body = Body::concat(pieces).as_bytes().unwrap().to_vec();
        assert!(String::from_utf8(body).unwrap().contains(LONG));
    }

    #[test]
    fn a_required_part_must_be_there() {
        let list = |values: Vec<i32>| Multipart::new().field("a", &values, &Rule::NONE).required("a");
        assert!(list(vec![1]).take_violations().is_empty());
        assert_eq!(list(Vec::new()).take_violations()[0].to_string(), "$.a: no value was given");
    }

    #[test]
    fn part_headers_cannot_be_injected() {
        let mut pieces = Vec::new();
        let part = Part::bytes(&b"x"[..]).file_name("a\"b\r\n").content_type("text/plain");
        assert_eq!(part.rejections("n").count(), 0);
        for content_type in ["text/plain\r\nx: y", "text/plain\n", "text/\0plain"] {
            let rejections: Vec<_> = part.clone().content_type(content_type).rejections("n").collect();
            assert_eq!(rejections[0].path, "$.n.header.content-type");
        }
        for content_type in ["", "png", "image/*", "te xt/plain"] {
            assert_eq!(part.clone().content_type(content_type).rejections("n").count(), 1, "{content_type}");
        }
        part.write("n\"", "b", &mut pieces);
        assert_eq!(
            String::from_utf8(Body::concat(pieces).as_bytes().unwrap().to_vec()).unwrap(),
            "--b\r\ncontent-disposition: form-data; name=\"n%22\"; filename=\"a%22b%0D%0A\"\r\n\
             content-type: text/plain\r\n\r\nx\r\n"
        );
        assert_ne!(boundary(), boundary());
    }
}
