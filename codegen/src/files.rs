//! What comes out: paths and texts, sorted. Writing them is for others.

use std::collections::BTreeMap;

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

    /// How many lines all files have together.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.files.values().map(|text| text.lines().count()).sum()
    }
}
