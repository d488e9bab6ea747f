//! The input of the generator: a document and the files next to it.

use std::path::Path;

use codegen::Request;

/// The file that records names and variant selections from run to run.
pub const LOCK: &str = "names.lock.json";

/// Returns the request for a document, including the settings and the lock file if they exist.
pub fn request(root: &str, crate_name: &str, has: impl Fn(&str) -> bool) -> Request {
    let optional = |file: &str| has(file).then(|| file.to_owned());
    Request {
        root: root.to_owned(),
        settings: optional("settings.json"),
        lock: optional(LOCK),
        crate_name: crate_name.to_owned(),
    }
}

/// Splits the path of a document into its folder and its file name.
///
/// # Errors
/// Fails if the path does not end in a file name.
pub fn folder_and_name(spec: &Path) -> Result<(&Path, String), String> {
    let name = spec.file_name().ok_or_else(|| format!("{} is not a file", spec.display()))?;
    Ok((spec.parent().unwrap_or(Path::new(".")), name.to_string_lossy().into_owned()))
}
