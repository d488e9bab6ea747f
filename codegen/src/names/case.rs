//! Splits names of the document into words and joins them in the case of an identifier. Only this
//! file uses heck.

use std::borrow::Cow;

use heck::ToSnakeCase as _;

use super::name::{compatible, composed};
use super::number::{is_number_of, singular};
use crate::lock::Style;

/// The case of an identifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Case {
    /// `PascalCase`, for types and variants.
    Pascal,
    /// `snake_case`, for fields, functions and modules.
    Snake,
}

/// The words of a name, separated by `_`. They are in lower case, except for those that have capitals in the settings.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Words(pub(super) String);

impl Words {
    /// Splits `text` into words. If it has no letters or digits, its symbols are spelled out.
    pub fn split(text: &str) -> Self {
        // Fast path: most names are a single word.
        if text.bytes().all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9')) && !text.is_empty() {
            return Self(text.to_owned());
        }
        let text = composed(text);
        let is_spelled = !text.chars().any(char::is_alphanumeric);
        let text = if is_spelled { spell(&text) } else { text.into_owned() };
        Self::all(compatible(&only_identifiers(&text.to_snake_case())).split('_'))
    }

    pub fn all<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        words.filter(|word| !word.is_empty()).for_each(|word| all.add(word));
        all
    }

    fn add(&mut self, word: &str) {
        if !self.0.is_empty() {
            self.0.push('_');
        }
        self.0.push_str(word);
    }

    /// Returns these words with the last one in the singular.
    pub fn singular(&self) -> Self {
        let (start, last) = self.split_last();
        Self::all(start.split('_').chain([&*singular(last)]))
    }

    fn split_last(&self) -> (&str, &str) {
        self.0.rsplit_once('_').unwrap_or(("", &self.0))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('_').filter(|word| !word.is_empty())
    }

    /// Returns a word for the case of `text`, to distinguish names that differ by case alone.
    pub fn of_case(text: &str) -> Self {
        let has_upper = text.chars().any(char::is_uppercase);
        let has_lower = text.chars().any(char::is_lowercase);
        let starts_upper = text.chars().next().is_some_and(char::is_uppercase);
        let word = match (has_upper, has_lower, starts_upper) {
            (true, false, _) => "upper",
            (true, true, true) => "capital",
            (true, true, false) => "mixed",
            (false, true, _) => "lower",
            (false, false, _) => "plain",
        };
        Self(word.to_owned())
    }

    pub fn join(mut self, other: &Self) -> Self {
        other.iter().for_each(|word| self.add(word));
        self
    }

    /// Returns the number of letters.
    pub fn length(&self) -> usize {
        self.0.chars().filter(|letter| *letter != '_').count()
    }

    /// Returns these words without those in `others`, or all of them if none would remain.
    pub fn without(&self, others: &Self) -> Self {
        let remaining = Self::all(self.iter().filter(|word| !others.iter().any(|other| other == *word)));
        if remaining == Self::default() { self.clone() } else { remaining }
    }

    /// Returns whether one of the two is the plural of the other, or both are equal.
    pub fn is_number_of(&self, other: &Self) -> bool {
        let (start, last) = self.split_last();
        let (other_start, other_last) = other.split_last();
        start == other_start && is_number_of(last, other_last)
    }

    pub fn write(&self, case: Case) -> String {
        let is_valid_start = self.0.starts_with(unicode_ident::is_xid_start);
        let text = if is_valid_start {
            Cow::Borrowed(self.0.as_str())
        } else {
            Cow::Owned(format!("value_{}", self.0))
        };
        match case {
            Case::Snake => lower(&text).into_owned(),
            Case::Pascal => pascal(&text),
        }
    }

    /// Joins these words in the style of a document.
    pub fn styled(&self, style: Style) -> String {
        let snake = lower(&self.0);
        match style {
            Style::Snake => snake.into_owned(),
            Style::Kebab => snake.replace('_', "-"),
            Style::Upper => snake.to_uppercase(),
            Style::Pascal => pascal(&snake),
            Style::Camel => {
                let name = pascal(&snake);
                let mut letters = name.chars();
                letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
            }
        }
    }

    /// Returns whether no other words have the same identifier in this case.
    pub fn are_unambiguous(&self, case: Case) -> bool {
        let is_plain = self.0.is_ascii() && self.0.starts_with(|first: char| first.is_ascii_alphabetic());
        let is_separate = |word: &str| word.starts_with(|first: char| first.is_ascii_alphabetic());
        is_plain && (case == Case::Snake || self.iter().all(is_separate))
    }
}

/// Returns words in lower case.
fn lower(words: &str) -> Cow<'_, str> {
    let has_capitals = words.contains(|letter: char| letter.is_ascii_uppercase());
    if has_capitals { Cow::Owned(words.to_lowercase()) } else { Cow::Borrowed(words) }
}

/// Replaces characters that are not allowed in identifiers by their code points.
fn only_identifiers(text: &str) -> Cow<'_, str> {
    if text.chars().all(unicode_ident::is_xid_continue) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().map(|letter| match letter {
        letter if unicode_ident::is_xid_continue(letter) => letter.to_string(),
        letter => format!("u{:x}", u32::from(letter)),
    });
    letters.collect()
}

/// Converts to Pascal case like heck, but keeps digits of different words apart: `v1.2` becomes
/// `V1_2`, not `V12`.
fn pascal(snake: &str) -> String {
    let mut name = String::with_capacity(snake.len());
    for word in snake.split('_') {
        let mut letters = word.chars();
        let Some(first) = letters.next() else { continue };
        if first.is_numeric() && name.ends_with(char::is_numeric) {
            name.push('_');
        }
        name.extend(first.to_uppercase());
        name.push_str(letters.as_str());
    }
    name
}

/// Replaces each symbol in a string by a word.
pub(super) fn spelled(text: &str) -> String {
    let mut spelled = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            spelled.push(letter);
        } else {
            spelled.push('_');
            spelled.push_str(&spell(&letter.to_string()));
            spelled.push('_');
        }
    }
    spelled
}

/// Returns the words for a string of symbols.
fn spell(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let words = text.chars().map(|symbol| match symbol {
        '*' => "star".to_owned(),
        '+' => "plus".to_owned(),
        '-' => "minus".to_owned(),
        '/' => "slash".to_owned(),
        '.' => "dot".to_owned(),
        '<' => "less".to_owned(),
        '>' => "greater".to_owned(),
        '=' => "equal".to_owned(),
        '!' => "not".to_owned(),
        '$' => "dollar".to_owned(),
        '@' => "at".to_owned(),
        '#' => "hash".to_owned(),
        '_' => "underscore".to_owned(),
        other => format!("u{:x}", u32::from(other)),
    });
    words.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str, case: Case) -> String {
        Words::split(text).write(case)
    }

    #[test]
    fn cases() {
        assert_eq!(write("listTemplateRuns", Case::Snake), "list_template_runs");
        assert_eq!(write("self-hosted", Case::Pascal), "SelfHosted");
        assert_eq!(write("$schema", Case::Snake), "schema");
    }

    #[test]
    fn digits_of_different_words_are_separated() {
        assert_eq!(write("v1.2", Case::Pascal), "V1_2");
        assert_eq!(write("v12", Case::Pascal), "V12");
        assert_eq!(write("2xl", Case::Pascal), "Value2xl");
        assert_eq!(write("2xl", Case::Snake), "value_2xl");
    }

    #[test]
    fn symbols_are_spelled_out() {
        assert_eq!(write("", Case::Pascal), "Empty");
        assert_eq!(write("*", Case::Pascal), "Star");
        assert_eq!(write("<=", Case::Pascal), "LessEqual");
        assert_eq!(write("§", Case::Snake), "ua7");
    }

    #[test]
    fn characters_that_are_not_allowed_in_identifiers_are_replaced() {
        assert_eq!(write("m²", Case::Snake), "mub2");
        assert_eq!(write("größe", Case::Pascal), "Größe");
        assert_eq!(Words::split(&spelled("+1")).write(Case::Snake), "plus_1");
        assert_eq!(Words::split(&spelled("$id")).write(Case::Snake), "dollar_id");
        assert_eq!(Words::of_case("ASC").0, "upper");
    }

    #[test]
    fn words_are_composed() {
        assert_eq!(write("e\u{301}te\u{301}", Case::Snake), "été");
        assert_eq!(write("\u{1f71}x", Case::Pascal), "\u{386}x");
        assert_eq!(write("\u{fb01}le", Case::Pascal), "File");
        assert_eq!(write("\u{1e9b}", Case::Snake), "\u{1e61}");
    }

    #[test]
    fn plurals_are_numbers_of_their_singulars() {
        for (one, many) in [("project", "Projects"), ("registry", "registries"), ("big box", "BigBoxes")] {
            assert!(Words::split(one).is_number_of(&Words::split(many)), "{one}");
            assert!(Words::split(many).is_number_of(&Words::split(one)), "{many}");
        }
        assert!(Words::split("dns").is_number_of(&Words::split("DNS")));
        assert!(!Words::split("project").is_number_of(&Words::split("Project roles")));
    }

    #[test]
    fn shared_words_are_omitted() {
        let variant = Words::split("ExistingProject");
        assert_eq!(variant.without(&Words::split("Project")).write(Case::Pascal), "Existing");
        assert_eq!(variant.without(&variant).write(Case::Pascal), "ExistingProject");
    }
}
