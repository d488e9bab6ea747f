//! The intermediate representation: the contents of the client, before they are Rust.
//!
//! Plain data, one file per noun, independent of both OpenAPI and Rust syntax. Types are referred
//! to by [`TypeId`]. Everything that gets a Rust name carries the words the name is derived from.

mod documentation;
mod enums;
mod handle;
mod operation;
mod origin;
mod references;
mod rules;
mod selects;
mod service;
mod types;
mod waiter;

use std::collections::BTreeSet;

pub use crate::document::Place as ParameterPlace;

pub use self::{
    documentation::Documentation,
    enums::{Label, ScalarKind, StringEnum},
    handle::{Bound, Handle},
    operation::{
        Body, BodyForm, Content, Errors, EventData, Example, ExampleOf, Header, Operation, Page, PairStyle,
        Parameter, Part, PartForm, RawContent, Response, ResponseForm, Security, StatusResponse, is_below,
        statuses,
    },
    origin::{Origin, Step},
    rules::{Inside, Number, Rules},
    service::{SecurityKind, SecurityScheme, Server, Variable},
    types::{
        AdditionalProperties, Basis, Candidate, Case, Field, JsonKind, KeyRule, Literal, Object,
        ObjectSelection, Presence, Selection, Shape, SiblingTag, Type, TypeDefinition, TypeId, Union,
        Variant,
    },
    waiter::{Waiter, WaiterItem, WaiterValues},
};

/// An API: everything that is emitted.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Name of the root document.
    pub file: String,
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// Default base URL; empty if the document has no servers.
    pub base_url: String,
    /// Servers of the document; empty if there is only one and it has no variables.
    pub servers: Vec<Server>,
    /// Security schemes.
    pub schemes: Vec<SecurityScheme>,
    /// Default security requirements; `None` if neither the document nor any operation states any.
    pub security: Option<Security>,
    /// Tags, in document order.
    pub tags: Vec<Tag>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// The operations of the document that are not emitted.
    pub omitted: Vec<crate::document::Omitted>,
    /// The parts that are omitted because only a part of the document was requested.
    pub left_out: LeftOut,
    /// All type definitions; a [`TypeId`] is an index into them.
    pub types: Vec<TypeDefinition>,
    /// Required properties that are optional, because the service omits them.
    pub omitted_required: Vec<OmittedRequired>,
    /// Path prefixes under which operations are also available.
    pub scopes: Vec<Scope>,
    /// Paths whose parameters are bound once for all operations below them.
    pub handles: Vec<Handle>,
    /// Operations that are repeated until a process has finished.
    pub waiters: Vec<Waiter>,
    /// Pattern that references in requests must match; `None` if containing `${…}` is enough.
    pub reference_pattern: Option<String>,
    /// Environment variables for the token; the first one that is set is used.
    pub token_variables: Vec<String>,
    /// Environment variables for the base URL; the first one that is set is used.
    pub base_url_variables: Vec<String>,
}

impl Api {
    /// Returns the definition with this id.
    ///
    /// # Panics
    ///
    /// If the id is from another `Api`.
    #[must_use]
    pub fn definition(&self, id: TypeId) -> &TypeDefinition {
        &self.types[id.0]
    }

    /// Returns a handle and those above it, outermost first.
    #[must_use]
    pub fn handle_chain(&self, handle: usize) -> Vec<usize> {
        let above = std::iter::successors(Some(handle), |index| self.handles[*index].parent);
        let mut chain: Vec<_> = above.collect();
        chain.reverse();
        chain
    }

    /// Returns the parameters that a handle and those above it bind, outermost first, each as the indices of the handle and
    /// of its parameter.
    #[must_use]
    pub fn bound_parameters(&self, handle: usize) -> Vec<(usize, usize)> {
        let chain = self.handle_chain(handle).into_iter();
        let own = |index: usize| (0..self.handles[index].parameters.len()).map(move |own| (index, own));
        chain.flat_map(own).collect()
    }

    /// Returns the tags of the operations below a handle: of all, or only of those that no handle below it has.
    #[must_use]
    pub fn tags_below(&self, handle: usize, nested: bool) -> Vec<usize> {
        let is_below = |own: usize| own == handle || nested && self.handle_chain(own).contains(&handle);
        let operations = self.operations.iter().filter(|it| it.handle.is_some_and(is_below));
        operations.map(|operation| operation.tag).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Iterates over all type ids in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }
}

/// The part of a document that was not requested.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// Its operations.
    pub operations: Vec<Operation>,
    /// Locations of the types that only these operations use.
    pub types: Vec<crate::source::Location>,
}

/// A required property that is optional, because the service omits it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OmittedRequired {
    /// The object.
    pub r#type: TypeId,
    /// Key of the property.
    pub key: String,
    /// Index of the entry in the settings that lists it.
    pub entry: Option<usize>,
    /// Locations of the documented examples that omit it.
    pub examples: Vec<crate::source::Location>,
}

/// A group of operations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tag {
    /// Name in the document.
    pub name: String,
    /// `description` of the tag.
    pub description: Option<String>,
}

/// A segment inserted into paths, such as a team, under which operations are also available.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// Words of the client method that enters the scope.
    pub name: String,
    /// Documentation of the method.
    pub description: String,
    /// Path prefix after which the segment is inserted.
    pub after: String,
    /// The inserted segment, with one parameter in braces.
    pub insert: String,
    /// Name of that parameter.
    pub parameter: String,
    /// The operations that do not exist in the scope although their paths have the prefix: those that the settings exclude,
    /// and those that take the parameter of the scope themselves.
    pub excluded: Vec<usize>,
}
