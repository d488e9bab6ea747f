//! What comes out: paths and texts, sorted. Writing them is for others.

use std::collections::BTreeMap;
use std::path::Path;

/// Generated files by their path, which is relative to the generated crate.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Files {
    files: BTreeMap<String, String>,
}

impl Files {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, text: String) {
        self.files.insert(path.into(), text);
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// How many lines of Rust the files have together. Documented answers are none.
    #[must_use]
    pub fn lines(&self) -> usize {
        let is_rust = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let rust = self.files.iter().filter(|(path, _)| is_rust(path));
        rust.map(|(_, text)| text.lines().count()).sum()
    }
}
