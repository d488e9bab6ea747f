//! The public surface of a client: everything that users can name, and everything that requests and responses
//! contain, with all names assigned.
//!
//! The surface has two uses. [`Surface::texts`] prints it with one line per item, so that a reviewer sees the effect
//! of an edit of the document, and [`diff`](crate::diff) compares two surfaces. Types refer to each other by
//! [`TypeId`], an index into [`Surface::types`]. The surface does not contain the details of emission.

mod build;
mod print;
mod selectors;
mod waiters;

use std::collections::BTreeSet;

pub use self::waiters::Waiter;
use crate::ir::{
    AdditionalProperties, Basis, Inside, Literal, Page, ParameterPlace, Presence, ScalarKind, Security,
    SecurityScheme, Server, Type, TypeId,
};

/// The public surface of a client.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Default base URL.
    pub base_url: String,
    /// Title and description.
    pub documentation: String,
    /// Servers that the builder can select; empty if there is no choice.
    pub servers: Vec<Server>,
    /// Security schemes.
    pub schemes: Vec<SecurityScheme>,
    /// Default security requirements; `None` if there are none.
    pub security: Option<Security>,
    /// Environment variables that the client reads for the token; the first one that is set is used.
    pub token_variables: Vec<String>,
    /// Environment variables that the client reads for the base URL; the first one that is set is used.
    pub base_url_variables: Vec<String>,
    /// Pattern that references in requests must match; `None` if containing `${…}` is enough.
    pub reference_pattern: Option<String>,
    /// Scopes: path prefixes under which operations are also available.
    pub scopes: Vec<Scope>,
    /// Handles, in the order of the settings.
    pub handles: Vec<Handle>,
    /// Groups of operations, in document order.
    pub groups: Vec<Group>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// Methods that repeat an operation until a process has finished, in the order of the settings.
    pub waiters: Vec<Waiter>,
    /// All named types; a [`TypeId`] is an index into them.
    pub types: Vec<Item>,
}

/// A scope, such as a team.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Name of the method that returns it.
    pub name: String,
    /// Path prefix of the operations that are available in it.
    pub after: String,
    /// Segment that it inserts after the prefix.
    pub insert: String,
    /// The ids of operations that do not exist in it although their paths have the prefix.
    pub excluded: Vec<String>,
    /// Its description.
    pub documentation: String,
}

/// A path whose parameters are bound once, such as a project.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Name of the method that returns it.
    pub name: String,
    /// Name of its struct.
    pub type_name: String,
    /// Path template.
    pub path: String,
    /// The handle that has the method: an index into [`Surface::handles`]; `None` for the client.
    pub parent: Option<usize>,
    /// Names and types of the arguments of the method.
    pub arguments: Vec<(String, Type)>,
    /// Its description.
    pub documentation: String,
}

/// The operations of a tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name of the tag in the document.
    pub tag: String,
    /// Name of the module, the feature and the method of the client.
    pub module: String,
    /// Name of the struct whose methods are the operations.
    pub name: String,
    /// `description`.
    pub documentation: String,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// Its group: an index into [`Surface::groups`].
    pub group: usize,
    /// The handle that it is reached through: an index into [`Surface::handles`].
    pub handle: Option<usize>,
    /// Name of the method of the client, or of the handle, that returns the struct with its method; `None` if it is a method
    /// of the handle itself.
    pub accessor: Option<String>,
    /// Name of the method that creates the call.
    pub name: String,
    /// Name of the call type.
    pub call: String,
    /// HTTP method, in upper case.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// URL of its reference page.
    pub reference_page: Option<String>,
    /// Summary, description and further facts.
    pub documentation: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Parameters: path parameters in path order, then the others in document order.
    pub parameters: Vec<Parameter>,
    /// Request body.
    pub body: Option<Body>,
    /// Successful response.
    pub response: Response,
    /// Name of the type of the responses by status.
    pub responses_type: Option<String>,
    /// Redirect statuses that are responses.
    pub redirects: Vec<String>,
    /// Descriptions of the responses and their headers.
    pub response_documentation: String,
    /// Value of the `accept` header.
    pub accept: String,
    /// Methods that request another content type.
    pub raw: Vec<RawContent>,
    /// Error bodies.
    pub errors: Errors,
    /// Name of the type of the error bodies by status.
    pub errors_type: Option<String>,
    /// Names and types of the documented response headers.
    pub headers: Vec<(String, Type)>,
    /// Security requirements, if they differ from those of the API.
    pub security: Option<Security>,
    /// Server of this operation alone.
    pub server: Option<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name of the argument or setter.
    pub name: String,
    /// Name in the document.
    pub key: String,
    /// `in`: path, query, header or cookie.
    pub place: ParameterPlace,
    /// Whether it is required.
    pub required: bool,
    /// Whether a handle binds it, so that it is not an argument of the method.
    pub bound: bool,
    /// Type of the value.
    pub r#type: Type,
    /// Serialization style, as text.
    pub style: String,
    /// Default value, as JSON.
    pub default: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub documentation: String,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it is required.
    pub required: bool,
    /// The body in each of its content types, the preferred one first.
    pub contents: Vec<Content>,
    /// `description`.
    pub documentation: String,
}

/// A body in one content type.
#[derive(Clone, Debug)]
pub struct Content {
    /// Content type.
    pub media_type: String,
    /// Name of the method or setter that takes the body.
    pub name: String,
    /// Contents of the body.
    pub form: Form,
    /// Name of the type of a body with named parts.
    pub parts_type: Option<String>,
    /// Properties of a form that are not serialized in the default style, each with its style as text.
    pub encoding: Vec<(String, String)>,
}

/// Contents of a request or response body.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// No body.
    Empty,
    /// A value.
    Value(Box<Type>),
    /// The named parts of a multipart body.
    Parts(Vec<Part>),
    /// A multipart body whose parts the document does not name.
    AnyParts,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A stream of events whose data is a value.
    Events(Box<Type>),
    /// A stream of events whose data is text.
    TextEvents,
}

/// A method that requests another content type of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct RawContent {
    /// Name of the method.
    pub name: String,
    /// Content type.
    pub media_type: String,
    /// Contents of the response: bytes or events.
    pub form: Form,
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Name of the argument or setter.
    pub name: String,
    /// Name in the document.
    pub key: String,
    /// Whether it is required.
    pub required: bool,
    /// Contents of the part.
    pub value: PartValue,
    /// Content type, as text.
    pub encoding: String,
    /// `description` and `deprecated`.
    pub documentation: String,
}

/// Contents of a part.
#[derive(Clone, Debug, PartialEq)]
pub enum PartValue {
    /// Bytes.
    Bytes,
    /// A list of files, one part for each.
    ListOfBytes,
    /// A value.
    Value(Box<Type>),
}

/// A successful response.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// The same for every successful status, at a path of properties.
    Single(Form, Vec<String>),
    /// A page of a list.
    Pages(Box<Page>),
    /// An enum of responses that differ by status.
    ByStatus(Vec<StatusResponse>),
}

/// Error bodies of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Errors {
    /// No documented body.
    Unknown,
    /// The same type for all statuses.
    Single(Box<Type>),
    /// An enum of bodies that differ by status.
    ByStatus(Vec<StatusResponse>),
}

/// The response for a status or a range of statuses.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusResponse {
    /// Status or range: `200`, `2XX` or `default`.
    pub status: String,
    /// Contents of the body.
    pub form: Form,
    /// Path of the value in the body.
    pub path: Vec<String>,
}

/// A named type.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a type, which rules compare one by one"
)]
#[derive(Clone, Debug)]
pub struct Item {
    /// Name of the type.
    pub name: String,
    /// Location in the document.
    pub location: String,
    /// `description` and `deprecated`.
    pub documentation: String,
    /// Whether requests contain it.
    pub in_requests: bool,
    /// Whether responses contain it.
    pub in_responses: bool,
    /// Whether it has constructors and setters, because requests contain it or it is not known where it is used.
    pub is_sendable: bool,
    /// Groups whose operations use it; its features are theirs.
    pub groups: BTreeSet<usize>,
    /// Whether the feature of the models that no operation uses compiles it.
    pub in_other_models: bool,
    /// Its definition.
    pub kind: Kind,
}

/// The definition of a type.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A struct.
    Struct(Struct),
    /// An enum of strings.
    Enum(Vec<Value>),
    /// An enum whose variants hold values of different types.
    Union(Union),
}

/// A struct.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Fields, in document order.
    pub fields: Vec<Field>,
    /// Properties with a fixed string value.
    pub literals: Vec<Literal>,
    /// Additional properties.
    pub additional: AdditionalProperties,
    /// Minimum and maximum number of properties.
    pub property_count: (Option<u64>, Option<u64>),
    /// Sets of properties, one of which must be present as a whole, and whether it must be exactly one.
    pub required_sets: Option<(bool, Vec<Vec<String>>)>,
    /// Rules for the properties that have no field.
    pub inside: Option<Box<Inside>>,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name of the field.
    pub name: String,
    /// Key of the property.
    pub key: String,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether it is an argument of the constructor.
    pub in_constructor: bool,
    /// Type of the value.
    pub r#type: Type,
    /// Whether the value is boxed.
    pub boxed: bool,
    /// Default value, as JSON.
    pub default: Option<String>,
    /// `description`, `deprecated` and further notes.
    pub documentation: String,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// Name of the variant.
    pub name: String,
    /// The string, or the JSON text of another scalar.
    pub text: String,
    /// The kind of the value.
    pub scalar: ScalarKind,
}

impl Value {
    /// Returns the value as it is written in JSON.
    #[must_use]
    pub fn json(&self) -> String {
        match self.scalar {
            ScalarKind::String => format!("{:?}", self.text),
            ScalarKind::Integer | ScalarKind::Number | ScalarKind::Boolean => self.text.clone(),
        }
    }
}

/// An enum whose variants hold values of different types.
#[derive(Clone, Debug)]
pub struct Union {
    /// Variants.
    pub variants: Vec<Variant>,
    /// Basis of the variant selection.
    pub basis: Basis,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name of the variant.
    pub name: String,
    /// Type of its value.
    pub r#type: Type,
    /// Whether the value is boxed.
    pub boxed: bool,
    /// Whether `validate()` checks that a value of the variant is read back as this variant.
    pub checked: bool,
    /// `description` and `deprecated`.
    pub documentation: String,
    /// Conditions, each of which selects the variant.
    pub selectors: Vec<Selector>,
}

/// A condition that selects a variant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Selector {
    /// The condition, as text.
    pub condition: String,
    /// Position among the conditions of the union, counted from 1; `None` if they are mutually exclusive. The first
    /// condition that holds selects its variant.
    pub rank: Option<usize>,
}

impl Surface {
    /// Returns the type with this id.
    #[must_use]
    pub fn item(&self, id: TypeId) -> &Item {
        &self.types[id.0]
    }

    /// Returns the method that creates the call, such as `templates().list_runs`, or `project(…).services().get` below a
    /// handle.
    #[must_use]
    pub fn call_path(&self, operation: &Operation) -> String {
        let handle = operation.handle.map(|handle| format!("{}.", self.handle_path(handle)));
        let accessor = operation.accessor.as_ref().map(|accessor| format!("{accessor}()."));
        format!("{}{}{}", handle.unwrap_or_default(), accessor.unwrap_or_default(), operation.name)
    }

    /// Returns the methods that lead to a handle, such as `project(…)`.
    #[must_use]
    pub fn handle_path(&self, handle: usize) -> String {
        let chain = std::iter::successors(Some(handle), |index| self.handles[*index].parent);
        let mut methods: Vec<_> = chain.map(|index| format!("{}(…)", self.handles[index].name)).collect();
        methods.reverse();
        methods.join(".")
    }
}

impl Variant {
    /// Iterates over the conditions that select the variant.
    pub fn conditions(&self) -> impl Iterator<Item = &str> {
        self.selectors.iter().map(|selector| selector.condition.as_str())
    }

    /// Iterates over the ranks of those conditions that have one.
    pub fn ranks(&self) -> impl Iterator<Item = usize> {
        self.selectors.iter().filter_map(|selector| selector.rank)
    }
}
