//! Errors and warnings about the input files.
//!
//! Diagnostics are collected rather than returned as errors, so one run reports all problems. Rendering shows
//! the file, line and column together with the source line, and is the only part that needs positions.

mod code;
mod entry;
mod explain;
mod file;
mod json;
mod render;

use indexmap::IndexSet;

pub use self::code::{Code, Example, Severity};
pub use self::entry::Diagnostic;
pub(crate) use self::explain::{index, page};
use crate::source::{Location, Sources};

/// All diagnostics of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    entries: IndexSet<Diagnostic>,
    errors: usize,
}

impl Diagnostics {
    /// Records an error.
    pub fn error(
        &mut self,
        code: Code,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.record(Severity::Error, code, location, message.into(), help.into());
    }

    /// Records a warning, which the settings can allow. The output is complete regardless.
    pub fn warn(
        &mut self,
        code: Code,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.record(Severity::Warning, code, location, message.into(), help.into());
    }

    /// Records an error about a duplicate of something at `first_use`.
    pub(crate) fn duplicate(
        &mut self,
        code: Code,
        location: &Location,
        message: String,
        first_use: &Location,
        help: &str,
    ) {
        self.push(Diagnostic {
            severity: Severity::Error,
            code,
            location: location.clone(),
            position: None,
            message,
            first_use: Some(first_use.clone()),
            help: help.to_owned(),
        });
    }

    fn record(&mut self, severity: Severity, code: Code, location: &Location, message: String, help: String) {
        let (location, position, first_use) = (location.clone(), None, None);
        self.push(Diagnostic { severity, code, location, position, message, first_use, help });
    }

    /// Records a diagnostic. Duplicates are ignored.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let severity = diagnostic.severity;
        if self.entries.insert(diagnostic) && severity == Severity::Error {
            self.errors += 1;
        }
    }

    /// Keeps only the diagnostics for which `keep` returns `true`.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.entries.retain(keep);
        self.count_errors();
    }

    /// Turns warnings with one of these codes into errors.
    pub fn deny(&mut self, codes: &[Code]) {
        let entries = std::mem::take(&mut self.entries).into_iter();
        let denied = entries.map(|mut diagnostic| {
            if codes.contains(&diagnostic.code) {
                diagnostic.severity = Severity::Error;
            }
            diagnostic
        });
        self.entries = denied.collect();
        self.count_errors();
    }

    fn count_errors(&mut self) {
        let errors = self.entries.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        self.errors = errors.count();
    }

    /// Returns whether there are errors, which prevent any output.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Returns the number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Returns the number of errors and warnings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the diagnostics sorted by file, pointer and code.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.entries.iter().collect();
        sorted.sort_by(|a, b| (&a.location, a.code, &a.message).cmp(&(&b.location, b.code, &b.message)));
        sorted
    }

    /// Renders the diagnostics as text, with the source lines they refer to.
    #[must_use]
    pub fn render(&self, sources: &Sources) -> String {
        self.render_with(sources, &str::to_owned)
    }

    /// Renders the diagnostics as [`render`](Self::render) does. `name` returns the name that is shown for a file of the
    /// sources, such as its path from the current directory.
    #[must_use]
    pub fn render_with(&self, sources: &Sources, name: &dyn Fn(&str) -> String) -> String {
        render::render(&self.sorted(), sources, name)
    }

    /// Returns the diagnostics as a JSON array of objects with the keys `code`, `severity`, `file`, `line`,
    /// `column`, `pointer`, `message` and `help`.
    #[must_use]
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        self.to_json_with(sources, &str::to_owned)
    }

    /// Returns the diagnostics as [`to_json`](Self::to_json) does, with the names that `name` returns for the files.
    #[must_use]
    pub fn to_json_with(&self, sources: &Sources, name: &dyn Fn(&str) -> String) -> serde_json::Value {
        json::array(&self.sorted(), sources, name)
    }

    /// Removes all warnings with one of these codes.
    pub fn allow(&mut self, codes: &[Code]) {
        self.retain(|it| it.severity == Severity::Error || !codes.contains(&it.code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_ignored_and_diagnostics_are_sorted() {
        let mut diagnostics = Diagnostics::default();
        let place = Location::root("b.json");
        diagnostics.error(Code::Unsupported, &place, "second", "help");
        diagnostics.error(Code::Unsupported, &place, "second", "help");
        diagnostics.error(Code::InvalidValue, &Location::root("a.json"), "first", "help");
        let messages: Vec<_> = diagnostics.sorted().into_iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["first", "second"]);
        assert_eq!((diagnostics.len(), diagnostics.errors()), (2, 2));
    }

    #[test]
    fn a_warning_is_an_error_only_if_denied() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.warn(Code::Unsupported, &Location::root("a.json"), "message", "help");
        assert!(!diagnostics.has_errors() && !diagnostics.is_empty());
        diagnostics.deny(&[Code::InvalidValue]);
        assert!(!diagnostics.has_errors());
        diagnostics.deny(&[Code::Unsupported]);
        assert!(diagnostics.has_errors());
        diagnostics.retain(|_| false);
        assert!(!diagnostics.has_errors() && diagnostics.is_empty());
    }
}
