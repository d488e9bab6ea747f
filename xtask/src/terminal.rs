//! The output of the tasks. Everything that is printed passes through here, because names of files and texts of a document
//! may contain characters that a terminal interprets.

use std::path::Path;

use ::codegen::{visible, visible_json, visible_lines};
use serde_json::Value;

/// Prints text to standard output.
#[expect(clippy::disallowed_macros, reason = "the text is escaped")]
pub fn print(text: &str) {
    print!("{}", visible_lines(text));
}

/// Prints a JSON value to standard output.
#[expect(clippy::disallowed_macros, reason = "the text is escaped")]
pub fn print_json(value: &Value) {
    println!("{}", visible_json(&format!("{value:#}")));
}

/// Prints text to standard error.
#[expect(clippy::disallowed_macros, reason = "the text is escaped")]
pub fn report(text: &str) {
    eprint!("{}", visible_lines(text));
}

/// Returns a path as part of a message, in one line.
#[expect(clippy::disallowed_methods, reason = "the text is escaped")]
pub fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}
