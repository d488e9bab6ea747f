//! What a reference page states about an operation, without its sentences.

use indexmap::IndexMap;
use serde_json::{Number, Value};

/// The facts of one reference page, which describes one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The title, for example `List projects`.
    pub title: String,
    /// The address that the page was published at.
    pub source: Option<String>,
    /// The server that the examples are sent to, if it was recorded.
    pub server: Option<String>,
    /// The permission that the operation requires.
    pub permission: Option<String>,
    /// Whether and by what the operation is replaced.
    pub deprecation: Option<Deprecation>,
    /// The HTTP method, in capital letters.
    pub method: String,
    /// The path templates of the operation; the first is the shortest one.
    pub paths: Vec<String>,
    /// The documented parameters of the path.
    pub path_parameters: IndexMap<String, Property>,
    /// The documented parameters of the query.
    pub query_parameters: IndexMap<String, Property>,
    /// The alternatives of the request body; none if there is no body.
    pub request: Vec<Body>,
    /// The response body.
    pub response: Option<Body>,
    /// The documented request bodies.
    pub request_examples: Vec<Example>,
    /// The documented responses.
    pub responses: Vec<Response>,
    /// The call of the official JavaScript client, for example `list.projects`.
    pub javascript_call: Option<String>,
}

/// An operation that should not be used any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The path of the page that describes the replacement.
    pub replacement: Option<String>,
}

/// A described body, with the line on which its description begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// The line in the page, counted from 1.
    pub line: usize,
    /// The described value.
    pub shape: Shape,
}

/// A documented example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The line in the page, counted from 1.
    pub line: usize,
    /// The example itself, or what was recorded of it.
    pub content: Content,
}

/// The value of a documented example.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The text as printed; not JSON if the page was rendered without an example.
    Text(String),
    /// The [`value_digest`](crate::value_digest()) of an example that was recorded without its text.
    Digest(String),
}

/// A documented response.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The documented bodies.
    pub examples: Vec<Example>,
}

/// The shape of a JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A string, number or boolean.
    Scalar(Scalar),
    /// An object.
    Object(IndexMap<String, Property>),
    /// A list of values of one shape.
    List(Box<Shape>),
    /// A value of one of several shapes.
    Union(Vec<Shape>),
    /// A value that the page does not describe, usually because it is recursive.
    Undescribed,
}

/// A property of an object, or a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// The line in the page, counted from 1.
    pub line: usize,
    /// Whether the page marks the property as required. Published pages mark only scalars.
    pub required: bool,
    /// The shape of the value.
    pub shape: Shape,
}

/// A string, number or boolean, and its printed limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The kind of the value.
    pub kind: ScalarKind,
    /// The regular expression that the value must match.
    pub pattern: Option<String>,
    /// The printed format, for example `date-time`.
    pub format: Option<String>,
    /// The allowed values; empty if any value is allowed.
    pub values: Vec<Value>,
    /// The minimum number of characters.
    pub min_length: Option<u64>,
    /// The maximum number of characters.
    pub max_length: Option<u64>,
    /// The least allowed number. Published pages print none, so its absence says nothing.
    pub minimum: Option<Number>,
    /// The greatest allowed number. Published pages print none, so its absence says nothing.
    pub maximum: Option<Number>,
}

/// The kind of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A number with an optional fraction.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl Scalar {
    /// A value without limits.
    #[must_use]
    pub fn new(kind: ScalarKind) -> Self {
        Self {
            kind,
            pattern: None,
            format: None,
            values: Vec::new(),
            min_length: None,
            max_length: None,
            minimum: None,
            maximum: None,
        }
    }
}

impl ScalarKind {
    /// The name of the kind in OpenAPI.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}
