//! The current location of a reader or a checker in a document, as a stack of steps, and its display as a
//! JSON path.

use std::fmt::Write as _;

use super::excerpt::{excerpt, quoted};
use super::scanner::Scanner;

/// Maximum length of a key in a path, in characters. A document may have keys of any length.
const KEY: usize = 100;

/// One step of the path from the root of a document to the current value.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A container that was entered, before its first element or key.
    Entered,
    /// A property whose key is known at compile time.
    Key(&'static str),
    /// A property whose key is at this byte offset of the text.
    KeyAt(usize),
    /// A property whose key is known only at run time.
    Name(String),
    /// An element of an array; the first is 0.
    Index(usize),
    /// A variant of a union, and the byte offset of the tag that selected it.
    Variant(&'static str, Option<usize>),
}

/// Formats the steps as a JSON path. `text` is the document that the offsets refer to.
pub(crate) fn render(steps: &[Step], text: &str) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            Step::Entered => {}
            Step::Key(key) => push_key(&mut path, key),
            Step::KeyAt(offset) => push_key(&mut path, &string_at(text, *offset)),
            Step::Name(name) => push_key(&mut path, name),
            Step::Index(index) => push_index(&mut path, *index),
            Step::Variant(name, tag) => push_variant(&mut path, name, *tag, text),
        }
    }
    path
}

fn push_key(path: &mut String, key: &str) {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '$');
    if !key.is_empty() && key.chars().nth(KEY).is_none() && key.chars().all(plain) {
        path.push('.');
        path.push_str(key);
    } else {
        path.push('[');
        path.push_str(&quoted(key, KEY));
        path.push(']');
    }
}

fn push_index(path: &mut String, index: usize) {
    // Writing to a string cannot fail.
    let _ = write!(path, "[{index}]");
}

fn push_variant(path: &mut String, name: &str, tag: Option<usize>, text: &str) {
    path.push('<');
    path.push_str(name);
    if let Some(offset) = tag {
        let tag = string_at(text, offset);
        if tag != name {
            path.push_str(": ");
            path.push_str(&excerpt(tag.as_bytes(), 40));
        }
    }
    path.push('>');
}

fn string_at(text: &str, offset: usize) -> String {
    Scanner::at(text, offset).string().map(std::borrow::Cow::into_owned).unwrap_or_default()
}
