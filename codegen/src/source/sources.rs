//! The input files: read through a [`Source`], parsed once, kept for `$ref`s and diagnostics.

use std::collections::BTreeMap;

use super::anchors::Anchors;
use super::format::{self, Format};
use super::location::{Location, Pointer};
use super::parse::parse;
use super::position;
use super::problem::Problem;
use super::value::Value;
use super::yaml;

/// Provides the text of input files, for example from the disk or from a map in memory.
pub trait Source: Sync {
    /// Returns the text of `file`, a path relative to the folder of the root document.
    ///
    /// # Errors
    /// Returns a message with the reason if the file cannot be read.
    fn text(&self, file: &str) -> Result<String, String>;
}

impl Source for BTreeMap<String, String> {
    fn text(&self, file: &str) -> Result<String, String> {
        self.get(file).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// The files loaded so far.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    text: String,
    format: Format,
    value: Result<Value, Problem>,
    anchors: Anchors,
}

impl Sources {
    /// Loads and parses `file` if it is not loaded yet, and returns whether it has a value. The file is part of the request,
    /// so diagnostics may quote its text, unless it is no document at all: the file may be a link to another one. If its name
    /// does not state the format, its text does.
    ///
    /// A failure is kept as a [`Problem`] for the caller to report.
    pub fn load(&mut self, source: &dyn Source, file: &str) -> bool {
        self.load_with(source, file, Format::of_text, |text, format, value| match (value, format) {
            (Err(problem), Format::Json) if !format::is_json(&text) => {
                (String::new(), Err(problem.without_quote()))
            }
            (Err(problem), Format::Yaml) if !format::is_document(&text) => {
                (String::new(), Err(problem.without_quote()))
            }
            // Any text is a string in YAML.
            (Ok(Value::String(_)), Format::Yaml) => (String::new(), Err(Problem::text())),
            (value, _) => (text, value),
        })
    }

    /// Loads and parses `file`, which only a reference names. A reference may name any file, so its text is kept only if
    /// it may be a part of a document: an object or a list, in JSON unless the name states that it is YAML.
    ///
    /// A failure is kept as a [`Problem`] and not reported here, because the reference may never be followed.
    pub fn load_referenced(&mut self, source: &dyn Source, file: &str) -> bool {
        self.load_with(
            source,
            file,
            |_| Format::Json,
            |text, _, value| match value {
                Ok(scalar @ (Value::String(_) | Value::Number(_))) => {
                    let kind = scalar.kind();
                    let reason = format!("the file contains {kind}, not a JSON object or array");
                    (String::new(), Err(Problem::Unreadable(reason)))
                }
                Ok(value) => (text, Ok(value)),
                Err(problem) => (String::new(), Err(problem.without_quote())),
            },
        )
    }

    fn load_with(
        &mut self,
        source: &dyn Source,
        file: &str,
        guess: impl FnOnce(&str) -> Format,
        restrict: impl FnOnce(String, Format, Result<Value, Problem>) -> (String, Result<Value, Problem>),
    ) -> bool {
        if let Some(loaded) = self.files.get(file) {
            return loaded.value.is_ok();
        }
        let (text, format, value) = match source.text(file) {
            Ok(text) => {
                // Some editors write a byte order mark.
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let format = Format::of_name(file).unwrap_or_else(|| guess(&text));
                let (format, value) = parse(&text, format);
                let (text, value) = restrict(text, format, value);
                (text, format, value)
            }
            Err(reason) => (String::new(), Format::Json, Err(Problem::Unreadable(reason))),
        };
        let anchors = value.as_ref().map(Anchors::of).unwrap_or_default();
        let loaded = value.is_ok();
        self.files.insert(file.to_owned(), File { text, format, value, anchors });
        loaded
    }

    /// Iterates over the names of all files that were requested, readable or not.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns why `file` has no value; `None` if it has one or was never loaded.
    #[must_use]
    pub fn problem(&self, file: &str) -> Option<&Problem> {
        self.files.get(file)?.value.as_ref().err()
    }

    /// Returns the text of `file`; `None` if it was never loaded, empty if it cannot be read or must not be quoted.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(|file| file.text.as_str())
    }

    /// Returns the format of `file`, if it was loaded.
    #[must_use]
    pub fn format(&self, file: &str) -> Option<Format> {
        self.files.get(file).map(|file| file.format)
    }

    /// Returns the byte offset of each pointer in the text of `file`: of its value, or of its key if it has one.
    #[must_use]
    pub fn offsets(&self, file: &str, pointers: &[&Pointer]) -> Vec<usize> {
        match self.files.get(file) {
            Some(File { text, format: Format::Yaml, .. }) => yaml::offsets(text, pointers),
            Some(File { text, format: Format::Json, .. }) => position::offsets(text, pointers),
            None => vec![0; pointers.len()],
        }
    }

    /// Returns the value at `location`, if its file is loaded and has one there.
    #[must_use]
    pub fn value(&self, location: &Location) -> Option<&Value> {
        let value = self.files.get(&*location.file)?.value.as_ref().ok()?;
        value.at(&location.pointer)
    }

    /// Returns the value at `location` for modification.
    pub fn value_mut(&mut self, location: &Location) -> Option<&mut Value> {
        let value = self.files.get_mut(&*location.file)?.value.as_mut().ok()?;
        value.at_mut(&location.pointer)
    }

    /// Returns the anchors of `file`, if it was loaded.
    pub(crate) fn anchors(&self, file: &str) -> Option<&Anchors> {
        self.files.get(file).map(|file| &file.anchors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn referenced_files_are_only_quoted_if_they_may_be_part_of_a_document() {
        let texts = ["{\"key\": 1}", "secret = 1", "\"secret\"", "1234", "{\"secret\": 1, \"secret\": 2}"];
        let files = texts.iter().enumerate().map(|(index, text)| (index.to_string(), (*text).to_owned()));
        let files: BTreeMap<String, String> = files.collect();
        let mut sources = Sources::default();
        assert!(sources.load_referenced(&files, "0"));
        assert_eq!(sources.text("0"), Some(texts[0]));
        for file in ["1", "2", "3", "4"] {
            assert!(!sources.load_referenced(&files, file));
            assert_eq!(sources.text(file), Some(""));
            assert!(!format!("{:?}", sources.problem(file)).contains("secret"));
        }
        let mut sources = Sources::default();
        assert!(!sources.load(&files, "1") && !sources.load(&files, "4"));
        assert_eq!((sources.text("1"), sources.text("4")), (Some(""), Some(texts[4])));
    }

    #[test]
    fn yaml_is_only_quoted_if_it_may_be_part_of_a_document() {
        let texts = ["a: secret", "secret text", "secret: 1\nsecret: 2", "a: !secret b", "secret:x:0"];
        let name = |index: usize, extension: &str| format!("{index}{extension}");
        let files = texts.iter().enumerate().flat_map(|(index, text)| {
            ["", ".yaml"].map(|extension| (name(index, extension), (*text).to_owned()))
        });
        let files: BTreeMap<String, String> = files.collect();
        let mut sources = Sources::default();
        for extension in ["", ".yaml"] {
            let loaded = (0..5).filter(|index| sources.load_referenced(&files, &name(*index, extension)));
            assert_eq!(loaded.collect::<Vec<_>>(), if extension.is_empty() { vec![] } else { vec![0] });
            for index in 1..5 {
                assert_eq!(sources.text(&name(index, extension)), Some(""));
                assert!(!format!("{:?}", sources.problem(&name(index, extension))).contains("secret"));
            }
        }
        let mut sources = Sources::default();
        for (index, text) in texts.iter().enumerate() {
            sources.load(&files, &name(index, ""));
            let expected = if [1, 4].contains(&index) { "" } else { *text };
            assert_eq!(sources.text(&name(index, "")), Some(expected));
        }
    }
}
