//! The lock file: names and variant selections of the previous run.
//!
//! It is stored next to the document, so that new schemas do not rename existing types and changes
//! of a variant selection do not go unnoticed. It is read before a run and written after it; this
//! crate takes its text and returns the new text, and does not access the disk.
//!
//! It only contains names that an addition to the document could take. The name of a component needs no entry,
//! nor does a name that is spelled like most others: they take precedence.

mod entry;
mod previous;
mod selection;
mod style;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize as _};

pub(crate) use self::entry::{LockedBody, LockedOperation, LockedTag};
pub(crate) use self::previous::{Previous, keys, own_name};
pub(crate) use self::selection::selection;
pub(crate) use self::style::{Spelling, Spellings, Style};
use self::text::LockText;
use crate::ir::{Parameter, Variant};
use crate::source::fingerprint;

/// Number of letters that stand for a variant.
const TAG_LETTERS: usize = 2;

/// The names and variant selections of the previous run.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(from = "LockText")]
pub struct Lock {
    /// The spellings of names that are not recorded; `None` in the earlier format, which records all of them.
    pub(crate) spellings: Option<Spellings>,
    /// Keys of types by name.
    pub(crate) types: BTreeMap<String, String>,
    /// Names of types by location, in the earlier format.
    earlier: BTreeMap<String, String>,
    /// Fields, values or variants by the name of their type and their own name in the document.
    pub(crate) parts: BTreeMap<String, BTreeMap<String, String>>,
    /// The variants that are named after their tags, as [letters](tag_letters), by the name of their union, if the names of
    /// these variants could be others; `None` in earlier lock files.
    pub(crate) tagged: Option<BTreeMap<String, String>>,
    /// How the variants of unions are selected, by the name of the type.
    pub(crate) selections: BTreeMap<String, String>,
    /// Operations by `operationId`.
    pub(crate) operations: BTreeMap<String, LockedOperation>,
    /// Tags by name.
    pub(crate) tags: BTreeMap<String, LockedTag>,
}

impl Lock {
    /// Returns the locked names of an operation.
    pub(crate) fn operation(&self, operation: &str) -> Option<&LockedOperation> {
        self.operations.get(operation)
    }

    /// Returns the locked name of a parameter.
    pub(crate) fn parameter_name(&self, operation: &str, parameter: &Parameter) -> Option<&str> {
        let locked = self.operations.get(operation)?;
        locked.parameters.get(&parameter_key(parameter)).map(String::as_str)
    }

    /// Returns the locked name of the type of an operation's responses by status.
    pub(crate) fn responses_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.responses.as_deref()
    }

    /// Returns the locked name of the type of an operation's errors by status.
    pub(crate) fn errors_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.errors.as_deref()
    }

    /// Returns the locked name of the method that requests a content type.
    pub(crate) fn raw_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.raw.get(media_type).map(String::as_str)
    }

    /// Returns the locked name of the method that takes the body in a content type.
    pub(crate) fn body_method_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.method.as_deref()
    }

    /// Returns the locked name of the type of a multipart body.
    pub(crate) fn body_type_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.r#type.as_deref()
    }

    /// Returns the locked name of a part of a multipart body.
    pub(crate) fn body_part_name(&self, operation: &str, media_type: &str, part: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.parts.get(part).map(String::as_str)
    }

    /// Keeps the selections of an earlier lock file, except those of a part, which were compared with it.
    pub(crate) fn keep_selections(&mut self, earlier: &Self, part: &Self) {
        for (union, selection) in &mut self.selections {
            if !part.selections.contains_key(union)
                && let Some(earlier) = earlier.selections.get(union)
            {
                selection.clone_from(earlier);
            }
        }
    }

    /// Returns the text of the lock file.
    pub(crate) fn text(&self) -> String {
        let mut text = Vec::new();
        // One entry on each line; indentation would be a tenth of the file.
        let formatter = serde_json::ser::PrettyFormatter::with_indent(b"");
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, formatter);
        // Serializing string maps cannot fail.
        let _ = LockText::from(self).serialize(&mut serializer);
        text.push(b'\n');
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Returns two letters that stand for a variant that is named after its tag, and is not listed otherwise. They only matter
/// if another variant has the same tag.
pub(crate) fn tag_letters(variant: &Variant) -> String {
    // The number of an option depends on the order of the document.
    let name = if variant.name.starts_with("option ") { "" } else { &variant.name };
    let tag = variant.tag.as_deref().unwrap_or_default();
    fingerprint(&format!("{tag} {name}")).chars().take(TAG_LETTERS).collect()
}

/// Returns whether a variant is one of those that `letters` stand for.
pub(crate) fn has_letters(letters: &str, variant: &Variant) -> bool {
    let own = tag_letters(variant);
    letters.as_bytes().chunks(TAG_LETTERS).any(|it| it == own.as_bytes())
}

/// Returns the key of a parameter in the lock file. It includes the place, because parameters in different places
/// may have the same name.
pub(crate) fn parameter_key(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place.as_str(), parameter.name)
}
