//! The walk-through in CONTRIBUTING.md: its edits are applied to a copy of the example spec, and the output is compared with
//! the output that it shows. The edit in README.md is compared with the files of this workspace, and its output with that of
//! the walk-through.

use std::path::{Path, PathBuf};

use faithful_codegen::diff::diff;
use tests::{Outcome, disk, spec};

const WALK_THROUGH: &str = "A walk-through";

/// A code block of a section: its language and lines.
struct Block {
    language: String,
    lines: Vec<String>,
}

/// The code blocks of a section of a file.
fn blocks(file: &str, section: &str) -> Outcome<Vec<Block>> {
    let text = disk::read(&disk::workspace().join(file))?;
    let section = text.split(&format!("\n## {section}\n")).nth(1);
    let section = section.ok_or_else(|| format!("the section is not in {file}"))?;
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_inside = false;
    for line in section.lines() {
        match (line.strip_prefix("```"), blocks.last_mut()) {
            (Some(language), _) if !is_inside => {
                blocks.push(Block { language: language.to_owned(), lines: Vec::new() });
                is_inside = true;
            }
            (Some(_), _) => is_inside = false,
            (None, Some(block)) if is_inside => block.lines.push(line.to_owned()),
            (None, _) => {}
        }
    }
    Ok(blocks)
}

/// The lines of an edit without those that are only in the other state: `-` before it, `+` after it.
fn with(lines: &[String], mark: char) -> String {
    let lines = lines.iter().filter(|line| !line.starts_with("---") && !line.starts_with("+++"));
    let lines = lines.filter_map(|line| line.strip_prefix([' ', mark]).or(line.is_empty().then_some("")));
    lines.collect::<Vec<_>>().join("\n")
}

/// Applies a diff block: a line `--- a/tests/example-spec/FILE`, then context, removed and added lines.
fn apply(edit: &Block, spec: &Path) -> Outcome {
    let header = edit.lines.iter().find_map(|line| line.strip_prefix("--- a/tests/example-spec/"));
    let file = spec.join(header.ok_or("an edit does not name its file")?);
    disk::replace(&file, &with(&edit.lines, '-'), &with(&edit.lines, '+'))
}

#[test]
fn walk_through_shows_the_actual_output() -> Outcome {
    let copy: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walkthrough/spec");
    disk::copy(&spec::example(), &copy)?;
    let before = spec::generate(&copy)?.surface;
    let blocks = blocks("CONTRIBUTING.md", WALK_THROUGH)?;
    let mut edits = 0;
    for edit in blocks.iter().filter(|block| block.language == "diff") {
        apply(edit, &copy)?;
        edits += 1;
    }
    assert!(edits >= 3, "the walk-through has {edits} edits");
    let actual = diff(&before, &spec::generate(&copy)?.surface).text(env!("CARGO_PKG_VERSION"));
    let shown =
        blocks.iter().find(|block| block.language == "text").ok_or("the walk-through shows no output")?;
    assert_eq!(
        shown.lines.join("\n"),
        actual.trim_end(),
        "output shown in CONTRIBUTING.md (left) and actual output (right)"
    );
    Ok(())
}

/// The files are those before the edit or, as a change like this one must break no test, those after it.
#[test]
fn edit_in_the_readme_is_possible() -> Outcome {
    let blocks = blocks("README.md", "Change the spec")?;
    let edits = blocks.iter().filter(|block| block.language == "diff");
    let mut files = 0;
    for edit in edits.flat_map(|block| block.lines.split(String::is_empty)) {
        let name = edit.first().and_then(|line| line.strip_prefix("--- a/"));
        let name = name.ok_or("an edit does not name its file")?;
        let text = disk::read(&disk::workspace().join(name))?;
        let is_there = ['-', '+'].map(|mark| text.contains(&with(edit, mark)));
        assert!(is_there.contains(&true), "the edit of {name} in README.md does not apply to it");
        files += 1;
    }
    assert!(files >= 4, "README.md edits {files} files");
    Ok(())
}

#[test]
fn readme_shows_a_part_of_the_walk_through() -> Outcome {
    let output = |file, section| -> Outcome<Vec<String>> {
        let found = blocks(file, section)?.into_iter().find(|block| block.language == "text");
        Ok(found.ok_or_else(|| format!("{file} shows no output"))?.lines)
    };
    let shown = output("README.md", "Change the spec")?;
    let all = output("CONTRIBUTING.md", WALK_THROUGH)?;
    let change: Vec<_> = shown.iter().take_while(|line| !line.is_empty()).collect();
    assert!(change.len() >= 3, "{shown:?}");
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    for shown in change {
        assert!(all.iter().any(|it| line(it) == line(shown)), "the walk-through does not show `{shown}`");
    }
    Ok(())
}
