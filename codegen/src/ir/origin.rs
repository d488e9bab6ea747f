//! Origins: the words that the names of types are derived from.

use std::cmp::Ordering;
use std::fmt;

/// Maximum number of origins that are kept for a type that many schemas share.
const MAX_ORIGINS: usize = 24;

/// The words that the name of a type is derived from.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Origin {
    /// Name of the component, title of the schema, or `operationId`.
    pub name: String,
    /// Path from there to the unnamed type. The first step from an operation is a [role](Step::is_role).
    pub path: Vec<Step>,
    /// Origin of the enclosing schema if `name` is a title, used if several types have the same title.
    pub within: Option<Box<Origin>>,
}

/// A step from a schema or an operation to a schema in it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// The body of a request.
    Body,
    /// The successful response.
    Response,
    /// What is beside the items of a page.
    Page,
    /// The body of an error.
    Error,
    /// The data of an event.
    Event,
    /// A parameter or a response header.
    Parameter(String),
    /// A status, if it is not the first one.
    Status(String),
    /// A content type, if it is not the preferred one.
    ContentType(String),
    /// A property.
    Property(String),
    /// The elements of a list.
    Item,
    /// The element at an index of a list.
    Position(usize),
    /// The values of a map.
    Value,
    /// The value itself, where a reference may stand instead of it.
    Referenced,
    /// An option of a union, by its label.
    Option(String),
}

impl Step {
    /// Returns whether it is what an operation uses a schema for.
    #[must_use]
    pub fn is_role(&self) -> bool {
        match self {
            Self::Body | Self::Response | Self::Page | Self::Error | Self::Event | Self::Parameter(_) => true,
            Self::Status(_)
            | Self::ContentType(_)
            | Self::Property(_)
            | Self::Item
            | Self::Position(_)
            | Self::Value
            | Self::Referenced
            | Self::Option(_) => false,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => formatter.write_str("body"),
            Self::Response => formatter.write_str("response"),
            Self::Page => formatter.write_str("page"),
            Self::Error => formatter.write_str("error"),
            Self::Event => formatter.write_str("event"),
            Self::Item => formatter.write_str("item"),
            Self::Value | Self::Referenced => formatter.write_str("value"),
            Self::Position(index) => write!(formatter, "item {}", index + 1),
            Self::Parameter(text)
            | Self::Status(text)
            | Self::ContentType(text)
            | Self::Property(text)
            | Self::Option(text) => formatter.write_str(text),
        }
    }
}

impl Origin {
    /// Creates the origin of a named component or an operation.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), path: Vec::new(), within: None }
    }

    /// Creates the origin of a schema at `self` that has a title.
    #[must_use]
    pub fn titled(&self, title: &str) -> Self {
        Self { name: title.to_owned(), path: Vec::new(), within: Some(Box::new(self.clone())) }
    }

    /// Creates the origin of a schema one step below `self`.
    #[must_use]
    pub fn join(&self, step: Step) -> Self {
        let mut origin = self.clone();
        origin.path.push(step);
        origin
    }

    /// Creates the origin of a property of `self`.
    #[must_use]
    pub fn property(&self, key: &str) -> Self {
        self.join(Step::Property(key.to_owned()))
    }

    /// The total length of the path, titles included.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.len() + self.within.as_ref().map_or(0, |within| within.depth() + 1)
    }

    /// Compares two origins, shorter ones first. The order does not depend on that of the document.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.depth().cmp(&other.depth()).then_with(|| self.cmp(other))
    }

    /// Adds an origin to a sorted list, which keeps the first few.
    pub fn add_to(self, origins: &mut Vec<Self>) {
        if let Err(index) = origins.binary_search_by(|other| other.compare(&self)) {
            origins.insert(index, self);
            origins.truncate(MAX_ORIGINS);
        }
    }
}
