//! The walk-through of CONTRIBUTING.md, followed to the letter: its edits are made on a copy of the spec, and what it
//! shows is what comes out.

use std::path::{Path, PathBuf};

use codegen::diff::diff;
use tests::{Outcome, disk, spec};

const SECTION: &str = "## A walk-through";

/// A block of the section: its language, and its lines.
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

/// Makes an edit as it is shown: a line `--- a/spec/FILE`, then lines that stay, go and come.
fn apply(edit: &Block, spec: &Path) -> Outcome {
    let header = edit.lines.iter().find_map(|line| line.strip_prefix("--- a/spec/"));
    let file = spec.join(header.ok_or("an edit does not say in which file")?);
    let lines = edit.lines.iter().filter(|line| !line.starts_with("---") && !line.starts_with("+++"));
    let with = |mark: char| {
        let lines =
            lines.clone().filter_map(|line| line.strip_prefix([' ', mark]).or(line.is_empty().then_some("")));
        lines.collect::<Vec<_>>().join("\n")
    };
    disk::replace(&file, &with('-'), &with('+'))
}

#[test]
fn what_the_walk_through_shows_is_what_comes_out() -> Outcome {
    let copy: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipe/spec");
    disk::copy(&spec::folder(), &copy)?;
    let before = spec::generate(&copy)?.surface;
    let blocks = blocks()?;
    let mut edits = 0;
    for edit in blocks.iter().filter(|block| block.language == "diff") {
        apply(edit, &copy)?;
        edits += 1;
    }
    assert!(edits >= 3, "the walk-through has {edits} edits");
    let told = diff(&before, &spec::generate(&copy)?.surface).text(env!("CARGO_PKG_VERSION"));
    let shown = blocks.iter().find(|block| block.language == "text").ok_or("no output is shown")?;
    assert_eq!(
        shown.lines.join("\n"),
        told.trim_end(),
        "CONTRIBUTING.md shows (left) what does not come out (right)"
    );
    Ok(())
}
