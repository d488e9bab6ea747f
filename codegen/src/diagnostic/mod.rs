//! What the generator tells the person who wrote the document.
//!
//! Diagnostics are collected, never thrown: one run reports everything it can see. Rendering
//! shows file, line, column and the line itself; it is the only part that needs positions.

mod code;
mod explain;
mod file;
mod finding;
mod json;
mod render;

use indexmap::IndexSet;

pub use self::code::{Code, Example, Severity};
pub(crate) use self::explain::{index, page};
pub use self::finding::Diagnostic;
use crate::source::{Location, Sources};

/// All findings of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: IndexSet<Diagnostic>,
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

    /// Records what the reader should know and can waive; the output is complete all the same.
    pub fn warn(
        &mut self,
        code: Code,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.record(Severity::Warning, code, location, message.into(), help.into());
    }

    fn record(&mut self, severity: Severity, code: Code, location: &Location, message: String, help: String) {
        self.push(Diagnostic { severity, code, location: location.clone(), position: None, message, help });
    }

    /// Records a finding; the same one twice counts once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let severity = diagnostic.severity;
        if self.found.insert(diagnostic) && severity == Severity::Error {
            self.errors += 1;
        }
    }

    /// Keeps the findings that `keep` wants.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(keep);
        self.count();
    }

    /// Makes errors of the warnings with one of these codes.
    pub(crate) fn deny(&mut self, codes: &[Code]) {
        let found = std::mem::take(&mut self.found).into_iter();
        let denied = found.map(|mut diagnostic| {
            if codes.contains(&diagnostic.code) {
                diagnostic.severity = Severity::Error;
            }
            diagnostic
        });
        self.found = denied.collect();
        self.count();
    }

    fn count(&mut self) {
        let errors = self.found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        self.errors = errors.count();
    }

    /// Whether something stands in the way of an output.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many findings stand in the way of an output.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many findings there are, errors and warnings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The findings, sorted by file, place and code.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.found.iter().collect();
        sorted.sort_by(|a, b| (&a.location, a.code, &a.message).cmp(&(&b.location, b.code, &b.message)));
        sorted
    }

    /// The findings as a person reads them, with the lines they are about.
    #[must_use]
    pub fn render(&self, sources: &Sources) -> String {
        render::render(&self.sorted(), sources)
    }

    /// The findings as a JSON array: code, severity, file, line, column, pointer, message, help.
    #[must_use]
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        json::array(&self.sorted(), sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_finding_counts_once_and_all_are_sorted() {
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
    fn a_warning_stands_in_the_way_only_when_it_is_denied() {
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
