//! The intermediate representation: what the client consists of, before it is Rust.
//!
//! Plain data, one page per noun. It knows neither the document's syntax nor Rust's; a type is
//! referred to by its [`TypeId`], and everything that gets a Rust name carries the words that the
//! name is made from.

mod operation;
mod references;
mod rules;
mod service;
mod types;

pub use crate::document::Place as ParameterPlace;

pub use self::{
    operation::{
        Body, BodyForm, Case, CaseForm, Content, Errors, Example, ExampleOf, Header, Operation, Page,
        PairStyle, Parameter, Part, PartForm, Response, Security,
    },
    rules::{Inside, Number, Rules},
    service::{SecurityKind, SecurityScheme, Server, Variable},
    types::{
        Basis, Candidate, Documentation, Field, JsonKind, KeyRule, Literal, Object, ObjectSelection, Origin,
        Presence, Rest, Selection, Shape, StringEnum, Type, TypeDefinition, TypeId, Union, Variant,
    },
};

/// One API: everything that is emitted.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// What the API is called.
    pub title: String,
    /// What the API is for.
    pub description: Option<String>,
    /// The address that requests go to unless another one is set.
    pub base_url: String,
    /// The addresses that the document gives, if they are worth a word.
    pub servers: Vec<Server>,
    /// What can prove who calls.
    pub schemes: Vec<SecurityScheme>,
    /// What proves it unless an operation says otherwise; `None` if the document says nothing about it.
    pub security: Option<Security>,
    /// Groups of operations, in the document's order.
    pub tags: Vec<Tag>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// All type definitions; a [`TypeId`] is an index into them.
    pub types: Vec<TypeDefinition>,
    /// Prefixes under which all operations exist once more.
    pub scopes: Vec<Scope>,
    /// What a reference that is sent must match, if that is more than to hold a `${…}`.
    pub reference_pattern: Option<String>,
    /// Environment variables for the token, first match first.
    pub token_variables: Vec<String>,
    /// Environment variables for the base address, first match first.
    pub base_url_variables: Vec<String>,
}

impl Api {
    /// The definition behind an id.
    #[must_use]
    pub fn definition(&self, id: TypeId) -> &TypeDefinition {
        &self.types[id.0]
    }

    /// All ids, in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }
}

/// A group of operations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tag {
    /// Its name in the document.
    pub name: String,
    /// What its operations have in common.
    pub description: Option<String>,
}

/// All operations exist once more with something put into their path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// The words of the method that leads there.
    pub name: String,
    /// What the method does.
    pub description: String,
    /// The start of the paths behind which it is put.
    pub after: String,
    /// What is put there, with one parameter in braces.
    pub insert: String,
    /// The parameter.
    pub parameter: String,
}
