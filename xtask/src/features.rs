//! `cargo xtask features`: checks that a generated crate compiles without features and with each feature alone.

use std::path::Path;
use std::process::Command;

use faithful_codegen::requirements::TESTING_EXAMPLES;

use crate::workspace::workspace;
use faithful::manifest;
use faithful::terminal::{print, shown};

/// Checks the crate in `folder`, or the client of this workspace. The list of features is that of the manifest. The features of
/// tags also get their documentation checked.
///
/// # Errors
/// Fails if the manifest cannot be read, or if there is an error, a warning or a broken link in the documentation; the message
/// names the features.
pub fn run(folder: Option<&str>) -> Result<(), String> {
    let folder = folder.map_or_else(|| workspace().join("generated"), |folder| Path::new(folder).to_owned());
    let manifest = folder.join("Cargo.toml");
    let mut features = manifest::features(&manifest::manifest(&manifest)?);
    features.remove("default");
    let mut failed = Vec::new();
    let alone = features.iter().map(|(feature, enabled)| (Some(feature.as_str()), enabled.as_slice()));
    for (feature, enabled) in std::iter::once((None, &[][..])).chain(alone) {
        // Other features add no public items that have links.
        let has_items = feature.is_some_and(|it| it != TESTING_EXAMPLES) && enabled.is_empty();
        let tasks = if has_items { &["check", "doc"][..] } else { &["check"] };
        if let Some(output) = tasks.iter().find_map(|task| cargo(task, &manifest, feature).err()) {
            let features =
                feature.map_or_else(|| "no features".to_owned(), |it| format!("only the feature `{it}`"));
            failed.push(format!("{} with {features}:\n{}", shown(&folder), output.trim_end()));
        }
    }
    print(&format!("{} features, each compiled alone\n", features.len()));
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n\n")) }
}

/// Runs cargo, and returns its output if there is any: it only prints errors and warnings.
fn cargo(task: &str, manifest: &Path, feature: Option<&str>) -> Result<(), String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args([task, "--quiet", "--lib", "--no-default-features", "--manifest-path"]).arg(manifest);
    command
        .args(feature.into_iter().flat_map(|feature| ["--features", feature]))
        .args((task == "doc").then_some("--no-deps"));
    let output = command.env("CARGO_TERM_COLOR", "never").output();
    let output = output.map_err(|error| format!("cannot start cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && text.is_empty() { Ok(()) } else { Err(text.into_owned()) }
}
