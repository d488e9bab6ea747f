//! `cargo xtask docs`: the reference pages that are generated from the code.

use faithful::output::{self, Mode, Output};
use faithful_codegen::diagnostic::Code;
use faithful_codegen::{Files, diff, explain, explanations};

use crate::coverage;
use crate::workspace::workspace;

/// The folder of the reference pages of the diagnostic codes.
const DIAGNOSTICS: &str = "docs/diagnostics";

/// The reference page of the compatibility rules.
const CHANGES: &str = "docs/changes.md";

/// Writes or checks the reference pages of all diagnostic codes and of the compatibility rules, and the tables of groups.
///
/// # Errors
/// Fails if a page is outdated in [`Mode::Check`], or cannot be read or written.
pub fn run(mode: Mode, force: bool) -> Result<(), String> {
    let mut files = Files::default();
    files.insert(CHANGES, diff::page());
    files.insert(format!("{DIAGNOSTICS}/README.md"), explanations());
    for code in Code::ALL {
        files.insert(format!("{DIAGNOSTICS}/{}.md", code.as_str()), explain(*code));
    }
    let output =
        Output { folder: workspace(), files, generated_folders: &[DIAGNOSTICS], force, ..Output::default() };
    output::apply(mode, &[output], "cargo xtask docs")?;
    coverage::tables(mode)
}
