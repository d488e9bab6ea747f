//! Texts of the document on their way into a file: doc comments, JSON and TOML.
//!
//! Every text that becomes part of a generated file passes through here or is a string literal, which `quote` and `syn`
//! escape. So no text can end a comment or change the direction in which the code around it is read.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns a text with `\n` as its only line end, without control characters except tabs, and without characters that
/// change the direction of the text around them, which the compiler denies in comments.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\r' && letters.peek() == Some(&'\n') {
            continue;
        }
        match letter {
            _ if is_line_end(letter) => plain.push('\n'),
            _ if is_directional(letter) => {}
            _ if is_hidden(letter) => plain.push(char::REPLACEMENT_CHARACTER),
            _ => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

/// Returns a text as one line, with single spaces between words.
pub(crate) fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns JSON with the characters escaped that JSON allows in strings, but [`plain`] does not.
pub(super) fn json(json: &str) -> Cow<'_, str> {
    if is_plain(json) {
        return Cow::Borrowed(json);
    }
    Cow::Owned(escaped(json, |letter| letter != '\n' && (is_line_end(letter) || is_hidden(letter))))
}

/// Returns a text as a string in TOML.
pub(crate) fn toml(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "\"{}\"",
        escaped(&text, |letter| letter.is_control() || is_line_end(letter) || is_hidden(letter))
    )
}

/// Replaces some characters, all of which have four digits, by `\uXXXX`.
fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_escaped(letter) {
            // Writing to a `String` cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(letter));
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

/// Whether [`plain`] returns the text as it is. Almost all texts have none of the bytes that the other characters begin
/// with, so that their letters need not be decoded.
fn is_plain(text: &str) -> bool {
    let is_suspect = |byte: &u8| {
        let is_control = *byte < b' ' && *byte != b'\n' && *byte != b'\t';
        is_control || matches!(*byte, 0x7f | 0xc2 | 0xe2)
    };
    // Whole chunks are compared at once.
    let mut chunks = text.as_bytes().chunks(64);
    !chunks.any(|chunk| chunk.iter().fold(false, |found, byte| found | is_suspect(byte)))
        || !text.chars().any(|letter| letter != '\n' && (is_line_end(letter) || is_hidden(letter)))
}

/// Whether a character is a line end in Unicode. Editors disagree about most of them; Rust knows only `\n`, and refuses
/// a `\r` in doc comments.
fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character has no place in a comment.
fn is_hidden(letter: char) -> bool {
    is_directional(letter) || (letter.is_control() && letter != '\n' && letter != '\t')
}

/// Whether a character changes the direction of the text that follows it.
fn is_directional(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_new_lines() {
        assert_eq!(
            plain("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\u{b}g\u{c}h\n\ni"),
            "a\nb\nc\nd\ne\nf\ng\nh\n\ni"
        );
        assert_eq!(one_line(" a\r\n\r b\u{2028}\tc "), "a b c");
    }

    #[test]
    fn control_and_directional_characters_are_removed() {
        assert_eq!(plain("a\u{0}b\u{1b}[1mc\u{7f}\td"), "a\u{fffd}b\u{fffd}[1mc\u{fffd}\td");
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{200f}"), "abc\u{200f}");
    }

    #[test]
    fn json_and_toml_escape_them() {
        assert_eq!(json("{\n\"a\": \"\u{202e}\u{85}\u{7f}ä\"\n}"), "{\n\"a\": \"\\u202e\\u0085\\u007fä\"\n}");
        assert_eq!(toml("a\"\\\n\u{2028}ä"), "\"a\\\"\\\\\\u000a\\u2028ä\"");
    }
}
