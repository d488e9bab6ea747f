//! What is asked of the generator: a document, and what stands beside it.

use std::path::Path;

use codegen::Request;

/// The file that keeps names and decisions from run to run.
pub const LOCK: &str = "names.lock.json";

/// The request for a document, with those files that stand beside it.
pub fn request(root: &str, crate_name: &str, has: impl Fn(&str) -> bool) -> Request {
    let beside = |file: &str| has(file).then(|| file.to_owned());
    Request {
        root: root.to_owned(),
        settings: beside("settings.json"),
        lock: beside(LOCK),
        crate_name: crate_name.to_owned(),
    }
}

/// The folder of a document, and its name there.
///
/// # Errors
/// When the path names no file.
pub fn folder_and_name(spec: &Path) -> Result<(&Path, String), String> {
    let name = spec.file_name().ok_or_else(|| format!("{} is no file", spec.display()))?;
    Ok((spec.parent().unwrap_or(Path::new(".")), name.to_string_lossy().into_owned()))
}
