//! Where lowering stands among the schemas. Only `schema` uses it.

use std::collections::HashMap;

use crate::ir::{Origin, Type, TypeId};
use crate::source::Location;

/// What keeps recursive schemas from being lowered without end.
#[derive(Default)]
pub(in crate::lower) struct Traversal {
    /// What the targets of `$ref`s became.
    pub(super) targets: HashMap<Location, Target>,
    /// How many schemas stand around the one that is lowered, up to the last `$ref`.
    pub(super) unfolding: usize,
    /// The unnamed definitions that stand around what is lowered: their places, and what they are called
    /// after.
    pub(super) around: Vec<(Location, Origin)>,
    /// Definitions that are made of parts and being lowered, with their ids if they lead back to
    /// themselves.
    pub(super) open: Vec<(Vec<Location>, Option<TypeId>)>,
    /// How many of them there were.
    pub(super) made: usize,
}

/// What the target of a `$ref` became.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Not a definition, and not finished: a reference to it from inside itself has no end.
    Open,
    Done(Box<Type>),
}
