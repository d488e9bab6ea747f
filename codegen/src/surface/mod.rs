//! The public surface of a client: what its users type, and what their calls send and read, with all
//! names decided.
//!
//! One model serves two readers. [`Surface::texts`] prints it, a line for each thing that a user can
//! name, so that a reviewer sees what an edit of the document does; [`diff`](crate::diff) compares
//! two of them. Types refer to each other by [`TypeId`], an index into [`Surface::types`]. How things
//! are emitted is not told here.

mod build;
mod print;
mod recognised;

use std::collections::BTreeSet;

use crate::ir::{Basis, Literal, ParameterPlace, Presence, Rest, Type, TypeId};

/// What a client offers.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The address that requests go to unless another one is set.
    pub base_url: String,
    /// What proves who calls, unless an operation says otherwise.
    pub security: Option<String>,
    /// The methods that lead to a scope.
    pub scopes: Vec<String>,
    /// Groups of operations, in the document's order.
    pub groups: Vec<Group>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// All types with a name; a [`TypeId`] is an index into them.
    pub types: Vec<Item>,
}

/// The operations of a tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag in the document.
    pub tag: String,
    /// The module, the feature, and the method of the client.
    pub module: String,
    /// The struct with the calls.
    pub name: String,
}

/// Something that can be called.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id in the document.
    pub id: String,
    /// Its group, by index.
    pub group: usize,
    /// The method that starts the call.
    pub name: String,
    /// The type of the call.
    pub call: String,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The page that describes it.
    pub page: Option<String>,
    /// What a reader is told about it.
    pub documentation: String,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Its parameters: those of the path in the order of the path, then the others.
    pub parameters: Vec<Parameter>,
    /// What it sends.
    pub body: Option<Body>,
    /// What it gives back.
    pub response: Response,
    /// The methods that ask for another content type, and what they ask for.
    pub raw: Vec<(String, String)>,
    /// What it says when it fails.
    pub errors: Errors,
    /// The headers of its answers: their names and types.
    pub headers: Vec<(String, Type)>,
    /// What proves who calls, if it is not what holds for the whole API.
    pub security: Option<String>,
    /// The server it has for itself.
    pub server: Option<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The argument or the setter.
    pub name: String,
    /// Its name in the document.
    pub key: String,
    /// Where it travels.
    pub place: ParameterPlace,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub r#type: Type,
    /// How it is written, if not as is usual.
    pub writing: String,
    /// What a reader is told about it.
    pub documentation: String,
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// The content types that it can be sent in: the preferred one first.
    pub contents: Vec<Content>,
}

/// A body in one content type.
#[derive(Clone, Debug)]
pub struct Content {
    /// The content type.
    pub media_type: String,
    /// The method, or the setter, that takes it.
    pub name: String,
    /// What it consists of.
    pub form: Form,
}

/// What a body or an answer consists of.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Nothing.
    Empty,
    /// A value.
    Value(Box<Type>),
    /// Named parts.
    Parts(Vec<Part>),
    /// Parts that the document does not name.
    AnyParts,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The argument or the setter.
    pub name: String,
    /// Its name in the document.
    pub key: String,
    /// Whether it must be given.
    pub required: bool,
    /// What it holds.
    pub holds: PartValue,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartValue {
    /// Bytes.
    Bytes,
    /// Any number of bytes.
    ListOfBytes,
    /// A value.
    Value(Box<Type>),
}

/// What an operation gives back.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// The same for every successful status, at a path of members.
    One(Form, Vec<String>),
    /// Items in pages, at a path of members.
    Pages(Box<Type>, Vec<String>),
    /// Different things for different statuses, in an enum.
    Several(Vec<Case>),
}

/// What an operation says when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum Errors {
    /// Nothing that is described.
    Unknown,
    /// Always the same.
    Same(Box<Type>),
    /// Different things for different statuses, in an enum.
    Several(Vec<Case>),
}

/// What is said for some statuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The status: `200`, `2XX` or `default`.
    pub status: String,
    /// What is said.
    pub form: Form,
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Where it stands in the document.
    pub place: String,
    /// What a reader is told about it.
    pub documentation: String,
    /// Whether it is sent.
    pub sent: bool,
    /// Whether it is received.
    pub received: bool,
    /// The groups whose operations need it.
    pub groups: BTreeSet<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A struct.
    Struct(Struct),
    /// An enum of strings.
    Enum(Vec<Value>),
    /// An enum of types.
    Union(Union),
}

/// A struct.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its fields, in the document's order.
    pub fields: Vec<Field>,
    /// Members that always hold the same string.
    pub literals: Vec<Literal>,
    /// What it may hold besides.
    pub rest: Rest,
    /// The least and the greatest number of members.
    pub count: (Option<u64>, Option<u64>),
    /// Sets of members of which one must be there as a whole, and whether it must be exactly one.
    pub demands: Option<(bool, Vec<Vec<String>>)>,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its key in JSON.
    pub key: String,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether the constructor asks for it.
    pub in_constructor: bool,
    /// Its type.
    pub r#type: Type,
    /// Whether it stands in a box.
    pub boxed: bool,
    /// What a reader is told about it.
    pub documentation: String,
}

/// A value of an enum of strings.
#[derive(Clone, Debug)]
pub struct Value {
    /// The variant.
    pub name: String,
    /// The string.
    pub text: String,
}

/// An enum of types.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Why it may be trusted to tell them apart.
    pub basis: Basis,
}

/// A variant of an enum of types.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub r#type: Type,
    /// Whether that stands in a box.
    pub boxed: bool,
    /// How it is recognised: each way, and its turn if several could hold.
    pub recognised: Vec<Recognised>,
}

/// A way to recognise a variant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recognised {
    /// What must hold.
    pub when: String,
    /// Its turn, where the first that holds wins.
    pub turn: Option<usize>,
}

impl Surface {
    /// A type by its id.
    #[must_use]
    pub fn item(&self, id: TypeId) -> &Item {
        &self.types[id.0]
    }

    /// How a call is written: `templates().list_runs`.
    #[must_use]
    pub fn call_text(&self, operation: &Operation) -> String {
        format!("{}().{}", self.groups[operation.group].module, operation.name)
    }
}

impl Variant {
    /// What must hold for it, way by way.
    pub fn ways(&self) -> impl Iterator<Item = &str> {
        self.recognised.iter().map(|way| way.when.as_str())
    }

    /// The turns of those ways that have one.
    pub fn turns(&self) -> impl Iterator<Item = usize> {
        self.recognised.iter().filter_map(|way| way.turn)
    }
}
