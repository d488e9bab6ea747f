//! What happens when the documentation changes, played through on a copy of the spec: the reviewer
//! sees exactly what changed, the result compiles, and what is committed is known to be behind.

use std::path::{Path, PathBuf};

use tests::compared::difference;
use tests::crates::{Workspace, xtask};
use tests::{Outcome, disk, spec};

const TEMPLATES: &str = "schemas/templates.json";

/// A copy of the spec, in a folder of the test's own.
fn copy_of_spec(test: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("daily-job").join(test).join("spec");
    disk::copy(&spec::folder(), &folder)?;
    Ok(folder)
}

/// A copy of the generated crate, as it is committed.
fn copy_of_crate(test: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("daily-job").join(test).join("northflank");
    disk::copy(&disk::workspace().join("generated"), &folder)?;
    Ok(folder)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// Generates `client` anew from the spec in a folder.
fn regenerate(spec: &Path, client: &Path) -> Outcome<(bool, String)> {
    let root = spec.join("openapi.json");
    xtask(&["codegen", "--spec", path(&root), "--out", path(client)])
}

/// Compiles the crate in `folder`.
fn check(name: &str, folder: &Path) -> Outcome {
    let mut files = Vec::new();
    for file in disk::files_below(folder)? {
        let text = disk::read(&folder.join(&file))?;
        files.push((file, text));
    }
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), &format!("daily-job/{name}/workspace"));
    workspace.add(name, files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    workspace.check()
}

/// A new status, a new field and a fourth body for an update, all on one day.
fn change(spec: &Path) -> Outcome {
    let templates = spec.join(TEMPLATES);
    disk::replace(
        &templates,
        "      \"unknown\",\n      \"skipped\"\n    ]\n  },\n  \"TemplateCreation\"",
        "      \"unknown\",\n      \"skipped\",\n      \"timed-out\"\n    ]\n  },\n  \"TemplateCreation\"",
    )?;
    disk::replace(
        &templates,
        "      \"options\": {\n        \"$ref\": \"#/TemplateOptions\"\n      },\n",
        "      \"options\": {\n        \"$ref\": \"#/TemplateOptions\"\n      },\n      \
         \"revision\": {\n        \"description\": \"How often the template was changed.\",\n        \
         \"type\": \"integer\"\n      },\n",
    )?;
    disk::replace(
        &templates,
        "        \"$ref\": \"#/ReplaceTemplateFromGit\"\n      }\n    ]\n  },\n",
        "        \"$ref\": \"#/ReplaceTemplateFromGit\"\n      },\n      {\n        \
         \"$ref\": \"#/ArchiveTemplate\"\n      }\n    ]\n  },\n  \
         \"ArchiveTemplate\": {\n    \"type\": \"object\",\n    \"required\": [\"name\", \"archived\"],\n    \
         \"properties\": {\n      \"name\": { \"type\": \"string\" },\n      \
         \"archived\": { \"type\": \"boolean\" },\n      \
         \"reason\": { \"type\": \"string\", \"maxLength\": 200 }\n    }\n  },\n",
    )
}

/// If a line is missing or surplus here, either the generator or the names of the spec changed.
#[test]
fn a_reviewer_sees_exactly_what_changed() -> Outcome {
    let spec = copy_of_spec("review")?;
    let before = spec::generate(&spec)?;
    change(&spec)?;
    let after = spec::generate(&spec)?;
    let difference = difference(&spec::surface(&before), &spec::surface(&after));
    let expected = [
        "+ struct ArchiveTemplate  (sent)",
        "+     name: string",
        "+     archived: boolean",
        "+     reason?: string, at most 200 characters",
        "+ ",
        "+     revision?: integer",
        "+     TimedOut = \"timed-out\"",
        "-     UpdateTemplate(boxed UpdateTemplate) when has name or apiVersion or project or spec (rule 3)",
        "+     UpdateTemplate(boxed UpdateTemplate) when has name or apiVersion or project or spec (rule 4)",
        "+     Archive(ArchiveTemplate) when has archived (rule 3)",
    ];
    assert_eq!(difference, expected, "the surface changed by the lines on the left");
    Ok(())
}

/// Compiles one crate: about ten seconds when its dependencies are built.
#[test]
fn a_changed_spec_gives_a_client_that_compiles() -> Outcome {
    let (spec, client) = (copy_of_spec("regenerate")?, copy_of_crate("regenerate")?);
    change(&spec)?;
    let (succeeded, said) = regenerate(&spec, &client)?;
    assert!(succeeded, "{said}");
    let models = disk::read(&client.join("src/models/templates.rs"))?;
    for expected in ["TimedOut = \"timed-out\"", "pub revision: optional<i64>", "Archive(ArchiveTemplate)"] {
        assert!(models.contains(expected), "`{expected}` is not in src/models/templates.rs");
    }
    check("regenerate", &client)
}

#[test]
fn a_changed_value_makes_the_check_fail_and_name_the_file() -> Outcome {
    let spec = copy_of_spec("check")?;
    disk::replace(
        &spec.join(TEMPLATES),
        "      \"aborted\",\n      \"aborting\",",
        "      \"aborted\",\n      \"stopping\",",
    )?;
    let root = spec.join("openapi.json");
    let (succeeded, said) = xtask(&["codegen", "--check", "--spec", path(&root)])?;
    assert!(!succeeded, "the check did not see that a value changed:\n{said}");
    let named: Vec<&str> = said.lines().filter(|line| line.starts_with("  ")).collect();
    let models = disk::workspace().join("generated/src/models/templates.rs");
    assert_eq!(named, [format!("  changed: {}", models.display())], "the check names other files:\n{said}");
    let command = format!("`cargo xtask codegen --spec {}`", root.display());
    assert!(said.contains(&command), "the check does not say what to run, {command}:\n{said}");
    Ok(())
}

#[test]
fn a_run_removes_what_is_stale_and_leaves_the_hand_written_files() -> Outcome {
    let client = copy_of_crate("stale")?;
    disk::write(&client.join("src/models/gone.rs"), "// from an earlier spec\n")?;
    disk::write(&client.join("src/api/gone/mod.rs"), "// from an earlier spec\n")?;
    disk::write(&client.join("src/own.rs"), "// by hand\n")?;
    let (succeeded, said) = xtask(&["codegen", "--check", "--out", path(&client)])?;
    assert!(!succeeded, "the check overlooks stale files:\n{said}");
    for file in ["src/models/gone.rs", "src/api/gone/mod.rs"] {
        assert!(
            said.contains(&format!("stale:   {}", client.join(file).display())),
            "{file} is not named:\n{said}"
        );
    }
    let (succeeded, said) = xtask(&["codegen", "--out", path(&client)])?;
    assert!(succeeded, "{said}");
    let mut expected = disk::files_below(&disk::workspace().join("generated"))?;
    expected.push("src/own.rs".to_owned());
    expected.sort();
    assert_eq!(disk::files_below(&client)?, expected, "files after a run (left)");
    for file in ["Cargo.toml", "src/lib.rs"] {
        let (copy, original) = (client.join(file), disk::workspace().join("generated").join(file));
        assert!(disk::read(&copy)? == disk::read(&original)?, "a run changed {file}, which is hand-written");
    }
    Ok(())
}

#[test]
fn a_spec_that_is_wrong_changes_nothing() -> Outcome {
    let (spec, client) = (copy_of_spec("wrong")?, copy_of_crate("wrong")?);
    disk::replace(&spec.join(TEMPLATES), "\"$ref\": \"#/TemplateGitops\"", "\"$ref\": \"#/TemplateGitpos\"")?;
    let (succeeded, said) = regenerate(&spec, &client)?;
    assert!(!succeeded, "a dangling reference went through:\n{said}");
    assert!(said.contains("dangling-reference") && said.contains("schemas/templates.json:"), "{said}");
    for file in disk::files_below(&client)? {
        let original = disk::read(&disk::workspace().join("generated").join(&file))?;
        assert!(
            disk::read(&client.join(&file))? == original,
            "{file} changed although nothing was generated"
        );
    }
    Ok(())
}

/// Compiles one crate: about ten seconds when its dependencies are built.
#[test]
fn a_new_folder_becomes_a_crate_that_compiles() -> Outcome {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("daily-job/new/own-client");
    disk::fresh(&folder)?;
    let (succeeded, said) = xtask(&["codegen", "--out", path(&folder)])?;
    assert!(succeeded, "{said}");
    let manifest = disk::read(&folder.join("Cargo.toml"))?;
    assert!(
        manifest.contains("name = \"own-client\""),
        "the crate is not called after its folder:\n{manifest}"
    );
    check("new", &folder)
}
