//! Finds files below a folder without following links.

use crate::terminal::shown;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The entry at a path.
#[derive(Debug, Eq, PartialEq)]
pub enum Entry {
    /// Nothing.
    Missing,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// The path contains a symbolic link, which is here.
    Link(PathBuf),
    /// The path leads through something that is not a folder, or to a device, a pipe or a socket.
    Other(PathBuf),
}

/// Returns the entry at `path`, relative to `folder`, without following links below `folder`.
///
/// # Errors
/// Fails if `path` is absolute or contains `..`, or if an entry cannot be examined; the message contains the path.
pub fn find(folder: &Path, path: &str) -> Result<Entry, String> {
    let mut place = folder.to_path_buf();
    let mut found = Entry::Folder;
    let is_below = |component| matches!(component, Component::Normal(_));
    if !Path::new(path).components().all(is_below) {
        return Err(format!("`{}` is not a path below {}", shown(Path::new(path)), shown(folder)));
    }
    for component in Path::new(path).components() {
        if found != Entry::Folder {
            return Ok(Entry::Other(place));
        }
        place.push(component);
        let metadata = match fs::symlink_metadata(&place) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Entry::Missing),
            Err(error) => return Err(format!("cannot read {}: {error}", shown(&place))),
        };
        found = if metadata.is_symlink() {
            return Ok(Entry::Link(place));
        } else if metadata.is_dir() {
            Entry::Folder
        } else if metadata.is_file() {
            Entry::File
        } else {
            return Ok(Entry::Other(place));
        };
    }
    Ok(found)
}

/// Returns the paths of all entries below `path`, relative to `folder`, sorted; folders are not included. Returns none if
/// there is no folder at `path`.
///
/// # Errors
/// Fails if a folder cannot be read; the message contains the path.
pub fn entries_below(folder: &Path, path: &str) -> Result<Vec<String>, String> {
    let mut paths = Vec::new();
    let place = folder.join(path);
    if find(folder, path)? != Entry::Folder || !place.is_dir() {
        return Ok(paths);
    }
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", shown(&place));
    for entry in fs::read_dir(&place).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(format!("the name of {} is not UTF-8", shown(&entry.path())));
        };
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if entry.file_type().map_err(failed)?.is_dir() {
            paths.extend(entries_below(folder, &path)?);
        } else {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Creates the folders that contain `path`, relative to `folder`.
///
/// # Errors
/// Fails if one of them exists but is not a folder, or cannot be created; the message contains the path.
pub fn create_parents(folder: &Path, path: &str) -> Result<(), String> {
    for (end, _) in path.match_indices('/') {
        let parent = &path[..end];
        let place = folder.join(parent);
        match find(folder, parent)? {
            Entry::Folder => {}
            Entry::Missing => {
                fs::create_dir(&place)
                    .map_err(|error| format!("cannot create {}: {error}", shown(&place)))?;
            }
            Entry::File | Entry::Link(_) | Entry::Other(_) => {
                return Err(format!("{} is not a folder", shown(&place)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outside_of_the_folder_are_errors() {
        for path in ["../x", "/x", "a/../../x"] {
            assert!(find(Path::new("."), path).is_err(), "{path}");
        }
        assert_eq!(find(Path::new(env!("CARGO_MANIFEST_DIR")), "src/lib.rs"), Ok(Entry::File));
        assert_eq!(find(Path::new(env!("CARGO_MANIFEST_DIR")), "src/gone/lib.rs"), Ok(Entry::Missing));
    }
}
