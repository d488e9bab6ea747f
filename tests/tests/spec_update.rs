//! Updating a spec, tested on copies of the example spec: the surface diff shows exactly the changes, the regenerated client compiles,
//! and `--check` reports that the committed client is out of date.

use std::path::{Path, PathBuf};

use tests::crates::{Workspace, xtask};
use tests::line_diff::difference;
use tests::{Outcome, disk, spec};

const TEMPLATES: &str = "schemas/templates.json";

/// Copies the spec into a temporary folder for the test.
fn copy_spec(test: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec-update").join(test).join("spec");
    disk::copy(&spec::example(), &folder)?;
    Ok(folder)
}

/// Generates a new crate from the spec in a folder, next to it.
fn new_crate(spec: &Path) -> Outcome<PathBuf> {
    let client = spec.with_file_name("client");
    disk::fresh(&client)?;
    let (succeeded, output) = regenerate(spec, &client)?;
    if succeeded { Ok(client) } else { Err(output.into()) }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// Regenerates `client` from the spec in a folder.
fn regenerate(spec: &Path, client: &Path) -> Outcome<(bool, String)> {
    let root = spec.join("openapi.json");
    let lock = spec.join("names.lock.json");
    xtask(&["codegen", "--spec", path(&root), "--out", path(client), "--lock", path(&lock)])
}

/// Type-checks the crate in `folder`.
fn check(name: &str, folder: &Path) -> Outcome {
    let mut files = Vec::new();
    for file in disk::files_below(folder)? {
        let text = disk::read(&folder.join(&file))?;
        files.push((file, text));
    }
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), &format!("spec-update/{name}/workspace"));
    workspace.add(name, files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    workspace.check()
}

/// Adds a status, a field and a fourth update body to the spec.
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

/// If a line is missing or unexpected here, either the generator or the names in the spec changed.
#[test]
fn surface_diff_shows_exactly_the_changes() -> Outcome {
    let spec = copy_spec("review")?;
    let before = spec::generate(&spec)?;
    change(&spec)?;
    let after = spec::generate(&spec)?;
    let difference = difference(&spec::surface(&before), &spec::surface(&after));
    let expected = [
        "+ struct ArchiveTemplate  (requests)",
        "+     name: string",
        "+     archived: boolean",
        "+     reason?: string, at most 200 characters",
        "+ ",
        "+     revision?: integer",
        "+     TimedOut = \"timed-out\"",
        "-     UpdateTemplate(boxed UpdateTemplate) when it has name or apiVersion or project or spec (rule 3)",
        "+     UpdateTemplate(boxed UpdateTemplate) when it has name or apiVersion or project or spec (rule 4)",
        "+     Archive(ArchiveTemplate) when it has archived (rule 3)",
    ];
    assert_eq!(difference, expected, "actual changes of the surface (left)");
    Ok(())
}

/// Compiles one crate, which takes about ten seconds if its dependencies are built.
#[test]
fn client_of_a_changed_spec_compiles() -> Outcome {
    let spec = copy_spec("regenerate")?;
    let client = new_crate(&spec)?;
    change(&spec)?;
    let (succeeded, output) = regenerate(&spec, &client)?;
    assert!(succeeded, "{output}");
    let models = disk::read(&client.join("src/models/templates.rs"))?;
    for expected in ["TimedOut = \"timed-out\"", "pub revision: optional<i64>", "Archive(ArchiveTemplate)"] {
        assert!(models.contains(expected), "src/models/templates.rs does not contain `{expected}`");
    }
    check("regenerate", &client)
}

#[test]
fn check_fails_and_names_the_changed_file() -> Outcome {
    let spec = copy_spec("check")?;
    let out = new_crate(&spec)?;
    disk::replace(
        &spec.join(TEMPLATES),
        "      \"aborted\",\n      \"aborting\",",
        "      \"aborted\",\n      \"stopping\",",
    )?;
    let root = spec.join("openapi.json");
    let lock = spec.join("names.lock.json");
    let arguments = ["--spec", path(&root), "--out", path(&out), "--lock", path(&lock)];
    let (succeeded, output) = xtask(&[&["codegen", "--check"], &arguments[..]].concat())?;
    assert!(!succeeded, "the check missed a changed value:\n{output}");
    let named: Vec<&str> = output.lines().filter(|line| line.starts_with("  ")).collect();
    let models = out.join("src/models/templates.rs");
    let expected = [format!("  changed: {}", models.display())];
    assert_eq!(named, expected, "the check names different files:\n{output}");
    let command = format!("`cargo xtask codegen {}`", arguments.join(" "));
    assert!(output.contains(&command), "the check does not print the command to run, {command}:\n{output}");
    Ok(())
}

#[test]
fn codegen_removes_stale_files_and_keeps_handwritten_ones() -> Outcome {
    let spec = copy_spec("stale")?;
    let client = new_crate(&spec)?;
    let handwritten = ["Cargo.toml", "src/lib.rs"].map(|file| (file, disk::read(&client.join(file))));
    let mut expected = disk::files_below(&client)?;
    let models = disk::read(&client.join("src/models/templates.rs"))?;
    disk::write(&client.join("src/models/gone.rs"), &models)?;
    disk::write(&client.join("src/api/gone/mod.rs"), &models)?;
    disk::write(&client.join("src/own.rs"), "// handwritten\n")?;
    let (root, lock) = (spec.join("openapi.json"), spec.join("names.lock.json"));
    let options = ["--spec", path(&root), "--out", path(&client), "--lock", path(&lock)];
    let (succeeded, output) = xtask(&[&["codegen", "--check"], &options[..]].concat())?;
    assert!(!succeeded, "the check missed stale files:\n{output}");
    for file in ["src/models/gone.rs", "src/api/gone/mod.rs"] {
        assert!(
            output.contains(&format!("stale:   {}", client.join(file).display())),
            "the check does not name {file}:\n{output}"
        );
    }
    let (succeeded, output) = xtask(&[&["codegen"], &options[..]].concat())?;
    assert!(succeeded, "{output}");
    expected.push("src/own.rs".to_owned());
    expected.sort();
    assert_eq!(disk::files_below(&client)?, expected, "files after codegen (left)");
    for (file, before) in handwritten {
        assert!(disk::read(&client.join(file))? == before?, "codegen changed {file}, which is handwritten");
    }
    Ok(())
}

#[test]
fn invalid_spec_changes_no_files() -> Outcome {
    let spec = copy_spec("wrong")?;
    let client = new_crate(&spec)?;
    let before = texts(&client)?;
    disk::replace(&spec.join(TEMPLATES), "\"$ref\": \"#/TemplateGitops\"", "\"$ref\": \"#/TemplateGitpos\"")?;
    let (succeeded, output) = regenerate(&spec, &client)?;
    assert!(!succeeded, "a dangling reference was accepted:\n{output}");
    assert!(output.contains("dangling-reference") && output.contains("schemas/templates.json:"), "{output}");
    assert!(texts(&client)? == before, "files changed although nothing was generated");
    Ok(())
}

/// The files of a folder with their texts.
fn texts(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let files = disk::files_below(folder)?.into_iter();
    files.map(|file| Ok((file.clone(), disk::read(&folder.join(&file))?))).collect()
}

/// Compiles one crate, which takes about ten seconds if its dependencies are built.
#[test]
fn empty_folder_becomes_a_crate_that_compiles() -> Outcome {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec-update/new/own-client");
    disk::fresh(&folder)?;
    let root = spec::example().join("openapi.json");
    let (succeeded, output) = xtask(&["codegen", "--spec", path(&root), "--out", path(&folder)])?;
    assert!(succeeded, "{output}");
    let manifest = disk::read(&folder.join("Cargo.toml"))?;
    assert!(
        manifest.contains("name = \"own-client\""),
        "the crate is not named after its folder:\n{manifest}"
    );
    check("new", &folder)
}
