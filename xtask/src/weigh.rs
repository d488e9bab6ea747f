//! `cargo xtask weigh`: compares the compile cost of the client with the last accepted figures.
//!
//! The figures are the same on every machine: lines of code, crates, and lines of LLVM IR. CONTRIBUTING.md has the commands
//! for measuring time and memory.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::workspace;
use faithful::disk;
use faithful::terminal::{self, shown};

/// The file with the accepted figures.
const ACCEPTED: &str = ".ci/weight.txt";

/// Allowed growth of a figure, in percent.
const TOLERANCE: u64 = 15;

/// Measures the figures, and compares them with the accepted ones or accepts them.
///
/// # Errors
/// Fails if a figure has grown too much or cannot be measured.
pub fn run(accept: bool) -> Result<(), String> {
    let root = workspace();
    let figures = [
        ("generated lines", generated_lines(&root)?),
        ("crates in the default tree", crates(&root)?),
        ("lines of LLVM IR of the client, debug", intermediate_lines(&root)?),
    ];
    let file = root.join(ACCEPTED);
    if accept {
        let lines = figures.map(|(name, figure)| format!("{name}: {figure}\n"));
        return disk::write(&file, &lines.concat());
    }
    let accepted = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", shown(&file)))?;
    let mut grown = Vec::new();
    for (name, figure) in figures {
        let before = accepted_figure(&accepted, name)?;
        terminal::print(&format!("{name}: {figure} (accepted: {before})\n"));
        if figure * 100 > before * (100 + TOLERANCE) {
            grown.push(name);
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "grown by more than {TOLERANCE}%: {}\nreduce the figures, or accept them with `cargo xtask weigh --accept`",
        grown.join(", ")
    ))
}

fn accepted_figure(accepted: &str, name: &str) -> Result<u64, String> {
    let mut lines = accepted.lines().filter_map(|line| line.split_once(": "));
    let figure = lines.find(|(known, _)| *known == name).and_then(|(_, figure)| figure.parse().ok());
    figure.ok_or_else(|| format!("{ACCEPTED} has no figure `{name}`"))
}

fn generated_lines(root: &Path) -> Result<u64, String> {
    let mut lines = 0;
    for folder in ["generated/src/api", "generated/src/models"] {
        for file in disk::files_below(&root.join(folder))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                lines += count_lines(&file)?;
            }
        }
    }
    Ok(lines)
}

fn crates(root: &Path) -> Result<u64, String> {
    let arguments = ["tree", "--package", "northflank", "--edges", "normal", "--prefix", "none"];
    let tree = cargo(root, &[&arguments[..], &["--target", "x86_64-unknown-linux-gnu"]].concat())?;
    let names = tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned());
    let names: BTreeSet<String> = names.filter(|line| !line.is_empty()).collect();
    Ok(names.len() as u64)
}

/// Counts the lines of LLVM IR of the generated crate, in one codegen unit so that the number of cores does not matter.
fn intermediate_lines(root: &Path) -> Result<u64, String> {
    let folder = root.join("target/weigh");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", shown(&folder)))?;
    let file = folder.join("northflank.ll");
    let emit = format!("--emit=llvm-ir={}", file.to_string_lossy());
    let arguments =
        ["rustc", "--quiet", "--package", "northflank", "--lib", "--", "-Ccodegen-units=1", "-Cdebuginfo=0"];
    // Otherwise, Cargo would not compile an unchanged crate again, even if the file no longer exists.
    touch(&root.join("generated/src/lib.rs"))?;
    cargo(root, &[&arguments[..], &[emit.as_str()]].concat())?;
    count_lines(&file)
}

fn touch(file: &PathBuf) -> Result<(), String> {
    let opened = fs::File::options().append(true).open(file);
    let touched = opened.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.map_err(|error| format!("{}: {error}", shown(file)))
}

fn count_lines(file: &Path) -> Result<u64, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", shown(file)))?;
    Ok(text.lines().count() as u64)
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("cannot start cargo: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(format!("cargo {} failed:\n{reason}", arguments.join(" ")))
}
