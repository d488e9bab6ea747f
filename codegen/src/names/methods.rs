//! The words of methods: those of the operation, without the words of its tag.

use super::case::Words;
use super::number::is_number_of;
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

/// Returns the names of a method, in order of preference: without the words of the tag, and with them. None of them
/// begins or ends with an article or a preposition.
pub(super) fn candidates(name: &Words, tag: &Words) -> Vec<Words> {
    let all: Vec<&str> = name.iter().collect();
    let mut candidates = Vec::new();
    if let Some(rest) = without(&all, &tag.iter().collect::<Vec<_>>()) {
        let end = end(&rest);
        let is_method = end > 0 && !is_article(rest[0]) && !is_preposition(rest[0]);
        candidates.extend(is_method.then(|| Words::all(rest[..end].iter().copied())));
    }
    let start = all.iter().take_while(|word| PREPOSITIONS.contains(word)).count();
    let (start, end) = if start == all.len() { (0, all.len()) } else { (start, whole_end(&all)) };
    candidates.push(Words::all(all[start..end].iter().copied()));
    candidates.push(name.clone());
    candidates.dedup();
    candidates
}

/// Returns the words without the first sequence of those of the tag, in singular or plural; `None` if there is none, or
/// nothing else.
fn without<'w>(words: &[&'w str], tag: &[&str]) -> Option<Vec<&'w str>> {
    if tag.is_empty() || words.len() <= tag.len() {
        return None;
    }
    let is_same = |(word, tag): (&&str, &&str)| is_number_of(word, tag);
    let mut starts = words.windows(tag.len());
    let start = starts.position(|window| window.iter().zip(tag).all(is_same))?;
    Some([&words[..start], &words[start + tag.len()..]].concat())
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
    use super::candidates;
    use crate::names::case::{Case, Words};

    fn method(id: &str, tag: &str) -> String {
        let candidates = candidates(&Words::split(id), &Words::split(tag));
        candidates.first().map(|words| words.write(Case::Snake)).unwrap_or_default()
    }

    #[test]
    fn the_words_of_the_tag_are_omitted_in_order() {
        for (id, tag, expected) in [
            ("listTemplates", "Templates", "list"),
            ("listBackupDestinations", "Backup destinations", "list"),
            ("listBackupDestinationsBackups", "Backup destinations", "list_backups"),
            ("deleteBlueprintTemplatePreview", "Preview blueprints", "delete_blueprint_template_preview"),
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
}
