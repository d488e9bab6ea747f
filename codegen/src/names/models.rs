//! Names of types, and of their fields, values and variants.

use super::case::{Case, Cutter, Words};
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::{RESERVED_FIELDS, RESERVED_TYPES};
use super::scope::{Rank, Scope, Wanted};
use crate::ir::{Origin, Shape, TypeId};
use crate::source::Location;

impl<'a> Naming<'a> {
    pub(super) fn types(&mut self) {
        let mut scope = Scope::new(RESERVED_TYPES, "Model");
        let wanted = self.api.type_ids().map(|id| self.wanted_type(id)).collect();
        self.assign(&mut scope, wanted);
    }

    fn wanted_type(&mut self, id: TypeId) -> Wanted<'a, NameKey> {
        let definition = self.api.definition(id);
        let place = definition.location.clone();
        let key = NameKey::Type(id);
        if let Some(words) = self.override_at(&place) {
            return Wanted::new(key, words.write(Case::Pascal), Rank::Set, place);
        }
        if let Some(pinned) = self.lock.type_name(&place) {
            return Wanted::new(key, pinned.to_owned(), Rank::Pinned, place);
        }
        let (origin, cutter) = (&definition.origin, self.cutter);
        let is_named = origin.path.is_empty() && origin.within.is_none();
        let rank = if is_named { Rank::Named } else { Rank::Made };
        let shortest = origin_words(origin, cutter).write(Case::Pascal);
        let file = &definition.location.file;
        Wanted::new(key, shortest, rank, place).or(|| longer_types(origin, file, cutter))
    }

    /// The words that make a type's name, without what may come before them.
    pub(super) fn type_words(&mut self, id: TypeId) -> Words {
        let definition = self.api.definition(id);
        let own = self.override_at(&definition.location);
        own.unwrap_or_else(|| origin_words(&definition.origin, self.cutter))
    }

    /// The fields, values or variants of a definition.
    pub(super) fn parts(&mut self, id: TypeId) {
        let definition = self.api.definition(id);
        let place = &definition.location;
        match &definition.shape {
            Shape::Object(object) => {
                let keys = object.fields.iter().map(|field| field.key.as_str());
                let place = place.join("properties");
                let parts = keys.map(|key| (key, place.join(key))).collect();
                let mut scope = Scope::new(RESERVED_FIELDS, "_member");
                self.named_parts(id, &mut scope, Case::Snake, NameKey::Field, parts);
            }
            Shape::StringEnum(list) => {
                let place = place.join("enum");
                let values = list.values.iter().enumerate();
                let values = values.map(|(index, value)| (value.as_str(), place.join(&index.to_string())));
                // The variant of that name holds what the document does not list.
                let mut scope = Scope::new(&["Unknown"], "Value");
                self.named_parts(id, &mut scope, Case::Pascal, NameKey::Variant, values.collect());
            }
            Shape::Union(union) => {
                let names = union.variants.iter().map(|variant| variant.name.as_str());
                let names = names.zip(definition.options.iter().cloned());
                self.variants(id, names.collect());
            }
        }
    }

    fn named_parts(
        &mut self,
        id: TypeId,
        scope: &mut Scope,
        case: Case,
        key_of: fn(TypeId, usize) -> NameKey,
        parts: Vec<(&'a str, Location)>,
    ) {
        let pinned = self.lock.part_names(&self.api.definition(id).location);
        let cutter = self.cutter;
        let mut wanted = Vec::new();
        for (index, (text, place)) in parts.into_iter().enumerate() {
            let (key, plain) = (key_of(id, index), cutter.cut(text).write(case));
            wanted.push(match (self.override_at(&place), pinned.and_then(|names| names.get(text))) {
                (Some(words), _) => Wanted::new(key, words.write(case), Rank::Set, place),
                (None, Some(pinned)) => Wanted::new(key, pinned.clone(), Rank::Pinned, place).or(|| [plain]),
                (None, None) => {
                    // A part that is written as its name goes first.
                    let rank = if plain == text { Rank::Named } else { Rank::Made };
                    let longer = move || cutter.spelled(text).map(|words| words.write(case));
                    Wanted::new(key, plain, rank, place).or(longer)
                }
            });
        }
        self.assign(scope, wanted);
    }

    /// A variant goes without the words that its union has already.
    fn variants(&mut self, id: TypeId, variants: Vec<(&'a str, Location)>) {
        let union = self.type_words(id);
        let pinned = self.lock.part_names(&self.api.definition(id).location);
        let cutter = self.cutter;
        let mut scope = Scope::new(&["Unknown"], "Option");
        let mut wanted = Vec::new();
        let mut short = Vec::new();
        for (index, (name, place)) in variants.into_iter().enumerate() {
            let key = NameKey::Variant(id, index);
            let own = self.override_at(&place);
            let is_set = own.is_some();
            let words = own.unwrap_or_else(|| cutter.cut(name).without(&union));
            let shortest = words.write(Case::Pascal);
            let pinned = pinned.and_then(|names| names.get(name));
            // One that is written as its name stands in no lock file.
            let rank = if shortest == name { Rank::Named } else { Rank::Made };
            short.push((pinned.is_none() && rank == Rank::Made, index, words, place.clone()));
            wanted.push(match pinned {
                _ if is_set => Wanted::new(key, shortest, Rank::Set, place),
                Some(pinned) => Wanted::new(key, pinned.clone(), Rank::Pinned, place)
                    .or(|| [shortest].into_iter().chain(longer_variants(name, cutter))),
                None => Wanted::new(key, shortest, rank, place).or(|| longer_variants(name, cutter)),
            });
        }
        self.assign(&mut scope, wanted);
        short.sort_by_key(|(is_new, ..)| *is_new);
        let constructors = short.into_iter().map(|(_, index, words, place)| (index, words, place));
        self.constructors(id, constructors.collect());
    }

    /// The constructor of a variant is called like the variant. Those that may have had names before choose first.
    fn constructors(&mut self, id: TypeId, variants: Vec<(usize, Words, Location)>) {
        let mut scope = Scope::new(&["validate"], "_option");
        for (index, words, place) in variants {
            let variant = self.names.get(NameKey::Variant(id, index));
            let is_short = variant.text() == words.write(Case::Pascal);
            let words = if is_short { words } else { Words::cut(variant.text()) };
            let name = scope.claim(&words.write(Case::Snake), &place);
            self.names.names.insert(NameKey::Constructor(id, index), name);
        }
    }
}

/// The words of a type's own name.
fn origin_words(origin: &Origin, cutter: &Cutter<'_>) -> Words {
    with_path(cutter.cut(&origin.name), origin, cutter)
}

fn with_path(name: Words, origin: &Origin, cutter: &Cutter<'_>) -> Words {
    origin.path.iter().fold(name, |words, member| words.join(&cutter.cut(member)))
}

/// What a type may be called besides its own name: the same behind what it stands in, step by step, then with its
/// symbols spelled, the case of its letters, and its file.
fn longer_types(origin: &Origin, file: &str, cutter: &Cutter<'_>) -> Vec<String> {
    let mut words = origin_words(origin, cutter);
    let mut longer = Vec::new();
    let mut outer = origin.within.as_deref();
    while let Some(within) = outer {
        words = origin_words(within, cutter).join(&words);
        longer.push(words.clone());
        outer = within.within.as_deref();
    }
    longer.extend(cutter.spelled(&origin.name).map(|name| with_path(name, origin, cutter)));
    let stem = file.rsplit('/').next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    longer.push(cutter.cut(stem).join(&words));
    longer.into_iter().map(|words| words.write(Case::Pascal)).collect()
}

/// What a variant may be called besides its name without the words of its union.
fn longer_variants(name: &str, cutter: &Cutter<'_>) -> [String; 3] {
    let [spelled, with_case] = cutter.spelled(name);
    [cutter.cut(name), spelled, with_case].map(|words| words.write(Case::Pascal))
}
