//! The lock file: names and variant selections of the previous run.
//!
//! It is stored next to the document, so that new schemas do not rename existing types and changes
//! of a variant selection do not go unnoticed. It is read before a run and written after it; this
//! crate takes its text and returns the new text, and does not access the disk.

mod entry;
mod selection;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::entry::{LockedBody, LockedOperation, LockedTag, LockedType};
pub(crate) use self::selection::selection;
use crate::ir::Parameter;
use crate::source::Location;

/// The names and variant selections of the previous run.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Types by location.
    pub(crate) types: BTreeMap<String, LockedType>,
    /// Operations by `operationId`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) operations: BTreeMap<String, LockedOperation>,
    /// Tags by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, LockedTag>,
}

impl Lock {
    /// Returns the locked name of the type at a location.
    pub(crate) fn type_name(&self, place: &Location) -> Option<&str> {
        self.at(place).map(|locked| locked.name.as_str())
    }

    /// Returns the locked names of the fields, values or variants of the type at a location, if they differ from
    /// those in the document.
    pub(crate) fn part_names(&self, place: &Location) -> Option<&BTreeMap<String, String>> {
        self.at(place).map(|locked| &locked.parts)
    }

    fn at(&self, place: &Location) -> Option<&LockedType> {
        // Avoids formatting every location if there is no lock file.
        if self.types.is_empty() { None } else { self.types.get(&place.to_string()) }
    }

    /// Returns the locked name of the method of an operation.
    pub(crate) fn method_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|locked| locked.method.as_str())
    }

    /// Returns the locked name of the call type of an operation.
    pub(crate) fn call_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|locked| locked.call.as_str())
    }

    /// Returns the locked name of a parameter.
    pub(crate) fn parameter_name(&self, operation: &str, parameter: &Parameter) -> Option<&str> {
        let locked = self.operations.get(operation)?;
        locked.parameters.get(&parameter_key(parameter)).map(String::as_str)
    }

    /// Returns the locked name of the module of a tag.
    pub(crate) fn module_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|locked| locked.module.as_str())
    }

    /// Returns the locked name of the type with the methods of a tag.
    pub(crate) fn calls_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|locked| locked.calls.as_str())
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

    /// Returns the text of the lock file.
    pub(crate) fn text(&self) -> String {
        // Serializing string maps cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Returns the key of a parameter in the lock file. It includes the place, because parameters in different places
/// may have the same name.
pub(crate) fn parameter_key(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place.as_str(), parameter.name)
}
