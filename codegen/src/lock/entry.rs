//! The entries of the lock file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The names of a tag.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTag {
    /// The module, the Cargo feature and the client method.
    pub module: String,
    /// The type with the methods of its operations.
    pub calls: String,
}

/// The names of an operation, its parameters, bodies, responses and errors.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedOperation {
    /// The method that creates the call.
    pub method: String,
    /// The type of the call.
    pub call: String,
    /// Parameters by place and name, if the Rust name differs, or could be taken by a parameter that is
    /// named earlier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The type of responses that differ by status.
    #[serde(default, alias = "answers", skip_serializing_if = "Option::is_none")]
    pub responses: Option<String>,
    /// The type of error bodies that differ by status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<String>,
    /// Methods that request other content types, by content type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub raw: BTreeMap<String, String>,
    /// Bodies by content type, if they have names of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bodies: BTreeMap<String, LockedBody>,
}

/// The names of a body in one content type.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedBody {
    /// The method that takes it, unless it is the preferred content type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The type of a multipart body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Parts by name, if the Rust name differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

/// The names of a type and its fields, values or variants, and the selection of its variants.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedType {
    pub name: String,
    /// Fields, values or variants by their name in the document, if the Rust name differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
    /// If it is a union, how its variants are selected.
    #[serde(default, alias = "decision", skip_serializing_if = "Option::is_none")]
    pub selection: Option<String>,
}
