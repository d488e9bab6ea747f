//! Multipart bodies: `multipart/form-data` and other multipart types.
//!
//! A body is stored as bytes, like a JSON body, so that the call can be cloned and retried, unless a part is streamed.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use bytes::Bytes;

use super::headers;
use crate::json::{self, Json, Plain, PlainKind, Rule, Violation};
use crate::operation::Body;

/// A `multipart/form-data` body. Parts are sent in the order in which they are added.
///
/// ```
/// use faithful_runtime::{Multipart, Part, Rule};
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
        (format!("{}; boundary={boundary}", without_boundary(media_type)), Body::concat(pieces))
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

    /// Returns what makes the head of the part invalid: its headers, or control characters in its names.
    fn rejections(&self, name: &str) -> impl Iterator<Item = Violation> {
        let shown = name.escape_debug();
        let names = [("name", Some(name)), ("filename", self.file_name.as_deref())];
        let names = names.into_iter().filter(|(_, text)| text.is_some_and(has_control));
        let names =
            names.map(|(kind, _)| ("content-disposition", format!("`{kind}` has a control character")));
        let headers = self.headers.iter().map(|(header, value)| (header.as_str(), value.as_str()));
        let content_type = self.content_type.as_deref().map(|value| ("content-type", value));
        let invalid = content_type
            .into_iter()
            .chain(headers)
            .filter_map(|(header, value)| Some((header, problem(header, value)?)));
        let violation = |(header, message)| Violation {
            path: format!("$.{shown}.header.{header}"),
            rule: "header",
            message,
        };
        names.chain(invalid).map(violation).collect::<Vec<_>>().into_iter()
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

/// Whether a name contains control characters other than line breaks, which are encoded.
fn has_control(name: &str) -> bool {
    name.contains(|letter: char| letter.is_control() && letter != '\r' && letter != '\n')
}

/// Escapes a name for a quoted string as browsers do: quotes and line breaks are percent-encoded.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Removes the boundary of a content type in the spec, which belongs to the body of an example.
fn without_boundary(media_type: &str) -> String {
    let is_boundary = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("boundary")
    };
    let parameters = media_type.split(';').filter(|parameter| !is_boundary(parameter));
    parameters.collect::<Vec<_>>().join(";").trim_end().to_owned()
}

/// Returns a boundary that no part contains: 128 unpredictable bits.
fn boundary() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("part-{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Number;

    #[test]
    fn digits_are_kept() {
        const LONG: &str = "123456789012345678901234567890";
        let list = vec![Number::from_text(LONG).unwrap()];
        let mut pieces = Vec::new();
        for (name, part) in Multipart::new().field("a", &list, &Rule::NONE).parts {
            part.write(&name, "b", &mut pieces);
        }
        let body = Body::concat(pieces).as_bytes().unwrap().to_vec();
        assert!(String::from_utf8(body).unwrap().contains(LONG));
    }

    #[test]
    fn there_is_one_boundary() {
        for (media_type, expected) in [
            ("multipart/mixed", "multipart/mixed"),
            ("multipart/mixed; boundary=abc", "multipart/mixed"),
            ("multipart/related; Boundary=\"a\"; type=\"text/xml\"", "multipart/related; type=\"text/xml\""),
        ] {
            assert_eq!(without_boundary(media_type), expected);
        }
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
        for (name, file_name) in [("n\0", "a"), ("n", "a\u{1b}[2J"), ("n", "\u{7f}"), ("n", "\u{85}")] {
            let rejections: Vec<_> = part.clone().file_name(file_name).rejections(name).collect();
            assert_eq!(rejections.len(), 1, "{name:?} {file_name:?}");
            assert!(rejections[0].message.ends_with("has a control character"));
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
