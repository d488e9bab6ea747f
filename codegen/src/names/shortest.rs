//! Names of nested types: the shortest part of the path that is unique.
//!
//! A name starts with the last step that is a name on its own, and grows by one step to the left as long as another type
//! has the same. Steps that all of these types share do not distinguish them and are left out, as are those that say
//! little, unless the name would not be unique otherwise.

use std::collections::HashMap;

use super::case::{Case, Words};
use super::places::{Segment, is_reserved};
use super::scope::Scope;
use crate::source::Location;

/// The length above which steps in the middle of a name are left out.
const MAX_LENGTH: usize = 45;

/// A type to be named.
pub(super) struct Path<K> {
    pub key: K,
    /// The words of the steps, the root first.
    pub segments: Vec<Segment>,
    /// Names for when all steps do not suffice.
    pub longer: Vec<Words>,
    /// Location in the document.
    pub place: Location,
}

/// A type that has no name yet.
struct Pending<K> {
    path: Path<K>,
    is_included: Vec<bool>,
    /// The number of steps to the left that have not been considered.
    remaining: usize,
    /// The number of names that are longer than the steps and have been considered.
    tried: usize,
    candidate: Option<String>,
}

impl<K> Pending<K> {
    fn new(path: Path<K>) -> Self {
        let count = path.segments.len();
        let mut new =
            Self { is_included: vec![false; count], remaining: count, tried: 0, candidate: None, path };
        new.include_name();
        new.candidate = Some(new.text());
        new
    }

    /// Includes the next step, and those before it until the name can start there.
    fn include_name(&mut self) {
        self.include();
        while let Some(next) = self.next().filter(|_| !self.is_name()) {
            if next.is_weak {
                self.remaining -= 1;
            } else {
                self.include();
            }
        }
    }

    fn include(&mut self) {
        if let Some(index) = self.remaining.checked_sub(1) {
            self.is_included[index] = true;
            self.remaining = index;
        }
    }

    /// Returns whether the steps so far are a name on their own.
    fn is_name(&self) -> bool {
        let mut included =
            self.path.segments.iter().zip(&self.is_included).filter(|(_, is_included)| **is_included);
        let Some((first, _)) = included.next() else { return false };
        !first.is_partial && (included.next().is_some() || !is_reserved(&first.words))
    }

    /// Returns the name so far. Steps in the middle of a very long name are left out, the first ones first.
    fn text(&self) -> String {
        let mut included: Vec<&Words> = Vec::new();
        let segments = self.path.segments.iter().zip(&self.is_included);
        included.extend(segments.filter(|(_, is_included)| **is_included).map(|(segment, _)| &segment.words));
        let mut length: usize = included.iter().map(|words| words.length()).sum();
        let mut skipped = 0;
        while length > MAX_LENGTH && skipped + 2 < included.len() {
            length -= included[skipped + 1].length();
            skipped += 1;
        }
        included.drain(included.len().min(1)..included.len().min(1) + skipped);
        let mut words: Vec<&str> = Vec::new();
        for next in included {
            let next: Vec<&str> = next.iter().collect();
            // The first words may already be the last ones here.
            let most = words.len().min(next.len().saturating_sub(1));
            let overlap = (1..=most).rev().find(|count| words[words.len() - count..] == next[..*count]);
            words.extend(&next[overlap.unwrap_or(0)..]);
        }
        Words::all(words.into_iter()).write(Case::Pascal)
    }

    fn next(&self) -> Option<&Segment> {
        self.path.segments.get(self.remaining.checked_sub(1)?)
    }

    /// Sets the next longer candidate. `is_shared` is whether the next step is that of all types with the same name.
    fn extend(&mut self, is_shared: bool) {
        match self.next() {
            Some(next) if is_shared || next.is_weak => self.remaining -= 1,
            Some(_) => self.include_name(),
            None => {
                // Weak and shared steps are the last resort.
                if let Some(index) = self.is_included.iter().rposition(|is_included| !is_included) {
                    self.is_included[index] = true;
                } else {
                    let longer = self.path.longer.get(self.tried);
                    self.tried += 1;
                    self.candidate = longer.map(|words| words.write(Case::Pascal));
                    return;
                }
            }
        }
        self.candidate = Some(self.text());
    }
}

/// Names types. Those whose paths do not distinguish them are numbered.
pub(super) fn assign<K>(
    paths: Vec<Path<K>>,
    scope: &mut Scope,
    mut name: impl FnMut(K, String, Location, &mut Scope),
) {
    let mut pending: Vec<Pending<K>> = paths.into_iter().map(Pending::new).collect();
    while pending.iter().any(|it| it.candidate.is_some()) {
        let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, it) in pending.iter().enumerate() {
            if let Some(candidate) = &it.candidate {
                groups.entry(candidate.clone()).or_default().push(index);
            }
        }
        let mut named = vec![false; pending.len()];
        let mut shared = vec![false; pending.len()];
        for (candidate, group) in &groups {
            let is_free = scope.is_free(candidate);
            if let ([only], true) = (group.as_slice(), is_free) {
                named[*only] = true;
                continue;
            }
            let first = pending[group[0]].next();
            let is_shared =
                is_free && first.is_some() && group.iter().all(|index| pending[*index].next() == first);
            for index in group {
                shared[*index] = is_shared;
            }
        }
        let mut unnamed = Vec::new();
        for (index, mut it) in pending.into_iter().enumerate() {
            match it.candidate.take() {
                Some(text) if named[index] => name(it.path.key, text, it.path.place, scope),
                Some(_) => {
                    it.extend(shared[index]);
                    unnamed.push(it);
                }
                None => unnamed.push(it),
            }
        }
        pending = unnamed;
    }
    for it in pending {
        let text = scope.numbered(&it.text());
        name(it.path.key, text, it.path.place, scope);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(key: usize, segments: &[&str]) -> Path<usize> {
        let segments: Vec<Segment> = segments.iter().map(|it| Segment::strong(Words::split(it))).collect();
        let longer = vec![segments.iter().fold(Words::default(), |all, it| all.join(&it.words))];
        Path { key, segments, longer, place: Location::root("a.json").join(&key.to_string()) }
    }

    fn names(paths: Vec<Path<usize>>, taken: &[&str]) -> Vec<String> {
        let mut scope = Scope::default();
        for text in taken {
            scope.occupy(text, &Location::root("b.json"));
        }
        let mut names = vec![String::new(); paths.len()];
        assign(paths, &mut scope, |key, text, place, scope| {
            scope.occupy(&text, &place);
            names[key] = text;
        });
        names
    }

    #[test]
    fn the_last_step_is_enough_if_it_is_unique() {
        assert_eq!(
            names(vec![path(0, &["job", "spec", "port"]), path(1, &["job", "volume"])], &[]),
            ["Port", "Volume"]
        );
        assert_eq!(names(vec![path(0, &["job", "spec", "port"])], &["Port"]), ["SpecPort"]);
    }

    #[test]
    fn steps_that_all_share_are_left_out() {
        let paths = vec![path(0, &["job", "network", "port"]), path(1, &["service", "network", "port"])];
        assert_eq!(names(paths, &[]), ["JobPort", "ServicePort"]);
        let paths = vec![path(0, &["job", "ingress", "port"]), path(1, &["job", "egress", "port"])];
        assert_eq!(names(paths, &[]), ["IngressPort", "EgressPort"]);
    }

    #[test]
    fn equal_paths_are_numbered() {
        let paths = vec![path(0, &["job", "port"]), path(1, &["job", "port"])];
        assert_eq!(names(paths, &[]), ["JobPort", "JobPort2"]);
    }
}
