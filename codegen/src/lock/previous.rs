//! Finds the types of the last run in the document of this run.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Lock;
use crate::ir::{Api, Origin, Shape, TypeDefinition};
use crate::source::{Location, fingerprint};

/// The kinds of types. Two types can be at the same location: a union and its first option.
const KINDS: [&str; 3] = ["object", "enum", "union"];

/// The name of a type in the last run.
#[derive(Clone, Debug)]
pub(crate) struct Previous {
    pub name: String,
    /// Whether it is in the lock file; otherwise, it is that of the component.
    pub is_locked: bool,
}

impl Lock {
    /// Returns the name that each type had in the last run.
    pub(crate) fn previous(&self, api: &Api) -> Vec<Option<Previous>> {
        if *self == Self::default() {
            return vec![None; api.types.len()];
        }
        let mut known = Known::new(self);
        let mut previous: Vec<_> = keys(api).iter().map(|key| known.take(key)).collect();
        let mut last = HashMap::new();
        for (id, definition) in api.types.iter().enumerate() {
            last.insert(&definition.location, id);
        }
        // The earlier format has one entry for each location, which is about the last of its types.
        for (place, id) in last {
            if previous[id].is_none() && !known.earlier.is_empty() {
                previous[id] = known.take_earlier(place);
            }
        }
        for (definition, previous) in api.types.iter().zip(&mut previous) {
            if previous.is_none() {
                *previous = known.own(api, definition).or_else(|| known.anywhere(definition));
            }
        }
        previous
    }
}

/// The names in the lock file that no type has yet.
struct Known<'a> {
    by_key: HashMap<&'a str, &'a str>,
    earlier: &'a BTreeMap<String, String>,
    taken: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(lock: &'a Lock) -> Self {
        let by_key = lock.types.iter().map(|(name, key)| (key.as_str(), name.as_str())).collect();
        Self { by_key, earlier: &lock.earlier, taken: HashSet::new() }
    }

    fn take(&mut self, key: &str) -> Option<Previous> {
        let name = self.by_key.get(key).copied()?;
        self.take_name(name)
    }

    fn take_earlier(&mut self, place: &Location) -> Option<Previous> {
        let earlier = self.earlier;
        self.take_name(earlier.get(&place.to_string())?)
    }

    fn take_name(&mut self, name: &'a str) -> Option<Previous> {
        self.taken.insert(name).then(|| Previous { name: name.to_owned(), is_locked: true })
    }

    fn own(&self, api: &Api, definition: &TypeDefinition) -> Option<Previous> {
        let name = own_name(api, definition).filter(|name| !self.taken.contains(*name))?;
        Some(Previous { name: name.to_owned(), is_locked: false })
    }

    /// Returns the name of a type that was of another kind, or is now also at a location that comes first.
    fn anywhere(&mut self, definition: &TypeDefinition) -> Option<Previous> {
        std::iter::once(&definition.location).chain(&definition.elsewhere).find_map(|place| {
            let found = KINDS.iter().find_map(|kind| self.take(&key(place, kind, 0)));
            if found.is_none() && !self.earlier.is_empty() { self.take_earlier(place) } else { found }
        })
    }
}

/// Returns the name of a component of the root document. Nothing else can take it, so it is not in the lock file.
pub(crate) fn own_name<'a>(api: &Api, definition: &'a TypeDefinition) -> Option<&'a str> {
    let TypeDefinition { origin, location, .. } = definition;
    let is_component = origin.path.is_empty()
        && origin.within.is_none()
        && *location.file == api.file
        && location.pointer.tokens().eq(["components", "schemas", origin.name.as_str()]);
    is_component.then_some(origin.name.as_str())
}

/// Returns the key of each type: a fingerprint of its first location and its kind. The first location does not depend
/// on the order of the document.
pub(crate) fn keys(api: &Api) -> Vec<String> {
    let mut alike: HashMap<String, Vec<(String, &str, &Origin, usize)>> = HashMap::new();
    for (id, definition) in api.types.iter().enumerate() {
        let places = std::iter::once(&definition.location).chain(&definition.elsewhere);
        let places = places.map(Location::to_string);
        let first = places.min_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        let (place, kind) = (first.unwrap_or_default(), kind(&definition.shape));
        alike.entry(key(&place, kind, 0)).or_default().push((place, kind, &definition.origin, id));
    }
    let mut keys = vec![String::new(); api.types.len()];
    for (first, mut types) in alike {
        // Parts that are merged in different ways can be at the same location.
        types.sort_by_key(|(place, kind, origin, id)| {
            (place.clone(), *kind, origin.path.len(), &origin.path, &origin.name, *id)
        });
        for (number, (place, kind, _, id)) in types.into_iter().enumerate() {
            keys[id] = if number == 0 { first.clone() } else { key(&place, kind, number) };
        }
    }
    keys
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => KINDS[0],
        Shape::StringEnum(_) => KINDS[1],
        Shape::Union(_) => KINDS[2],
    }
}

fn key(place: &impl std::fmt::Display, kind: &str, number: usize) -> String {
    let number = if number == 0 { String::new() } else { format!(" {}", number + 1) };
    fingerprint(&format!("{place} {kind}{number}"))
}
