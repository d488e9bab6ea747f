//! What the manifests promise: the oldest version of Rust that the published crates support, and that all tests run. A
//! compiler of that version is not required here, so this is what can be checked without one: no dependency states that it
//! needs a newer one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::{Outcome, disk, none_of};

/// Returns the metadata of the workspace with all features, for all systems.
fn metadata() -> Outcome<Value> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--all-features", "--locked"]);
    let output = command.current_dir(disk::workspace()).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Splits `1.88` into numbers, which a missing part is smaller than.
fn version(text: &str) -> Vec<u32> {
    text.split('.').filter_map(|part| part.parse().ok()).collect()
}

/// Names of the packages that need a newer version than the published one that depends on them, with both versions.
fn newer(metadata: &Value) -> Vec<String> {
    let packages: BTreeMap<&str, &Value> =
        list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), node)).collect();
    let members = list(&metadata["workspace_members"]).iter().map(text);
    let mut found = Vec::new();
    for member in members.filter(|member| packages[member]["publish"].is_null()) {
        let own = text(&packages[member]["rust_version"]);
        assert!(!own.is_empty(), "{member} has no `rust-version`");
        let mut open = vec![member];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let package = packages[id];
            let needed = text(&package["rust_version"]);
            if version(needed) > padded(own) {
                let [name, version] = ["name", "version"].map(|key| text(&package[key]));
                found.push(format!(
                    "{} is for Rust {own}, and {name} {version} requires {needed}",
                    text(&packages[member]["name"])
                ));
            }
            // Users build no development dependencies.
            let is_built = |dependency: &&Value| {
                list(&dependency["dep_kinds"]).iter().any(|kind| text(&kind["kind"]) != "dev")
            };
            open.extend(list(&nodes[id]["deps"]).iter().filter(is_built).map(|it| text(&it["pkg"])));
        }
        assert!(seen.len() > 5, "{member} has {} dependencies", seen.len());
    }
    found
}

/// Returns a version with all three numbers: `1.88` supports what requires `1.88.0`.
fn padded(own: &str) -> Vec<u32> {
    let mut own = version(own);
    own.resize(3, 0);
    own
}

#[test]
fn no_dependency_needs_a_newer_compiler() -> Outcome {
    none_of(
        &newer(&metadata()?),
        "dependencies need a newer version of Rust than `rust-version`",
        "lock an older version of them with `cargo update --precise`, or raise `rust-version` in Cargo.toml",
    )
}

#[test]
fn a_dependency_that_needs_a_newer_compiler_is_named() -> Outcome {
    let mut metadata = metadata()?;
    let packages = metadata["packages"].as_array_mut().into_iter().flatten();
    for package in packages.filter(|package| package["name"] == "bytes" || package["name"] == "insta") {
        package["rust_version"] = "1.88.1".into();
    }
    let found = newer(&metadata);
    assert!(
        found.iter().any(|it| it.starts_with("faithful-runtime is for Rust 1.88, and bytes ")),
        "{found:?}"
    );
    assert!(!found.iter().any(|it| it.contains("insta")), "{found:?}");
    Ok(())
}

/// Returns the library or binary that a target with `test = false` is: its name, and its files.
fn untested(target: &Value) -> Outcome<Option<(&str, Vec<PathBuf>)>> {
    let is_program = list(&target["kind"]).iter().any(|kind| matches!(text(kind), "lib" | "bin"));
    if !is_program || target["test"] == true {
        return Ok(None);
    }
    let root = Path::new(text(&target["src_path"]));
    let folder = root.parent().unwrap_or(root);
    let files = if root.ends_with("lib.rs") || root.ends_with("main.rs") {
        disk::files_below(folder)?.iter().map(|file| folder.join(file)).collect()
    } else {
        vec![root.to_owned()]
    };
    Ok(Some((text(&target["name"]), files)))
}

/// `test = false` spares building a crate a second time for no test, and would hide one.
#[test]
fn targets_that_are_not_tested_contain_no_tests() -> Outcome {
    let (mut targets, mut found) = (0, Vec::new());
    let metadata = metadata()?;
    let members: Vec<&str> = list(&metadata["workspace_members"]).iter().map(text).collect();
    let packages = list(&metadata["packages"]).iter().filter(|it| members.contains(&text(&it["id"])));
    for target in packages.flat_map(|package| list(&package["targets"])) {
        let Some((name, files)) = untested(target)? else { continue };
        targets += 1;
        for file in files {
            let is_test = |line: &str| line.trim_start().starts_with("#[") && line.ends_with("test]");
            if disk::read(&file)?.lines().any(is_test) {
                found.push(format!("{name}: {}", file.display()));
            }
        }
    }
    assert!(targets > 5, "only {targets} targets are not tested");
    none_of(
        &found,
        "these tests never run",
        "move them to a test target, or remove `test = false` from the manifest",
    )
}
