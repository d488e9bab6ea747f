//! The error of reading a document.

use std::fmt::{self, Write as _};

/// How many times the size limit of the body the values of a response may take in memory.
pub(super) const MEMORY_FACTOR: usize = 4;

/// An error from reading a JSON document: invalid JSON, or a document that does not match the type.
///
/// The message starts with the location of the error as a JSON path, which includes the selected variants of
/// unions. The error is one pointer in size.
///
/// ```
/// let error = faithful_runtime::from_slice::<Vec<String>>(br#"["a", 7]"#).unwrap_err();
/// assert_eq!(error.to_string(), "at $[1]: expected a string, got 7");
/// assert_eq!(error.path(), "$[1]");
/// ```
pub struct ReadError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    path: String,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Mismatch(String),
    Missing(Vec<&'static str>),
    Syntax {
        message: String,
        line: usize,
        column: usize,
    },
    /// The values take too much memory for a body with this size limit.
    TooLarge {
        limit: usize,
    },
}

impl ReadError {
    /// The location of the error, as a JSON path from the root of the document:
    /// `$.data.spec<Workflow>.steps[2].kind`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The required fields that are missing from the object at [`path`](Self::path); empty for any other
    /// error.
    #[must_use]
    pub fn missing(&self) -> &[&'static str] {
        match &self.0.problem {
            Problem::Missing(fields) => fields,
            Problem::Mismatch(_) | Problem::Syntax { .. } | Problem::TooLarge { .. } => &[],
        }
    }

    /// The line and column of a syntax error, both starting at 1; `None` if the document is valid JSON but
    /// does not match the type.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match self.0.problem {
            Problem::Syntax { line, column, .. } => Some((line, column)),
            Problem::Mismatch(_) | Problem::Missing(_) | Problem::TooLarge { .. } => None,
        }
    }

    /// The size limit of the body, if the values take too much memory for it.
    pub(crate) fn exceeded_limit(&self) -> Option<usize> {
        match self.0.problem {
            Problem::TooLarge { limit } => Some(limit),
            Problem::Mismatch(_) | Problem::Missing(_) | Problem::Syntax { .. } => None,
        }
    }

    pub(crate) fn too_large(path: String, limit: usize) -> Self {
        Self(Box::new(Inner { path, problem: Problem::TooLarge { limit } }))
    }

    pub(crate) fn mismatch(path: String, message: String) -> Self {
        Self(Box::new(Inner { path, problem: Problem::Mismatch(message) }))
    }

    pub(crate) fn missing_fields(path: String, fields: Vec<&'static str>) -> Self {
        Self(Box::new(Inner { path, problem: Problem::Missing(fields) }))
    }

    pub(crate) fn syntax(path: String, message: String, text: &[u8], position: usize) -> Self {
        let before = &text[..position.min(text.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |index| index + 1);
        let line = before.split(|&byte| byte == b'\n').count();
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        Self(Box::new(Inner { path, problem: Problem::Syntax { message, line, column } }))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at {}: ", self.0.path)?;
        match &self.0.problem {
            Problem::Mismatch(message) => formatter.write_str(message),
            Problem::Missing(fields) => write_missing(formatter, fields),
            Problem::Syntax { message, line, column } => {
                write!(formatter, "{message} (line {line}, column {column})")
            }
            Problem::TooLarge { limit } => write_too_large(formatter, *limit),
        }
    }
}

/// Writes that the values of a response take too much memory for the size limit of its body.
pub(crate) fn write_too_large(formatter: &mut fmt::Formatter<'_>, limit: usize) -> fmt::Result {
    write!(
        formatter,
        "response too large: its values take more than {MEMORY_FACTOR} times the limit of {limit} bytes in memory"
    )
}

fn write_missing(formatter: &mut fmt::Formatter<'_>, fields: &[&str]) -> fmt::Result {
    formatter.write_str(if fields.len() == 1 { "missing field " } else { "missing fields " })?;
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            formatter.write_str(", ")?;
        }
        formatter.write_char('`')?;
        formatter.write_str(field)?;
        formatter.write_char('`')?;
    }
    Ok(())
}

impl fmt::Debug for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadError")
            .field("path", &self.0.path)
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for ReadError {}
