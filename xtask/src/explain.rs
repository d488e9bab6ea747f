//! `cargo xtask explain` and `cargo xtask docs`: the reference pages of the diagnostic codes.

use ::codegen::diagnostic::Code;
use ::codegen::{Files, explain, explanations, visible};

use crate::disk;
use crate::output::{self, Mode, Output};
use crate::terminal;

/// The folder of the reference pages.
const FOLDER: &str = "docs/diagnostics";

/// Prints the reference page of a code.
///
/// # Errors
/// Fails if the code does not exist; the message lists all codes.
pub fn run(name: &str) -> Result<(), String> {
    let Some(code) = Code::named(name) else {
        let codes: Vec<_> = Code::ALL.iter().map(|code| format!("  {}", code.as_str())).collect();
        return Err(format!("unknown code `{}`; the codes are:\n{}", visible(name), codes.join("\n")));
    };
    terminal::print(&explain(code));
    Ok(())
}

/// Writes or checks the reference pages of all codes.
///
/// # Errors
/// Fails if a page is outdated in [`Mode::Check`], or cannot be read or written.
pub fn pages(mode: Mode, force: bool) -> Result<(), String> {
    let mut files = Files::default();
    files.insert(format!("{FOLDER}/README.md"), explanations());
    for code in Code::ALL {
        files.insert(format!("{FOLDER}/{}.md", code.as_str()), explain(*code));
    }
    let folder = disk::workspace();
    let output = Output { folder, files, generated_folders: &[FOLDER], force, ..Output::default() };
    output::apply(mode, &[output], "cargo xtask docs")
}
