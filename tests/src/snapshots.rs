//! Snapshots on the disk: none may stay behind when what it showed is gone.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Outcome, disk, none_of};

/// The stages that a fixture is shown at.
pub const STAGES: [&str; 3] = ["lower", "emit", "diagnostics"];

/// The file name of the snapshot `name@suffix`.
#[must_use]
pub fn file(name: &str, suffix: &str) -> String {
    format!("{name}@{suffix}.snap")
}

/// Every snapshot in `folder` is one of `compared`.
///
/// # Errors
/// With each that stands there and is compared with nothing.
pub fn are_compared(folder: &Path, compared: &BTreeSet<String>) -> Outcome {
    let files = disk::files_below(folder)?.into_iter();
    let left = files.filter(|file| disk::has_extension(file, "snap") && !compared.contains(file));
    none_of(
        &left.collect::<Vec<_>>(),
        &format!("no test compares these snapshots in {}", folder.display()),
        "delete them",
    )
}
