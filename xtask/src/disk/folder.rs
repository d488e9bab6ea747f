//! Reads a document and the files that it refers to.
//!
//! A document may come from anyone, so its references must not read arbitrary files: after links are resolved, a file must be
//! below the folder of the document, the current directory or a folder that the user allowed.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::terminal::shown;
use codegen::source::Source;

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
            Ok(path) if file == self.document || is_allowed(&path) => Ok(path),
            Ok(_) => Err(outside()),
            // Whether a file outside exists is not revealed either.
            Err(error) => {
                let parent = path.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok());
                Err(if parent.is_none_or(|folder| is_allowed(&folder)) {
                    error.to_string()
                } else {
                    outside()
                })
            }
        }
    }
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
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    // The size that the system reports may be wrong, for example in `/proc`.
    let size = file.take(LIMIT + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if size as u64 > LIMIT {
        return Err(format!("it is larger than {} MiB", LIMIT >> 20));
    }
    Ok(text)
}
