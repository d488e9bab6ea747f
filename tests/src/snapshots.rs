//! The settings of snapshots, and checks for orphaned snapshot files.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Outcome, disk, none_of};

/// The stages of which a fixture has snapshots.
pub const STAGES: [&str; 3] = ["lower", "emit", "diagnostics"];

/// The settings of snapshots in a folder, whose files are called `name.snap`.
#[must_use]
pub fn settings(folder: &Path) -> insta::Settings {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// The file name of the snapshot `name@suffix`.
#[must_use]
pub fn file(name: &str, suffix: &str) -> String {
    format!("{name}@{suffix}.snap")
}

/// Checks that every snapshot in `folder` is one of `compared`.
///
/// # Errors
/// Fails with the snapshots that no test compares.
pub fn are_compared(folder: &Path, compared: &BTreeSet<String>) -> Outcome {
    let files = disk::files_below(folder)?.into_iter();
    let orphaned = files.filter(|file| disk::has_extension(file, "snap") && !compared.contains(file));
    none_of(
        &orphaned.collect::<Vec<_>>(),
        &format!("no test compares these snapshots in {}", folder.display()),
        "delete them",
    )
}
