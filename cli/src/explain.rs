//! Prints the reference pages of the diagnostic codes.

use faithful_codegen::diagnostic::Code;
use faithful_codegen::{explain, visible};

use crate::terminal;

/// Prints the reference page of a code.
///
/// # Errors
/// Fails if the code does not exist; the message lists all codes.
pub fn run(name: &str) -> Result<(), String> {
    terminal::print(&explain(code(name)?));
    Ok(())
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
