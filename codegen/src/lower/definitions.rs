//! The type definitions created while lowering. Equal unnamed schemas share one.

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use super::discriminator::ExplicitDiscriminator;
use super::option_names::OptionNames;
use crate::ir::{Shape, TypeDefinition, TypeId};
use crate::source::Location;

/// All definitions, and the discriminators and the names of options by the location of their unions.
type Parts =
    (Vec<TypeDefinition>, HashMap<Location, ExplicitDiscriminator>, HashMap<Location, Vec<OptionNames>>);

/// All definitions so far.
#[derive(Default)]
pub(super) struct Definitions {
    /// A reserved definition is `None` until it is finished.
    all: Vec<Option<TypeDefinition>>,
    /// Unnamed types by shape and, for unions, discriminator.
    folded: IndexMap<(Shape, Option<ExplicitDiscriminator>), TypeId>,
    /// Locations of unnamed schemas that share the definition of an earlier one.
    folded_places: HashSet<Location>,
    /// The definitions by location, including those that share the definition of an earlier one.
    by_place: HashMap<Location, BTreeSet<TypeId>>,
    /// Discriminators by the location of their unions.
    discriminators: HashMap<Location, ExplicitDiscriminator>,
    /// Names of the options of unions, by the location of the union.
    option_names: HashMap<Location, Vec<OptionNames>>,
}

impl Definitions {
    /// Reserves an id, so that the properties of a type can refer to it while they are lowered.
    pub fn reserve(&mut self) -> TypeId {
        self.all.push(None);
        TypeId(self.all.len() - 1)
    }

    /// Sets the definition of a reserved id.
    pub fn finish(&mut self, id: TypeId, definition: TypeDefinition) {
        self.by_place.entry(definition.location.clone()).or_default().insert(id);
        self.all[id.0] = Some(definition);
    }

    /// Returns the definitions at a location.
    pub fn at(&self, place: &Location) -> impl Iterator<Item = TypeId> {
        self.by_place.get(place).into_iter().flatten().copied()
    }

    /// Adds an unnamed definition, or returns the id of an equal one.
    pub fn fold(&mut self, definition: TypeDefinition) -> TypeId {
        let discriminator = self.discriminators.get(&definition.location);
        let key = (definition.shape.clone(), discriminator.cloned());
        if let Some(id) = self.folded.get(&key) {
            self.by_place.entry(definition.location.clone()).or_default().insert(*id);
            if let Some(Some(existing)) = self.all.get_mut(id.0) {
                // A location can be lowered more than once: as a part of several schemas, and through a `$ref`.
                definition.origin.add_to(&mut existing.origins);
                let is_new = existing.location != definition.location
                    && self.folded_places.insert(definition.location.clone());
                existing.places += usize::from(is_new);
                existing.elsewhere.extend(is_new.then_some(definition.location));
            }
            return *id;
        }
        let id = self.reserve();
        self.folded.insert(key, id);
        self.finish(id, definition);
        id
    }

    /// Records the discriminator of the union at `place`.
    pub fn add_discriminator(&mut self, place: Location, discriminator: ExplicitDiscriminator) {
        self.discriminators.insert(place, discriminator);
    }

    /// Records the names of the options of the union at `place`.
    pub fn add_option_names(&mut self, place: Location, names: Vec<OptionNames>) {
        self.option_names.insert(place, names);
    }

    /// Returns the shape of a finished definition.
    pub fn shape(&self, id: TypeId) -> Option<&Shape> {
        self.all.get(id.0)?.as_ref().map(|definition| &definition.shape)
    }

    /// Returns all definitions, and the discriminators and the names of options by the location of their unions.
    pub fn into_parts(self) -> Parts {
        (self.all.into_iter().flatten().collect(), self.discriminators, self.option_names)
    }
}
