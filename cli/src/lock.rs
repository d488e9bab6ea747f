//! Writes the lock file of a client that a build script generates, or checks it.
//!
//! A build script must not change files of its package, so it only reads the lock file. It does not create one either: names that
//! are recorded are kept, which is a decision of the author.

use std::path::Path;

use faithful_codegen::Files;

use crate::diff::CRATE;
use crate::generate::{self, Format, Input};
use crate::output::{self, Mode, Output};
use crate::request::{Document, LockFile};
use crate::terminal::{self, shown};

/// Writes or checks the lock file, and prints the diagnostics. `command` is the one that updates the file that a check reports.
///
/// # Errors
/// Fails if the document has errors, or if files cannot be read or written. In a check, fails if the file is outdated.
pub fn run(input: &Input, lock: &Path, mode: Mode, format: Format, command: &str) -> Result<(), String> {
    let document = Document::new(&input.spec, input.settings.as_deref(), &input.roots)?;
    let lock_file = LockFile::new(lock)?;
    let generated = generate::generated(&document, &lock_file, input, CRATE);
    let generated = generated.map_err(|failure| generate::failure_text(&failure, &document, format))?;
    let (folder, text) = lock_file.output(&generated.lock);
    let output = Output { folder, files: Files::default(), lock: Some(text), ..Output::default() };
    output::apply(mode, &[output], command)?;
    generate::print_diagnostics(&generated, &document, format);
    if format == Format::Text {
        terminal::print(&format!("{} is up to date\n", shown(lock)));
    }
    Ok(())
}
