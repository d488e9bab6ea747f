//! Analyzes the pattern of strings that refer to a value.
//!
//! When reading, any string that contains `${…}` is a reference. Therefore the pattern must require
//! that, or references could not be distinguished from values. Any further requirement is a rule that
//! requests are validated against.

/// The requirements of a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    /// A `${…}` on one line, and nothing else.
    Reference,
    /// A `${…}`, and more.
    Narrower,
}

/// Returns the requirements of a pattern; `None` if it may match strings without `${…}`.
pub(super) fn meaning(pattern: &str) -> Option<Meaning> {
    let (is_open_start, body) = start(pattern);
    let (body, is_open_end) = end(body);
    let inner = ["\\$\\{", "\\${"].iter().find_map(|opening| body.strip_prefix(opening))?;
    // An unescaped brace might end a quantifier.
    let bare = || inner.strip_suffix('}').filter(|inner| !without_escapes(inner).contains('{'));
    let inner = inner.strip_suffix("\\}").or_else(bare)?;
    let is_repeated = inner.starts_with(['*', '?', '{']);
    if is_repeated || has_alternatives(inner) {
        return None;
    }
    let is_any = matches!(inner, ".*" | ".*?");
    Some(if is_any && is_open_start && is_open_end { Meaning::Reference } else { Meaning::Narrower })
}

/// Strips a leading `^` and `.*`. Also returns whether the pattern allows any text at the start.
fn start(pattern: &str) -> (bool, &str) {
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let rest = [".*?", ".*"].iter().find_map(|any| body.strip_prefix(any));
    (rest.is_some() || body.len() == pattern.len(), rest.unwrap_or(body))
}

/// Strips a trailing `$` and `.*`. Also returns whether the pattern allows any text at the end.
fn end(pattern: &str) -> (&str, bool) {
    let is_escaped = |body: &str| body.ends_with('\\');
    let body = pattern.strip_suffix('$').filter(|body| !is_escaped(body)).unwrap_or(pattern);
    let rest = [".*?", ".*"].iter().find_map(|any| body.strip_suffix(any)).filter(|body| !is_escaped(body));
    (rest.unwrap_or(body), rest.is_some() || body.len() == pattern.len())
}

/// Returns whether a pattern has a top-level `|`, or unbalanced brackets.
fn has_alternatives(pattern: &str) -> bool {
    let (mut depth, mut in_class) = (0_usize, false);
    for letter in without_escapes(pattern).chars() {
        match (letter, in_class) {
            ('[', false) => in_class = true,
            (']', true) => in_class = false,
            ('(', false) => depth += 1,
            (')', false) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return true,
            },
            ('|', false) if depth == 0 => return true,
            _ => {}
        }
    }
    in_class || depth > 0
}

/// Replaces each escape sequence in a pattern by a letter.
fn without_escapes(pattern: &str) -> String {
    let mut plain = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        plain.push(if letter == '\\' { letters.next().map_or('\\', |_| 'x') } else { letter });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_require_a_reference() {
        for pattern in [".*\\${.*}.*", "\\$\\{.*\\}", "^.*\\$\\{.*?\\}.*$", ".*?\\${.*\\}"] {
            assert_eq!(meaning(pattern), Some(Meaning::Reference), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_require_more() {
        for pattern in ["^\\$\\{.+\\}$", "\\${[a-z|}]+}", "^\\$\\{(refs|args)\\.[a-z]+\\}", "\\$\\{a{2}\\}"] {
            assert_eq!(meaning(pattern), Some(Meaning::Narrower), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_match_other_strings() {
        let others = [
            "",
            "^ref:",
            "x",
            "\\$\\{a|b\\}",
            "\\$\\{a\\}?",
            "\\$\\{*\\}",
            "\\$\\{[a-z]{3}",
            "\\$\\{.*\\}\\.*\\",
            "(\\$\\{.*\\})?",
            "\\$\\{a)|(b\\}",
            "\\$\\{.*",
            "\\$\\{[a\\}",
        ];
        for pattern in others {
            assert_eq!(meaning(pattern), None, "{pattern}");
        }
    }
}
