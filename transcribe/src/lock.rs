//! The record of the last comparison with published pages: each operation with the digest of its facts and the address of its
//! page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Digests;
use crate::spec::{Operation, SpecError};

/// The operations that were compared with their pages and agreed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// What the addresses of the pages begin with.
    base: String,
    /// Method and path of each operation, with the digest and the rest of the address of its page.
    operations: BTreeMap<String, String>,
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
        let base = base(operations.iter().filter_map(page));
        let mut entries = BTreeMap::new();
        let mut digests = Digests::default();
        for operation in operations {
            let digest = digests.operation(operation)?;
            let entry = match page(operation) {
                Some(page) => format!("{digest} {}", &page[base.len()..]),
                None => digest,
            };
            entries.insert(format!("{} {}", operation.method.to_uppercase(), operation.path), entry);
        }
        Ok(Self { base: base.to_owned(), operations: entries })
    }

    /// Returns how the operations of a document deviate from those that were compared.
    ///
    /// # Errors
    ///
    /// A reference in the document leads nowhere.
    pub fn drift(&self, operations: &[Operation<'_>]) -> Result<Vec<Drift>, SpecError> {
        let now = Self::of(operations)?;
        let mut drift = Vec::new();
        for operation in now.operations.keys() {
            match (self.entry(operation), now.entry(operation)) {
                (None, _) => drift.push(Drift::New(operation.clone())),
                (compared, stated) if compared != stated => drift.push(Drift::Changed(operation.clone())),
                (Some(_), _) => {}
            }
        }
        let removed = self.operations.keys().filter(|operation| !now.operations.contains_key(*operation));
        drift.extend(removed.cloned().map(Drift::Removed));
        Ok(drift)
    }

    /// The digest of an operation and the whole address of its page.
    fn entry(&self, operation: &str) -> Option<(&str, Option<String>)> {
        let entry = self.operations.get(operation)?;
        Some(match entry.split_once(' ') {
            Some((digest, page)) => (digest, Some(format!("{}{page}", self.base))),
            None => (entry, None),
        })
    }
}

/// The address of the page of an operation.
fn page<'s>(operation: &Operation<'s>) -> Option<&'s str> {
    operation.node.get("externalDocs")?.text("url")
}

/// The folder that contains all pages.
fn base<'s>(mut pages: impl Iterator<Item = &'s str>) -> &'s str {
    let folder = |page: &'s str| &page[..page.rfind('/').map_or(0, |slash| slash + 1)];
    let first = pages.next().map_or("", folder);
    pages.fold(first, |mut base, page| {
        while !page.starts_with(base) {
            base = folder(&base[..base.len() - 1]);
        }
        base
    })
}
