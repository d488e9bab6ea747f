//! A scope, in which all names are distinct.

use std::collections::HashMap;

use super::name::{Name, compatible, identifier};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// An item to be named.
pub(super) struct Request<'a, K> {
    /// Key of the item.
    pub key: K,
    /// Name that it gets unless another item of the same rank has the same one.
    pub shortest: String,
    /// Alternative names, in order of preference.
    pub longer: Box<dyn Iterator<Item = String> + 'a>,
    /// Lower ranks are named first; items of equal rank have equal precedence.
    pub rank: Rank,
    /// Location in the document.
    pub place: Location,
}

impl<'a, K> Request<'a, K> {
    /// Creates a request without alternative names.
    pub fn new(key: K, shortest: String, rank: Rank, place: Location) -> Self {
        Self { key, shortest, longer: Box::new(std::iter::empty()), rank, place }
    }

    /// Sets the alternative names. They are created lazily, because few items need them.
    pub fn or<L: IntoIterator<Item = String> + 'a>(self, longer: impl FnOnce() -> L + 'a) -> Self {
        Self { longer: Box::new(std::iter::once_with(longer).flatten()), ..self }
    }
}

/// The precedence of an item, highest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Rank {
    /// The name is from the settings.
    Set,
    /// The name is from the lock file.
    Locked,
    /// The name is recorded for all types together.
    Listed,
    /// The name is not recorded, because it takes precedence over all that follow.
    Own,
    /// The name is from a pattern in the settings.
    Matched,
    /// The name is from the document.
    Named,
    /// The name is that of the resource of an operation, with the precedence of the operation.
    Direct(u8),
    /// The name is derived from the location in the document.
    Derived,
    /// The name is a shorter form of the derived one.
    Shortened,
}

/// Names that must be distinct.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashMap<String, Location>,
    /// Names that generated code uses itself.
    reserved: &'static [&'static str],
    /// Another one.
    also_reserved: Option<&'static str>,
    /// Suffix for names that are reserved.
    suffix: &'static str,
}

impl Scope {
    pub fn new(reserved: &'static [&'static str], suffix: &'static str) -> Self {
        Self { taken: HashMap::new(), reserved, also_reserved: None, suffix }
    }

    /// Reserves another name.
    pub fn reserve(&mut self, name: &'static str) {
        self.also_reserved = Some(name);
    }

    /// Names all items. Each gets its first candidate that is not taken and that no other item of its
    /// rank requests, or a number if there is none. Collisions of names from the settings are errors.
    pub fn assign<K>(
        &mut self,
        mut requests: Vec<Request<'_, K>>,
        help: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(K, Name)> {
        let mut named = Vec::new();
        requests.sort_by_key(|it| it.rank);
        let mut remaining = requests.into_iter().peekable();
        while let Some(rank) = remaining.peek().map(|it| it.rank) {
            let mut group = Vec::new();
            while let Some(next) = remaining.next_if(|it| it.rank == rank) {
                group.push(next);
            }
            match rank {
                Rank::Set => self.set(group, help, &mut named, diagnostics),
                Rank::Locked
                | Rank::Listed
                | Rank::Own
                | Rank::Matched
                | Rank::Named
                | Rank::Direct(_)
                | Rank::Derived
                | Rank::Shortened => {
                    self.choose(group, &mut named);
                }
            }
        }
        named
    }

    fn set<K>(
        &mut self,
        group: Vec<Request<'_, K>>,
        help: &str,
        named: &mut Vec<(K, Name)>,
        diagnostics: &mut Diagnostics,
    ) {
        for request in group {
            let text = self.unreserved(request.shortest);
            if let Some(first) = self.taken.get(&text) {
                let message = format!("duplicate name `{text}`");
                diagnostics.duplicate(Code::NameCollision, &request.place, message, first, help);
            } else {
                self.taken.insert(text.clone(), request.place);
            }
            named.push((request.key, identifier(&text)));
        }
    }

    fn choose<K>(&mut self, group: Vec<Request<'_, K>>, named: &mut Vec<(K, Name)>) {
        let pending =
            group.into_iter().map(|request| (Some(self.unreserved(request.shortest.clone())), request));
        let mut pending: Vec<_> = pending.collect();
        while pending.iter().any(|(candidate, _)| candidate.is_some()) {
            let unique = unique(pending.iter().map(|(candidate, _)| candidate.as_deref()));
            let mut unnamed = Vec::new();
            for ((candidate, mut request), is_unique) in pending.into_iter().zip(unique) {
                match candidate.filter(|text| is_unique && !self.taken.contains_key(text)) {
                    Some(text) => self.take(text, request, named),
                    None => unnamed.push((request.longer.next().map(|text| self.unreserved(text)), request)),
                }
            }
            pending = unnamed;
        }
        for (_, request) in pending {
            let text = self.numbered(&request.shortest);
            self.take(text, request, named);
        }
    }

    fn take<K>(&mut self, text: String, request: Request<'_, K>, named: &mut Vec<(K, Name)>) {
        named.push((request.key, identifier(&text)));
        self.taken.insert(text, request.place);
    }

    /// Returns the first of `text`, `text2`, `text3`, … that is not taken.
    pub fn numbered(&self, text: &str) -> String {
        let is_snake = text.chars().all(|letter| !letter.is_uppercase());
        let separator = if is_snake || text.ends_with(|last: char| last.is_numeric()) { "_" } else { "" };
        let numbered = (2_u64..).map(|number| format!("{text}{separator}{number}"));
        let all = std::iter::once(text.to_owned()).chain(numbered).map(|text| self.unreserved(text));
        let mut free = all.filter(|text| !self.taken.contains_key(text));
        free.next().unwrap_or_else(|| text.to_owned())
    }

    /// Returns whether a name is neither taken nor reserved.
    pub fn is_free(&self, text: &str) -> bool {
        !self.taken.contains_key(text) && !self.reserved.contains(&text)
    }

    /// Takes `text` for an item that is named elsewhere, unless it is taken.
    pub fn occupy(&mut self, text: &str, place: &Location) {
        if !self.taken.contains_key(text) {
            self.taken.insert(text.to_owned(), place.clone());
        }
    }

    /// Takes `text`, or `text` with a number if it is taken, for the item at `place`.
    pub fn claim(&mut self, text: &str, place: &Location) -> Name {
        let text = self.numbered(text);
        self.taken.insert(text.clone(), place.clone());
        identifier(&text)
    }

    /// Adds the suffix to a reserved name. Names in the lock file may not be normalized yet.
    fn unreserved(&self, text: String) -> String {
        let mut text = if text.is_ascii() { text } else { compatible(&text).into_owned() };
        if self.is_reserved(&text) {
            text.push_str(self.suffix);
        }
        text
    }

    pub fn is_reserved(&self, text: &str) -> bool {
        self.reserved.contains(&text) || self.also_reserved == Some(text)
    }
}

/// Returns for each candidate whether no other one is equal.
fn unique<'a>(candidates: impl Iterator<Item = Option<&'a str>> + Clone) -> Vec<bool> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in candidates.clone().flatten() {
        *counts.entry(text).or_default() += 1;
    }
    candidates.map(|candidate| candidate.is_some_and(|text| counts.get(text) == Some(&1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(key: usize, rank: Rank, candidates: &[&str]) -> Request<'static, usize> {
        let mut candidates: Vec<_> = candidates.iter().map(|text| (*text).to_owned()).collect();
        let shortest = candidates.remove(0);
        Request::new(key, shortest, rank, Location::root("a.json").join(&key.to_string())).or(|| candidates)
    }

    fn assign(scope: &mut Scope, requests: Vec<Request<'_, usize>>) -> (Vec<String>, usize) {
        let mut diagnostics = Diagnostics::default();
        let mut named = scope.assign(requests, "help", &mut diagnostics);
        named.sort_by_key(|(key, _)| *key);
        let texts = named.into_iter().map(|(_, name)| name.to_string()).collect();
        (texts, diagnostics.sorted().len())
    }

    #[test]
    fn each_gets_its_shortest_unique_candidate() {
        let mut scope = Scope::new(&["New"], "Model");
        let all = vec![
            request(0, Rank::Derived, &["User", "GetUser"]),
            request(1, Rank::Derived, &["User", "ListUser"]),
            request(2, Rank::Named, &["Team"]),
            request(3, Rank::Derived, &["Team", "GetTeam"]),
            request(4, Rank::Derived, &["New"]),
        ];
        let (names, errors) = assign(&mut scope, all);
        assert_eq!(names, ["GetUser", "ListUser", "Team", "GetTeam", "NewModel"]);
        assert_eq!(errors, 0);
    }

    #[test]
    fn names_without_a_unique_candidate_are_numbered() {
        let mut scope = Scope::default();
        let all = vec![request(0, Rank::Derived, &["a_b"]), request(1, Rank::Derived, &["a_b"])];
        assert_eq!(assign(&mut scope, all).0, ["a_b", "a_b_2"]);
        assert_eq!(assign(&mut scope, vec![request(2, Rank::Derived, &["a_b"])]).0, ["a_b_3"]);
    }

    #[test]
    fn only_names_from_the_settings_collide() {
        let mut scope = Scope::default();
        let all = vec![
            request(0, Rank::Set, &["mine"]),
            request(1, Rank::Set, &["mine"]),
            request(2, Rank::Locked, &["mine", "other"]),
        ];
        assert_eq!(assign(&mut scope, all), (vec!["mine".into(), "mine".into(), "other".into()], 1));
    }
}
