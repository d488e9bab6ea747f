//! A scope in which each name may stand once.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::Location;

use super::Name;

/// Names of Rust that need a mark to be identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate"];

#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashMap<String, Location>,
    /// Names that generated code uses for something else.
    reserved: &'static [&'static str],
    /// What a name gets behind it if it is one of those.
    suffix: &'static str,
}

impl Scope {
    pub fn new(reserved: &'static [&'static str], suffix: &'static str) -> Self {
        Self { taken: HashMap::new(), reserved, suffix }
    }

    /// Takes `text` for what stands at `place`. A name that is taken is reported, with what helps
    /// here; one that is reserved gets the suffix.
    pub fn claim(&mut self, text: &str, place: &Location, help: &str, diagnostics: &mut Diagnostics) -> Name {
        let text = self.free(text);
        if let Some(first) = self.taken.insert(text.clone(), place.clone()) {
            let message = format!("`{text}` is also the name of `{first}`");
            diagnostics.error(Code::NameCollision, place, message, help);
        }
        identifier(&text)
    }

    /// The name that goes with another one, which was claimed and is as unique as this one.
    pub fn follow(&self, text: &str) -> Name {
        identifier(&self.free(text))
    }

    fn free(&self, text: &str) -> String {
        let suffix = if self.reserved.contains(&text) { self.suffix } else { "" };
        format!("{text}{suffix}")
    }
}

/// A name that is an identifier even if it is a keyword.
pub(super) fn identifier(text: &str) -> Name {
    if NEVER_RAW.contains(&text) {
        return Name { text: format!("{text}_"), raw: false };
    }
    Name { text: text.to_owned(), raw: KEYWORDS.contains(&text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_become_raw_or_get_an_underscore() {
        assert_eq!(identifier("type").to_string(), "r#type");
        assert_eq!(identifier("gen").to_string(), "r#gen");
        assert_eq!(identifier("self").to_string(), "self_");
        assert_eq!(identifier("union").to_string(), "union");
    }

    #[test]
    fn reserved_names_get_the_suffix_and_taken_ones_are_reported_once() {
        let mut diagnostics = Diagnostics::default();
        let mut scope = Scope::new(&["new"], "_member");
        let place = Location::root("a.json");
        assert_eq!(scope.claim("new", &place, "help", &mut diagnostics).to_string(), "new_member");
        assert_eq!(scope.follow("new").to_string(), "new_member");
        assert!(diagnostics.is_empty());
        scope.claim("new", &place.join("b"), "help", &mut diagnostics);
        let found = diagnostics.sorted();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "`new_member` is also the name of `a.json#`");
    }
}
