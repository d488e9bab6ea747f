//! The input files: fetched through a [`Source`], parsed once, kept for `$ref`s and messages.

use std::collections::BTreeMap;

use serde::Deserialize as _;

use super::{Location, Position, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

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
    value: Option<Value>,
}

impl Sources {
    /// Reads and parses `file` unless that was done before. What goes wrong is reported at
    /// `wanted_by`, or at the file itself when its text is not JSON.
    pub fn load(
        &mut self,
        source: &dyn Source,
        file: &str,
        wanted_by: &Location,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if let Some(known) = self.files.get(file) {
            return known.value.is_some();
        }
        let text = match source.text(file) {
            // Some editors put a mark before the text that says how it is encoded.
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(reason) => {
                diagnostics.error(
                    Code::FileUnreadable,
                    wanted_by,
                    format!("`{file}` cannot be read: {reason}"),
                    "paths are relative to the file that names them",
                );
                self.files.insert(file.to_owned(), File { text: String::new(), value: None });
                return false;
            }
        };
        let value = parse(file, &text, diagnostics);
        let loaded = value.is_some();
        self.files.insert(file.to_owned(), File { text, value });
        loaded
    }

    /// The text of a file that was read.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(|file| file.text.as_str())
    }

    /// The value at a place, if its file was read and holds it.
    #[must_use]
    pub fn value(&self, location: &Location) -> Option<&Value> {
        let value = self.files.get(&location.file)?.value.as_ref()?;
        value.at(&location.pointer)
    }

    /// The value at a place, to correct it.
    pub fn value_mut(&mut self, location: &Location) -> Option<&mut Value> {
        let value = self.files.get_mut(&location.file)?.value.as_mut()?;
        value.at_mut(&location.pointer)
    }
}

fn parse(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Value::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| diagnostics.push(invalid_json(file, text, &error))).ok()
}

fn invalid_json(file: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    Diagnostic {
        severity: Severity::Error,
        code: Code::InvalidJson,
        location: Location::root(file),
        position: Some(Position::of_parser(text, error)),
        message: message.strip_suffix(&suffix).unwrap_or(&message).to_owned(),
        help: "the file must hold one JSON value in which no key stands twice".to_owned(),
    }
}
