//! The text of the guide: its links lead somewhere, its table of contents is complete, and its settings can be read.

#![expect(clippy::unwrap_used, reason = "a test fails where its helper fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/src")
}

fn read(chapter: &str) -> String {
    fs::read_to_string(source().join(chapter)).unwrap()
}

/// A chapter without its code blocks.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The targets of links and pictures.
fn links(text: &str) -> Vec<String> {
    let parts = text.split("](").skip(1);
    parts.filter_map(|part| part.split_once(')')).map(|(target, _)| target.to_owned()).collect()
}

/// The anchor of a heading, as mdBook and GitHub make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn links_lead_somewhere() {
    let mut problems = Vec::new();
    for chapter in guide::CHAPTERS.iter().copied().chain(["SUMMARY.md"]) {
        let text = prose(&read(chapter));
        for link in links(&text) {
            if let Some(rest) = link.strip_prefix("https://") {
                assert!(!rest.contains(' '), "{chapter}: {link}");
                continue;
            }
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let folder = source().join(chapter).parent().unwrap().to_owned();
            let file = if path.is_empty() { source().join(chapter) } else { folder.join(path) };
            // mdBook only contains what is below its source folder.
            let is_inside =
                file.canonicalize().is_ok_and(|file| file.starts_with(source().canonicalize().unwrap()));
            let target = if is_inside { fs::read_to_string(&file).unwrap() } else { String::new() };
            if target.is_empty() {
                problems.push(format!("{chapter}: {link}: no such file in the guide"));
            } else if !fragment.is_empty() && !anchors(&prose(&target)).contains(fragment) {
                problems.push(format!("{chapter}: {link}: no such heading"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_chapter_is_in_the_table_of_contents_and_compiled() {
    let summary: BTreeSet<_> = links(&read("SUMMARY.md")).into_iter().collect();
    let compiled: BTreeSet<_> = guide::CHAPTERS.iter().map(|&chapter| chapter.to_owned()).collect();
    let mut written = BTreeSet::from(["introduction.md".to_owned()]);
    for part in ["client", "generator"] {
        for entry in fs::read_dir(source().join(part)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
                written.insert(format!("{part}/{name}"));
            }
        }
    }
    assert_eq!(summary, written, "SUMMARY.md and the files");
    assert_eq!(compiled, written, "the chapters in tests/guide/src/lib.rs and the files");
}

/// The title in the table of contents is that of the chapter.
#[test]
fn titles_are_those_of_the_table_of_contents() {
    for line in read("SUMMARY.md").lines() {
        let Some((title, path)) = line.split_once("](") else { continue };
        let title = title.split_once('[').unwrap().1;
        let heading = read(path.trim_end_matches(')'));
        assert_eq!(heading.lines().next(), Some(format!("# {title}").as_str()), "{path}");
    }
}

/// Code blocks have a known language, and those in TOML and JSON can be read.
#[test]
fn code_blocks_are_valid() {
    let known = ["rust", "rust,no_run", "sh", "text", "json", "yaml", "toml", "diff"];
    for chapter in guide::CHAPTERS {
        let text = read(chapter);
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(language) = line.strip_prefix("```") else { continue };
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            let block = block.join("\n");
            assert!(known.contains(&language), "{chapter}: a block in `{language}`");
            match language {
                "json" => {
                    serde_json::from_str::<serde_json::Value>(&block).unwrap();
                }
                "toml" => {
                    toml::from_str::<toml::Table>(&block).unwrap();
                }
                _ => {}
            }
        }
    }
}

/// The keys that the chapter about settings lists are those of the generator: an unknown one is an error that lists them all.
#[test]
fn every_setting_is_mentioned() {
    let architecture = fs::read_to_string(source().join("../../../ARCHITECTURE.md")).unwrap();
    let section = architecture.split("\n## Settings\n").nth(1).unwrap();
    let table = section.split("\n### ").next().unwrap();
    let keys = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let keys: Vec<_> = keys.collect();
    assert!(keys.len() >= 15, "{keys:?}");
    let guide: String = guide::CHAPTERS.iter().map(|chapter| read(chapter)).collect();
    let missing: Vec<_> = keys.iter().filter(|key| !guide.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "the guide does not mention {missing:?}");
}

/// Pictures are text that a reader of the source can follow.
#[test]
fn pictures_have_a_title_and_a_description() {
    for entry in fs::read_dir(source().join("images")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for part in ["<title>", "<desc>", "viewBox=", "</svg>"] {
            assert!(text.contains(part), "{} has no {part}", path.display());
        }
    }
}
