//! The folders of the workspace, and copies of them that a test may change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, Outcome};

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The text of a file.
///
/// # Errors
/// With the path, when it cannot be read.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Writes a file unless it holds `text` already, so that builds see no change where there is none.
///
/// # Errors
/// With the path, when it cannot be written.
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

/// All files below a folder, sorted, as paths relative to it with `/` between the parts.
///
/// # Errors
/// With the path, when a folder cannot be read.
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

/// Whether a path ends in this extension.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// An empty folder, made anew.
///
/// # Errors
/// With the path, when it cannot be made.
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
/// With the path, when the disk refuses.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    fresh(to)?;
    for file in files_below(from)? {
        write(&to.join(&file), &read(&from.join(&file))?)?;
    }
    Ok(())
}

/// Replaces the one place in a file that reads `old`.
///
/// # Errors
/// When the text does not stand there exactly once: then the test must be brought up to date.
pub fn replace(path: &Path, old: &str, new: &str) -> Outcome {
    let text = read(path)?;
    let found = text.matches(old).count();
    if found != 1 {
        let place = path.display();
        return Err(Failure::new(format!("{place}: expected once, found {found} times:\n{old}")));
    }
    write(path, &text.replace(old, new))
}
