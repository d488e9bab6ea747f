//! `cargo xtask diff` on a repository of its own, as the author of an edit and as CI would run it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::crates::xtask;
use tests::{Failure, Outcome, disk, spec};

/// A repository with the spec in it, committed once.
struct Repository {
    folder: PathBuf,
}

impl Repository {
    fn new(name: &str) -> Outcome<Self> {
        let repository = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-task").join(name) };
        disk::fresh(&repository.folder)?;
        disk::copy(&spec::folder(), &repository.folder.join("spec"))?;
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

    /// Pages hold half as much.
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
fn what_is_committed_is_compared_with_what_is_there() -> Outcome {
    let repository = Repository::new("folder")?;
    let (succeeded, said) = repository.diff(&["--fail-on", "invisible"])?;
    assert!(succeeded && said.contains("nothing has changed"), "{said}");
    repository.edit()?;
    let (succeeded, said) = repository.diff(&[])?;
    assert!(succeeded && said.contains("[parameter-narrowed]"), "{said}");
    let (succeeded, said) = repository.diff(&["--fail-on", "breaking"])?;
    assert!(!succeeded && said.contains("2 of these changes are breaking"), "{said}");
    Ok(())
}

#[test]
fn revisions_and_files_are_compared() -> Outcome {
    let repository = Repository::new("revisions")?;
    repository.edit()?;
    repository.commit()?;
    let (succeeded, said) = repository.diff(&["HEAD~1", "HEAD"])?;
    assert!(succeeded && said.contains("[parameter-narrowed]"), "{said}");
    let root = spec::folder().join("openapi.json");
    let (succeeded, said) = repository.diff(&["HEAD", root.to_str().unwrap_or_default()])?;
    assert!(succeeded && said.contains("[parameter-loosened]"), "{said}");
    let (succeeded, said) = repository.diff(&["nowhere"])?;
    assert!(!succeeded && said.contains("`nowhere` is neither a file nor a revision"), "{said}");
    Ok(())
}

#[test]
fn machines_and_pull_requests_have_formats_of_their_own() -> Outcome {
    let repository = Repository::new("formats")?;
    repository.edit()?;
    let (_, said) = repository.diff(&["--format", "json"])?;
    let json: Value =
        serde_json::from_str(said.get(said.find('{').unwrap_or_default()..).unwrap_or_default())?;
    assert_eq!(json["verdict"], "breaking");
    assert_eq!(json["changes"][0]["operations"][0]["id"], "getTemplate");
    let (_, said) = repository.diff(&["--format", "markdown"])?;
    for expected in [
        "<summary><code>templates</code>: 2 breaking</summary>",
        "[getTemplate](https://northflank.com/docs/",
    ] {
        assert!(said.contains(expected), "`{expected}` is not in\n{said}");
    }
    Ok(())
}

#[test]
fn a_document_that_gives_no_client_is_told_with_its_place() -> Outcome {
    let repository = Repository::new("broken")?;
    disk::replace(
        &repository.folder.join("spec/schemas/templates.json"),
        "\"$ref\": \"#/TemplateGitops\"",
        "\"$ref\": \"#/TemplateGitpos\"",
    )?;
    let (succeeded, said) = repository.diff(&[])?;
    assert!(
        !succeeded && said.contains("dangling-reference") && said.contains("no client to compare"),
        "{said}"
    );
    Ok(())
}
