//! What an operation does, and to which resource: the verb and the nouns of its id.

use super::case::Words;
use super::methods::ARTICLES;
use super::number::singular;
use super::splitter::WordSplitter;
use super::verbs::{Verb, verb_of};

/// Words after which a noun is only described further.
const PREPOSITIONS: &[&str] =
    &["as", "at", "by", "for", "from", "in", "of", "on", "to", "under", "using", "via", "with"];

/// The verb and the nouns of the id of an operation.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub verb: Verb,
    /// The verb as it is written, which may be two: `create or update`.
    verb_words: Words,
    /// The words before the verb, usually a group: `repos` of `repos/get`.
    group: Words,
    /// The words after the verb.
    noun: Words,
    /// All words of the id.
    pub id: Words,
}

impl Subject {
    /// Finds the verb and the nouns of an id. An id that consists of the method and the path is named after the path, and
    /// an id that ends with both, like those of `FastAPI`, without them.
    pub fn new(id: &str, route: Option<(&str, &str)>, splitter: &WordSplitter<'_>) -> Self {
        let mut words = splitter.split(id);
        let group = words.iter().next().is_some_and(|first| *singular(first) != *first);
        let is_grouped = group || id.contains(['/', '.', ':']);
        let Some((method, path)) = route else { return Self::of(words, is_grouped) };
        let method = splitter.split(&method.to_lowercase());
        let path_words = splitter.split(path);
        let constant = |words: &Words| Words::all(words.iter().filter(|word| *word != "by"));
        if constant(&words) == constant(&method.clone().join(&path_words)) {
            return Self::of_route(words, &method, path, splitter);
        }
        let end = path_words.join(&method);
        let (count, own) = (end.iter().count(), words.iter().count());
        if own > count && words.iter().skip(own - count).eq(end.iter()) {
            words = Words::all(words.iter().take(own - count));
        }
        let subject = Self::of(words, is_grouped);
        // An id that is only a noun is that of what the operation returns.
        match (subject.verb, method.iter().next()) {
            (Verb::None, Some("get")) => Self { verb: Verb::Read, ..subject },
            _ => subject,
        }
    }

    /// Finds the verb: the first word, or else one that is not also a noun, or the first one after a group.
    fn of(id: Words, is_grouped: bool) -> Self {
        let words: Vec<&str> = id.iter().collect();
        let is_core = |verb: Verb| !matches!(verb, Verb::Act | Verb::None);
        let find = |is_verb: &dyn Fn(Verb) -> bool| words.iter().position(|word| is_verb(verb_of(word)));
        let position = match words.first().map_or(Verb::None, |word| verb_of(word)) {
            Verb::None => find(&is_core).or_else(|| find(&|verb| verb == Verb::Act).filter(|_| is_grouped)),
            _ => Some(0),
        };
        let Some(position) = position else {
            return Self {
                verb: Verb::None,
                verb_words: Words::default(),
                group: Words::default(),
                noun: id.clone(),
                id,
            };
        };
        let mut end = position + 1;
        if let Some(["or", next]) = words.get(end..end + 2)
            && is_core(verb_of(next))
        {
            end += 2;
        }
        let verb = match verb_of(words[position]) {
            // `get all things` and `find all things` are lists.
            Verb::Read if words.get(end) == Some(&"all") => {
                end += 1;
                Verb::List
            }
            verb => verb,
        };
        let part = |words: &[&str]| Words::all(words.iter().copied().filter(|word| !ARTICLES.contains(word)));
        let (verb_words, group, noun) =
            (part(&words[position..end]), part(&words[..position]), part(&words[end..]));
        let verb_words = if verb == Verb::List { Words::all(verb_words.iter().take(1)) } else { verb_words };
        Self { verb, verb_words, group, noun, id }
    }

    /// The subject of an operation without an id: the verb is the method, and the nouns are the constant segments of the
    /// path.
    fn of_route(id: Words, method: &Words, path: &str, splitter: &WordSplitter<'_>) -> Self {
        let is_item = path.trim_end_matches('/').ends_with('}');
        let verb = match method.iter().next() {
            Some("get") if is_item => Verb::Read,
            Some("get") => Verb::List,
            Some("post") => Verb::Create,
            Some("put") => Verb::Replace,
            Some("patch") => Verb::Update,
            Some("delete") => Verb::Delete,
            _ => Verb::None,
        };
        let segments = path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
        let is_version = |segment: &&str| {
            segment
                .strip_prefix('v')
                .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
        };
        let mut nouns: Vec<Words> =
            segments.filter(|it| !is_version(it)).map(|segment| splitter.split(segment)).collect();
        let last = nouns.pop().unwrap_or_default();
        let group = nouns.iter().fold(Words::default(), |all, noun| all.join(&noun.singular()));
        let last = if is_item || verb == Verb::Create { last.singular() } else { last };
        let verb_words = if verb == Verb::Create { Words::split("create") } else { method.clone() };
        Self { verb, verb_words, group: Words::default(), noun: group.join(&last), id }
    }

    /// Returns the nouns, the shortest first: without what describes them further, and with the group.
    pub fn nouns(&self) -> Vec<Words> {
        let is_preposition = |word: &str| PREPOSITIONS.contains(&word);
        if self.noun.iter().next().is_some_and(is_preposition) {
            let nouns = [self.group.singular(), self.group.singular().join(&self.noun)];
            return nouns.into_iter().filter(|_| self.group != Words::default()).collect();
        }
        let head = self.noun.iter().position(is_preposition);
        let short = head.map(|index| Words::all(self.noun.iter().take(index)));
        let group = self.group.singular();
        let is_grouped = self.noun.iter().next().is_some_and(|first| {
            let start = Words::all([first].into_iter());
            start == group || start.singular() == group || start == self.group
        });
        let whole = if is_grouped { self.noun.clone() } else { group.join(&self.noun) };
        let mut nouns: Vec<Words> = Vec::new();
        for noun in short.into_iter().chain([self.noun.clone(), whole]) {
            if noun != Words::default() && !nouns.contains(&noun) {
                nouns.push(noun);
            }
        }
        nouns
    }

    /// Returns the verb followed by a noun.
    pub fn act(&self, noun: &Words) -> Words {
        self.verb_words.clone().join(noun)
    }

    /// Returns the verb as it is written.
    pub fn verb_words(&self) -> &Words {
        &self.verb_words
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::Case;
    use super::*;

    /// Returns the kind of the verb and the nouns, the shortest first.
    fn subject(id: &str, route: Option<(&str, &str)>) -> (Verb, Vec<String>) {
        let subject = Subject::new(id, route, &WordSplitter::new(&[]));
        let nouns = subject.nouns().iter().map(|noun| noun.write(Case::Snake)).collect();
        (subject.verb, nouns)
    }

    #[test]
    fn the_first_word_is_the_verb() {
        assert_eq!(subject("getAddon", None), (Verb::Read, vec!["addon".into()]));
        assert_eq!(subject("list_pets", None), (Verb::List, vec!["pets".into()]));
        assert_eq!(subject("getAllChecks", None), (Verb::List, vec!["checks".into()]));
        assert_eq!(subject("createOrUpdateRole", None), (Verb::Create, vec!["role".into()]));
        assert_eq!(subject("clearTheCache", None), (Verb::Act, vec!["cache".into()]));
        assert_eq!(subject("account", None).0, Verb::None);
        assert_eq!(subject("account", Some(("GET", "/a"))), (Verb::Read, vec!["account".into()]));
    }

    #[test]
    fn what_follows_a_preposition_is_left_out_first() {
        let nouns = ["repos", "repos_for_org"].map(str::to_owned).to_vec();
        assert_eq!(subject("listReposForOrg", None), (Verb::List, nouns));
    }

    #[test]
    fn a_group_may_come_first() {
        let nouns = ["release", "repo_release"].map(str::to_owned).to_vec();
        assert_eq!(subject("repos/create-release", None), (Verb::Create, nouns));
        assert_eq!(subject("repos/get", None), (Verb::Read, vec!["repo".into()]));
        assert_eq!(subject("apps/get-by-slug", None).1[0], "app");
        assert_eq!(subject("apps_validate_appSpec", None).0, Verb::Act);
        assert_eq!(subject("user_report", None).0, Verb::None);
    }

    #[test]
    fn ids_made_of_the_route_are_named_after_the_path() {
        let route = ("GET", "/v1/teams/{team}/members/{member}");
        let id = "getV1TeamsByTeamMembersByMember";
        assert_eq!(subject(id, Some(route)), (Verb::Read, vec!["team_member".into()]));
        let route = ("GET", "/items/{item_id}");
        assert_eq!(subject("read_item_items__item_id__get", Some(route)), (Verb::Read, vec!["item".into()]));
    }
}
