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

/// The snapshots in `folder` are exactly `expected`.
///
/// # Errors
/// With each that stands there and is compared with nothing, or is missing.
pub fn are_exactly(folder: &Path, expected: &BTreeSet<String>) -> Outcome {
    let files = if folder.exists() { disk::files_below(folder)? } else { Vec::new() };
    let found: BTreeSet<String> =
        files.into_iter().filter(|file| disk::has_extension(file, "snap")).collect();
    let left = found.difference(expected).map(|file| format!("left behind: {file}"));
    let missing = expected.difference(&found).map(|file| format!("missing: {file}"));
    none_of(
        &left.chain(missing).collect::<Vec<_>>(),
        &format!("the snapshots in {} are not those that the tests compare", folder.display()),
        "delete what is left behind; make what is missing with `INSTA_UPDATE=always cargo test -p tests`, and review it",
    )
}
