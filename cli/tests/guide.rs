//! The commands of the guide in `docs/guide`: those of the generator run, in a folder of their own for each chapter, and their
//! output is the output that the guide shows.
//!
//! Comments in a chapter prepare them:
//!
//! - `<!-- file: NAME -->` before a code block: the block is the content of this file.
//! - `<!-- file: NAME, with OLD → NEW; OLD → NEW -->`: this file is changed, or with `from FILE with …` written as a changed copy.
//! - `<!-- fails -->` before a code block: its last command fails.
//!
//! In the output, `…` on a line of its own stands for any lines.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where its helper fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Commands that are not run, because they need a network, an account or minutes.
const NOT_RUN: &[&str] = &["cargo ", "cd ", "export "];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/src")
}

fn chapters(part: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(source().join(part)).unwrap().map(|entry| entry.unwrap().path());
    let mut chapters: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    chapters.sort();
    assert!(chapters.len() >= 10, "{part} has {} chapters", chapters.len());
    chapters
}

/// What a chapter says, as far as it matters here.
enum Step {
    Comment(String),
    Block { language: String, text: String },
}

fn steps(chapter: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = chapter.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            steps.push(Step::Block { language: language.to_owned(), text: text.join("\n") + "\n" });
        } else if let Some(comment) = line.strip_prefix("<!-- ") {
            steps.push(Step::Comment(comment.trim_end_matches(" -->").to_owned()));
        }
    }
    steps
}

/// The folder in which the commands of a chapter run.
struct Folder {
    path: PathBuf,
    printed: String,
}

impl Folder {
    fn new(chapter: &str) -> Self {
        // Not below this repository, which is a workspace.
        let path = std::env::temp_dir().join(format!("faithful-guide-{}", std::process::id())).join(chapter);
        fs::create_dir_all(&path).unwrap();
        fs::copy(source().join("generator/pets.yaml"), path.join("pets.yaml")).unwrap();
        Self { path, printed: String::new() }
    }

    /// Changes a file, or writes a changed copy of another one.
    fn edit(&self, comment: &str) {
        let (name, edits) = comment.split_once(", ").unwrap();
        let (origin, edits) = match edits.strip_prefix("from ") {
            Some(rest) => rest.split_once(" with ").unwrap(),
            None => (name, edits.strip_prefix("with ").unwrap()),
        };
        let mut text = fs::read_to_string(self.path.join(origin)).unwrap();
        for edit in edits.split("; ") {
            let (old, new) = edit.split_once(" → ").unwrap();
            assert!(text.contains(old), "{origin} does not contain `{old}`");
            text = text.replace(old, new);
        }
        fs::write(self.path.join(name), text).unwrap();
    }

    /// Runs commands, and keeps what they print.
    fn run(&mut self, commands: &str, fails: bool) {
        self.printed.clear();
        let commands: Vec<_> =
            commands.lines().filter(|line| !NOT_RUN.iter().any(|start| line.starts_with(start))).collect();
        for (index, line) in commands.iter().enumerate() {
            let words = words(line);
            let mut command = match words[0].as_str() {
                "faithful" => Command::new(env!("CARGO_BIN_EXE_faithful")),
                "git" => Command::new("git"),
                other => panic!("`{other}` is neither run nor listed in NOT_RUN"),
            };
            let author = [("GIT_AUTHOR_NAME", "A"), ("GIT_COMMITTER_NAME", "A")];
            let address = [("GIT_AUTHOR_EMAIL", "a@b.example"), ("GIT_COMMITTER_EMAIL", "a@b.example")];
            command.args(&words[1..]).current_dir(&self.path).env("NO_COLOR", "1");
            command.env("GIT_CONFIG_GLOBAL", self.path.join("no-configuration"));
            let output = command.envs(author).envs(address).output().unwrap();
            self.printed += &String::from_utf8(output.stderr).unwrap();
            self.printed += &String::from_utf8(output.stdout).unwrap();
            let should_fail = fails && index + 1 == commands.len();
            assert_eq!(output.status.success(), !should_fail, "{line}\n{}", self.printed);
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What remains is in the folder for temporary files.
        drop(fs::remove_dir_all(&self.path));
        drop(self.path.parent().map(fs::remove_dir));
    }
}

/// Splits a command at spaces outside of quotes. The checkout is that of this repository.
fn words(line: &str) -> Vec<String> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_str().unwrap();
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(|word| word.replace("path/to/checkout", checkout)));
        }
    }
    words
}

/// Whether lines match a pattern, in which `…` stands for any lines.
fn matches(pattern: &[&str], lines: &[&str]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((&"…", rest)) => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines.first() == Some(first) && matches(rest, &lines[1..]),
    }
}

#[test]
fn commands_print_what_the_guide_shows() {
    let mut shown = 0;
    for (chapter, text) in chapters("generator") {
        let mut folder = Folder::new(&chapter);
        let mut comment = String::new();
        let mut previous = String::new();
        for step in steps(&text) {
            let (language, text) = match step {
                Step::Comment(text) if text.contains(" → ") => {
                    folder.edit(text.strip_prefix("file: ").unwrap());
                    continue;
                }
                Step::Comment(text) => {
                    comment = text;
                    continue;
                }
                Step::Block { language, text } => (language, text),
            };
            let comment = std::mem::take(&mut comment);
            if let Some(name) = comment.strip_prefix("file: ") {
                fs::write(folder.path.join(name), &text).unwrap();
            } else if language == "sh" {
                folder.run(&text, comment == "fails");
            } else if language == "text" && previous == "sh" {
                let lines: Vec<_> = text.trim_end().lines().collect();
                let printed: Vec<_> = folder.printed.trim_end().lines().collect();
                assert!(
                    matches(&lines, &printed),
                    "{chapter}.md shows\n{text}\nprinted is\n{}",
                    folder.printed
                );
                shown += 1;
            }
            previous = language;
        }
    }
    assert!(shown >= 5, "the guide shows {shown} outputs");
}

/// The options that the help of a command lists.
fn options(command: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_faithful")).args([command, "--help"]).output().unwrap();
    assert!(output.status.success(), "`faithful {command}` is mentioned, but is no command");
    let help = String::from_utf8(output.stdout).unwrap();
    let words = help.split(|character: char| !character.is_ascii_lowercase() && character != '-');
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

/// Also of commands in workflows and in the text, which are not run.
#[test]
fn mentioned_options_exist() {
    let mut mentioned = 0;
    for (chapter, text) in chapters("generator").into_iter().chain(chapters("client")) {
        for rest in text.split("faithful ").skip(1) {
            let end = rest.find(['\n', '`', '|', '#', '>']).unwrap_or(rest.len());
            let mut words = rest[..end].split_whitespace();
            let Some(command) = words.next() else { continue };
            let known = ["generate", "check", "diff", "explain", "completions"];
            if !known.contains(&command) {
                continue;
            }
            let options = options(command);
            for word in words.filter(|word| word.starts_with("--")) {
                assert!(options.contains(word), "{chapter}.md: `faithful {command}` has no option `{word}`");
                mentioned += 1;
            }
        }
    }
    assert!(mentioned >= 10, "the guide mentions {mentioned} options");
}
