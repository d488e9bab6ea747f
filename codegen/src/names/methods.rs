//! The words of methods: those of the operation, without the words of its tag and of the handles above it.

use super::case::Words;
use super::number::{is_number_of, singular};
use super::scope::Rank;
use super::verbs::{Verb, verb_of};
use crate::ir::Operation;

/// Articles, which do not end a phrase.
pub(super) const ARTICLES: &[&str] = &["a", "an", "the"];

/// Prepositions that do not end a phrase.
const PREPOSITIONS: &[&str] =
    &["between", "for", "from", "into", "of", "onto", "via", "with", "within", "without"];

/// Prepositions that can also belong to a verb, such as `sign_in`, `reply_to` and `scale_up`.
const PARTICLES: &[&str] = &[
    "about", "after", "against", "around", "at", "before", "by", "down", "in", "off", "on", "out", "over",
    "through", "to", "under", "up",
];

/// Verbs of resources, which have no particles.
const VERBS: &[&str] = &[
    "add", "create", "delete", "fetch", "find", "get", "list", "patch", "post", "put", "query", "read",
    "remove", "replace", "search", "update",
];

/// Returns the name of an operation: its `operationId`, without the path and the method that `FastAPI` appends to the
/// name of the function.
pub(super) fn own_name(operation: &Operation) -> &str {
    let word = |letter: char| if letter.is_alphanumeric() { letter } else { '_' };
    let path: String = operation.path.chars().map(word).collect();
    let suffix = format!("{path}_{}", operation.method.to_lowercase());
    let function = operation.id.strip_suffix(&suffix).filter(|name| name.contains(char::is_alphabetic));
    function.unwrap_or(&operation.id)
}

/// The words that lead to a method, which its name does not repeat.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The words of the tag.
    tag: Words,
    /// The last word of the tag, which stands for all of them directly after a verb.
    noun: Option<Words>,
    /// The first words of the tag, if it is not the name of a resource and all operations have them after the first word.
    common: Option<Words>,
    /// The names of the handles, innermost first, except those that are named like the tag.
    handles: Vec<Words>,
}

impl Route {
    /// Returns the route of a tag, given its name and the names of all of its operations.
    pub fn of_tag(name: &str, tag: Words, operations: &[Words]) -> Self {
        let words: Vec<&str> = tag.iter().collect();
        let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        let is_list = |word: &&str| matches!(*word, "and" | "or");
        let [_, .., last] = words.as_slice() else {
            return Self { tag, ..Self::default() };
        };
        let noun = name.chars().all(is_plain) && !words.iter().any(is_list);
        let noun = noun.then(|| Words::all(std::iter::once(*last)));
        let all: Vec<Vec<&str>> = operations.iter().map(|operation| operation.iter().collect()).collect();
        let is_common = |count: &usize| {
            all.iter().all(|all| {
                let rest = all.get(1..).unwrap_or_default();
                rest.len() > *count && rest.starts_with(&words[..*count])
            })
        };
        let is_resource = all.iter().any(|all| position(all, &words).is_some());
        let common = (1..words.len()).rev().find(is_common).filter(|_| all.len() > 1 && !is_resource);
        let common = common.map(|count| Words::all(words[..count].iter().copied()));
        Self { noun, common, handles: Vec::new(), tag }
    }

    /// Returns the route below handles, of which the outermost is first.
    pub fn below(&self, handles: impl DoubleEndedIterator<Item = Words>) -> Self {
        let handles = handles.rev().filter(|handle| !handle.is_number_of(&self.tag));
        Self { handles: handles.collect(), ..self.clone() }
    }

    /// Returns the words of an operation without those of the tag.
    fn without_tag<'w>(&self, words: &[&'w str]) -> Option<Vec<&'w str>> {
        let tag: Vec<&str> = self.tag.iter().collect();
        without(words, &tag).or_else(|| {
            let (first, rest) = words.split_first()?;
            let rest = &rest[rest.iter().take_while(|word| is_article(word)).count()..];
            let is_verb = verb_of(first) != Verb::None && tag.first() != Some(first);
            let noun = self.noun.iter().filter(|_| is_verb);
            let counts = noun.chain(&self.common).map(|short| (short, short.iter().count()));
            let is_start = |(short, count): &(&Words, usize)| {
                rest.len() >= *count && rest.iter().zip(short.iter()).all(|(word, it)| is_number_of(word, it))
            };
            let (_, count) = counts.into_iter().find(is_start)?;
            Some([&[*first], &rest[count..]].concat())
        })
    }

    /// Returns the words of an operation without those of the handles, and the articles and prepositions in front of
    /// them; `None` if nothing remains.
    fn without_handles<'w>(&self, words: &[&'w str]) -> Option<Vec<&'w str>> {
        let mut words = words.to_vec();
        for handle in &self.handles {
            let handle: Vec<&str> = handle.iter().collect();
            let Some((start, end)) = position(&words, &handle) else { continue };
            let is_left = |word: &&&str| is_article(word) || is_preposition(word);
            let left = words[..start].iter().skip(1).rev().take_while(is_left).count();
            words.drain(start - left..end);
        }
        (!words.is_empty()).then_some(words)
    }
}

/// Returns the names of a method, in order of preference: without the words that lead to it, without those of the tag,
/// without those of the handles, and with all of them. None of them begins or ends with an article or a preposition.
/// The rank of the first one is lower if it also lacks words of handles, or those that stand for the tag.
pub(super) fn candidates(name: &Words, route: &Route) -> (Vec<Words>, Rank) {
    let all: Vec<&str> = name.iter().collect();
    let mut candidates = Vec::new();
    if let Some(rest) = route.without_tag(&all)
        && let Some(shortest) = route.without_handles(&rest)
    {
        candidates.extend([method(&shortest), method(&rest)].into_iter().flatten());
    }
    let without_handles = route.without_handles(&all).filter(|rest| rest.len() < all.len());
    candidates.extend(without_handles.and_then(|rest| method(&rest)));
    let start = all.iter().take_while(|word| PREPOSITIONS.contains(word)).count();
    let (start, end) = if start == all.len() { (0, all.len()) } else { (start, whole_end(&all)) };
    let whole = Words::all(all[start..end].iter().copied());
    candidates.extend([whole.clone(), name.clone()]);
    let tag: Vec<&str> = route.tag.iter().collect();
    let derived = without(&all, &tag).and_then(|rest| method(&rest)).unwrap_or(whole);
    let rank = if candidates[0] == derived { Rank::Derived } else { Rank::Shortened };
    let mut distinct = Vec::new();
    for candidate in candidates {
        if !distinct.contains(&candidate) {
            distinct.push(candidate);
        }
    }
    (distinct, rank)
}

/// Returns the words without articles and prepositions at the end; `None` if they would begin the method.
fn method(words: &[&str]) -> Option<Words> {
    let end = end(words);
    let is_method = end > 0 && !is_article(words[0]) && !is_preposition(words[0]);
    is_method.then(|| Words::all(words[..end].iter().copied()))
}

/// Returns the words without the first sequence of those of the tag; `None` if there is none, or nothing else.
fn without<'w>(words: &[&'w str], tag: &[&str]) -> Option<Vec<&'w str>> {
    let (start, end) = position(words, tag)?;
    let rest = [&words[..start], &words[end..]].concat();
    (!rest.is_empty()).then_some(rest)
}

/// Returns where a group occurs in the words of an operation first, in singular or plural, and as one word or several. A
/// verb at the beginning is not the group: `backupVolume` is no operation of a volume's backups.
fn position(words: &[&str], group: &[&str]) -> Option<(usize, usize)> {
    let is_verb = |index: usize| words.get(index).is_some_and(|word| verb_of(word) != Verb::None);
    let ends =
        |start: usize| (start + 1..=words.len().min(start + group.len() + 1)).map(move |end| (start, end));
    let mut places = (0..words.len()).flat_map(ends);
    places.find(|(start, end)| {
        let is_verb = *end == 1 && is_verb(0) && words.len() > 1 && !is_verb(1);
        is_group(&words[*start..*end], group) && !is_verb
    })
}

/// Returns whether words are those of a group.
fn is_group(words: &[&str], group: &[&str]) -> bool {
    if words.len() == group.len() {
        return words.iter().zip(group).all(|(word, group)| is_number_of(word, group));
    }
    let joined = |words: &[&str]| {
        words.split_last().map(|(last, first)| format!("{}{}", first.concat(), singular(last)))
    };
    joined(words) == joined(group)
}

/// Returns the number of words before the articles and prepositions at the end, which referred to the words of the tag.
fn end(words: &[&str]) -> usize {
    let is_left = |index: usize| {
        let word = words[index];
        let is_particle = index == 1 && PARTICLES.contains(&word) && !VERBS.contains(&words[0]);
        (is_article(word) || is_preposition(word)) && !is_particle
    };
    (0..words.len()).rev().find(|index| !is_left(*index)).map_or(0, |last| last + 1)
}

/// Returns the number of words before the prepositions at the end of a whole name. Its last word may be a name such as
/// `a`, and its prepositions may belong to the verb.
fn whole_end(words: &[&str]) -> usize {
    let last = words.iter().rposition(|word| !PREPOSITIONS.contains(word));
    last.map_or(words.len(), |last| last + 1)
}

fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word) || PARTICLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{Route, candidates};
    use crate::names::case::{Case, Words};

    fn method(id: &str, tag: &str) -> String {
        below(id, tag, &[])
    }

    fn below(id: &str, tag: &str, handles: &[&str]) -> String {
        let id = Words::split(id);
        let route = Route::of_tag(tag, Words::split(tag), std::slice::from_ref(&id));
        let route = route.below(handles.iter().map(|handle| Words::split(handle)));
        candidates(&id, &route).0.first().map(|words| words.write(Case::Snake)).unwrap_or_default()
    }

    #[test]
    fn the_words_of_the_tag_are_omitted_in_order() {
        for (id, tag, expected) in [
            ("listTemplates", "Templates", "list"),
            ("listBackupDestinations", "Backup destinations", "list"),
            ("listBackupDestinationsBackups", "Backup destinations", "list_backups"),
            ("deleteBlueprintTemplatePreview", "Preview blueprints", "delete_template_preview"),
            ("deleteTemplatePreview", "Preview blueprints", "delete_template_preview"),
            ("getOpentofuJobLogs", "Open tofu jobs", "get_logs"),
            ("createUser", "Teams and users", "create_user"),
            ("backupVolume", "Backups", "backup_volume"),
            ("backupDestinationsForProject", "Backup destinations", "backup_destinations_for_project"),
            ("backupsList", "Backups", "list"),
            ("backup_list", "Backups", "list"),
            ("listNetworkPolicy", "Network policies", "list"),
            ("templates", "Templates", "templates"),
        ] {
            assert_eq!(method(id, tag), expected);
        }
    }

    #[test]
    fn articles_and_prepositions_neither_begin_nor_end_a_method() {
        for (id, tag, expected) in [
            ("getATemplate", "Templates", "get"),
            ("listOfTemplates", "Templates", "list"),
            ("listRunsOfATemplate", "Templates", "list_runs"),
            ("listInTemplate", "Templates", "list"),
            ("templatesForProject", "Templates", "templates_for_project"),
            ("listTemplatesForProject", "Templates", "list_for_project"),
            ("aTemplate", "Templates", "a_template"),
            ("signInUser", "Users", "sign_in"),
            ("signIn", "Users", "sign_in"),
            ("forProject", "Templates", "project"),
            ("getA", "Letters", "get_a"),
            ("for", "Letters", "for"),
        ] {
            assert_eq!(method(id, tag), expected);
        }
    }

    #[test]
    fn the_words_of_handles_are_omitted() {
        for (id, tag, handles, expected) in [
            ("listProjectSecrets", "Secrets", &["project"][..], "list"),
            ("listSecretsOfTheProject", "Secrets", &["project"], "list"),
            ("linkSecretToProject", "Secrets", &["project"], "link"),
            ("listSecretsInProjectByName", "Secrets", &["project"], "list_by_name"),
            ("projectSecrets", "Secrets", &["project"], "secrets"),
            ("listProjectMembers", "Projects", &["project"], "list_members"),
            ("abortAddonBackup", "Addons", &["project", "addon", "backup"], "abort"),
            ("abortReleaseFlowRun", "Pipelines", &["project", "pipeline", "release_flow"], "abort_run"),
            ("releaseFlow", "Pipelines", &["project", "release"], "release_flow"),
        ] {
            assert_eq!(below(id, tag, handles), expected);
        }
    }

    #[test]
    fn the_words_that_all_operations_share_with_a_tag_are_omitted() {
        let method = |ids: &[&str]| {
            let ids: Vec<_> = ids.iter().map(|id| Words::split(id)).collect();
            let tag = "Cloud providers";
            let route = Route::of_tag(tag, Words::split(tag), &ids);
            candidates(&ids[0], &route).0[0].write(Case::Snake)
        };
        assert_eq!(method(&["listCloudRegions", "getCloudCluster"]), "list_regions");
        assert_eq!(method(&["listCloudRegions", "getCluster"]), "list_cloud_regions");
        assert_eq!(method(&["listCloudRegions", "listCloudProviders"]), "list_cloud_regions");
        assert_eq!(method(&["listCloudRegions"]), "list_cloud_regions");
    }
}
