//! Reports files that cannot be read or are not valid JSON.

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Location, Problem, Sources};

impl Diagnostics {
    /// Reports why `file` has no value, and returns `false` if it has one.
    ///
    /// The location is in the file itself if it is not valid JSON; otherwise `requested_by` is used.
    pub(crate) fn unreadable(&mut self, sources: &Sources, file: &str, requested_by: &Location) -> bool {
        let Some(problem) = sources.problem(file) else { return false };
        match problem {
            Problem::Invalid { position, message } => {
                let (message, help) = explain(message);
                self.push(Diagnostic {
                    severity: Severity::Error,
                    code: Code::InvalidJson,
                    location: Location::root(file),
                    position: Some(*position),
                    message: message.to_owned(),
                    first_use: None,
                    help: help.to_owned(),
                });
            }
            Problem::Unreadable(reason) => self.error(
                Code::FileUnreadable,
                requested_by,
                format!("cannot read `{file}`: {reason}"),
                "paths are relative to the file that contains them",
            ),
        }
        true
    }
}

/// Returns the message for an error of the parser, and what to do about it.
fn explain(message: &str) -> (&str, &'static str) {
    if message == "recursion limit exceeded" {
        (
            "lists and objects are nested more than 127 levels deep",
            "define inner schemas in `components`, and refer to them with `$ref`",
        )
    } else {
        (message, "the file must contain a single JSON value without duplicate keys")
    }
}
