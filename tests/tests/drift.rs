//! What is committed in `generated/` is what the spec gives.

use tests::{Outcome, crates, disk, spec};

/// The same as `cargo xtask codegen --check`, because it is that.
#[test]
fn the_committed_client_is_what_the_spec_gives() -> Outcome {
    let (succeeded, said) = crates::xtask(&["codegen", "--check"])?;
    assert!(succeeded, "{said}");
    assert!(said.contains("operations"), "the check says what it looked at, not only:\n{said}");
    Ok(())
}

#[test]
fn each_tag_is_a_feature_that_is_on_by_default() -> Outcome {
    let generated = spec::generate(&spec::folder())?;
    let tags: Vec<&str> = generated.surface.groups.iter().map(|group| group.module.as_str()).collect();
    let manifest = disk::read(&disk::workspace().join("generated/Cargo.toml"))?;
    let features = manifest.split("[features]").nth(1).ok_or("generated/Cargo.toml has no [features]")?;
    let features = features.split("\n[").next().unwrap_or_default();
    let default = features.lines().find_map(|line| line.strip_prefix("default = ")).unwrap_or_default();
    for tag in &tags {
        assert!(
            features.contains(&format!("\n{tag} = []")),
            "add the feature `{tag}` to generated/Cargo.toml"
        );
        assert!(
            default.contains(&format!("{tag:?}")),
            "add `{tag}` to the default features of generated/Cargo.toml"
        );
    }
    let empty = features.lines().filter_map(|line| line.strip_suffix(" = []"));
    // The documented answers are in the crate itself, so this feature stands for nothing else.
    let empty = empty.filter(|feature| *feature != "testing-answers");
    let stale: Vec<&str> = empty.filter(|feature| !tags.contains(feature)).collect();
    assert!(stale.is_empty(), "these features of generated/Cargo.toml are no tags any more: {stale:?}");
    Ok(())
}
