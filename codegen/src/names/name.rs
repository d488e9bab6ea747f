//! Identifiers, what has one, and the table from the one to the other.

use std::collections::HashMap;
use std::fmt;

use crate::ir::TypeId;

/// Names of Rust that need a mark to be identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate"];

/// What has a name.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NameKey {
    /// A type.
    Type(TypeId),
    /// A field of an object.
    Field(TypeId, usize),
    /// A value of a string enum, or a variant of a union.
    Variant(TypeId, usize),
    /// The constructor of a union's variant.
    Constructor(TypeId, usize),
    /// The struct that holds the calls of a tag.
    Tag(usize),
    /// The module, the feature and the method of the client for a tag.
    TagModule(usize),
    /// The method that starts a call.
    Operation(usize),
    /// The type of a call.
    Call(usize),
    /// The file with the documented answer of an operation, without its ending.
    AnswerFile(usize),
    /// A parameter of an operation.
    Parameter(usize, usize),
    /// The method, or the setter, that takes the body in another content type than the preferred one.
    Content(usize, usize),
    /// The method that asks for another content type.
    Raw(usize, usize),
    /// The type of a body that consists of parts.
    Parts(usize, usize),
    /// A part of a body.
    Part(usize, usize, usize),
    /// What an operation gives for different statuses.
    Responses(usize),
    /// What an operation says when it fails.
    Errors(usize),
    /// The method that leads to a scope.
    Scope(usize),
    /// The parameter of a scope.
    ScopeParameter(usize),
}

/// A Rust identifier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Name {
    text: String,
    raw: bool,
}

impl Name {
    /// The letters, without the mark of a raw identifier.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it must be written as a raw identifier.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.raw
    }
}

/// The identifier as it is written in code.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.raw { "r#" } else { "" };
        write!(formatter, "{mark}{}", self.text)
    }
}

/// All names of one API.
#[derive(Clone, Debug)]
pub struct Names {
    pub(super) names: HashMap<NameKey, Name>,
    unnamed: Name,
}

impl Default for Names {
    fn default() -> Self {
        Self { names: HashMap::new(), unnamed: identifier("unnamed") }
    }
}

impl Names {
    /// The name of something that has one.
    #[must_use]
    pub fn get(&self, key: NameKey) -> &Name {
        let name = self.names.get(&key);
        debug_assert!(name.is_some(), "{key:?} has no name");
        name.unwrap_or(&self.unnamed)
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
    use super::identifier;

    #[test]
    fn keywords_become_raw_or_get_an_underscore() {
        assert_eq!(identifier("type").to_string(), "r#type");
        assert_eq!(identifier("gen").to_string(), "r#gen");
        assert_eq!(identifier("self").to_string(), "self_");
        assert_eq!(identifier("union").to_string(), "union");
    }
}
