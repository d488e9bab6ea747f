//! Operations: what can be called.

use super::{Documentation, Type};
use crate::document::{Place, Writing};
use crate::source::Location;

/// Something that can be called.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands in the document.
    pub location: Location,
    /// Its id in the document.
    pub id: String,
    /// The group it belongs to: an index into the API's tags.
    pub tag: usize,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// A line on what it does.
    pub summary: Option<String>,
    /// What it does.
    pub documentation: Documentation,
    /// Labelled facts for the documentation, such as a permission.
    pub facts: Vec<(String, String)>,
    /// The page that describes it.
    pub external_docs: Option<String>,
    /// Its parameters: those of the path in the order of the path, then the others.
    pub parameters: Vec<Parameter>,
    /// What it sends.
    pub body: Option<Body>,
    /// What it gives back.
    pub response: Response,
    /// The content type that it asks for, if that is not JSON.
    pub accept: Option<String>,
    /// Other content types that it can be asked for.
    pub raw: Vec<String>,
    /// What it says when it fails.
    pub errors: Errors,
    /// The headers of its answers that are described.
    pub headers: Vec<Header>,
    /// What proves who calls, if it is not what holds for the whole API.
    pub security: Option<Security>,
    /// The server it has for itself: an address, or a path at the API's own host.
    pub server: Option<String>,
    /// The documented examples.
    pub examples: Vec<Example>,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Where it stands in the document.
    pub location: Location,
    /// Its name in the document.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub r#type: Type,
    /// What it is for.
    pub documentation: Documentation,
    /// How it is written, if that is not plain text, a header, or a query parameter repeated for each element.
    pub writing: Option<Writing>,
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub struct Body {
    /// The content types that it can be sent in: the preferred one first.
    pub contents: Vec<Content>,
    /// Whether it must be given.
    pub required: bool,
    /// What it is for.
    pub documentation: Documentation,
}

/// A body in one content type.
#[derive(Clone, Debug)]
pub struct Content {
    /// The content type as the document writes it.
    pub media_type: String,
    /// What it consists of.
    pub form: BodyForm,
}

/// What a body consists of.
#[derive(Clone, Debug)]
pub enum BodyForm {
    /// JSON.
    Json(Type),
    /// Pairs of names and values, with those members that are not written as is usual.
    Pairs(Type, Vec<(String, PairStyle)>),
    /// Parts.
    Parts(Vec<Part>),
    /// Parts that the document does not name.
    AnyParts,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// How a member of a form is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PairStyle {
    /// One pair, elements joined by this.
    Joined(&'static str),
    /// The members of an object as pairs of their own.
    Exploded,
    /// Keys in brackets.
    DeepObject,
    /// JSON text.
    Json,
}

/// A part of a body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it stands in the document.
    pub location: Location,
    /// Its name.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// What it holds.
    pub form: PartForm,
    /// Its content type, if the document says one that follows from nothing else.
    pub content_type: Option<String>,
    /// What it is for.
    pub documentation: Documentation,
}

/// What a part holds.
#[derive(Clone, Debug)]
pub enum PartForm {
    /// Bytes.
    Bytes,
    /// Any number of bytes.
    ListOfBytes,
    /// A value as text, or as JSON if it is an object.
    Value(Type),
    /// A value as JSON.
    Json(Type),
}

impl Body {
    /// The types of all that can be sent.
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

/// What an operation gives back.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// Nothing.
    Empty,
    /// A value at a path of members; an empty path is the whole answer.
    Value(Vec<String>, Type),
    /// Items in pages.
    Page(Page),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Different things for different statuses, the narrowest first.
    Several(Vec<Case>),
}

impl Response {
    /// The types of all that can be given back.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
            Self::Value(_, r#type) => vec![r#type],
            Self::Page(page) => vec![&page.item],
            Self::Several(cases) => cases.iter().filter_map(Case::r#type).collect(),
        }
    }
}

/// What is given back for some statuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The status: `200`, `2XX` or `default`.
    pub status: String,
    /// What it says.
    pub form: CaseForm,
    /// What it means.
    pub description: Option<String>,
}

impl Case {
    /// The type of a value.
    #[must_use]
    pub fn r#type(&self) -> Option<&Type> {
        match &self.form {
            CaseForm::Value(_, r#type) => Some(r#type),
            CaseForm::Empty | CaseForm::Text | CaseForm::Bytes => None,
        }
    }

    /// The first and the last status.
    #[must_use]
    pub fn statuses(&self) -> (u16, u16) {
        match (self.status.parse(), self.status.bytes().next()) {
            (Ok(status), _) => (status, status),
            (Err(_), Some(first)) if first.is_ascii_digit() => {
                let start = u16::from(first - b'0') * 100;
                (start, start + 99)
            }
            (Err(_), _) => (100, 999),
        }
    }
}

/// What an answer holds.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum CaseForm {
    /// Nothing that is described.
    Empty,
    /// A value at a path of members.
    Value(Vec<String>, Box<Type>),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// What an operation says when it fails.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Errors {
    /// Nothing that is described.
    #[default]
    Unknown,
    /// Always the same.
    Same(Box<Type>),
    /// Different things for different statuses, the narrowest first.
    Several(Vec<Case>),
}

impl Errors {
    /// The types of all that can be said.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Unknown => Vec::new(),
            Self::Same(r#type) => vec![r#type],
            Self::Several(cases) => cases.iter().filter_map(Case::r#type).collect(),
        }
    }
}

/// A header of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: Type,
    /// The statuses of the answers that have it.
    pub statuses: Vec<String>,
    /// What it says.
    pub documentation: Documentation,
}

/// Alternatives, each a list of schemes (indices into those of the API) that are needed together.
pub type Security = Vec<Vec<usize>>;

/// How the pages of a list look.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The path of the items.
    pub items: Vec<String>,
    /// The type of an item.
    pub item: Type,
    /// The path of the flag that promises another page.
    pub has_next: Vec<String>,
    /// The path of the cursor.
    pub cursor: Vec<String>,
    /// The path of the number of results.
    pub count: Option<Vec<String>>,
    /// The query parameter that takes the cursor.
    pub cursor_parameter: String,
}

/// A documented example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Where its value stands.
    pub location: Location,
    /// Its name.
    pub name: String,
    /// What it is an example of.
    pub of: ExampleOf,
    /// Its value, as JSON text.
    pub json: String,
}

/// What an example is an example of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExampleOf {
    /// A request body.
    Request,
    /// A successful answer.
    Response,
}
