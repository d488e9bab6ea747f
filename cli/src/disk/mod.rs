//! Reads and writes files.
//!
//! Only files that this tool has written are replaced or removed (`seal`, `plan`), and all changes of a run are made or none
//! (`journal`). Links are never followed when writing (`entry`). References of a document only reach files in allowed
//! folders (`folder`).

mod entry;
mod folder;
mod guard;
mod journal;
mod plan;
mod seal;

use crate::terminal::shown;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub use self::{
    folder::{Folder, read, read_from},
    guard::exclusive,
    journal::{make, recover},
    plan::{LockText, Plan, Target, Words, is_same_text, plan},
    seal::seal,
};

/// Returns whether a run writes to `folder`, or was interrupted while it did.
#[must_use]
pub fn is_busy(folder: &Path) -> bool {
    guard::is_locked(folder) || journal::is_pending(folder)
}

/// Writes a file atomically: writes a temporary file next to it, then renames that.
///
/// # Errors
/// Fails if the path is that of a link, or the file cannot be written; the message contains the path.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", shown(path));
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(format!("{} is not the path of a file", shown(path)));
    };
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(format!("cannot write {}: it is not a regular file", shown(path)));
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let temporary = folder.join(format!(".{}.{}.new", name.to_string_lossy(), std::process::id()));
    let file = fs::File::options().write(true).create_new(true).open(&temporary);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)?;
    fs::rename(&temporary, path).map_err(failed)
}

/// Returns all files in a folder and its subfolders, sorted. Links are not followed. Returns none if the folder does not exist.
///
/// # Errors
/// Fails if a folder cannot be read; the message contains the path.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let paths = entry::entries_below(folder, "")?;
    Ok(paths.iter().map(|path| folder.join(path)).collect())
}

/// Creates the folder that files are written to.
///
/// # Errors
/// Fails if the path is that of a link or a file, or the folder cannot be created; the message contains the path.
pub fn create_folder(path: &Path) -> Result<(), String> {
    check_folder(path)?;
    fs::create_dir_all(path).map_err(|error| format!("cannot create {}: {error}", shown(path)))
}

/// Checks the folder that files are written to.
///
/// # Errors
/// Fails if the path is that of a link or a file; the message contains the path.
pub fn check_folder(path: &Path) -> Result<(), String> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            Err(format!("{} is a symbolic link; name the folder that it leads to", shown(path)))
        }
        Ok(metadata) if !metadata.is_dir() => Err(format!("{} is not a folder", shown(path))),
        Ok(_) | Err(_) => Ok(()),
    }
}
