//! The disk: texts in, texts out.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::source::Source;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The folder that a document stands in.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf() }
    }

    pub fn has(&self, file: &str) -> bool {
        self.path.join(file).is_file()
    }
}

impl Source for Folder {
    fn text(&self, file: &str) -> Result<String, String> {
        let path = self.path.join(file);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// Writes a file whole or not at all: to a neighbour first, then over the old one.
///
/// # Errors
/// With the path, when the disk refuses.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let neighbour = path.with_extension("new");
    fs::write(&neighbour, text).map_err(failed)?;
    fs::rename(&neighbour, path).map_err(failed)
}

/// Removes a file.
///
/// # Errors
/// With the path, when the disk refuses.
pub fn remove(path: &Path) -> Result<(), String> {
    fs::remove_file(path).map_err(|error| format!("{} cannot be removed: {error}", path.display()))
}

/// All files below a folder, sorted; none if the folder is absent.
///
/// # Errors
/// With the path, when the disk refuses.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
