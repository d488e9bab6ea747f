//! Files without a value: those that cannot be read, and those that hold no JSON.

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Location, Problem, Sources};

impl Diagnostics {
    /// Tells why `file` holds nothing, if that is so: at `wanted_by`, or at the file itself when its
    /// text is not JSON.
    pub(crate) fn unreadable(&mut self, sources: &Sources, file: &str, wanted_by: &Location) -> bool {
        let Some(problem) = sources.problem(file) else { return false };
        match problem {
            Problem::Invalid { position, message } => self.push(Diagnostic {
                severity: Severity::Error,
                code: Code::InvalidJson,
                location: Location::root(file),
                position: Some(*position),
                message: message.clone(),
                help: "the file must hold one JSON value in which no key stands twice".to_owned(),
            }),
            Problem::Unreadable(reason) => self.error(
                Code::FileUnreadable,
                wanted_by,
                format!("`{file}` cannot be read: {reason}"),
                "paths are relative to the file that names them",
            ),
        }
        true
    }
}
