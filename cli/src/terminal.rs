//! The output of the commands. Everything that is printed passes through here, because names of files and texts of a document
//! may contain characters that a terminal interprets.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use faithful_codegen::{visible, visible_json, visible_lines};
use serde_json::Value;

use crate::style::{self, Style};

/// Prints text to standard output.
pub fn print(text: &str) {
    write(std::io::stdout(), &visible_lines(text));
}

/// Prints a JSON value to standard output.
pub fn print_json(value: &Value) {
    write(std::io::stdout(), &visible_json(&format!("{value:#}\n")));
}

/// Prints text to standard error, in colors if it is a terminal.
pub fn report(text: &str) {
    write(std::io::stderr(), &style::paint(&visible_lines(text), style()));
}

/// Replaces the last line of a terminal on standard error by `text`, which is one line without a line end.
pub(crate) fn replace_line(text: &str) {
    write(std::io::stderr(), &format!("\r\u{1b}[K{}", visible(text)));
}

/// Whether standard error is a terminal.
pub(crate) fn is_interactive() -> bool {
    std::io::stderr().is_terminal()
}

/// How texts are printed to standard error: in colors, unless it is not a terminal, cannot show them, or the user wants none.
fn style() -> Style {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    Style::new(is_interactive(), &variable("NO_COLOR"), &variable("TERM"))
}

/// Prints a line for cargo, which reads the standard output of build scripts.
pub(crate) fn instruct(key: &str, value: &str) {
    write(std::io::stdout(), &format!("cargo::{key}={}\n", visible(value)));
}

/// Writes a text that is already escaped. There is nobody to tell if it cannot be written, for example because the program
/// that reads it has ended.
fn write(mut stream: impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// Returns a path as part of a message, in one line.
#[must_use]
pub fn shown(path: &Path) -> String {
    visible(&with_slashes(path)).into_owned()
}

/// Returns a path with slashes, whatever the separator of the system is. Output, and the names of files in a lock file, are then
/// the same everywhere, and terminals and editors open such paths on all systems.
#[must_use]
pub fn with_slashes(path: &Path) -> String {
    replaced(&path.to_string_lossy(), std::path::MAIN_SEPARATOR)
}

fn replaced(path: &str, separator: char) -> String {
    path.replace(separator, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_slashes_on_all_systems() {
        assert_eq!(replaced("api\\schemas/b.json", '\\'), "api/schemas/b.json");
        assert_eq!(replaced("api/a\\b.json", '/'), "api/a\\b.json");
    }
}
