//! Why a document could not be read: where, and what was wrong there.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// A document that could not be read as the type that was asked for.
///
/// It is one pointer in size. It says where it happened as a JSON path that also names the options
/// of unions:
///
/// ```
/// let error = northflank_runtime::from_slice::<Vec<String>>(br#"["a", 7]"#).unwrap_err();
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
    Syntax { message: String, line: usize, column: usize },
}

impl ReadError {
    /// Where it happened, as a JSON path from the root of the document:
    /// `$.data.spec<Workflow>.steps[2].kind`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The required members that the object at [`path`](Self::path) does not have; empty for every
    /// other error.
    #[must_use]
    pub fn missing(&self) -> &[&'static str] {
        match &self.0.problem {
            Problem::Missing(members) => members,
            Problem::Mismatch(_) | Problem::Syntax { .. } => &[],
        }
    }

    /// Line and column, both counted from 1, if the text is not JSON; `None` if it is JSON of
    /// another shape.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match self.0.problem {
            Problem::Syntax { line, column, .. } => Some((line, column)),
            Problem::Mismatch(_) | Problem::Missing(_) => None,
        }
    }

    pub(crate) fn mismatch(path: String, message: String) -> Self {
        Self(Box::new(Inner { path, problem: Problem::Mismatch(message) }))
    }

    pub(crate) fn absent(path: String, members: Vec<&'static str>) -> Self {
        Self(Box::new(Inner { path, problem: Problem::Missing(members) }))
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
            Problem::Missing(members) => write_missing(formatter, members),
            Problem::Syntax { message, line, column } => {
                write!(formatter, "{message} (line {line}, column {column})")
            }
        }
    }
}

fn write_missing(formatter: &mut fmt::Formatter<'_>, members: &[&str]) -> fmt::Result {
    formatter.write_str(if members.len() == 1 { "missing member " } else { "missing members " })?;
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            formatter.write_str(", ")?;
        }
        formatter.write_char('`')?;
        formatter.write_str(member)?;
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

/// At most 40 characters of a value, as it stands in the text.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
