//! The singular and plural of English words. For names of the elements of lists and maps, a word that may not be a plural
//! is left as it is: a plural in a name reads better than half a word.

use std::borrow::Cow;

/// Plurals that no rule covers.
const IRREGULAR: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("apis", "api"),
    ("appendices", "appendix"),
    ("atlases", "atlas"),
    ("axes", "axis"),
    ("biases", "bias"),
    ("caches", "cache"),
    ("calories", "calorie"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("cpus", "cpu"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("dbs", "db"),
    ("gases", "gas"),
    ("gpus", "gpu"),
    ("halves", "half"),
    ("ids", "id"),
    ("indices", "index"),
    ("ips", "ip"),
    ("lenses", "lens"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("menus", "menu"),
    ("movies", "movie"),
    ("niches", "niche"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("prs", "pr"),
    ("quizzes", "quiz"),
    ("selves", "self"),
    ("shelves", "shelf"),
    ("skus", "sku"),
    ("synopses", "synopsis"),
    ("taxis", "taxi"),
    ("theses", "thesis"),
    ("uris", "uri"),
    ("vertices", "vertex"),
    ("vms", "vm"),
    ("vpcs", "vpc"),
    ("women", "woman"),
    ("zombies", "zombie"),
];

/// Words that end with `s` and are not plurals, or are the same in the singular.
const UNCHANGED: &[&str] = &[
    "alias",
    "always",
    "analytics",
    "atlas",
    "bias",
    "canvas",
    "chaos",
    "cosmos",
    "diagnostics",
    "economics",
    "graphics",
    "headquarters",
    "https",
    "ios",
    "kubernetes",
    "lens",
    "logistics",
    "macos",
    "mathematics",
    "means",
    "news",
    "os",
    "physics",
    "postgres",
    "series",
    "species",
    "tvos",
    "watchos",
    "windows",
];

/// Returns the singular of a word in lower case, or the word itself if it is not known to be a plural.
pub(super) fn singular(word: &str) -> Cow<'_, str> {
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return Cow::Borrowed(singular);
    }
    if UNCHANGED.contains(&word) || !word.is_ascii() || word.len() < 4 {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return if stem.len() > 1 {
            Cow::Owned(format!("{stem}y"))
        } else {
            Cow::Borrowed(&word[..word.len() - 1])
        };
    }
    if let Some(stem) = word.strip_suffix("es")
        && is_sibilant(stem)
    {
        return Cow::Borrowed(stem);
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => Cow::Borrowed(stem),
        _ => Cow::Borrowed(word),
    }
}

/// Returns whether one of two words may be the plural of the other, or both are equal.
pub(super) fn is_number_of(one: &str, other: &str) -> bool {
    let is_plural = |one: &str, many: &str| matches!(many.strip_prefix(one), Some("s" | "es"));
    singular(one) == singular(other) || is_plural(one, other) || is_plural(other, one)
}

/// Returns whether the plural of a word is formed with `es`: `addresses`, `branches`, `boxes`, `statuses`.
fn is_sibilant(stem: &str) -> bool {
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
    // `statuses`, but `causes`, `houses` and `uses`.
    let us = stem.strip_suffix("us").is_some_and(|start| start.len() > 1 && !start.ends_with(is_vowel));
    stem.ends_with("ss") || stem.ends_with("sh") || stem.ends_with("ch") || stem.ends_with('x') || us
}

#[cfg(test)]
mod tests {
    use super::{is_number_of, singular};

    #[test]
    fn plurals_become_singular() {
        for (plural, expected) in [
            ("ports", "port"),
            ("policies", "policy"),
            ("addresses", "address"),
            ("branches", "branch"),
            ("boxes", "box"),
            ("hashes", "hash"),
            ("statuses", "status"),
            ("responses", "response"),
            ("databases", "database"),
            ("sizes", "size"),
            ("images", "image"),
            ("causes", "cause"),
            ("archives", "archive"),
            ("indices", "index"),
            ("indexes", "index"),
            ("entries", "entry"),
            ("keys", "key"),
            ("videos", "video"),
            ("children", "child"),
            ("people", "person"),
            ("caches", "cache"),
            ("aliases", "alias"),
            ("gpus", "gpu"),
            ("ids", "id"),
            ("ties", "tie"),
            ("classes", "class"),
            ("processes", "process"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }

    #[test]
    fn numbers_of_a_word() {
        for (one, other) in [("port", "ports"), ("ads", "ad"), ("policies", "policy"), ("dns", "dns")] {
            assert!(is_number_of(one, other), "{one} {other}");
        }
        assert!(!is_number_of("port", "portal"));
    }

    #[test]
    fn other_words_are_unchanged() {
        for word in [
            "status",
            "address",
            "access",
            "data",
            "series",
            "news",
            "dns",
            "tls",
            "aws",
            "analysis",
            "basis",
            "redis",
            "kubernetes",
            "https",
            "alias",
            "bus",
            "gas",
            "this",
            "port",
            "s",
            "",
            "überss",
            "metadata",
            "windows",
        ] {
            assert_eq!(singular(word), word);
        }
    }
}
