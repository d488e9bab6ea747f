//! `cargo xtask explain` and `cargo xtask docs`: the pages about what the generator says.

use ::codegen::diagnostic::Code;
use ::codegen::{Files, explain, explanations};

use crate::disk;
use crate::output::{self, Mode};

/// The folder of the pages.
const FOLDER: &str = "docs/diagnostics";

/// Prints the page about a code.
///
/// # Errors
/// With all codes, when there is none of this name.
pub fn run(name: &str) -> Result<(), String> {
    let Some(code) = Code::named(name) else {
        let codes: Vec<_> = Code::ALL.iter().map(|code| format!("  {}", code.as_str())).collect();
        return Err(format!("there is no code `{name}`; these exist:\n{}", codes.join("\n")));
    };
    print!("{}", explain(code));
    Ok(())
}

/// Writes or checks the pages about all codes.
///
/// # Errors
/// When they are not what the generator says, or the disk refuses.
pub fn pages(mode: Mode) -> Result<(), String> {
    let mut files = Files::default();
    files.insert(format!("{FOLDER}/README.md"), explanations());
    for code in Code::ALL {
        files.insert(format!("{FOLDER}/{}.md", code.as_str()), explain(*code));
    }
    output::apply(mode, &disk::workspace(), &files, &[FOLDER], "cargo xtask docs")
}
