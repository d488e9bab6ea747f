//! Names of types, and of their fields, values and variants.

use super::case::{Case, Words};
use super::scope::{Rank, Scope, Wanted};
use super::{NameKey, Naming, RESERVED_FIELDS, RESERVED_TYPES};
use crate::document::Location;
use crate::ir::{Origin, Shape, TypeId};

impl Naming<'_> {
    pub(super) fn types(&mut self) {
        let mut scope = Scope::new(RESERVED_TYPES, "Model");
        let wanted = self.api.type_ids().map(|id| self.wanted_type(id)).collect();
        self.assign(&mut scope, wanted);
    }

    fn wanted_type(&mut self, id: TypeId) -> Wanted<NameKey> {
        let definition = self.api.definition(id);
        let place = definition.location.clone();
        let key = NameKey::Type(id);
        let at = place.to_string();
        if let Some(words) = self.override_at(&at) {
            return Wanted { key, candidates: vec![words.write(Case::Pascal)], rank: Rank::Set, place };
        }
        if let Some(pinned) = self.lock.type_name(&at) {
            return Wanted { key, candidates: vec![pinned.to_owned()], rank: Rank::Pinned, place };
        }
        let origin = &definition.origin;
        let is_named = origin.path.is_empty() && origin.within.is_none();
        let rank = if is_named { Rank::Named } else { Rank::Made };
        Wanted { key, candidates: self.type_candidates(origin, &place), rank, place }
    }

    /// What a type may be called: its own name, the same behind what it stands in, step by step, then
    /// with its symbols spelled, its file, and the case of its letters.
    fn type_candidates(&self, origin: &Origin, place: &Location) -> Vec<String> {
        let mut words = self.origin_words(origin);
        let mut candidates = vec![words.clone()];
        let mut outer = origin.within.as_deref();
        while let Some(within) = outer {
            words = self.origin_words(within).join(&words);
            candidates.push(words.clone());
            outer = within.within.as_deref();
        }
        candidates.extend(
            self.spelled(&origin.name)
                .into_iter()
                .map(|name| origin.path.iter().fold(name, |words, member| words.join(&self.cut(member)))),
        );
        let stem = place.file.rsplit('/').next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default();
        candidates.push(self.cut(stem).join(&words));
        candidates.into_iter().map(|words| words.write(Case::Pascal)).collect()
    }

    /// The words that make a type's name, without what may come before them.
    pub(super) fn type_words(&mut self, id: TypeId) -> Words {
        let definition = self.api.definition(id);
        let own = self.override_at(&definition.location.to_string());
        own.unwrap_or_else(|| self.origin_words(&definition.origin))
    }

    fn origin_words(&self, origin: &Origin) -> Words {
        let start = self.cut(&origin.name);
        origin.path.iter().fold(start, |words, member| words.join(&self.cut(member)))
    }

    /// Longer forms of a name: its symbols spelled, and the case of its letters told.
    fn spelled(&self, text: &str) -> [Words; 2] {
        let spelled = Words::spelled(text, &self.settings.words);
        [spelled.clone(), spelled.join(&Words::of_case(text))]
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
        parts: Vec<(&str, Location)>,
    ) {
        let at = self.api.definition(id).location.to_string();
        let mut wanted = Vec::new();
        for (index, (text, place)) in parts.into_iter().enumerate() {
            let plain = self.cut(text);
            let (rank, candidates) = match self.override_at(&place.to_string()) {
                Some(words) => (Rank::Set, vec![words.write(case)]),
                None => match self.lock.part_name(&at, text) {
                    Some(pinned) => (Rank::Pinned, vec![pinned.to_owned(), plain.write(case)]),
                    None => self.part_candidates(text, &plain, case),
                },
            };
            wanted.push(Wanted { key: key_of(id, index), candidates, rank, place });
        }
        self.assign(scope, wanted);
    }

    /// A part that is written as its name goes first.
    fn part_candidates(&self, text: &str, plain: &Words, case: Case) -> (Rank, Vec<String>) {
        let name = plain.write(case);
        let rank = if name == text { Rank::Named } else { Rank::Made };
        let longer = self.spelled(text).map(|words| words.write(case));
        (rank, [name].into_iter().chain(longer).collect())
    }

    /// A variant goes without the words that its union has already.
    fn variants(&mut self, id: TypeId, variants: Vec<(&str, Location)>) {
        let union = self.type_words(id);
        let at = self.api.definition(id).location.to_string();
        let mut scope = Scope::new(&["Unknown"], "Option");
        let mut wanted = Vec::new();
        let mut short = Vec::new();
        for (index, (name, place)) in variants.into_iter().enumerate() {
            let own = self.override_at(&place.to_string());
            let rank = if own.is_some() { Rank::Set } else { Rank::Made };
            let words = own.unwrap_or_else(|| self.cut(name).without(&union));
            let mut candidates = vec![words.write(Case::Pascal)];
            let mut rank = rank;
            if rank == Rank::Made {
                if let Some(pinned) = self.lock.part_name(&at, name) {
                    rank = Rank::Pinned;
                    candidates.insert(0, pinned.to_owned());
                }
                candidates.push(self.cut(name).write(Case::Pascal));
                candidates.extend(self.spelled(name).map(|words| words.write(Case::Pascal)));
            }
            short.push((words, place.clone()));
            wanted.push(Wanted { key: NameKey::Variant(id, index), candidates, rank, place });
        }
        self.assign(&mut scope, wanted);
        self.constructors(id, short);
    }

    /// The constructor of a variant is called like the variant.
    fn constructors(&mut self, id: TypeId, variants: Vec<(Words, Location)>) {
        let mut scope = Scope::new(&["validate"], "_option");
        for (index, (words, place)) in variants.into_iter().enumerate() {
            let variant = self.names.get(NameKey::Variant(id, index));
            let is_short = variant.text() == words.write(Case::Pascal);
            let words = if is_short { words } else { Words::cut(variant.text(), &[]) };
            let name = scope.claim(&words.write(Case::Snake), &place);
            self.names.names.insert(NameKey::Constructor(id, index), name);
        }
    }
}
