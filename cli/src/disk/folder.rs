//! Reads a document and the files that it refers to.
//!
//! A document may come from anyone, so its references must not read arbitrary files: after links are resolved, a file must be
//! below the folder of the document, the current directory or a folder that the user allowed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::terminal::shown;
use faithful_codegen::source::Source;

/// The size of the largest file that is read.
const LIMIT: u64 = 128 << 20;

/// The folder of a document on disk.
pub struct Folder {
    path: PathBuf,
    /// Name of the document, which the user named, so it may be a link to any file.
    document: String,
    /// The folders that files may be read from, with links resolved.
    allowed: Vec<PathBuf>,
}

impl Folder {
    /// Returns the folder `path` of the file `document`. Its references may reach files below it, below the current
    /// directory and below `roots`.
    ///
    /// # Errors
    /// Fails if one of `roots` does not exist.
    pub fn new(path: &Path, document: &str, roots: &[PathBuf]) -> Result<Self, String> {
        // The path of a file in the current directory has an empty parent.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let mut allowed = Vec::new();
        allowed.extend(path.canonicalize());
        // In the root directory, this would allow every file.
        let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
        allowed.extend(current.into_iter().filter(|folder| folder.parent().is_some()));
        for root in roots {
            let root = root.canonicalize().map_err(|error| format!("--root {}: {error}", shown(root)))?;
            allowed.push(root);
        }
        Ok(Self { path: path.to_path_buf(), document: document.to_owned(), allowed })
    }

    /// Returns whether the folder contains an entry. If it is not a file that may be read, reading it fails.
    #[must_use]
    pub fn has(&self, file: &str) -> bool {
        self.path.join(file).symlink_metadata().is_ok()
    }

    /// Returns the path of a file with links resolved.
    fn resolve(&self, file: &str) -> Result<PathBuf, String> {
        let path = self.path.join(file);
        let is_allowed = |path: &Path| self.allowed.iter().any(|folder| path.starts_with(folder));
        let outside = || {
            "the file is outside of the folder of the document and of the current directory; `--root DIR` allows another \
             folder"
                .to_owned()
        };
        match path.canonicalize() {
            Ok(found) if file == self.document || is_allowed(&found) => {
                // Some systems ignore the case of names, but the same document must mean the same on all of them.
                match differs_in_case(file, &found) {
                    Some(name) => Err(wrong_case(&name)),
                    None => Ok(found),
                }
            }
            Ok(_) => Err(outside()),
            // Whether a file outside exists is not revealed either.
            Err(error) => {
                let parent = path.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok());
                if parent.is_some_and(|folder| !is_allowed(&folder)) {
                    return Err(outside());
                }
                Err(similar(&path).unwrap_or_else(|| error.to_string()))
            }
        }
    }
}

/// Returns why a file was not found if there is a similar name in its folder.
fn similar(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    if name.contains('\\') {
        return Some("separate the parts of a path by `/`, which works on all systems".to_owned());
    }
    let entries = path.parent()?.read_dir().ok()?.filter_map(Result::ok);
    let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.find(|it| *it != name && is_equal_without_case(it, &name)).map(|name| wrong_case(&name))
}

fn wrong_case(name: &str) -> String {
    format!("the name of the file is `{name}`, and upper and lower case differ on most systems")
}

/// Returns the real name of a file if it differs from the requested one only in case, which only some systems allow.
fn differs_in_case(requested: &str, found: &Path) -> Option<String> {
    let requested = requested.rsplit('/').next()?;
    let found = found.file_name()?.to_string_lossy();
    (*found != *requested && is_equal_without_case(&found, requested)).then(|| found.into_owned())
}

fn is_equal_without_case(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

impl Source for Folder {
    fn text(&self, file: &str) -> Result<String, String> {
        read(&self.resolve(file)?)
    }
}

/// Reads a regular file. Devices and pipes are not opened, because reading them may not end.
///
/// # Errors
/// Fails if the file is not a regular file, larger than 128 MiB, or not UTF-8 text.
pub fn read(path: &Path) -> Result<String, String> {
    let metadata = path.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    // The size that the system reports may be wrong, for example in `/proc`.
    read_from(File::open(path).map_err(|error| error.to_string())?)
}

/// Reads a text of at most 128 MiB.
///
/// # Errors
/// Fails if the text is larger or not UTF-8.
pub fn read_from(file: impl Read) -> Result<String, String> {
    let mut text = String::new();
    let size = file.take(LIMIT + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if size as u64 > LIMIT {
        return Err(format!("it is larger than {} MiB", LIMIT >> 20));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_case_is_found_but_not_accepted() {
        // What a system that ignores case returns for `schemas/Pet.json`.
        let found = Path::new("/api/schemas/pet.json");
        assert_eq!(differs_in_case("schemas/Pet.json", found), Some("pet.json".to_owned()));
        assert_eq!(differs_in_case("schemas/pet.json", found), None);
        // A link has any other name.
        assert_eq!(differs_in_case("schemas/cat.json", found), None);
    }
}
