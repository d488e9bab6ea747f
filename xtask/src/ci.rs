//! `cargo xtask ci`: runs the same script as CI.

use std::process::Command;

use crate::workspace::workspace;
use faithful::terminal::shown;

/// Runs `.ci/run`.
///
/// # Errors
/// Fails if the script cannot be started or fails.
pub fn run() -> Result<(), String> {
    let script = workspace().join(".ci/run");
    let status = Command::new("bash").arg(&script).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} failed: {status}", shown(&script))),
        Err(error) => Err(format!("cannot start {}: {error}", shown(&script))),
    }
}
