//! Files and folders of the workspace, and copies that a test may change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, Outcome};

/// The root folder of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Reads a file.
///
/// # Errors
/// Fails with the path if the file cannot be read.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Writes a file unless it already contains `text`, so that unchanged files are not rebuilt.
///
/// # Errors
/// Fails with the path if the file cannot be written.
pub fn write(path: &Path, text: &str) -> Outcome {
    if fs::read_to_string(path).is_ok_and(|current| current == text) {
        return Ok(());
    }
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// All files below a folder, sorted, as relative paths with `/` separators.
///
/// # Errors
/// Fails with the path if a folder cannot be read.
pub fn files_below(folder: &Path) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Outcome {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// Whether a path has this extension.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// Creates an empty folder, deleting any previous one.
///
/// # Errors
/// Fails with the path if the folder cannot be deleted or created.
pub fn fresh(folder: &Path) -> Outcome {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

/// Copies all files below `from` into the new folder `to`.
///
/// # Errors
/// Fails with the path if a file cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    fresh(to)?;
    for file in files_below(from)? {
        write(&to.join(&file), &read(&from.join(&file))?)?;
    }
    Ok(())
}

/// Replaces the only occurrence of `old` in a file.
///
/// # Errors
/// Fails unless `old` occurs exactly once; otherwise the test must be updated.
pub fn replace(path: &Path, old: &str, new: &str) -> Outcome {
    let text = read(path)?;
    let found = text.matches(old).count();
    if found != 1 {
        let place = path.display();
        return Err(Failure::new(format!("{place}: expected one occurrence, found {found}:\n{old}")));
    }
    write(path, &text.replace(old, new))
}
