//! The input of the generator: a document, the files next to it, the settings, and a lock file.

use std::path::{Path, PathBuf};

use faithful_codegen::Request;
use faithful_codegen::source::Source;

use crate::disk::{self, Folder, LockText};
use crate::place;
use crate::revision::Revision;
use crate::terminal::{shown, with_slashes};

/// The file that records names and variant selections from run to run.
pub const LOCK: &str = "names.lock.json";

/// The file with the settings next to a document.
pub(crate) const SETTINGS: &str = "settings.json";

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// A document that the user named, and the files that it may refer to.
pub struct Document {
    /// Path of the document. A document from standard input is in the current directory.
    path: PathBuf,
    /// Name of the document in its folder.
    root: String,
    folder: Folder,
    /// The texts of files that are not read from the folder, by name.
    texts: Vec<(String, String)>,
    /// Name of the settings file.
    settings: Option<String>,
}

impl Document {
    /// Finds a document, or reads it from standard input if the path is `-`. Its references may reach files below `roots`, too.
    /// Without `settings`, the file `settings.json` next to the document is used, if there is one.
    ///
    /// # Errors
    /// Fails if one of `roots` does not exist, or if standard input or `settings` cannot be read.
    pub fn new(path: &Path, settings: Option<&Path>, roots: &[PathBuf]) -> Result<Self, String> {
        let mut texts = Vec::new();
        let path = if path == Path::new(STDIN) {
            let text = disk::read_from(std::io::stdin().lock());
            let text = text.map_err(|error| format!("cannot read standard input: {error}"))?;
            let name = if is_json(&text) { "stdin.json" } else { "stdin.yaml" };
            texts.push((name.to_owned(), text));
            PathBuf::from(name)
        } else {
            path.to_owned()
        };
        let (folder, root) = folder_and_name(&path)?;
        let folder = Folder::new(folder, &root, roots)?;
        let settings = match settings {
            None => folder.has(SETTINGS).then(|| SETTINGS.to_owned()),
            Some(settings) => {
                let text = disk::read(settings);
                let text = text.map_err(|error| format!("cannot read {}: {error}", shown(settings)))?;
                let name = name_in(&path, settings);
                texts.push((name.clone(), text));
                Some(name)
            }
        };
        Ok(Self { path, root, folder, texts, settings })
    }

    /// Returns the input of the generator for this document.
    #[must_use]
    pub fn input<'a>(&'a self, lock: &'a LockFile) -> Input<'a> {
        let mut input = Input::new(&self.folder, &self.path, lock);
        input.texts.extend(self.texts.iter().map(|(name, text)| (name.clone(), text.as_str())));
        input
    }

    /// Returns the request for this document.
    #[must_use]
    pub fn request(&self, input: &Input<'_>, crate_name: &str) -> Request {
        Request {
            root: self.root.clone(),
            settings: self.settings.clone(),
            lock: input.lock.clone(),
            crate_name: crate_name.to_owned(),
        }
    }

    /// Returns the path of the document.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of a file of the document, as the generator names it, from the current directory.
    #[must_use]
    pub fn place(&self, file: &str) -> String {
        place::from_current_folder(&self.path, file)
    }
}

/// Whether a text is JSON rather than YAML, in which a document does not begin with a bracket.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

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
    #[must_use]
    pub fn at(&self, revision: &str) -> Self {
        let revision = Revision::new(&self.folder, revision);
        let text = revision.filter(|revision| revision.has(&self.name));
        let text = text.and_then(|revision| revision.text(&self.name).ok());
        Self { folder: self.folder.clone(), name: self.name.clone(), text }
    }

    /// Returns the folder of the file, and its text before and after a run.
    #[must_use]
    pub fn output(&self, after: &str) -> (PathBuf, LockText) {
        let text = LockText { path: self.name.clone(), before: self.text.clone(), after: after.to_owned() };
        (self.folder.clone(), text)
    }

    /// Whether the file exists and has another text.
    #[must_use]
    pub fn differs_from(&self, text: &str) -> bool {
        self.text.as_ref().is_some_and(|before| !disk::is_same_text(before, text))
    }
}

/// Returns the name of a file in the source of a document: absolute, unless the file is next to the document, so that no
/// reference of the document has this name.
fn name_in(document: &Path, file: &Path) -> String {
    let folder = |path: &Path| match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new(".").canonicalize().ok(),
        folder => folder.and_then(|folder| folder.canonicalize().ok()),
    };
    match file.file_name() {
        Some(name) if folder(document) == folder(file) => name.to_string_lossy().into_owned(),
        _ => with_slashes(&std::path::absolute(file).unwrap_or_else(|_| file.to_owned())),
    }
}

/// The files of a document, with a lock file and further texts.
pub struct Input<'a> {
    files: &'a dyn Source,
    /// Name of the lock file.
    lock: Option<String>,
    texts: Vec<(String, &'a str)>,
}

impl<'a> Input<'a> {
    /// Adds a lock file to the files of the document `spec`.
    pub fn new(files: &'a dyn Source, spec: &Path, lock: &'a LockFile) -> Self {
        let text = lock.text.as_deref().map(|text| (name_in(spec, &lock.folder.join(&lock.name)), text));
        Self { files, lock: text.as_ref().map(|(name, _)| name.clone()), texts: text.into_iter().collect() }
    }

    /// Returns the request for the document `root`, including the settings next to it if there are any.
    pub fn request(&self, root: &str, crate_name: &str, has: impl Fn(&str) -> bool) -> Request {
        Request {
            root: root.to_owned(),
            settings: has(SETTINGS).then(|| SETTINGS.to_owned()),
            lock: self.lock.clone(),
            crate_name: crate_name.to_owned(),
        }
    }
}

impl Source for Input<'_> {
    fn text(&self, file: &str) -> Result<String, String> {
        match self.texts.iter().find(|(name, _)| name == file) {
            Some((_, text)) => Ok((*text).to_owned()),
            None => self.files.text(file),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_input_is_json_if_it_begins_with_a_brace() {
        assert!(is_json("\u{feff} \n{\"openapi\": \"3.1.0\"}"));
        assert!(!is_json("openapi: 3.1.0\n") && !is_json("# {\n"));
    }
}
