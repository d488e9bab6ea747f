//! `cargo xtask weigh`: what the client weighs, compared with what it weighed when that was last accepted.
//!
//! Only what is the same on every machine is weighed: lines, crates, and the code that the compiler is handed. Seconds
//! are not; CONTRIBUTING.md has the commands for those.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::disk;

/// Where the accepted weights stand.
const ACCEPTED: &str = ".ci/weight.txt";

/// By how many hundredths a weight may grow.
const TOLERANCE: u64 = 15;

/// Weighs the client, and compares or accepts.
///
/// # Errors
/// When a weight has grown too much, or cannot be taken.
pub fn run(accept: bool) -> Result<(), String> {
    let root = disk::workspace();
    let weights = [
        ("generated lines", generated_lines(&root)?),
        ("crates in the default tree", crates(&root)?),
        ("lines of LLVM IR of the client, debug", intermediate_lines(&root)?),
    ];
    let file = root.join(ACCEPTED);
    if accept {
        let lines = weights.map(|(name, weight)| format!("{name}: {weight}\n"));
        return disk::write(&file, &lines.concat());
    }
    let accepted = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut grown = Vec::new();
    for (name, weight) in weights {
        let before = weight_of(&accepted, name)?;
        println!("{name}: {weight} (accepted: {before})");
        if weight * 100 > before * (100 + TOLERANCE) {
            grown.push(name);
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "grown by more than {TOLERANCE} %: {}\nmake it lighter, or accept it with `cargo xtask weigh --accept`",
        grown.join(", ")
    ))
}

fn weight_of(accepted: &str, name: &str) -> Result<u64, String> {
    let mut lines = accepted.lines().filter_map(|line| line.split_once(": "));
    let weight = lines.find(|(known, _)| *known == name).and_then(|(_, weight)| weight.parse().ok());
    weight.ok_or_else(|| format!("{ACCEPTED} has no weight for `{name}`"))
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

/// The code that the generated crate hands to LLVM, in one unit so that it does not depend on the number of cores.
fn intermediate_lines(root: &Path) -> Result<u64, String> {
    let folder = root.join("target/weigh");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let file = folder.join("northflank.ll");
    let emit = format!("--emit=llvm-ir={}", file.display());
    let arguments =
        ["rustc", "--quiet", "--package", "northflank", "--lib", "--", "-Ccodegen-units=1", "-Cdebuginfo=0"];
    // Cargo would not run the compiler again for an unchanged crate, whose file may be gone.
    touch(&root.join("generated/src/lib.rs"))?;
    cargo(root, &[&arguments[..], &[emit.as_str()]].concat())?;
    count_lines(&file)
}

fn touch(file: &PathBuf) -> Result<(), String> {
    let opened = fs::File::options().append(true).open(file);
    let touched = opened.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.map_err(|error| format!("{}: {error}", file.display()))
}

fn count_lines(file: &Path) -> Result<u64, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.lines().count() as u64)
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(format!("cargo {} failed:\n{reason}", arguments.join(" ")))
}
