//! A value in one of the files, with its place.

use std::fmt;

use serde_json::Value;

use super::{Spec, SpecError};

/// A place in a file: the file and a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path of the file.
    pub file: String,
    /// The JSON pointer of the value.
    pub pointer: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.file, self.pointer)
    }
}

/// A value of the document.
#[derive(Clone, Debug)]
pub struct Node<'s> {
    spec: &'s Spec,
    file: &'s str,
    pointer: String,
    /// The value itself.
    pub value: &'s Value,
}

/// The extension that holds what is different in a state of the API.
pub(super) const STATES: &str = "x-states";

/// References that refer to references are followed up to this number.
const MAX_REFERENCES: usize = 16;

impl<'s> Node<'s> {
    pub(super) fn root(spec: &'s Spec, file: &str) -> Result<Self, SpecError> {
        match spec.files.get_key_value(file) {
            Some((file, value)) => Ok(Self { spec, file, pointer: String::new(), value }),
            None => Err(SpecError::in_file(file, "the file does not exist".to_owned())),
        }
    }

    /// The place of the value.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { file: self.file.to_owned(), pointer: self.pointer.clone() }
    }

    /// A property of an object, or an item of a list.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        let node = match self.in_state() {
            Some(different) if different.get(key).is_some() => {
                self.child(STATES)?.child(self.state()?)?.child(key)?
            }
            Some(_) | None => self.child(key)?,
        };
        let is_absent = node.value.is_null() && self.in_state().is_some_and(|it| it.get(key).is_some());
        let does_not_exist = node.in_state().is_some_and(Value::is_null);
        (!is_absent && !does_not_exist).then_some(node)
    }

    fn state(&self) -> Option<&'s str> {
        self.spec.state.as_deref()
    }

    /// What is different in the state of the document.
    fn in_state(&self) -> Option<&'s Value> {
        self.value.get(STATES)?.get(self.state()?)
    }

    fn child(&self, key: &str) -> Option<Self> {
        let value = match self.value {
            Value::Object(object) => object.get(key)?,
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
        let key = key.replace('~', "~0").replace('/', "~1");
        Some(Self { pointer: format!("{}/{key}", self.pointer), value, ..*self })
    }

    /// A property that must exist.
    pub(super) fn required(&self, key: &str) -> Result<Self, SpecError> {
        self.get(key).ok_or_else(|| self.error(format!("`{key}` is missing")))
    }

    /// A string property.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'s str> {
        self.get(key)?.value.as_str()
    }

    /// A property that is `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| node.value == &Value::Bool(true))
    }

    /// The properties of an object; none for other values.
    pub fn entries(&self) -> impl Iterator<Item = (&'s str, Self)> + use<'s> {
        let node = self.clone();
        let keys = self.value.as_object().into_iter().flat_map(|object| object.keys());
        keys.filter_map(move |key| Some((key.as_str(), node.get(key)?)))
    }

    /// The items of a list; none for other values.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'s> {
        let node = self.clone();
        let count = self.value.as_array().map_or(0, Vec::len);
        (0..count).filter_map(move |index| node.get(&index.to_string()))
    }

    /// The value that a chain of references leads to; the node itself if it is not a reference.
    ///
    /// # Errors
    ///
    /// A reference that leads nowhere, or in a circle.
    pub fn resolve(&self) -> Result<Self, SpecError> {
        let mut node = self.clone();
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = node.text("$ref") else { return Ok(node) };
            let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
            let file = if file.is_empty() { node.file.to_owned() } else { join(node.file, file) };
            let mut target = Self::root(self.spec, &file).map_err(|_| dangling(&node, reference))?;
            for key in pointer.split('/').skip(1) {
                let key = key.replace("~1", "/").replace("~0", "~");
                target = target.get(&key).ok_or_else(|| dangling(&node, reference))?;
            }
            node = target;
        }
        Err(self.error("references lead in a circle".to_owned()))
    }

    pub(super) fn error(&self, message: String) -> SpecError {
        SpecError { place: self.place(), message }
    }
}

/// Adds the files that the references in a value lead to.
pub(super) fn referenced_files(file: &str, value: &Value, files: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref")
                && let path = reference.split('#').next().unwrap_or_default()
                && !path.is_empty()
            {
                files.push(join(file, path));
            }
            object.values().for_each(|value| referenced_files(file, value, files));
        }
        Value::Array(items) => items.iter().for_each(|value| referenced_files(file, value, files)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn dangling(node: &Node<'_>, reference: &str) -> SpecError {
    node.error(format!("`{reference}` leads nowhere"))
}

/// The path `to`, relative to the folder of the file `from`.
fn join(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
