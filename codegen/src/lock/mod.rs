//! What was decided before: names, and how unions are told apart.
//!
//! A document grows. So that a new schema renames nothing and an unrelated edit changes no decision
//! unseen, both stand in a file beside the document, which is read before a run and written after
//! it. Codegen takes its text and gives the new one; it touches no disk.

mod entry;
mod selection;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::entry::{Pinned, PinnedBody, PinnedOperation, PinnedTag};
pub(crate) use self::selection::selection;
use crate::ir::Parameter;
use crate::source::Location;

/// The names and decisions of an earlier run.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Types by their places.
    pub(crate) types: BTreeMap<String, Pinned>,
    /// Operations by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) operations: BTreeMap<String, PinnedOperation>,
    /// Tags by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, PinnedTag>,
}

impl Lock {
    /// What the type at a place was called.
    pub(crate) fn type_name(&self, place: &Location) -> Option<&str> {
        self.at(place).map(|pinned| pinned.name.as_str())
    }

    /// What the parts of the type at a place were called, where that was not what they are called in the document.
    pub(crate) fn part_names(&self, place: &Location) -> Option<&BTreeMap<String, String>> {
        self.at(place).map(|pinned| &pinned.parts)
    }

    fn at(&self, place: &Location) -> Option<&Pinned> {
        // Without a lock file no place needs a text.
        if self.types.is_empty() { None } else { self.types.get(&place.to_string()) }
    }

    /// What the method of an operation was called.
    pub(crate) fn method_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|pinned| pinned.method.as_str())
    }

    /// What the type of a call was called.
    pub(crate) fn call_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|pinned| pinned.call.as_str())
    }

    /// What a parameter of an operation was called.
    pub(crate) fn parameter_name(&self, operation: &str, parameter: &Parameter) -> Option<&str> {
        let pinned = self.operations.get(operation)?;
        pinned.parameters.get(&parameter_key(parameter)).map(String::as_str)
    }

    /// What the module of a tag was called.
    pub(crate) fn module_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|pinned| pinned.module.as_str())
    }

    /// What the type with the calls of a tag was called.
    pub(crate) fn calls_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|pinned| pinned.calls.as_str())
    }

    /// What the type was called that an operation gives for different statuses.
    pub(crate) fn responses_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.responses.as_deref()
    }

    /// What the type was called that says why an operation failed.
    pub(crate) fn errors_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.errors.as_deref()
    }

    /// What the method was called that asks for a content type.
    pub(crate) fn raw_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.raw.get(media_type).map(String::as_str)
    }

    /// What the method was called that takes the body in a content type.
    pub(crate) fn body_method_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.method.as_deref()
    }

    /// What the type of a body of parts was called.
    pub(crate) fn body_type_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.r#type.as_deref()
    }

    /// What a part of a body was called.
    pub(crate) fn body_part_name(&self, operation: &str, media_type: &str, part: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.parts.get(part).map(String::as_str)
    }

    /// The text of the lock file.
    pub(crate) fn text(&self) -> String {
        // A map of texts can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// What a parameter is known by: two of one name may stand in different places.
pub(crate) fn parameter_key(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place.as_str(), parameter.name)
}
