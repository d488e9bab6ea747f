//! The committed `generated/` is up to date with the spec, and its features with the tags.

use tests::{Outcome, crates, disk, spec};

/// Runs `cargo xtask codegen --check`.
#[test]
fn committed_client_is_up_to_date() -> Outcome {
    let (succeeded, output) = crates::xtask(&["codegen", "--check"])?;
    assert!(succeeded, "{output}");
    assert!(output.contains("operations"), "the check does not print a summary:\n{output}");
    Ok(())
}

#[test]
fn each_tag_is_a_default_feature() -> Outcome {
    let generated = spec::current()?;
    let tags: Vec<&str> = generated.surface.groups.iter().map(|group| group.module.as_str()).collect();
    let manifest = disk::read(&disk::workspace().join("generated/Cargo.toml"))?;
    let features = manifest.split("[features]").nth(1).ok_or("generated/Cargo.toml has no [features]")?;
    let features = features.split("\n[").next().unwrap_or_default();
    let default = features.lines().find_map(|line| line.strip_prefix("default = ")).unwrap_or_default();
    assert!(default.contains("\"all\""), "add `all` to the default features of generated/Cargo.toml");
    let all = features.split("\nall = [").nth(1).and_then(|all| all.split(']').next()).unwrap_or_default();
    for tag in &tags {
        assert!(
            features.contains(&format!("\n{tag} = []")),
            "add the feature `{tag}` to generated/Cargo.toml"
        );
        assert!(
            all.contains(&format!("{tag:?}")),
            "add `{tag}` to the feature `all` of generated/Cargo.toml"
        );
    }
    let empty = features.lines().filter_map(|line| line.strip_suffix(" = []"));
    // This feature only includes the example responses, so it enables nothing else.
    let empty = empty.filter(|feature| *feature != "testing-examples");
    let stale: Vec<&str> = empty.filter(|feature| !tags.contains(feature)).collect();
    assert!(stale.is_empty(), "these features of generated/Cargo.toml no longer have a tag: {stale:?}");
    Ok(())
}
