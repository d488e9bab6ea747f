//! The current position among nested schemas. Used only by `schema`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::document::Schema;
use crate::ir::{Origin, Type, TypeId};
use crate::source::Location;

/// The state that makes lowering recursive schemas terminate.
#[derive(Default)]
pub(in crate::lower) struct Traversal {
    /// Schemas that are used twice, as a type and in its rules, with their types. Each keeps its schema, whose address is
    /// the key.
    pub(super) shared: HashMap<*const Schema, (Rc<Schema>, Type)>,
    /// Whether the targets of `$ref`s allow null, as far as it is known.
    pub(in crate::lower) allowing_null: HashMap<Location, bool>,
    /// Unions that are not options of each other, and none of whose options are.
    pub(in crate::lower) ending: HashSet<Location>,
    /// The targets of `$ref`s so far.
    pub(super) targets: HashMap<Location, Target>,
    /// Nesting depth of the current schema since the last `$ref`.
    pub(super) depth: usize,
    /// Locations and origins of the enclosing unnamed definitions.
    pub(super) enclosing: Vec<(Location, Origin)>,
    /// Signatures of the composed definitions that are being lowered, with their ids if they are
    /// recursive.
    pub(super) open: Vec<(Vec<Location>, Option<TypeId>)>,
    /// Number of definitions that are being lowered.
    pub(super) definitions: usize,
    /// Number of composed definitions so far.
    pub(super) composed: usize,
}

/// The target of a `$ref`.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Being lowered, and not a definition. With the number of definitions that were open then: a reference to it from
    /// within another definition is not an infinite recursion, and is lowered again.
    Open(usize),
    Lowered(Box<Type>),
}
