//! The definitions that lowering makes: reserved, finished, and shared by equal unnamed schemas.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::declared::Declared;
use crate::ir::{Shape, TypeDefinition, TypeId};
use crate::source::Location;

/// All definitions that were made so far.
#[derive(Default)]
pub(super) struct Definitions {
    /// A definition is reserved as `None` while its members are lowered.
    all: Vec<Option<TypeDefinition>>,
    /// Unnamed types by what they consist of, and by how they are told apart if they are unions.
    folded: IndexMap<(Shape, Option<Declared>), TypeId>,
    /// The places of unnamed schemas whose type was there already.
    folded_places: HashSet<Location>,
    /// The discriminators that are declared, by the place of their unions.
    declared: HashMap<Location, Declared>,
}

impl Definitions {
    /// Gives a definition its id before its members are lowered, so that they may lead back to it.
    pub fn reserve(&mut self) -> TypeId {
        self.all.push(None);
        TypeId(self.all.len() - 1)
    }

    /// Puts a definition where it was reserved.
    pub fn finish(&mut self, id: TypeId, definition: TypeDefinition) {
        self.all[id.0] = Some(definition);
    }

    /// Adds an unnamed definition, or finds the equal one that is there.
    pub fn fold(&mut self, definition: TypeDefinition) -> TypeId {
        let declared = self.declared.get(&definition.location);
        let key = (definition.shape.clone(), declared.cloned());
        if let Some(id) = self.folded.get(&key) {
            if let Some(Some(known)) = self.all.get_mut(id.0) {
                // The same place may be met more than once: as a part of several schemas, and by a `$ref`.
                let is_new =
                    known.location != definition.location && self.folded_places.insert(definition.location);
                known.places += usize::from(is_new);
            }
            return *id;
        }
        let id = self.reserve();
        self.folded.insert(key, id);
        self.finish(id, definition);
        id
    }

    /// Keeps what a discriminator says for when the union at `place` is decided.
    pub fn declare(&mut self, place: Location, declared: Declared) {
        self.declared.insert(place, declared);
    }

    /// The shape of a definition that is finished.
    pub fn shape(&self, id: TypeId) -> Option<&Shape> {
        self.all.get(id.0)?.as_ref().map(|definition| &definition.shape)
    }

    /// All definitions, and the discriminators by the place of their unions.
    pub fn into_parts(self) -> (Vec<TypeDefinition>, HashMap<Location, Declared>) {
        (self.all.into_iter().flatten().collect(), self.declared)
    }
}
