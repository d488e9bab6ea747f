//! Excerpts of texts from outside this program, for messages. Everything that a message quotes of a response, or of a
//! value, passes through here, so that it cannot forge lines of a log, control a terminal or fill the message.

/// Maximum length of a value in the message of a violation, in characters.
pub(crate) const VALUE_EXCERPT: usize = 60;

/// Returns the beginning of a text on one line of at most `limit` characters: whitespace and control characters become
/// one space, invisible characters that reorder or hide text are left out, and invalid UTF-8 becomes `\u{fffd}`.
pub(crate) fn excerpt(text: &[u8], limit: usize) -> String {
    let mut shown = String::new();
    let mut length = 0;
    let mut gap = false;
    for character in characters(text) {
        if character.is_whitespace() || character.is_control() {
            gap = length > 0;
            continue;
        }
        if is_invisible(character) {
            continue;
        }
        if length + usize::from(gap) >= limit {
            shown.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            shown.push(' ');
            length += 1;
        }
        shown.push(character);
        length += 1;
    }
    shown
}

/// Returns the beginning of a string in quotes, of at most `limit` characters. Characters that an excerpt would drop are
/// escaped, because they may be what is wrong with the string.
pub(crate) fn quoted(text: &str, limit: usize) -> String {
    let mut shown = String::from("\"");
    let mut characters = text.chars();
    for character in characters.by_ref().take(limit) {
        if is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else if character == '\'' {
            shown.push(character);
        } else {
            shown.extend(character.escape_debug());
        }
    }
    shown.push_str(if characters.next().is_some() { "…\"" } else { "\"" });
    shown
}

/// Decodes the text lazily, so that a large body is not converted for a short excerpt.
fn characters(text: &[u8]) -> impl Iterator<Item = char> {
    text.utf8_chunks().flat_map(|chunk| {
        let replacement = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(replacement)
    })
}

/// Whether a character changes the direction of the text around it, or is a mark without a shape. Joiners (U+200C,
/// U+200D), which some scripts and emoji need, are kept.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpt_is_one_bounded_line() {
        assert_eq!(excerpt(b"  <html>\r\n\t<b>a\x1b[0m \n", 200), "<html> <b>a [0m");
        assert_eq!(excerpt(b"a\xff\xfeb", 200), "a\u{fffd}\u{fffd}b");
        assert_eq!(excerpt("ü".repeat(200).as_bytes(), 200), "ü".repeat(200));
        assert_eq!(excerpt("ü".repeat(201).as_bytes(), 200), format!("{}…", "ü".repeat(200)));
        assert_eq!(excerpt("a ".repeat(100_000).as_bytes(), 200), format!("{}a…", "a ".repeat(99)));
        assert_eq!(
            excerpt("a\u{202e}b\u{2066}c\u{feff}d\u{e0041}\u{9b}e\u{2028}f".as_bytes(), 200),
            "abcd e f"
        );
        assert_eq!(excerpt("👩\u{200d}💻 می\u{200c}خواهم".as_bytes(), 200), "👩\u{200d}💻 می\u{200c}خواهم");
    }

    #[test]
    fn quoted_string_shows_what_an_excerpt_drops() {
        assert_eq!(quoted("it's \"ü\"\n", 40), r#""it's \"ü\"\n""#);
        assert_eq!(quoted("a\u{202e}\u{1b}\u{7f}\u{feff}", 40), r#""a\u{202e}\u{1b}\u{7f}\u{feff}""#);
        assert_eq!(quoted("abc", 3), r#""abc""#);
        assert_eq!(quoted("abcd", 3), r#""abc…""#);
    }
}
