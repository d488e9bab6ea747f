//! Keeps two runs from writing to the same folder at the same time.

use std::fs::{self, File};
use std::path::Path;

use fd_lock::RwLock;

use super::entry::{self, Entry};
use crate::terminal::shown;

/// Name of the file that a run locks. It only exists while a run writes, or if one was killed.
const FILE: &str = ".faithful-lock";

/// Returns whether a run writes to `folder`, or was killed while it did.
pub fn is_locked(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(FILE)).is_ok()
}

/// Runs `work` while no other run writes to `folder`. Waits for a run that does.
///
/// # Errors
/// Fails if the lock file cannot be created or locked, or if `work` fails.
pub fn exclusive<T>(folder: &Path, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let path = folder.join(FILE);
    let failed = |error: std::io::Error| format!("cannot lock {}: {error}", shown(&path));
    loop {
        match entry::find(folder, FILE)? {
            Entry::Missing => {}
            Entry::File if fs::metadata(&path).map_or(0, |metadata| metadata.len()) == 0 => {}
            _ => return Err(format!("{} was not created by this tool; remove it", shown(&path))),
        }
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        let mut lock = RwLock::new(file);
        // The system releases the lock if the process is killed.
        let guard = lock.write().map_err(failed)?;
        // The other run removes the file at its end, so this may be the lock of a file that no longer exists.
        if is_at(&guard, &path) {
            let outcome = work();
            fs::remove_file(&path).map_err(failed)?;
            return outcome;
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let found = fs::symlink_metadata(path).map(identity);
    file.metadata().map(identity).ok() == found.ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    // A file that is being removed can no longer be found.
    path.exists()
}
