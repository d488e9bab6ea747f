//! Operations: what can be called.

use super::{Documentation, Rules, Type};
use crate::document::Location;

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
    pub answer: Answer,
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
    pub place: ParameterPlace,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub r#type: Type,
    /// What it is for.
    pub documentation: Documentation,
}

impl Parameter {
    /// What a value must keep to.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        match &self.r#type {
            Type::Integer(rules) | Type::Number(rules) | Type::String(rules) | Type::Limited(_, rules) => {
                Some(rules)
            }
            Type::Any
            | Type::FreeForm
            | Type::Boolean
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::OrReference(_)
            | Type::Named(_) => None,
        }
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its type.
    pub r#type: Type,
    /// Whether it must be given.
    pub required: bool,
    /// What it is for.
    pub documentation: Documentation,
}

/// What an operation gives back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing.
    Empty,
    /// A value at a path of members; an empty path is the whole answer.
    Value(Vec<String>, Type),
    /// Items in pages.
    Page(Page),
}

/// How the pages of a list look.
#[derive(Clone, Debug)]
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
    Answer,
}
