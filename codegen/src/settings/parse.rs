//! Parses the JSON files next to the document: settings, corrections and the lock file.

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Location, Position};

/// Parses a JSON file. An error is reported at its position in the file, with this help.
pub(crate) fn parse<'a, T: Deserialize<'a>>(
    file: &str,
    text: &'a str,
    help: &str,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let report = |error: serde_json::Error| {
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        diagnostics.push(Diagnostic {
            severity: Severity::Error,
            code: Code::SettingsInvalid,
            location: Location::root(file),
            position: Some(Position::from_parse_error(text, &error)),
            message: message.strip_suffix(&suffix).unwrap_or(&message).to_owned(),
            first_use: None,
            help: help.to_owned(),
        });
    };
    serde_json::from_str(text).map_err(report).ok()
}
