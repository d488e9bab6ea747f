//! Reports files that cannot be read or are not valid JSON or YAML.

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Format, Location, Problem, Sources};

impl Diagnostics {
    /// Reports why `file` has no value, and returns `false` if it has one.
    ///
    /// The location is in the file itself if it is not valid; otherwise `requested_by` is used.
    pub(crate) fn unreadable(&mut self, sources: &Sources, file: &str, requested_by: &Location) -> bool {
        let Some(problem) = sources.problem(file) else { return false };
        match problem {
            Problem::Invalid { format, position, message, quoted, help } => {
                let (message, help) = explain(message, help);
                let quoted = quoted.as_ref().map(|text| format!(" `{text}`")).unwrap_or_default();
                self.push(Diagnostic {
                    severity: Severity::Error,
                    code: match format {
                        Format::Json => Code::InvalidJson,
                        Format::Yaml => Code::InvalidYaml,
                    },
                    location: Location::root(file),
                    position: Some(*position),
                    message: format!("{message}{quoted}"),
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

/// Returns the message for an error of a parser, and what to do about it.
fn explain<'a>(message: &'a str, help: &'a str) -> (&'a str, &'a str) {
    if message == "recursion limit exceeded" {
        (
            "lists and objects are nested more than 127 levels deep",
            "define inner schemas in `components`, and refer to them with `$ref`",
        )
    } else {
        (message, help)
    }
}
