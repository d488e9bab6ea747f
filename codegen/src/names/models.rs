//! Names of fields, enum values and variants.

use std::collections::HashMap;

use super::case::{Case, Words};
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::RESERVED_FIELDS;
use super::scope::{Rank, Request, Scope};
use super::spelling::Kind;
use super::splitter::WordSplitter;
use crate::ir::{Shape, TypeDefinition, TypeId, Variant};
use crate::source::Location;

impl<'a> Naming<'a> {
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
                let variants = union.variants.iter().zip(option_places(definition));
                self.variants(id, variants.collect());
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
    fn variants(&mut self, id: TypeId, variants: Vec<(&'a Variant, Location)>) {
        let union = self.split(self.names.get(NameKey::Type(id)).text());
        let locked = self.locked_parts(id);
        let unlisted = self.unlisted(id);
        let splitter = self.splitter;
        let mut scope = Scope::new(&["Unknown"], "Option");
        let mut keys = option_keys(variants.iter().map(|(variant, _)| variant.name.as_str()));
        if self.lock.spellings.is_none() {
            // The earlier format has the last one of several options with the same name.
            keys = option_keys(variants.iter().rev().map(|(variant, _)| variant.name.as_str()));
            keys.reverse();
        }
        let mut requests = Vec::new();
        let mut constructors = Vec::new();
        for ((index, (variant, place)), option) in variants.into_iter().enumerate().zip(keys) {
            let key = NameKey::Variant(id, index);
            let name = variant.name.as_str();
            // The number of an unnamed option may have been that of another one.
            let locked = locked.filter(|_| !unlisted.has(variant)).and_then(|names| names.get(&option));
            let (text, own) = self.variant_text(unlisted, variant, locked.is_some());
            let set = self.override_at(&place);
            let is_set = set.is_some();
            let words = set.unwrap_or_else(|| splitter.split(text).without(&union));
            let shortest = words.write(Case::Pascal);
            let is_whole = option == name && !scope.is_reserved(&shortest);
            let own = own.filter(|_| is_whole && words == splitter.split(text));
            let rank = own.unwrap_or(if shortest == name { Rank::Named } else { Rank::Derived });
            constructors.push((locked.is_none() && rank == Rank::Derived, index, words, place.clone()));
            requests.push(match locked {
                _ if is_set => Request::new(key, shortest, Rank::Set, place),
                Some(locked) => Request::new(key, locked.clone(), Rank::Locked, place)
                    .or(|| [shortest].into_iter().chain(longer_variant_names(text, splitter))),
                None => Request::new(key, shortest, rank, place).or(|| longer_variant_names(text, splitter)),
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

/// Returns the places at which the options of a union are named. If lists are merged into one, their elements are the options,
/// and the union has the place of the first elements; its variants are named at the lists instead.
fn option_places(definition: &TypeDefinition) -> impl Iterator<Item = Location> {
    let is_merged = definition.options.contains(&definition.location);
    definition.options.iter().map(move |option| match option.pointer.split_last() {
        Some((list, _)) if is_merged => Location { pointer: list, ..option.clone() },
        _ => option.clone(),
    })
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

/// Returns alternatives to the shortest name of a variant, in order of preference.
fn longer_variant_names(name: &str, splitter: &WordSplitter<'_>) -> [String; 3] {
    let [spelled, with_case] = splitter.spelled(name);
    [splitter.split(name), spelled, with_case].map(|words| words.write(Case::Pascal))
}
