//! A scope in which each name may stand once.

use std::collections::HashMap;

use super::name::{Name, identifier};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// Something that wants a name.
pub(super) struct Wanted<'a, K> {
    /// What it is.
    pub key: K,
    /// What it is called if nobody else is.
    pub shortest: String,
    /// What it may be called otherwise, in this order.
    pub longer: Box<dyn Iterator<Item = String> + 'a>,
    /// Who chooses first; of equal ranks none does.
    pub rank: Rank,
    /// Where it stands.
    pub place: Location,
}

impl<'a, K> Wanted<'a, K> {
    /// Something that has one name to choose.
    pub fn new(key: K, shortest: String, rank: Rank, place: Location) -> Self {
        Self { key, shortest, longer: Box::new(std::iter::empty()), rank, place }
    }

    /// The same with other names, which are made when they are asked for, as few need them.
    pub fn or<L: IntoIterator<Item = String> + 'a>(self, longer: impl FnOnce() -> L + 'a) -> Self {
        Self { longer: Box::new(std::iter::once_with(longer).flatten()), ..self }
    }
}

/// Who chooses first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Rank {
    /// The settings give the name.
    Set,
    /// It was called so before.
    Pinned,
    /// The document gives the name.
    Named,
    /// The name is made from where it stands.
    Made,
}

/// Names that must differ from each other.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashMap<String, Location>,
    /// Names that generated code uses for something else.
    reserved: &'static [&'static str],
    /// What a name gets behind it if it is one of those.
    suffix: &'static str,
}

impl Scope {
    pub fn new(reserved: &'static [&'static str], suffix: &'static str) -> Self {
        Self { taken: HashMap::new(), reserved, suffix }
    }

    /// Names all of `wanted`: each gets the shortest of its candidates that nobody of its rank wants
    /// as well, and where they run out a number. Only names that the settings give can collide.
    pub fn assign<K>(
        &mut self,
        mut wanted: Vec<Wanted<'_, K>>,
        help: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(K, Name)> {
        let mut named = Vec::new();
        wanted.sort_by_key(|it| it.rank);
        let mut rest = wanted.into_iter().peekable();
        while let Some(rank) = rest.peek().map(|it| it.rank) {
            let mut group = Vec::new();
            while let Some(next) = rest.next_if(|it| it.rank == rank) {
                group.push(next);
            }
            match rank {
                Rank::Set => self.set(group, help, &mut named, diagnostics),
                Rank::Pinned | Rank::Named | Rank::Made => self.choose(group, &mut named),
            }
        }
        named
    }

    fn set<K>(
        &mut self,
        group: Vec<Wanted<'_, K>>,
        help: &str,
        named: &mut Vec<(K, Name)>,
        diagnostics: &mut Diagnostics,
    ) {
        for wanted in group {
            let text = self.free(wanted.shortest);
            if let Some(first) = self.taken.insert(text.clone(), wanted.place.clone()) {
                let message = format!("`{text}` is also the name of `{first}`");
                diagnostics.error(Code::NameCollision, &wanted.place, message, help);
            }
            named.push((wanted.key, identifier(&text)));
        }
    }

    fn choose<K>(&mut self, group: Vec<Wanted<'_, K>>, named: &mut Vec<(K, Name)>) {
        let wishes = group.into_iter().map(|wanted| (Some(self.free(wanted.shortest.clone())), wanted));
        let mut waiting: Vec<_> = wishes.collect();
        while waiting.iter().any(|(wish, _)| wish.is_some()) {
            let alone = alone(waiting.iter().map(|(wish, _)| wish.as_deref()));
            let mut left = Vec::new();
            for ((wish, mut wanted), is_alone) in waiting.into_iter().zip(alone) {
                match wish.filter(|text| is_alone && !self.taken.contains_key(text)) {
                    Some(text) => self.take(text, wanted, named),
                    None => left.push((wanted.longer.next().map(|text| self.free(text)), wanted)),
                }
            }
            waiting = left;
        }
        for (_, wanted) in waiting {
            let text = self.numbered(&wanted.shortest);
            self.take(text, wanted, named);
        }
    }

    fn take<K>(&mut self, text: String, wanted: Wanted<'_, K>, named: &mut Vec<(K, Name)>) {
        named.push((wanted.key, identifier(&text)));
        self.taken.insert(text, wanted.place);
    }

    /// The first of `text`, `text2`, `text3`, … that is free.
    fn numbered(&self, text: &str) -> String {
        let snake = text.chars().all(|letter| !letter.is_uppercase());
        let between = if snake || text.ends_with(|last: char| last.is_numeric()) { "_" } else { "" };
        let numbered = (2_u64..).map(|number| format!("{text}{between}{number}"));
        let all = std::iter::once(text.to_owned()).chain(numbered).map(|text| self.free(text));
        let mut free = all.filter(|text| !self.taken.contains_key(text));
        free.next().unwrap_or_else(|| text.to_owned())
    }

    /// Takes `text`, with a number where it is taken, for what stands at `place`.
    pub fn claim(&mut self, text: &str, place: &Location) -> Name {
        let text = self.numbered(text);
        self.taken.insert(text.clone(), place.clone());
        identifier(&text)
    }

    fn free(&self, mut text: String) -> String {
        if self.reserved.contains(&text.as_str()) {
            text.push_str(self.suffix);
        }
        text
    }
}

/// Of each wish whether nobody else has it.
fn alone<'a>(wishes: impl Iterator<Item = Option<&'a str>> + Clone) -> Vec<bool> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in wishes.clone().flatten() {
        *counts.entry(text).or_default() += 1;
    }
    wishes.map(|wish| wish.is_some_and(|text| counts.get(text) == Some(&1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(key: usize, rank: Rank, candidates: &[&str]) -> Wanted<'static, usize> {
        let mut candidates: Vec<_> = candidates.iter().map(|text| (*text).to_owned()).collect();
        let shortest = candidates.remove(0);
        Wanted::new(key, shortest, rank, Location::root("a.json").join(&key.to_string())).or(|| candidates)
    }

    fn assign(scope: &mut Scope, wanted: Vec<Wanted<'_, usize>>) -> (Vec<String>, usize) {
        let mut diagnostics = Diagnostics::default();
        let mut named = scope.assign(wanted, "help", &mut diagnostics);
        named.sort_by_key(|(key, _)| *key);
        let texts = named.into_iter().map(|(_, name)| name.to_string()).collect();
        (texts, diagnostics.sorted().len())
    }

    #[test]
    fn each_gets_its_shortest_unique_candidate() {
        let mut scope = Scope::new(&["New"], "Model");
        let all = vec![
            wanted(0, Rank::Made, &["User", "GetUser"]),
            wanted(1, Rank::Made, &["User", "ListUser"]),
            wanted(2, Rank::Named, &["Team"]),
            wanted(3, Rank::Made, &["Team", "GetTeam"]),
            wanted(4, Rank::Made, &["New"]),
        ];
        let (names, found) = assign(&mut scope, all);
        assert_eq!(names, ["GetUser", "ListUser", "Team", "GetTeam", "NewModel"]);
        assert_eq!(found, 0);
    }

    #[test]
    fn where_candidates_run_out_there_are_numbers() {
        let mut scope = Scope::default();
        let all = vec![wanted(0, Rank::Made, &["a_b"]), wanted(1, Rank::Made, &["a_b"])];
        assert_eq!(assign(&mut scope, all).0, ["a_b", "a_b_2"]);
        assert_eq!(assign(&mut scope, vec![wanted(2, Rank::Made, &["a_b"])]).0, ["a_b_3"]);
    }

    #[test]
    fn only_names_of_the_settings_collide() {
        let mut scope = Scope::default();
        let all = vec![
            wanted(0, Rank::Set, &["mine"]),
            wanted(1, Rank::Set, &["mine"]),
            wanted(2, Rank::Pinned, &["mine", "other"]),
        ];
        assert_eq!(assign(&mut scope, all), (vec!["mine".into(), "mine".into(), "other".into()], 1));
    }
}
