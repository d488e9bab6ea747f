//! The input of the generator: a document, the files next to it, and a lock file.

use std::path::{Path, PathBuf};

use codegen::Request;
use codegen::source::Source;

use crate::disk::{self, LockText};
use crate::revision::Revision;
use crate::terminal::shown;

/// The file that records names and variant selections from run to run.
pub const LOCK: &str = "names.lock.json";

/// A lock file, which need not be next to the document.
pub struct LockFile {
    folder: PathBuf,
    name: String,
    text: Option<String>,
}

impl LockFile {
    /// Reads a lock file, which need not exist.
    ///
    /// # Errors
    /// Fails if the file exists but cannot be read, or is a link; the message contains the path.
    pub fn new(path: &Path) -> Result<Self, String> {
        let (folder, name) = folder_and_name(path)?;
        let failed = |error: &str| format!("cannot read {}: {error}", shown(path));
        let text = match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => return Err(failed("it is a symbolic link")),
            Ok(_) => Some(disk::read(path).map_err(|error| failed(&error))?),
            Err(_) => None,
        };
        // An empty path is the current directory.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Ok(Self { folder: folder.to_path_buf(), name, text })
    }

    /// Returns the lock file at a git revision.
    pub fn at(&self, revision: &str) -> Self {
        let revision = Revision::new(&self.folder, revision);
        let text = revision.filter(|revision| revision.has(&self.name));
        let text = text.and_then(|revision| revision.text(&self.name).ok());
        Self { folder: self.folder.clone(), name: self.name.clone(), text }
    }

    /// Returns the folder of the file, and its text before and after a run.
    pub fn output(&self, after: &str) -> (PathBuf, LockText) {
        let text = LockText { path: self.name.clone(), before: self.text.clone(), after: after.to_owned() };
        (self.folder.clone(), text)
    }

    /// Returns the name of the file in the source: absolute, unless the file is next to the document, so that no reference of
    /// the document has this name.
    fn name_in(&self, spec: &Path) -> String {
        let is_next_to =
            spec.parent().is_some_and(|folder| folder.canonicalize().ok() == self.folder.canonicalize().ok());
        if is_next_to {
            return self.name.clone();
        }
        let path = self.folder.join(&self.name);
        std::path::absolute(&path).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// The files of a document, with a lock file.
pub struct Input<'a> {
    files: &'a dyn Source,
    lock: Option<(String, &'a str)>,
}

impl<'a> Input<'a> {
    /// Adds a lock file to the files of the document `spec`.
    pub fn new(files: &'a dyn Source, spec: &Path, lock: &'a LockFile) -> Self {
        Self { files, lock: lock.text.as_deref().map(|text| (lock.name_in(spec), text)) }
    }

    /// Returns the request for the document `root`, including the settings if `has_settings`.
    pub fn request(&self, root: &str, crate_name: &str, has: impl Fn(&str) -> bool) -> Request {
        Request {
            root: root.to_owned(),
            settings: has("settings.json").then(|| "settings.json".to_owned()),
            lock: self.lock.as_ref().map(|(name, _)| name.clone()),
            crate_name: crate_name.to_owned(),
        }
    }
}

impl Source for Input<'_> {
    fn text(&self, file: &str) -> Result<String, String> {
        match &self.lock {
            Some((name, text)) if name == file => Ok((*text).to_owned()),
            _ => self.files.text(file),
        }
    }
}

/// Splits the path of a document into its folder and its file name.
///
/// # Errors
/// Fails if the path does not end in a file name.
pub fn folder_and_name(spec: &Path) -> Result<(&Path, String), String> {
    let name = spec.file_name().ok_or_else(|| format!("{} is not a file", shown(spec)))?;
    Ok((spec.parent().unwrap_or(Path::new(".")), name.to_string_lossy().into_owned()))
}
