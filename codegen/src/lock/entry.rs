//! The entries of the lock file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A tag.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedTag {
    /// The module, the feature and the method of the client.
    pub module: String,
    /// The type that holds its calls.
    pub calls: String,
}

/// An operation, its parameters, and what its bodies and answers add.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedOperation {
    /// The method that starts the call.
    pub method: String,
    /// The type of the call.
    pub call: String,
    /// Parameters by their place and name, where the name in Rust differs, or could be taken by one that
    /// goes before it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// What it gives for different statuses.
    #[serde(default, alias = "answers", skip_serializing_if = "Option::is_none")]
    pub responses: Option<String>,
    /// What it says when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<String>,
    /// Methods that ask for other content types, by these.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub raw: BTreeMap<String, String>,
    /// Bodies by their content types, where they have names of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bodies: BTreeMap<String, PinnedBody>,
}

/// A body in one content type.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedBody {
    /// The method that takes it, if it is not the preferred one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The type of one that consists of parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Parts by their names, where the name in Rust differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

/// A type and its parts.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pinned {
    pub name: String,
    /// Fields, values or variants by their words in the document, where the two differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
    /// How the options are told apart if it is a union.
    #[serde(default, alias = "decision", skip_serializing_if = "Option::is_none")]
    pub selection: Option<String>,
}
