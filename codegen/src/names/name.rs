//! Identifiers, the keys of named items, and the table of all names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use unicode_normalization::{UnicodeNormalization as _, is_nfc, is_nfkc};

use crate::ir::TypeId;

/// Rust keywords, which must be written as raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate"];

/// The key of an item that has a name. Indices are those of the intermediate representation.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NameKey {
    /// A type.
    Type(TypeId),
    /// A field of an object.
    Field(TypeId, usize),
    /// A variant of a string enum or a union.
    Variant(TypeId, usize),
    /// The constructor function of a union variant.
    Constructor(TypeId, usize),
    /// The struct with the methods of a tag's operations.
    Tag(usize),
    /// The module, the Cargo feature and the client method of a tag.
    TagModule(usize),
    /// The file of the module of a tag, without its extension.
    TagFile(usize),
    /// The module, and its file, of the shared models the first of which is a type.
    SharedModule(TypeId),
    /// The method that creates the call of an operation.
    Operation(usize),
    /// The call type of an operation.
    Call(usize),
    /// The file with the example response of an operation, without its extension.
    ExampleFile(usize),
    /// A parameter: operation, parameter.
    Parameter(usize, usize),
    /// The method or setter for a body that is not in the preferred content type: operation, content.
    Content(usize, usize),
    /// The method that requests another content type: operation, index in `raw`.
    Raw(usize, usize),
    /// The type of a multipart body: operation, content.
    Parts(usize, usize),
    /// A part of a multipart body: operation, content, part.
    Part(usize, usize, usize),
    /// The type of an operation's responses by status.
    Responses(usize),
    /// The type of an operation's errors by status.
    Errors(usize),
    /// The method of a waiter.
    Waiter(usize),
    /// The argument of a waiter that identifies an item.
    WaiterItem(usize),
    /// The client method that enters a scope.
    Scope(usize),
    /// The parameter of a scope.
    ScopeParameter(usize),
    /// The method that returns a handle.
    Handle(usize),
    /// The struct of a handle.
    HandleType(usize),
    /// The argument and the field of a parameter that a handle binds: handle, parameter.
    HandleParameter(usize, usize),
    /// The struct with the methods of a tag's operations below a handle: handle, tag. The operations of a tag that is named
    /// like the handle, or like one above it, are methods of the handle itself, and have none.
    HandleTag(usize, usize),
    /// The method of a handle that returns this struct: handle, tag.
    HandleAccessor(usize, usize),
}

/// A Rust identifier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Name {
    text: String,
    raw: bool,
}

impl Name {
    /// Returns the name without the `r#` of a raw identifier.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether it must be written as a raw identifier.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.raw
    }
}

/// Writes the identifier as Rust code, with `r#` if it is raw.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.raw { "r#" } else { "" };
        write!(formatter, "{prefix}{}", self.text)
    }
}

/// All names of an API.
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
    /// Returns the name of an item.
    #[must_use]
    pub fn get(&self, key: NameKey) -> &Name {
        let name = self.names.get(&key);
        debug_assert!(name.is_some(), "{key:?} has no name");
        name.unwrap_or(&self.unnamed)
    }

    /// Returns whether an item has a name.
    #[must_use]
    pub fn has(&self, key: NameKey) -> bool {
        self.names.contains_key(&key)
    }
}

/// Returns a text in Unicode normalization form C, in which Rust compares identifiers.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { text.nfc().collect() }
}

/// Returns an identifier in normalization form KC: the compiler warns about others.
pub(super) fn compatible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc(text) { Cow::Borrowed(text) } else { text.nfkc().collect() }
}

/// Returns whether a text is a keyword of Rust.
pub(crate) fn is_keyword(text: &str) -> bool {
    KEYWORDS.contains(&text) || NEVER_RAW.contains(&text)
}

/// Creates a name that is a valid identifier even if `text` is a keyword.
pub(super) fn identifier(text: &str) -> Name {
    if NEVER_RAW.contains(&text) {
        return Name { text: format!("{text}_"), raw: false };
    }
    Name { text: compatible(text).into_owned(), raw: KEYWORDS.contains(&text) }
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
