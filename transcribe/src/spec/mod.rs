//! The OpenAPI document, as far as pages describe it.
//!
//! A [`Spec`] consists of several files, which refer to each other. Every [`Node`] knows its place, so a difference can be
//! reported where the document must be edited.

mod node;
mod operation;
mod schema;
mod states;

use std::collections::BTreeMap;

use serde_json::Value;

pub use node::{Node, Place};
pub use operation::{Operation, Parameter};
pub(crate) use schema::{flatten_schema, is_implied, schema_type, schema_values};
pub use states::State;

/// The files of an OpenAPI document.
///
/// A document may describe several states of an API, whose pages differ. Where they do, the extension `x-states` of a
/// value holds what is different in a state:
///
/// ```json
/// {
///   "type": "string",
///   "enum": ["v1", "v1.2"],
///   "x-states": { "2024": { "enum": ["v1"] }, "2026": { "enum": ["v1.2"] } }
/// }
/// ```
///
/// A keyword that is `null` does not exist in the state. If the state itself is `null`, the whole value does not. The
/// extension `x-documented-states` of the root lists the [`State`]s.
#[derive(Debug)]
pub struct Spec {
    files: BTreeMap<String, Value>,
    root: String,
    state: Option<String>,
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

impl SpecError {
    fn in_file(file: &str, message: String) -> Self {
        Self { place: Place { file: file.to_owned(), pointer: String::new() }, message }
    }
}

impl Spec {
    /// Reads the root file and every file that it refers to, directly or not.
    ///
    /// # Errors
    ///
    /// A file that `read` does not return, or that is not JSON.
    pub fn load(root: &str, mut read: impl FnMut(&str) -> Result<String, String>) -> Result<Self, SpecError> {
        let mut files = BTreeMap::new();
        let mut pending = vec![root.to_owned()];
        while let Some(file) = pending.pop() {
            if files.contains_key(&file) {
                continue;
            }
            let text = read(&file).map_err(|message| SpecError::in_file(&file, message))?;
            let value = serde_json::from_str(&text)
                .map_err(|error| SpecError::in_file(&file, format!("not JSON: {error}")))?;
            node::referenced_files(&file, &value, &mut pending);
            files.insert(file, value);
        }
        Ok(Self { files, root: root.to_owned(), state: None })
    }

    /// A document of several files. The names are paths, relative to one folder, with `/` between their parts; `root` is
    /// one of them.
    #[must_use]
    pub fn new(files: BTreeMap<String, Value>, root: impl Into<String>) -> Self {
        Self { files, root: root.into(), state: None }
    }

    /// The document as it is in one state of the API.
    #[must_use]
    pub fn in_state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
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
                    operations.push(Operation::read(path, method, [&root, &item, &node])?);
                }
            }
        }
        Ok(operations)
    }
}
