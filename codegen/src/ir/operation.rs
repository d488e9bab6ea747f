//! Operations, their parameters, bodies, responses and errors.

use super::{Documentation, Type};
use crate::document::{Place, Writing};
use crate::source::Location;

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Location in the document.
    pub location: Location,
    /// `operationId`.
    pub id: String,
    /// Its tag: an index into [`Api::tags`](super::Api::tags).
    pub tag: usize,
    /// The innermost handle above its path: an index into [`Api::handles`](super::Api::handles).
    pub handle: Option<usize>,
    /// HTTP method, in upper case.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// `summary`.
    pub summary: Option<String>,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
    /// Labelled facts for the documentation, such as a permission.
    pub facts: Vec<(String, String)>,
    /// URL of `externalDocs`.
    pub external_docs: Option<String>,
    /// Parameters: path parameters in path order, then the others in document order.
    pub parameters: Vec<Parameter>,
    /// Request body.
    pub body: Option<Body>,
    /// Successful response.
    pub response: Response,
    /// Status of the first documented success, or the first status of its range.
    pub status: u16,
    /// Value of the `Accept` header; `None` for JSON.
    pub accept: Option<String>,
    /// Other content types that can be requested.
    pub raw: Vec<RawContent>,
    /// Ranges of redirect statuses (3xx) that are responses and not errors.
    pub redirects: Vec<(u16, u16)>,
    /// Error bodies.
    pub errors: Errors,
    /// Documented response headers.
    pub headers: Vec<Header>,
    /// Security requirements, if they differ from those of the API.
    pub security: Option<Security>,
    /// Server of this operation alone: a URL, or a path on the API's host.
    pub server: Option<String>,
    /// Documented examples of requests and responses.
    pub examples: Vec<Example>,
}

/// Returns whether a path has a prefix of whole segments, and continues after it.
#[must_use]
pub fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with('/') && rest.len() > 1)
}

impl Operation {
    /// Returns whether the path has a prefix of whole segments, and continues after it.
    #[must_use]
    pub fn is_below(&self, prefix: &str) -> bool {
        is_below(&self.path, prefix)
    }

    /// Returns the parameters that are arguments of the method, each with its index.
    pub fn arguments(&self) -> impl Iterator<Item = (usize, &Parameter)> {
        let parameters = self.parameters.iter().enumerate();
        parameters.filter(|(_, parameter)| parameter.required && parameter.bound.is_none())
    }

    /// Returns the types of all successful responses, in every content type.
    #[must_use]
    pub fn response_types(&self) -> Vec<&Type> {
        let raw = self.raw.iter().filter_map(|it| it.events.as_ref()?.r#type());
        self.response.types().into_iter().chain(raw).collect()
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Location in the document.
    pub location: Location,
    /// Name in the document.
    pub name: String,
    /// `in`: path, query, header or cookie.
    pub place: Place,
    /// Whether it is required.
    pub required: bool,
    /// The handle that binds it, and its index there; `None` if each call states it.
    pub bound: Option<(usize, usize)>,
    /// Type of the value.
    pub r#type: Type,
    /// Default value, as JSON.
    pub default: Option<String>,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
    /// Serialization style; `None` if it is the default of its place: a plain scalar, a comma-separated header, or a
    /// query parameter repeated for each element.
    pub writing: Option<Writing>,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The body in each of its content types, the preferred one first.
    pub contents: Vec<Content>,
    /// Whether it is required.
    pub required: bool,
    /// `description` of the body.
    pub documentation: Documentation,
}

/// A body in one content type.
#[derive(Clone, Debug)]
pub struct Content {
    /// Content type, verbatim; a wildcard for a JSON body is replaced by `application/json`.
    pub media_type: String,
    /// Contents of the body.
    pub form: BodyForm,
}

impl Content {
    /// Returns whether the content type is a range, such as `image/*`, so that each request states its own.
    #[must_use]
    pub fn is_range(&self) -> bool {
        matches!(self.form, BodyForm::Bytes) && self.media_type.contains('*')
    }
}

/// Contents of a body.
#[derive(Clone, Debug)]
pub enum BodyForm {
    /// A JSON value.
    Json(Type),
    /// A URL-encoded form, and the properties that do not have the default style.
    Pairs(Type, Vec<(String, PairStyle)>),
    /// The named parts of a multipart body.
    Parts(Vec<Part>),
    /// A multipart body whose parts the document does not name.
    AnyParts,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// Serialization style of a property in a URL-encoded form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PairStyle {
    /// One pair, with the elements joined by this delimiter.
    Joined(&'static str),
    /// One pair for each element of a list or property of an object.
    Exploded,
    /// One pair for each nested property, with its key in brackets.
    DeepObject,
    /// One pair with a JSON string.
    Json,
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Location in the document.
    pub location: Location,
    /// Name of the part.
    pub name: String,
    /// Whether it is required.
    pub required: bool,
    /// Contents of the part.
    pub form: PartForm,
    /// Content type from `encoding`; `None` if there is none, a choice of several, or JSON.
    pub content_type: Option<String>,
    /// Default value as JSON, which is never sent.
    pub default: Option<String>,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
}

/// Contents of a part.
#[derive(Clone, Debug)]
pub enum PartForm {
    /// Bytes.
    Bytes,
    /// A list of files, one part for each.
    ListOfBytes,
    /// A scalar as text, or an object as JSON.
    Value(Type),
    /// A value that is always JSON.
    Json(Type),
}

impl Body {
    /// Iterates over the types of all content types and parts.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.contents.iter().flat_map(|content| {
            let (own, parts) = match &content.form {
                BodyForm::Json(r#type) | BodyForm::Pairs(r#type, _) => (Some(r#type), &[][..]),
                BodyForm::Parts(parts) => (None, parts.as_slice()),
                BodyForm::AnyParts | BodyForm::Text | BodyForm::Bytes => (None, &[][..]),
            };
            own.into_iter().chain(parts.iter().filter_map(|part| match &part.form {
                PartForm::Value(r#type) | PartForm::Json(r#type) => Some(r#type),
                PartForm::Bytes | PartForm::ListOfBytes => None,
            }))
        })
    }
}

/// A successful response.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// No body.
    Empty,
    /// A value at a path of properties; an empty path is the whole body.
    Value(Vec<String>, Type),
    /// A page of a list.
    Page(Page),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A stream of events.
    Events(EventData),
    /// Responses that differ by status, narrowest status range first.
    ByStatus(Vec<StatusResponse>),
}

impl Response {
    /// Returns the types of all responses.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
            Self::Value(_, r#type) => vec![r#type],
            Self::Events(data) => data.r#type().into_iter().collect(),
            Self::Page(page) => [&page.item].into_iter().chain(page.beside.as_deref()).collect(),
            Self::ByStatus(cases) => cases.iter().filter_map(StatusResponse::r#type).collect(),
        }
    }
}

/// The data of the events of a stream.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum EventData {
    /// A JSON value.
    Value(Box<Type>),
    /// Text.
    Text,
}

impl EventData {
    /// Returns the type of JSON data.
    #[must_use]
    pub fn r#type(&self) -> Option<&Type> {
        match self {
            Self::Value(r#type) => Some(r#type),
            Self::Text => None,
        }
    }
}

/// A content type of the response that can be requested instead of the preferred one.
#[derive(Clone, Debug, PartialEq)]
pub struct RawContent {
    /// Content type, verbatim.
    pub media_type: String,
    /// The data of a stream of events. Any other response is not parsed.
    pub events: Option<EventData>,
}

/// The response for a status or a range of statuses.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusResponse {
    /// Status or range: `200`, `2XX` or `default`.
    pub status: String,
    /// Contents of the body.
    pub form: ResponseForm,
    /// `description` of the response.
    pub description: Option<String>,
}

impl StatusResponse {
    /// Returns the type of a JSON body.
    #[must_use]
    pub fn r#type(&self) -> Option<&Type> {
        match &self.form {
            ResponseForm::Value(_, r#type) => Some(r#type),
            ResponseForm::Empty | ResponseForm::Text | ResponseForm::Bytes => None,
        }
    }

    /// Returns the first and the last status of the range.
    #[must_use]
    pub fn statuses(&self) -> (u16, u16) {
        statuses(&self.status)
    }
}

/// Returns the first and the last status of a range, such as `2XX`; all statuses for `default`.
#[must_use]
pub fn statuses(range: &str) -> (u16, u16) {
    match (range.parse(), range.bytes().next()) {
        (Ok(status), _) => (status, status),
        (Err(_), Some(first)) if first.is_ascii_digit() => {
            let start = u16::from(first - b'0') * 100;
            (start, start + 99)
        }
        (Err(_), _) => (100, 999),
    }
}

/// Contents of a response body.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum ResponseForm {
    /// No documented body.
    Empty,
    /// A value at a path of properties; an empty path is the whole body.
    Value(Vec<String>, Box<Type>),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// Error bodies of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Errors {
    /// No documented body.
    #[default]
    Unknown,
    /// The same type for all statuses.
    Single(Box<Type>),
    /// Bodies that differ by status, narrowest status range first.
    ByStatus(Vec<StatusResponse>),
}

impl Errors {
    /// Returns the types of all error bodies.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Unknown => Vec::new(),
            Self::Single(r#type) => vec![r#type],
            Self::ByStatus(cases) => cases.iter().filter_map(StatusResponse::r#type).collect(),
        }
    }
}

/// A response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Name of the header.
    pub name: String,
    /// Type of its value.
    pub r#type: Type,
    /// Statuses of the responses that have it.
    pub statuses: Vec<String>,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
}

/// Security requirements: alternatives, each a list of schemes that are required together, as indices into
/// [`Api::schemes`](super::Api::schemes).
pub type Security = Vec<Vec<usize>>;

/// The pages of a list: its items, and how the next page is requested.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Path of the items.
    pub items: Vec<String>,
    /// Type of an item.
    pub item: Type,
    /// Type of the object that contains the list, without the list and the properties of the pagination; `None` if it has
    /// no others.
    pub beside: Option<Box<Type>>,
    /// Path of the flag that is true if there is another page.
    pub has_next: Vec<String>,
    /// Path of the cursor of the next page.
    pub cursor: Vec<String>,
    /// Path of the number of results.
    pub count: Option<Vec<String>>,
    /// Query parameter for the cursor.
    pub cursor_parameter: String,
}

/// A documented example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Location of its value in the document.
    pub location: Location,
    /// Name in the document.
    pub name: String,
    /// Whether it is a request or a response.
    pub of: ExampleOf,
    /// Status of the response.
    pub status: Option<u16>,
    /// Its value, as a JSON string.
    pub json: String,
}

/// Whether an example is a request or a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExampleOf {
    /// A request body.
    Request,
    /// A successful response.
    Response,
}
