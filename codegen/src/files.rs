//! The output: paths and texts, sorted by path. This crate does not write them to disk.

use std::collections::BTreeMap;
use std::path::Path;

/// Generated files by path, relative to the generated crate.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Files {
    files: BTreeMap<String, String>,
}

impl Files {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, text: String) {
        self.files.insert(path.into(), text);
    }

    /// Returns the text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Iterates over the files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Returns the number of lines of Rust in all files. Files of examples do not count.
    #[must_use]
    pub fn lines(&self) -> usize {
        let is_rust = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let rust = self.files.iter().filter(|(path, _)| is_rust(path));
        rust.map(|(_, text)| text.lines().count()).sum()
    }
}
