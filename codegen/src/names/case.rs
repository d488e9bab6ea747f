//! From the words of a document to the letters of an identifier. The only file that knows heck.

use heck::ToSnakeCase as _;

use crate::settings::WordOverride;

/// How a name is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Case {
    /// `PascalCase`, for types and variants.
    Pascal,
    /// `snake_case`, for fields, functions and modules.
    Snake,
}

/// The words of a name, in lower case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Words(pub Vec<String>);

impl Words {
    /// Cuts `text` into words; a text without letters or digits is spelled out.
    pub fn cut(text: &str, overrides: &[WordOverride]) -> Self {
        let mut text = text.to_owned();
        for entry in overrides {
            text = text.replace(&entry.word, &entry.instead);
        }
        if !text.chars().any(char::is_alphanumeric) {
            text = spell(&text);
        }
        let snake = text.to_snake_case();
        let words = snake.split('_').filter(|word| !word.is_empty());
        Self(words.map(only_identifiers).collect())
    }

    /// The words of `text` with each symbol as a word.
    pub fn spelled(text: &str, overrides: &[WordOverride]) -> Self {
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
        Self::cut(&spelled, overrides)
    }

    /// A word for the case of the letters of `text`, for what differs by nothing else.
    pub fn of_case(text: &str) -> Self {
        let is_upper = text.chars().any(char::is_uppercase);
        let is_lower = text.chars().any(char::is_lowercase);
        let starts = text.chars().next().is_some_and(char::is_uppercase);
        let word = match (is_upper, is_lower, starts) {
            (true, false, _) => "upper",
            (true, true, true) => "capital",
            (true, true, false) => "mixed",
            (false, true, _) => "lower",
            (false, false, _) => "plain",
        };
        Self(vec![word.to_owned()])
    }

    pub fn join(mut self, other: &Self) -> Self {
        self.0.extend_from_slice(&other.0);
        self
    }

    /// These words without those that `others` hold, unless nothing would be left.
    pub fn without(&self, others: &Self) -> Self {
        let left = self.0.iter().filter(|word| !others.0.contains(word));
        let left: Vec<_> = left.cloned().collect();
        if left.is_empty() { self.clone() } else { Self(left) }
    }

    /// The same words and those that their plural or singular would be.
    pub fn with_numbers(&self) -> Self {
        let mut words = self.0.clone();
        for word in &self.0 {
            words.push(format!("{word}s"));
            words.extend(word.strip_suffix('s').map(str::to_owned));
            words.extend(word.strip_suffix("ies").map(|stem| format!("{stem}y")));
        }
        Self(words)
    }

    pub fn write(&self, case: Case) -> String {
        let text = self.0.join("_");
        let starts_well = text.starts_with(|first: char| first == '_' || unicode_ident::is_xid_start(first));
        let prefix = if starts_well { "" } else { "value_" };
        let text = format!("{prefix}{text}");
        match case {
            Case::Snake => text,
            Case::Pascal => pascal(&text),
        }
    }
}

/// A word with what no identifier may hold spelled out.
fn only_identifiers(word: &str) -> String {
    if word.chars().all(unicode_ident::is_xid_continue) {
        return word.to_owned();
    }
    let letters = word.chars().map(|letter| match letter {
        letter if unicode_ident::is_xid_continue(letter) => letter.to_string(),
        letter => format!("u{:x}", u32::from(letter)),
    });
    letters.collect()
}

/// Like heck's, but two digits of different words stay apart: `v1.2` is `V1_2`, not `V12`.
fn pascal(snake: &str) -> String {
    let mut name = String::new();
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

/// Words for a text that consists of symbols.
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
        Words::cut(text, &[]).write(case)
    }

    #[test]
    fn cases() {
        assert_eq!(write("listTemplateRuns", Case::Snake), "list_template_runs");
        assert_eq!(write("self-hosted", Case::Pascal), "SelfHosted");
        assert_eq!(write("$schema", Case::Snake), "schema");
    }

    #[test]
    fn digits_stay_apart() {
        assert_eq!(write("v1.2", Case::Pascal), "V1_2");
        assert_eq!(write("v12", Case::Pascal), "V12");
        assert_eq!(write("2xl", Case::Pascal), "Value2xl");
        assert_eq!(write("2xl", Case::Snake), "value_2xl");
    }

    #[test]
    fn symbols_are_spelled() {
        assert_eq!(write("", Case::Pascal), "Empty");
        assert_eq!(write("*", Case::Pascal), "Star");
        assert_eq!(write("<=", Case::Pascal), "LessEqual");
        assert_eq!(write("§", Case::Snake), "ua7");
    }

    #[test]
    fn what_no_identifier_may_hold_is_spelled() {
        assert_eq!(write("m²", Case::Snake), "mub2");
        assert_eq!(write("größe", Case::Pascal), "Größe");
        assert_eq!(Words::spelled("+1", &[]).write(Case::Snake), "plus_1");
        assert_eq!(Words::spelled("$id", &[]).write(Case::Snake), "dollar_id");
        assert_eq!(Words::of_case("ASC").0, ["upper"]);
    }

    #[test]
    fn overrides_change_how_a_word_is_cut() {
        let overrides = [WordOverride { word: "OAuth2".into(), instead: "Oauth2".into() }];
        assert_eq!(Words::cut("OAuth2Token", &overrides).write(Case::Snake), "oauth2_token");
        assert_eq!(write("OAuth2Token", Case::Snake), "o_auth2_token");
    }

    #[test]
    fn shared_words_are_left_out() {
        let variant = Words::cut("ExistingProject", &[]);
        assert_eq!(variant.without(&Words::cut("Project", &[])).write(Case::Pascal), "Existing");
        assert_eq!(variant.without(&variant).write(Case::Pascal), "ExistingProject");
    }
}
