//! `cargo xtask diff` on a temporary repository, as an author or CI would run it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::crates::xtask;
use tests::{Failure, Outcome, disk, spec};

/// A repository that contains the spec in one commit.
struct Repository {
    folder: PathBuf,
}

impl Repository {
    fn new(name: &str) -> Outcome<Self> {
        let repository = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-task").join(name) };
        disk::fresh(&repository.folder)?;
        disk::copy(&spec::example(), &repository.folder.join("spec"))?;
        repository.git(&["init", "--quiet"])?;
        repository.commit()?;
        Ok(repository)
    }

    fn git(&self, arguments: &[&str]) -> Outcome {
        let author =
            ["-c", "user.name=Author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").arg("-C").arg(&self.folder).args(author).args(arguments).output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(Failure::new(String::from_utf8_lossy(&output.stderr)))
    }

    fn commit(&self) -> Outcome {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", "spec: an edit"])
    }

    /// Halves the maximum page size.
    fn edit(&self) -> Outcome {
        let file = self.folder.join("spec/parameters.json");
        disk::replace(&file, "\"maximum\": 100", "\"maximum\": 50")
    }

    fn diff(&self, arguments: &[&str]) -> Outcome<(bool, String)> {
        let root = self.folder.join("spec/openapi.json");
        let spec = root.to_str().unwrap_or_default();
        xtask(&[&["diff", "--spec", spec][..], arguments].concat())
    }
}

#[test]
fn committed_spec_is_compared_with_the_working_tree() -> Outcome {
    let repository = Repository::new("folder")?;
    let (succeeded, output) = repository.diff(&["--fail-on", "invisible"])?;
    assert!(succeeded && output.contains("no changes for users"), "{output}");
    repository.edit()?;
    let (succeeded, output) = repository.diff(&[])?;
    assert!(succeeded && output.contains("[parameter-narrowed]"), "{output}");
    let (succeeded, output) = repository.diff(&["--fail-on", "breaking"])?;
    assert!(!succeeded && output.contains("--fail-on breaking: 2 changes"), "{output}");
    Ok(())
}

#[test]
fn revisions_and_files_can_be_compared() -> Outcome {
    let repository = Repository::new("revisions")?;
    repository.edit()?;
    repository.commit()?;
    let (succeeded, output) = repository.diff(&["HEAD~1", "HEAD"])?;
    assert!(succeeded && output.contains("[parameter-narrowed]"), "{output}");
    let root = spec::example().join("openapi.json");
    let (succeeded, output) = repository.diff(&["HEAD", root.to_str().unwrap_or_default()])?;
    assert!(succeeded && output.contains("[parameter-widened]"), "{output}");
    let (succeeded, output) = repository.diff(&["nowhere"])?;
    assert!(!succeeded && output.contains("`nowhere` is neither a file nor a git revision"), "{output}");
    Ok(())
}

#[test]
fn json_and_markdown_formats() -> Outcome {
    let repository = Repository::new("formats")?;
    repository.edit()?;
    let (_, output) = repository.diff(&["--format", "json"])?;
    let json: Value =
        serde_json::from_str(output.get(output.find('{').unwrap_or_default()..).unwrap_or_default())?;
    assert_eq!(json["verdict"], "breaking");
    assert_eq!(json["changes"][0]["operations"][0]["id"], "getTemplate");
    let (_, output) = repository.diff(&["--format", "markdown"])?;
    for expected in [
        "<summary><code>templates</code>: 2 breaking</summary>",
        "[getTemplate](https://northflank.com/docs/",
    ] {
        assert!(output.contains(expected), "the output does not contain `{expected}`:\n{output}");
    }
    Ok(())
}

#[test]
fn invalid_spec_is_reported_with_its_diagnostics() -> Outcome {
    let repository = Repository::new("broken")?;
    disk::replace(
        &repository.folder.join("spec/schemas/templates.json"),
        "\"$ref\": \"#/TemplateGitops\"",
        "\"$ref\": \"#/TemplateGitpos\"",
    )?;
    let (succeeded, output) = repository.diff(&[])?;
    assert!(
        !succeeded && output.contains("dangling-reference") && output.contains("cannot compare"),
        "{output}"
    );
    Ok(())
}
