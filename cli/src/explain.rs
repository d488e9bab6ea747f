//! Prints the reference pages of the diagnostic codes.

use faithful_codegen::diagnostic::Code;
use faithful_codegen::{explain, visible};

use crate::terminal;

/// Prints the reference page of a code; without one, all codes with their meanings.
///
/// # Errors
/// Fails if the code does not exist; the message lists all codes.
pub fn run(name: Option<&str>) -> Result<(), String> {
    match name {
        Some(name) => terminal::print(&explain(code(name)?)),
        None => terminal::print(&list()),
    }
    Ok(())
}

fn list() -> String {
    let lines: Vec<_> =
        Code::ALL.iter().map(|code| format!("{:<26} {}", code.as_str(), code.meaning())).collect();
    lines.join("\n") + "\n"
}

/// Returns the code with this name.
///
/// # Errors
/// Fails if the code does not exist; the message lists all codes.
pub fn code(name: &str) -> Result<Code, String> {
    Code::named(name).ok_or_else(|| {
        let codes: Vec<_> = Code::ALL.iter().map(|code| format!("  {}", code.as_str())).collect();
        format!("unknown code `{}`; the codes are:\n{}", visible(name), codes.join("\n"))
    })
}
