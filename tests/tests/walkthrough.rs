//! The walk-through in CONTRIBUTING.md: its edits are applied to a copy of the example spec, and the output is compared with
//! the output that it shows.

use std::path::{Path, PathBuf};

use faithful_codegen::diff::diff;
use tests::{Outcome, disk, spec};

const SECTION: &str = "## A walk-through";

/// A code block of the section: its language and lines.
struct Block {
    language: String,
    lines: Vec<String>,
}

fn blocks() -> Outcome<Vec<Block>> {
    let text = disk::read(&disk::workspace().join("CONTRIBUTING.md"))?;
    let section = text.split(SECTION).nth(1).ok_or("CONTRIBUTING.md has no walk-through")?;
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

/// Applies a diff block: a line `--- a/tests/example-spec/FILE`, then context, removed and added lines.
fn apply(edit: &Block, spec: &Path) -> Outcome {
    let header = edit.lines.iter().find_map(|line| line.strip_prefix("--- a/tests/example-spec/"));
    let file = spec.join(header.ok_or("an edit does not name its file")?);
    let lines = edit.lines.iter().filter(|line| !line.starts_with("---") && !line.starts_with("+++"));
    let with = |mark: char| {
        let lines =
            lines.clone().filter_map(|line| line.strip_prefix([' ', mark]).or(line.is_empty().then_some("")));
        lines.collect::<Vec<_>>().join("\n")
    };
    disk::replace(&file, &with('-'), &with('+'))
}

#[test]
fn walk_through_shows_the_actual_output() -> Outcome {
    let copy: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walkthrough/spec");
    disk::copy(&spec::example(), &copy)?;
    let before = spec::generate(&copy)?.surface;
    let blocks = blocks()?;
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
