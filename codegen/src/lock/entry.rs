//! The entries of the lock file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The names of a tag.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTag {
    /// The module, the Cargo feature and the client method.
    pub module: String,
    /// The type with the methods of its operations, unless it has the name of the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<String>,
}

/// The names of an operation, its parameters, bodies, responses and errors.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedOperation {
    /// The method that creates the call.
    pub method: String,
    /// The type of the call, unless it has the name of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Parameters by place and name, if the Rust name could be taken by another parameter.
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
    /// Parts by name, if the Rust name could be taken by another part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}
