//! The record of the last comparison: each operation with the address of its page and the digest of its facts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::spec::{Operation, SpecError};

/// The operations that were compared with their pages and agreed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Lock {
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    page: String,
    facts: String,
}

/// An operation whose facts are not those that were compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// The operation was never compared with a page.
    New(String),
    /// The facts of the operation have changed since.
    Changed(String),
    /// The operation is no longer part of the document.
    Removed(String),
}

impl std::fmt::Display for Drift {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::New(operation) => write!(formatter, "`{operation}` was not compared with its page"),
            Self::Changed(operation) => {
                write!(formatter, "`{operation}` has changed since it was compared with its page")
            }
            Self::Removed(operation) => write!(formatter, "`{operation}` is no longer part of the document"),
        }
    }
}

impl Lock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    ///
    /// The text is not a lock file.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The text of the lock file.
    ///
    /// # Errors
    ///
    /// None in practice: names and digests are strings.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Records operations that agree with their pages.
    ///
    /// # Errors
    ///
    /// A reference in the document leads nowhere.
    pub fn of(operations: &[Operation<'_>]) -> Result<Self, SpecError> {
        let mut entries = BTreeMap::new();
        for operation in operations {
            let page = operation.node.get("externalDocs").and_then(|it| it.text("url")).unwrap_or_default();
            entries.insert(key(operation), Entry { page: page.to_owned(), facts: digest(operation)? });
        }
        Ok(Self { entries })
    }

    /// Returns how the operations of a document deviate from those that were compared.
    ///
    /// # Errors
    ///
    /// A reference in the document leads nowhere.
    pub fn drift(&self, operations: &[Operation<'_>]) -> Result<Vec<Drift>, SpecError> {
        let now = Self::of(operations)?;
        let mut drift = Vec::new();
        for (operation, entry) in &now.entries {
            match self.entries.get(operation) {
                None => drift.push(Drift::New(operation.clone())),
                Some(compared) if compared != entry => drift.push(Drift::Changed(operation.clone())),
                Some(_) => {}
            }
        }
        let removed = self.entries.keys().filter(|operation| !now.entries.contains_key(*operation));
        drift.extend(removed.cloned().map(Drift::Removed));
        Ok(drift)
    }
}

/// Operations are recorded by method and path.
fn key(operation: &Operation<'_>) -> String {
    format!("{} {}", operation.method.to_uppercase(), operation.path)
}
