//! The input files: fetched through a [`Source`], parsed once, kept for `$ref`s and messages.

use std::collections::BTreeMap;

use serde::Deserialize as _;

use super::anchors::Anchors;
use super::location::Location;
use super::position::Position;
use super::value::Value;

/// Where texts come from. The disk is one, a map in memory another; codegen knows neither.
pub trait Source: Sync {
    /// The text of `file`, a path relative to the root document's folder.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    fn text(&self, file: &str) -> Result<String, String>;
}

impl Source for BTreeMap<String, String> {
    fn text(&self, file: &str) -> Result<String, String> {
        self.get(file).cloned().ok_or_else(|| "there is no such file".to_owned())
    }
}

/// The files that were read so far.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    text: String,
    value: Result<Value, Problem>,
    /// Places that have a name of their own.
    anchors: Anchors,
}

/// Why a file has no value.
#[derive(Clone, Debug)]
pub enum Problem {
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// It is no JSON.
    Invalid {
        /// Where the parser stopped.
        position: Position,
        /// What it says.
        message: String,
    },
}

impl Sources {
    /// Reads and parses `file` unless that was done before, and says whether it holds JSON. What
    /// goes wrong is kept: many files are named where nothing is made of them.
    pub fn load(&mut self, source: &dyn Source, file: &str) -> bool {
        if let Some(known) = self.files.get(file) {
            return known.value.is_ok();
        }
        let (text, value) = match source.text(file) {
            Ok(text) => {
                // Some editors put a mark before the text that says how it is encoded.
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let value = parse(&text);
                (text, value)
            }
            Err(reason) => (String::new(), Err(Problem::Unreadable(reason))),
        };
        let anchors = value.as_ref().map(Anchors::of).unwrap_or_default();
        let loaded = value.is_ok();
        self.files.insert(file.to_owned(), File { text, value, anchors });
        loaded
    }

    /// Why `file` has no value, if it was asked for and has none.
    #[must_use]
    pub fn problem(&self, file: &str) -> Option<&Problem> {
        self.files.get(file)?.value.as_ref().err()
    }

    /// The text of a file that was read.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(|file| file.text.as_str())
    }

    /// The value at a place, if its file was read and holds it.
    #[must_use]
    pub fn value(&self, location: &Location) -> Option<&Value> {
        let value = self.files.get(&*location.file)?.value.as_ref().ok()?;
        value.at(&location.pointer)
    }

    /// The value at a place, to correct it.
    pub fn value_mut(&mut self, location: &Location) -> Option<&mut Value> {
        let value = self.files.get_mut(&*location.file)?.value.as_mut().ok()?;
        value.at_mut(&location.pointer)
    }

    /// The places that have names of their own in a file.
    pub(crate) fn anchors(&self, file: &str) -> Option<&Anchors> {
        self.files.get(file).map(|file| &file.anchors)
    }
}

fn parse(text: &str) -> Result<Value, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Value::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        Problem::Invalid {
            position: Position::of_parser(text, &error),
            message: message.strip_suffix(&suffix).unwrap_or(&message).to_owned(),
        }
    })
}
