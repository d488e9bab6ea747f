//! The input files: fetched through a [`Source`], parsed once, kept for `$ref`s and messages.

use std::collections::BTreeMap;

use serde::Deserialize as _;

use super::anchors::Anchors;
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
    value: Result<Value, Problem>,
    /// Places that have a name of their own.
    anchors: Anchors,
}

/// Why a file has no value.
#[derive(Debug)]
enum Problem {
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// It is no JSON.
    Invalid(Box<Diagnostic>),
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
                let value = parse(file, &text);
                (text, value)
            }
            Err(reason) => (String::new(), Err(Problem::Unreadable(reason))),
        };
        let anchors = value.as_ref().map(Anchors::of).unwrap_or_default();
        let loaded = value.is_ok();
        self.files.insert(file.to_owned(), File { text, value, anchors });
        loaded
    }

    /// Tells why `file` holds nothing, if that is so: at `wanted_by`, or at the file itself when its
    /// text is not JSON.
    pub(super) fn report(&self, file: &str, wanted_by: &Location, diagnostics: &mut Diagnostics) -> bool {
        match self.files.get(file).map(|file| &file.value) {
            None | Some(Ok(_)) => return false,
            Some(Err(Problem::Invalid(problem))) => diagnostics.push((**problem).clone()),
            Some(Err(Problem::Unreadable(reason))) => diagnostics.error(
                Code::FileUnreadable,
                wanted_by,
                format!("`{file}` cannot be read: {reason}"),
                "paths are relative to the file that names them",
            ),
        }
        true
    }

    /// Reads `file`, which must hold JSON.
    pub fn demand(
        &mut self,
        source: &dyn Source,
        file: &str,
        wanted_by: &Location,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let loaded = self.load(source, file);
        self.report(file, wanted_by, diagnostics);
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
        let value = self.files.get(&*location.file)?.value.as_ref().ok()?;
        value.at(&location.pointer)
    }

    /// The value at a place, to correct it.
    pub fn value_mut(&mut self, location: &Location) -> Option<&mut Value> {
        let value = self.files.get_mut(&*location.file)?.value.as_mut().ok()?;
        value.at_mut(&location.pointer)
    }

    /// The places that have names of their own in a file.
    pub(super) fn anchors(&self, file: &str) -> Option<&Anchors> {
        self.files.get(file).map(|file| &file.anchors)
    }
}

fn parse(file: &str, text: &str) -> Result<Value, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Value::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| Problem::Invalid(Box::new(invalid_json(file, text, &error))))
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
