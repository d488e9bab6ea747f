//! The spec of this workspace, or a copy changed by a test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use faithful_codegen::{Generated, Request};

use crate::{Failure, Outcome, disk};

/// The folder of the spec.
#[must_use]
pub fn folder() -> PathBuf {
    disk::workspace().join("spec")
}

/// The output of the generator for the spec of this workspace, once for all tests of a program.
///
/// # Errors
/// Returns the rendered diagnostics if the spec is rejected.
pub fn current() -> Outcome<&'static Generated> {
    static CURRENT: LazyLock<Outcome<Generated>> = LazyLock::new(|| generate(&folder()));
    CURRENT.as_ref().map_err(|failure| Failure::new(format!("{failure:?}")))
}

/// The folder of a small spec with the same conventions, which tests copy and edit. An edit of the real spec therefore
/// breaks no test.
#[must_use]
pub fn example() -> PathBuf {
    disk::workspace().join("tests/example-spec")
}

/// The JSON files of the spec in a folder with their texts, without those of its checks.
///
/// # Errors
/// Fails if a file cannot be read.
pub fn files(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    let files = disk::files_below(folder)?.into_iter();
    let files = files.filter(|file| disk::has_extension(file, "json") && !file.starts_with("checks/"));
    files.map(|file| disk::read(&folder.join(&file)).map(|text| (file, text))).collect()
}

/// Runs the generator on the spec in a folder, with this workspace's crate name.
///
/// # Errors
/// Returns the rendered diagnostics if the spec is rejected.
pub fn generate(folder: &Path) -> Outcome<Generated> {
    let files = files(folder)?;
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        lock: files.contains_key("names.lock.json").then(|| "names.lock.json".to_owned()),
        crate_name: "northflank".to_owned(),
    };
    faithful_codegen::generate(&request, &files).map_err(|failure| Failure::new(failure.render()))
}

/// The surface of all tags as one text.
#[must_use]
pub fn surface(generated: &Generated) -> String {
    let tags = generated.surface.texts().into_iter();
    let texts: Vec<String> = tags.map(|(tag, text)| format!("== {tag}\n\n{text}")).collect();
    texts.concat()
}
