//! The input files: read through a [`Source`], parsed once, kept for `$ref`s and diagnostics.

use std::collections::BTreeMap;

use super::anchors::Anchors;
use super::location::Location;
use super::position::Position;
use super::value::Value;

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
    value: Result<Value, Problem>,
    anchors: Anchors,
}

/// Why a file has no value.
#[derive(Clone, Debug)]
pub enum Problem {
    /// The file cannot be read; the message is that of the [`Source`].
    Unreadable(String),
    /// The file is not valid JSON.
    Invalid {
        /// The position where parsing stopped.
        position: Position,
        /// The message of the parser, without the position.
        message: String,
    },
}

impl Problem {
    /// Returns the problem with a message that does not quote a key of the file.
    fn without_key(self) -> Self {
        match self {
            Self::Invalid { position, message } if message.starts_with("duplicate key `") => {
                Self::Invalid { position, message: "duplicate key".to_owned() }
            }
            problem => problem,
        }
    }
}

impl Sources {
    /// Loads and parses `file` if it is not loaded yet, and returns whether it contains valid JSON. The file is part of
    /// the request, so diagnostics may quote its text, unless it is no JSON at all: the file may be a link to another one.
    ///
    /// A failure is kept as a [`Problem`] for the caller to report.
    pub fn load(&mut self, source: &dyn Source, file: &str) -> bool {
        self.load_with(source, file, |text, value| match value {
            Err(problem) if !text.trim_start().starts_with(['{', '[']) => (String::new(), Err(problem)),
            value => (text, value),
        })
    }

    /// Loads and parses `file`, which only a reference names. A reference may name any file, so its text is kept only if
    /// it may be a part of a document: JSON that is not a single string or number.
    ///
    /// A failure is kept as a [`Problem`] and not reported here, because the reference may never be followed.
    pub fn load_referenced(&mut self, source: &dyn Source, file: &str) -> bool {
        self.load_with(source, file, |text, value| match value {
            Ok(scalar @ (Value::String(_) | Value::Number(_))) => {
                let kind = scalar.kind();
                let reason = format!("the file contains {kind}, not a JSON object or array");
                (String::new(), Err(Problem::Unreadable(reason)))
            }
            Ok(value) => (text, Ok(value)),
            Err(problem) => (String::new(), Err(problem.without_key())),
        })
    }

    fn load_with(
        &mut self,
        source: &dyn Source,
        file: &str,
        restrict: impl FnOnce(String, Result<Value, Problem>) -> (String, Result<Value, Problem>),
    ) -> bool {
        if let Some(loaded) = self.files.get(file) {
            return loaded.value.is_ok();
        }
        let (text, value) = match source.text(file) {
            Ok(text) => {
                // Some editors write a byte order mark.
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let value = parse(&text);
                restrict(text, value)
            }
            Err(reason) => (String::new(), Err(Problem::Unreadable(reason))),
        };
        let anchors = value.as_ref().map(Anchors::of).unwrap_or_default();
        let loaded = value.is_ok();
        self.files.insert(file.to_owned(), File { text, value, anchors });
        loaded
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

fn parse(text: &str) -> Result<Value, Problem> {
    Value::parse(text).map_err(|error| {
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        Problem::Invalid {
            position: Position::from_parse_error(text, &error),
            message: message.strip_suffix(&suffix).unwrap_or(&message).to_owned(),
        }
    })
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
}
