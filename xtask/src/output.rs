//! Writes or checks generated files. Both are one function with a mode, so that they cannot disagree.

use std::path::Path;

use ::codegen::Files;

use crate::disk;

/// Whether files are written or only checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Write the files, and remove stale ones.
    Write,
    /// Compare the files; a difference is an error.
    Check,
}

/// Writes `files` to the folder `out`, or checks that it contains them. All other files in `generated_folders`
/// are stale. The error message of a check suggests running `command`.
///
/// # Errors
/// In [`Mode::Check`], fails if files differ; the message lists them. Fails if a file or folder cannot be read, written or
/// removed.
pub fn apply(
    mode: Mode,
    out: &Path,
    files: &Files,
    generated_folders: &[&str],
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
    for folder in generated_folders {
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
            "these files differ from the output of the generator:\n{}\nrun `{command}` and review the changes",
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
