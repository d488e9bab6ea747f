//! Texts for a terminal: names, messages and excerpts of a document without characters that a terminal interprets.
//!
//! A document may contain any character. Control characters would change the display of everything that follows, a line
//! end would begin a line that looks like output of this tool, and others make a text look like a different one.

use std::borrow::Cow;

/// Returns a text of a document as part of a line: line ends and all characters that do not show are escaped, such as
/// `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden, |letter| letter.escape_default().to_string())
}

/// Returns the text of several lines that may contain tabs. Everything else that does not show is escaped.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let is_escaped = |letter| is_hidden(letter) && !matches!(letter, '\n' | '\t');
    escaped(text, is_escaped, |letter| letter.escape_default().to_string())
}

/// Returns JSON in which the characters that do not show are escaped as JSON requires. Outside of strings, only line ends
/// are such characters in JSON.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let is_escaped = |letter| is_hidden(letter) && letter != '\n';
    escaped(json, is_escaped, |letter| {
        letter
            .encode_utf16(&mut [0; 2])
            .iter()
            .fold(String::new(), |text, unit| format!("{text}\\u{unit:04x}"))
    })
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_escaped(letter) {
            escaped.push_str(&escape(letter));
        } else {
            escaped.push(letter);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character does not show as itself: control characters, separators of lines, marks that change the direction
/// of the text, characters without width, and tags. Joiners are part of words in some scripts.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped() {
        let text = "a\u{1b}[2J\u{9b}b\u{7f}\u{202e}\u{2066}\u{200f}\u{feff}\u{e0041}";
        let shown = "a\\u{1b}[2J\\u{9b}b\\u{7f}\\u{202e}\\u{2066}\\u{200f}\\u{feff}\\u{e0041}";
        assert_eq!(visible(text), shown);
        assert_eq!(visible_lines(text), shown);
    }

    #[test]
    fn line_ends_are_escaped_in_a_line() {
        assert_eq!(visible("a\n\tb\r\u{2028}"), "a\\n\\tb\\r\\u{2028}");
        assert_eq!(visible_lines("a\n\tb\r\u{2028}"), "a\n\tb\\r\\u{2028}");
    }

    #[test]
    fn other_characters_are_kept() {
        let text = "größe 名 👩\u{200d}💻 \\ \"a\"";
        assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn json_keeps_its_value() -> serde_json::Result<()> {
        let value = serde_json::json!({ "a\u{85}": "\u{1b}\u{202e}\u{e0041}\n" });
        let text = format!("{value:#}");
        let shown = visible_json(&text);
        assert!(!shown.contains(|letter| is_hidden(letter) && letter != '\n'), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown)?, value);
        Ok(())
    }
}
