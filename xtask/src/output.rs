//! Writing and checking what is generated are one function that differs by a mode.

use std::path::Path;

use ::codegen::Files;

use crate::disk;

/// Whether the disk is made to agree with the spec, or only compared with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Files are written, stale ones removed.
    Write,
    /// Files are compared; a difference is an error.
    Check,
}

/// Makes the disk agree with `files`, or lists where it does not.
///
/// # Errors
/// With the list, when it is only compared; with the path, when the disk refuses.
pub fn apply(
    mode: Mode,
    out: &Path,
    files: &Files,
    machine_written: &[&str],
    command: &str,
) -> Result<(), String> {
    let mut differing = Vec::new();
    for (path, text) in files.iter() {
        let file = out.join(path);
        match std::fs::read_to_string(&file) {
            Ok(current) if current == text => continue,
            Ok(_) => differing.push(format!("  changed: {}", file.display())),
            Err(_) => differing.push(format!("  missing: {}", file.display())),
        }
        if mode == Mode::Write {
            disk::write(&file, text)?;
        }
    }
    for folder in machine_written {
        for stale in disk::files_below(&out.join(folder))? {
            let path = stale.strip_prefix(out).unwrap_or(&stale).to_string_lossy().replace('\\', "/");
            if files.get(&path).is_some() {
                continue;
            }
            differing.push(format!("  stale:   {}", stale.display()));
            if mode == Mode::Write {
                disk::remove(&stale)?;
            }
        }
    }
    match mode {
        Mode::Check if !differing.is_empty() => Err(format!(
            "these files are not what is generated:\n{}\nrun `{command}` and review the difference",
            differing.join("\n"),
        )),
        Mode::Check => Ok(()),
        Mode::Write => {
            for line in differing {
                eprintln!("{line}");
            }
            Ok(())
        }
    }
}
