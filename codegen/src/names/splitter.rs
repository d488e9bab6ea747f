//! Splits names of the document into words, with the words of the settings.

use std::borrow::Cow;
use std::cell::Cell;

use super::case::{Case, Words, spelled};
use crate::lock::Style;
use crate::settings::{Word, WordOverride};

/// Splits strings into words, with those of the settings.
#[derive(Debug)]
pub(super) struct WordSplitter<'a> {
    /// The words of the settings, and whether each has been used.
    words: Vec<(Rule<'a>, Cell<bool>)>,
}

/// How a word of the settings is recognized.
#[derive(Debug)]
enum Rule<'a> {
    Replaced(&'a WordOverride),
    Spelled {
        /// As written in the settings.
        word: &'a str,
        /// As it is split without the rule.
        parts: Words,
        /// The single word: in lower case if it is an acronym.
        whole: String,
    },
}

impl<'a> WordSplitter<'a> {
    pub fn new(words: &'a [Word]) -> Self {
        let rule = |word: &'a Word| match word {
            Word::Replaced(replaced) => Rule::Replaced(replaced),
            Word::Spelled(word) => {
                let has_capitals = word.is_ascii() && word.contains(char::is_lowercase);
                let parts = Words::split(word);
                let whole = if has_capitals {
                    word.chars().filter(char::is_ascii_alphanumeric).collect()
                } else {
                    parts.iter().collect()
                };
                Rule::Spelled { word, parts, whole }
            }
        };
        Self { words: words.iter().map(|word| (rule(word), Cell::new(false))).collect() }
    }

    pub fn split(&self, text: &str) -> Words {
        if self.words.is_empty() {
            return Words::split(text);
        }
        let mut replaced = Cow::Borrowed(text);
        for (rule, used) in &self.words {
            let changed = match rule {
                Rule::Replaced(entry) => {
                    replaced.contains(&entry.word).then(|| replaced.replace(&entry.word, &entry.instead))
                }
                Rule::Spelled { word, whole, .. } => separated(&replaced, word, whole),
            };
            if let Some(changed) = changed {
                used.set(true);
                replaced = Cow::Owned(changed);
            }
        }
        let mut words = Words::split(&replaced);
        for (rule, used) in &self.words {
            if let Rule::Spelled { parts, whole, .. } = rule
                && let Some(joined) = joined(&words, parts, whole)
            {
                used.set(true);
                words = joined;
            }
        }
        words
    }

    /// Returns longer forms of a name: with its symbols spelled out, and also with a word for its case.
    pub fn spelled(&self, text: &str) -> [Words; 2] {
        let spelled = self.split(&spelled(text));
        [spelled.clone(), spelled.join(&Words::of_case(text))]
    }

    /// Returns whether a name is spelled in a style, and no other name in that style has the same identifier.
    pub fn is_styled(&self, text: &str, style: Style, case: Case) -> bool {
        let words = self.split(text);
        words.are_unambiguous(case) && words.styled(style) == text
    }

    /// Iterates over the words that have not been used, with their indices.
    pub fn unused(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let unused = self.words.iter().enumerate().filter(|(_, (_, used))| !used.get());
        unused.map(|(index, (rule, _))| match rule {
            Rule::Replaced(entry) => (index, entry.word.as_str()),
            Rule::Spelled { word, .. } => (index, *word),
        })
    }
}

/// Separates each occurrence of `word` from the rest of a text, and writes it as a single word; `None` if there is none.
fn separated(text: &str, word: &str, whole: &str) -> Option<String> {
    if word.is_empty() || word == whole {
        // A word in lower case only occurs between separators, which `joined` finds.
        return None;
    }
    let mut separated = String::new();
    let (mut copied, mut searched) = (0, 0);
    while let Some(found) = text.get(searched..).and_then(|rest| rest.find(word)) {
        let (start, end) = (searched + found, searched + found + word.len());
        searched = end;
        if is_word(&text[..start], word, &text[end..]) {
            let plural = if ends_in_plural(&text[end..]) { "s" } else { "" };
            separated.push_str(&text[copied..start]);
            separated.push('_');
            separated.push_str(&whole.to_lowercase());
            separated.push_str(plural);
            separated.push('_');
            copied = end + plural.len();
            searched = copied;
        }
    }
    (copied > 0).then(|| separated + &text[copied..])
}

/// Returns whether `word` is not the beginning, the middle or the end of another word.
fn is_word(before: &str, word: &str, after: &str) -> bool {
    let is_acronym = !word.contains(char::is_lowercase);
    let upper = |letter: Option<char>| letter.is_some_and(char::is_uppercase);
    let lower = |letter: Option<char>| letter.is_some_and(char::is_lowercase);
    let mut next = after.chars();
    let (first, second) = (next.next(), next.next());
    let starts = !upper(before.chars().next_back()) || !is_acronym;
    // `LLMModel`, `LLMs` and `DNSrecord`, but not the first letters of `LLMX`.
    let ends = match first {
        Some(_) if lower(first) => is_acronym || ends_in_plural(after),
        Some(_) if upper(first) => !is_acronym || lower(second),
        _ => true,
    };
    starts && ends
}

fn ends_in_plural(after: &str) -> bool {
    after.strip_prefix('s').is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

/// Replaces each sequence of words equal to `parts`, or to its plural, by a single word; `None` if there is none.
fn joined(words: &Words, parts: &Words, whole: &str) -> Option<Words> {
    let (all, parts): (Vec<&str>, Vec<&str>) = (words.iter().collect(), parts.iter().collect());
    let (last, first) = parts.split_last()?;
    let lower = whole.to_lowercase();
    if lower.is_empty() {
        return None;
    }
    let mut joined = Words::default();
    let (mut index, mut has_changed) = (0, false);
    while let Some(word) = all.get(index) {
        let rest = all.get(index + first.len());
        let is_sequence = all[index..].starts_with(first);
        let (length, plural) = match rest.filter(|_| is_sequence).and_then(|rest| rest.strip_prefix(last)) {
            Some(plural @ ("" | "s")) => (parts.len(), plural),
            _ => match word.strip_prefix(lower.as_str()) {
                Some(plural @ ("" | "s")) => (1, plural),
                _ => (0, ""),
            },
        };
        if length == 0 {
            joined = joined.join(&Words((*word).to_owned()));
        } else {
            has_changed = true;
            joined = joined.join(&Words(format!("{whole}{plural}")));
        }
        index += length.max(1);
    }
    has_changed.then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(splitter: &WordSplitter<'_>, text: &str) -> (String, String) {
        let words = splitter.split(text);
        (words.write(Case::Snake), words.write(Case::Pascal))
    }

    #[test]
    fn replacements_change_how_a_word_is_split() {
        let replaced = WordOverride { word: "OAuth2".into(), instead: "Oauth2".into() };
        let words = [Word::Replaced(replaced)];
        let splitter = WordSplitter::new(&words);
        assert_eq!(splitter.unused().count(), 1);
        assert_eq!(splitter.split("OAuth2Token").write(Case::Snake), "oauth2_token");
        assert_eq!(splitter.unused().count(), 0);
        assert_eq!(WordSplitter::new(&[]).split("OAuth2Token").write(Case::Snake), "o_auth2_token");
    }

    #[test]
    fn words_are_found_in_any_case() {
        let words = ["OpenTofu", "VCS", "LB"].map(|word| Word::Spelled(word.into()));
        let splitter = WordSplitter::new(&words);
        for text in ["OpenTofu jobs", "openTofuJobs", "opentofu-jobs", "OPEN_TOFU_JOBS"] {
            assert_eq!(both(&splitter, text), ("opentofu_jobs".into(), "OpenTofuJobs".into()), "{text}");
        }
        assert_eq!(both(&splitter, "customVCSToken").0, "custom_vcs_token");
        assert_eq!(both(&splitter, "VCStoken"), ("vcs_token".into(), "VcsToken".into()));
        assert_eq!(both(&splitter, "subnetIdsForServiceLBs").0, "subnet_ids_for_service_lbs");
        assert_eq!(both(&splitter, "LBXY").0, "lbxy");
        assert_eq!(splitter.unused().count(), 0);
    }
}
