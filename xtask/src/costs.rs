//! `cargo xtask costs`: the CPU time of each part of the tests, the dearest first.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bench::child::{self, Cost};
use faithful::terminal;

use crate::workspace::workspace;

/// A test binary.
struct Binary {
    name: String,
    /// The folder of its package, in which Cargo runs it.
    folder: PathBuf,
    executable: PathBuf,
}

/// Builds and runs all tests and doc tests, one binary after another, and prints a table. A binary that fails is part of it.
///
/// # Errors
/// Fails if the tests cannot be built or, after the table, if one of them failed.
pub fn run() -> Result<(), String> {
    let root = workspace();
    let built = cargo(&root, &["test", "--workspace", "--no-run", "--message-format=json"])?;
    let binaries: Vec<Binary> = built.output.lines().filter_map(binary).collect();
    if binaries.is_empty() {
        return Err("the workspace has no tests".to_owned());
    }
    let mut costs = vec![("build".to_owned(), built)];
    for binary in binaries {
        let mut command = Command::new(&binary.executable);
        command.current_dir(&binary.folder).env("CARGO_MANIFEST_DIR", &binary.folder);
        costs.push((binary.name, child::measure(&mut command)?));
    }
    let mut documentation = Command::new("cargo");
    let documentation = documentation.args(["test", "--workspace", "--doc"]).current_dir(&root);
    costs.push(("doc tests".to_owned(), child::measure(documentation)?));
    terminal::print(&table(&mut costs));
    let failed = costs.iter().filter(|(_, cost)| !cost.succeeded);
    let failed: Vec<_> = failed.map(|(name, cost)| format!("{name} failed:\n{}", cost.output)).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<Cost, String> {
    child::run(Command::new("cargo").args(arguments).current_dir(root))
}

/// The test binary that a message of Cargo is about, if it is about one.
fn binary(message: &str) -> Option<Binary> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["profile"]["test"] != true {
        return None;
    }
    let executable = PathBuf::from(message["executable"].as_str()?);
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_path_buf();
    let package = folder.file_name()?.to_string_lossy().into_owned();
    let target = message["target"]["name"].as_str()?;
    Some(Binary { name: format!("{package}: {target}"), folder, executable })
}

fn table(costs: &mut [(String, Cost)]) -> String {
    costs.sort_by(|(_, a), (_, b)| b.cpu.total_cmp(&a.cpu));
    let row = |name: &str, cpu: f64, elapsed: f64| format!("{cpu:>8.1} {elapsed:>8.1}  {name}\n");
    let rows: String = costs.iter().map(|(name, cost)| row(name, cost.cpu, cost.elapsed)).collect();
    let sum = |of: fn(&Cost) -> f64| costs.iter().map(|(_, cost)| of(cost)).sum();
    let total = row("all", sum(|cost| cost.cpu), sum(|cost| cost.elapsed));
    format!("   CPU s  elapsed  part of the tests\n{rows}{total}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dearest_part_is_first() {
        let cost = |cpu| Cost { cpu, elapsed: 1.0, ..Cost::default() };
        let mut costs = [("a".to_owned(), cost(1.0)), ("b".to_owned(), cost(20.25))];
        let expected = "   CPU s  elapsed  part of the tests\n    20.2      1.0  b\n     1.0      1.0  a\n    21.2      2.0  all\n";
        assert_eq!(table(&mut costs), expected);
    }

    #[test]
    fn only_test_binaries_are_run() {
        let message = |test| {
            format!(
                r#"{{"profile":{{"test":{test}}},"executable":"/t/a","manifest_path":"/w/p/Cargo.toml","target":{{"name":"a"}}}}"#
            )
        };
        assert_eq!(binary(&message(true)).unwrap().name, "p: a");
        assert!(binary(&message(false)).is_none() && binary("text").is_none());
    }
}
