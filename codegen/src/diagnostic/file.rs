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
            Problem::Invalid { position, message } => self.push(Diagnostic {
                severity: Severity::Error,
                code: Code::InvalidJson,
                location: Location::root(file),
                position: Some(*position),
                message: message.clone(),
                first_use: None,
                help: "the file must contain a single JSON value without duplicate keys".to_owned(),
            }),
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
