//! Names of types, fields, enum values and variants.

use std::collections::HashMap;

use super::case::{Case, Words};
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::{RESERVED_FIELDS, RESERVED_TYPES};
use super::scope::{Rank, Request, Scope};
use super::spelling::Kind;
use super::splitter::WordSplitter;
use crate::ir::{Origin, Shape, TypeDefinition, TypeId};
use crate::lock::{Previous, own_name};
use crate::source::Location;

impl<'a> Naming<'a> {
    pub(super) fn types(&mut self) {
        let mut scope = Scope::new(RESERVED_TYPES, "Model");
        let requests = self.api.type_ids().map(|id| self.request_type(id)).collect();
        self.assign(&mut scope, requests);
    }

    fn request_type(&mut self, id: TypeId) -> Request<'a, NameKey> {
        let definition = self.api.definition(id);
        let place = definition.location.clone();
        let key = NameKey::Type(id);
        let set = self.overrides.at(&place, &definition.elsewhere);
        if let Some(set) = set.filter(|set| !set.is_pattern) {
            return Request::new(key, self.split(set.name).write(Case::Pascal), Rank::Set, place);
        }
        let locked = self.previous[id.0].as_ref().filter(|previous| previous.is_locked);
        if let Some(set) = set {
            return self.request_matched(id, &self.split(set.name), locked);
        }
        if let Some(locked) = locked {
            return Request::new(key, locked.name.clone(), Rank::Locked, place);
        }
        if let Some(name) = own_name(self.api, definition)
            && self.split(name).write(Case::Pascal) == name
        {
            return Request::new(key, name.to_owned(), Rank::Own, place);
        }
        let (origin, splitter) = (&definition.origin, self.splitter);
        let is_named = origin.path.is_empty() && origin.within.is_none();
        let rank = if is_named { Rank::Named } else { Rank::Derived };
        let shortest = origin_words(origin, splitter).write(Case::Pascal);
        let file = &definition.location.file;
        Request::new(key, shortest, rank, place).or(|| longer_type_names(origin, file, splitter))
    }

    /// Requests a name from a pattern, which may match several types: those that cannot have it get the name of what
    /// contains them as a prefix. The name in the lock file is kept if it is one of these.
    fn request_matched(&self, id: TypeId, words: &Words, locked: Option<&Previous>) -> Request<'a, NameKey> {
        let TypeDefinition { origin, location, .. } = self.api.definition(id);
        let shortest = words.write(Case::Pascal);
        let longer = self.split(&origin.name).join(words).write(Case::Pascal);
        let is_from = |locked: &Previous, name: &str| {
            let number = locked.name.strip_prefix(name);
            number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit() || digit == '_'))
        };
        let locked = locked.filter(|locked| is_from(locked, &shortest) || is_from(locked, &longer));
        let (rank, shortest) = match locked {
            Some(locked) => (Rank::Locked, locked.name.clone()),
            None => (Rank::Matched, shortest),
        };
        Request::new(NameKey::Type(id), shortest, rank, location.clone()).or(|| [longer])
    }

    /// Returns the words of the shortest name of a type.
    pub(super) fn type_words(&mut self, id: TypeId) -> Words {
        let definition = self.api.definition(id);
        let set = self.overrides.at(&definition.location, &definition.elsewhere);
        set.map_or_else(|| origin_words(&definition.origin, self.splitter), |set| self.split(set.name))
    }

    /// Names the fields, values or variants of a definition.
    pub(super) fn parts(&mut self, id: TypeId) {
        let definition = self.api.definition(id);
        let place = &definition.location;
        match &definition.shape {
            Shape::Object(object) => {
                let keys = object.fields.iter().map(|field| field.key.as_str());
                let place = place.join("properties");
                let parts = keys.map(|key| (key, key, place.join(key))).collect();
                let mut scope = Scope::new(RESERVED_FIELDS, "_field");
                self.named_parts(id, &mut scope, Case::Snake, NameKey::Field, parts);
            }
            Shape::StringEnum(list) => {
                let place = place.join("enum");
                let values = list.values.iter().enumerate().map(|(index, value)| {
                    let label = list.labels.get(index).map_or(value, |label| &label.title);
                    let option = definition.options.get(index).cloned();
                    let place = option.unwrap_or_else(|| place.join(&index.to_string()));
                    (label.as_str(), value.as_str(), place)
                });
                // The variant `Unknown` holds values that are not in the document; `VALUES` is a constant.
                let mut scope = Scope::new(&["Unknown", "VALUES"], "Value");
                self.named_parts(id, &mut scope, Case::Pascal, NameKey::Variant, values.collect());
            }
            Shape::Union(union) => {
                let names = union.variants.iter().map(|variant| variant.name.as_str());
                let names = names.zip(definition.options.iter().cloned());
                self.variants(id, names.collect());
            }
        }
    }

    /// Names parts after their text; the lock file refers to them by their value.
    fn named_parts(
        &mut self,
        id: TypeId,
        scope: &mut Scope,
        case: Case,
        key_of: fn(TypeId, usize) -> NameKey,
        parts: Vec<(&'a str, &'a str, Location)>,
    ) {
        let locked = self.locked_parts(id);
        let splitter = self.splitter;
        let mut requests = Vec::new();
        let kind = match case {
            Case::Snake => Kind::Property,
            Case::Pascal => Kind::Value,
        };
        for (index, (text, value, place)) in parts.into_iter().enumerate() {
            let (key, plain) = (key_of(id, index), splitter.split(text).write(case));
            requests.push(match (self.override_at(&place), locked.and_then(|names| names.get(value))) {
                (Some(words), _) => Request::new(key, words.write(case), Rank::Set, place),
                (None, Some(locked)) => Request::new(key, locked.clone(), Rank::Locked, place).or(|| [plain]),
                (None, None) => {
                    let may_be_own = text == value && !scope.is_reserved(&plain);
                    let own = self.unrecorded(text, kind).filter(|_| may_be_own);
                    // Otherwise, a part whose Rust name equals its name in the document comes first.
                    let rank = own.unwrap_or(if plain == text { Rank::Named } else { Rank::Derived });
                    let longer = move || splitter.spelled(text).map(|words| words.write(case));
                    Request::new(key, plain, rank, place).or(longer)
                }
            });
        }
        self.assign(scope, requests);
    }

    /// Names the variants of a union, without the words that the name of the union already has.
    fn variants(&mut self, id: TypeId, variants: Vec<(&'a str, Location)>) {
        let union = self.type_words(id);
        let locked = self.locked_parts(id);
        let splitter = self.splitter;
        let mut scope = Scope::new(&["Unknown"], "Option");
        let mut keys = option_keys(variants.iter().map(|(name, _)| *name));
        if self.lock.spellings.is_none() {
            // The earlier format has the last one of several options with the same name.
            keys = option_keys(variants.iter().rev().map(|(name, _)| *name));
            keys.reverse();
        }
        let mut requests = Vec::new();
        let mut constructors = Vec::new();
        for ((index, (name, place)), option) in variants.into_iter().enumerate().zip(keys) {
            let key = NameKey::Variant(id, index);
            let set = self.override_at(&place);
            let is_set = set.is_some();
            let words = set.unwrap_or_else(|| splitter.split(name).without(&union));
            let shortest = words.write(Case::Pascal);
            let locked = locked.and_then(|names| names.get(&option));
            let is_whole = option == name && !scope.is_reserved(&shortest) && words == splitter.split(name);
            let own = self.unrecorded(name, Kind::Option).filter(|_| is_whole);
            let rank = own.unwrap_or(if shortest == name { Rank::Named } else { Rank::Derived });
            constructors.push((locked.is_none() && rank == Rank::Derived, index, words, place.clone()));
            requests.push(match locked {
                _ if is_set => Request::new(key, shortest, Rank::Set, place),
                Some(locked) => Request::new(key, locked.clone(), Rank::Locked, place)
                    .or(|| [shortest].into_iter().chain(longer_variant_names(name, splitter))),
                None => Request::new(key, shortest, rank, place).or(|| longer_variant_names(name, splitter)),
            });
        }
        self.assign(&mut scope, requests);
        constructors.sort_by_key(|(is_new, ..)| *is_new);
        let constructors = constructors.into_iter().map(|(_, index, words, place)| (index, words, place));
        self.constructors(id, constructors.collect());
    }

    /// Names the constructors of variants like the variants. Those that may be in the lock file come first.
    fn constructors(&mut self, id: TypeId, variants: Vec<(usize, Words, Location)>) {
        let mut scope = Scope::new(&["validate"], "_option");
        for (index, words, place) in variants {
            let variant = self.names.get(NameKey::Variant(id, index));
            let is_shortest = variant.text() == words.write(Case::Pascal);
            let words = if is_shortest { words } else { self.split(variant.text()) };
            let name = scope.claim(&words.write(Case::Snake), &place);
            self.names.names.insert(NameKey::Constructor(id, index), name);
        }
    }
}

/// Returns the keys of the options of a union in the lock file: their names, which are numbered if they are equal.
pub(super) fn option_keys<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut keys = Vec::new();
    for name in names {
        let count = counts.entry(name).or_default();
        *count += 1;
        keys.push(if *count == 1 { name.to_owned() } else { format!("{name} {count}") });
    }
    keys
}

/// Returns the words of the shortest name of a type.
fn origin_words(origin: &Origin, splitter: &WordSplitter<'_>) -> Words {
    with_path(splitter.split(&origin.name), origin, splitter)
}

fn with_path(name: Words, origin: &Origin, splitter: &WordSplitter<'_>) -> Words {
    origin.path.iter().fold(name, |words, property| words.join(&splitter.split(property)))
}

/// Returns alternatives to the shortest name of a type, in order of preference: prefixed by the enclosing types, one
/// at a time; with symbols spelled out; also with a word for its case; prefixed by its file.
fn longer_type_names(origin: &Origin, file: &str, splitter: &WordSplitter<'_>) -> Vec<String> {
    let mut words = origin_words(origin, splitter);
    let mut longer = Vec::new();
    let mut outer = origin.within.as_deref();
    while let Some(within) = outer {
        words = origin_words(within, splitter).join(&words);
        longer.push(words.clone());
        outer = within.within.as_deref();
    }
    longer.extend(splitter.spelled(&origin.name).map(|name| with_path(name, origin, splitter)));
    let stem = file.rsplit('/').next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    longer.push(splitter.split(stem).join(&words));
    longer.into_iter().map(|words| words.write(Case::Pascal)).collect()
}

/// Returns alternatives to the shortest name of a variant, in order of preference.
fn longer_variant_names(name: &str, splitter: &WordSplitter<'_>) -> [String; 3] {
    let [spelled, with_case] = splitter.spelled(name);
    [splitter.split(name), spelled, with_case].map(|words| words.write(Case::Pascal))
}
