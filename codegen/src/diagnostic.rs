//! What the generator tells the person who wrote the document.
//!
//! Diagnostics are collected, never thrown: one run reports everything it can see. Rendering
//! shows file, line, column and the line itself; it is the only part that needs positions.

use std::fmt;

use crate::document::{Location, Position, Sources, position};

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The output is complete; the reader should know.
    Warning,
}

/// What went wrong, as a stable name that people can search for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Code {
    /// Options of a union share everything by which they could be told apart.
    AmbiguousUnion,
    /// A correction does not fit the document any more.
    CorrectionMismatch,
    /// A correction changes nothing.
    CorrectionWithoutEffect,
    /// A `$ref` leads nowhere.
    DanglingReference,
    /// Two operations share an `operationId`.
    DuplicateOperation,
    /// A file could not be read.
    FileUnreadable,
    /// A keyword holds a value that OpenAPI does not allow there.
    InvalidValue,
    /// A file is not JSON.
    InvalidJson,
    /// Something that OpenAPI demands is absent.
    MissingKeyword,
    /// Two things would get the same Rust name.
    NameCollision,
    /// A path template and its parameters disagree.
    PathParameterMismatch,
    /// Schemas refer to each other in a circle in which no value can end.
    RecursionWithoutEnd,
    /// `required` names a property that is not declared.
    RequiredWithoutProperty,
    /// A setting matches nothing in the document.
    SettingWithoutEffect,
    /// The settings or the corrections cannot be read.
    SettingsInvalid,
    /// OpenAPI allows it; this generator does not understand it yet.
    Unsupported,
    /// OpenAPI does not know this keyword.
    UnknownKeyword,
}

impl Code {
    /// The name that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AmbiguousUnion => "ambiguous-union",
            Self::CorrectionMismatch => "correction-mismatch",
            Self::CorrectionWithoutEffect => "correction-without-effect",
            Self::DanglingReference => "dangling-reference",
            Self::DuplicateOperation => "duplicate-operation",
            Self::FileUnreadable => "file-unreadable",
            Self::InvalidValue => "invalid-value",
            Self::InvalidJson => "invalid-json",
            Self::MissingKeyword => "missing-keyword",
            Self::NameCollision => "name-collision",
            Self::PathParameterMismatch => "path-parameter-mismatch",
            Self::RecursionWithoutEnd => "recursion-without-end",
            Self::RequiredWithoutProperty => "required-without-property",
            Self::SettingWithoutEffect => "setting-without-effect",
            Self::SettingsInvalid => "settings-invalid",
            Self::Unsupported => "unsupported",
            Self::UnknownKeyword => "unknown-keyword",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// Where it is.
    pub location: Location,
    /// Where it is when the file could not be parsed and pointers mean nothing.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// All findings of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
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
        self.push(Diagnostic {
            severity: Severity::Error,
            code,
            location: location.clone(),
            position: None,
            message: message.into(),
            help: help.into(),
        });
    }

    /// Records a finding; the same one twice counts once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    /// Takes back that a keyword at `place` is not supported; tells whether that was said.
    pub fn waive(&mut self, place: &str) -> bool {
        let before = self.found.len();
        self.found.retain(|diagnostic| {
            diagnostic.code != Code::Unsupported || diagnostic.location.to_string() != place
        });
        self.found.len() < before
    }

    /// Whether something stands in the way of an output.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
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
        let mut text = String::new();
        for diagnostic in self.sorted() {
            render_one(&mut text, diagnostic, sources);
        }
        text
    }
}

fn render_one(text: &mut String, diagnostic: &Diagnostic, sources: &Sources) {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Location { file, pointer } = &diagnostic.location;
    let source = sources.text(file).unwrap_or_default();
    let place = diagnostic.position.unwrap_or_else(|| position(source, pointer));
    let line = source.lines().nth(place.line - 1).unwrap_or_default();
    push(
        text,
        format_args!(
            "{severity}[{code}]: {message}\n  --> {file}:{line}:{column} (#{pointer})\n",
            code = diagnostic.code.as_str(),
            message = diagnostic.message,
            line = place.line,
            column = place.column,
        ),
    );
    if !line.trim().is_empty() {
        let (line, caret) = excerpt(line, place.column);
        push(text, format_args!("   | {line}\n   | {caret}^\n"));
    }
    push(text, format_args!("   = help: {}\n\n", diagnostic.help));
}

/// At most 100 characters of a line around a column, and the spaces that lead to the column.
fn excerpt(line: &str, column: usize) -> (String, String) {
    const WIDTH: usize = 100;
    let start = (column - 1).saturating_sub(WIDTH / 2);
    let shown: String = line.chars().skip(start).take(WIDTH).collect();
    (shown, " ".repeat(column - 1 - start))
}

fn push(text: &mut String, arguments: fmt::Arguments<'_>) {
    use fmt::Write as _;
    // Writing to a `String` cannot fail.
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_cut_around_its_column() {
        assert_eq!(excerpt("short", 3), ("short".to_owned(), "  ".to_owned()));
        let long = "ä".repeat(300);
        let (shown, caret) = excerpt(&long, 200);
        assert_eq!((shown.chars().count(), caret.len()), (100, 50));
        let (shown, caret) = excerpt(&long, 301);
        assert_eq!((shown.chars().count(), caret.len()), (50, 50));
    }

    #[test]
    fn the_same_finding_counts_once_and_all_are_sorted() {
        let mut diagnostics = Diagnostics::default();
        let place = Location::root("b.json");
        diagnostics.error(Code::Unsupported, &place, "second", "help");
        diagnostics.error(Code::Unsupported, &place, "second", "help");
        diagnostics.error(Code::InvalidValue, &Location::root("a.json"), "first", "help");
        let messages: Vec<_> = diagnostics.sorted().into_iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["first", "second"]);
        assert!(!diagnostics.waive("a.json#"), "only what is unsupported can be waived");
        assert!(diagnostics.waive("b.json#"));
    }
}
