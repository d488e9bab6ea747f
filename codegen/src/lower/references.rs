//! What the pattern of a string means that refers to a value.
//!
//! A reader takes any text with `${…}` for a reference. So the pattern must ask for that at least, or a
//! reference could not be told from a value; what it asks for besides is a rule of what is sent.

/// What a pattern asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    /// A text with `${…}` on one line, and nothing else.
    Reference,
    /// More than that.
    Narrower,
}

/// What a pattern means; `None` if it may match texts without `${…}`, as far as can be seen.
pub(super) fn meaning(pattern: &str) -> Option<Meaning> {
    let (before, body) = start(pattern);
    let (body, behind) = end(body);
    let inner = ["\\$\\{", "\\${"].iter().find_map(|opening| body.strip_prefix(opening))?;
    // A bare brace may end a number of repetitions.
    let bare = || inner.strip_suffix('}').filter(|inner| !without_escapes(inner).contains('{'));
    let inner = inner.strip_suffix("\\}").or_else(bare)?;
    let is_repeated = inner.starts_with(['*', '?', '{']);
    if is_repeated || has_alternatives(inner) {
        return None;
    }
    let is_any = matches!(inner, ".*" | ".*?");
    Some(if is_any && before && behind { Meaning::Reference } else { Meaning::Narrower })
}

/// A pattern without what it lets stand in front; whether that is anything.
fn start(pattern: &str) -> (bool, &str) {
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let rest = [".*?", ".*"].iter().find_map(|any| body.strip_prefix(any));
    (rest.is_some() || body.len() == pattern.len(), rest.unwrap_or(body))
}

/// A pattern without what it lets stand behind; whether that is anything.
fn end(pattern: &str) -> (&str, bool) {
    let is_escaped = |body: &str| body.ends_with('\\');
    let body = pattern.strip_suffix('$').filter(|body| !is_escaped(body)).unwrap_or(pattern);
    let rest = [".*?", ".*"].iter().find_map(|any| body.strip_suffix(any)).filter(|body| !is_escaped(body));
    (rest.unwrap_or(body), rest.is_some() || body.len() == pattern.len())
}

/// Whether one of several may match, outside of brackets, or brackets do not match.
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

/// A pattern with a letter in place of each escape.
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
    fn patterns_that_ask_for_a_reference() {
        for pattern in [".*\\${.*}.*", "\\$\\{.*\\}", "^.*\\$\\{.*?\\}.*$", ".*?\\${.*\\}"] {
            assert_eq!(meaning(pattern), Some(Meaning::Reference), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_ask_for_more() {
        for pattern in ["^\\$\\{.+\\}$", "\\${[a-z|}]+}", "^\\$\\{(refs|args)\\.[a-z]+\\}", "\\$\\{a{2}\\}"] {
            assert_eq!(meaning(pattern), Some(Meaning::Narrower), "{pattern}");
        }
    }

    #[test]
    fn patterns_of_other_texts() {
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
