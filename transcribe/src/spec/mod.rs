//! The OpenAPI document, as far as pages describe it.
//!
//! A [`Spec`] consists of several files, which refer to each other. Every [`Node`] knows its place, so a difference can be
//! reported where the document must be edited.

mod node;
mod operation;

use std::collections::BTreeMap;

use serde_json::Value;

pub use node::{Node, Place};
pub use operation::{Operation, Parameter};

/// The files of an OpenAPI document.
#[derive(Debug)]
pub struct Spec {
    files: BTreeMap<String, Value>,
    root: String,
}

/// A document that cannot be compared with pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// Where the problem is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for SpecError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for SpecError {}

impl Spec {
    /// A document of several files. The names are paths, relative to one folder, with `/` between their parts; `root` is
    /// one of them.
    #[must_use]
    pub fn new(files: BTreeMap<String, Value>, root: impl Into<String>) -> Self {
        Self { files, root: root.into() }
    }

    /// The operations, in the order of their paths.
    ///
    /// # Errors
    ///
    /// A reference that leads nowhere, or a part that is not an object where OpenAPI requires one.
    pub fn operations(&self) -> Result<Vec<Operation<'_>>, SpecError> {
        let root = Node::root(self, &self.root)?;
        let mut operations = Vec::new();
        for (path, item) in root.required("paths")?.entries() {
            let item = item.resolve()?;
            for method in ["get", "post", "put", "patch", "delete"] {
                if let Some(node) = item.get(method) {
                    operations.push(Operation::read(path, method, &item, &node)?);
                }
            }
        }
        Ok(operations)
    }
}
