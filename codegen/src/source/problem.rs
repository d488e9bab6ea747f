//! Why a file has no value.

use super::format::Format;
use super::position::Position;

/// Why a file has no value.
#[derive(Clone, Debug)]
pub enum Problem {
    /// The file cannot be read; the message is that of the [`Source`](super::Source).
    Unreadable(String),
    /// The file is not valid in its format.
    Invalid {
        /// The format.
        format: Format,
        /// The position where parsing stopped.
        position: Position,
        /// The message of the parser, without the position.
        message: String,
        /// The part of the file that the message is about.
        quoted: Option<String>,
        /// What to do about it.
        help: String,
    },
}

impl Problem {
    /// A YAML file that contains a text instead of an object or a list.
    pub(super) fn text() -> Self {
        Self::Invalid {
            format: Format::Yaml,
            position: Position { line: 1, column: 1 },
            message: "the file contains a text, not an object or a list".to_owned(),
            quoted: None,
            help: "write a document in JSON or YAML".to_owned(),
        }
    }

    /// Returns the problem without the part of the file that its message is about.
    pub(super) fn without_quote(mut self) -> Self {
        if let Self::Invalid { quoted, .. } = &mut self {
            *quoted = None;
        }
        self
    }
}
