//! The files of this workspace.

use std::path::{Path, PathBuf};

/// The spec.
pub const OWN_SPEC: &str = "spec/openapi.json";

/// The changelog of the client.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// The manifests that may contain the version of the client.
pub const MANIFESTS: [&str; 2] = ["generated/Cargo.toml", "Cargo.toml"];

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
