//! `cargo xtask bench`: runs the benchmarks in `tests/benches/` and prints their figures as one table.
//!
//! The benchmarks measure the figures. They append one line per figure to the file named by the environment variable
//! `FIGURES`, with these columns: figure, unit, ours, reference, ratio or difference, and the target or `-`.

pub mod child;
mod table;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::workspace::workspace;
use faithful::disk;
use faithful::terminal::{self, shown};

use self::table::{rounded, table};

/// The page that contains the last table, between two marker lines.
const PAGE: &str = "tests/benches/README.md";
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end -->\n";

/// Runs the named benchmarks, or all, and prints the table. With `--write`, also writes the last figures of all benchmarks
/// to the page.
///
/// # Errors
/// Fails if a benchmark does not exist or fails. If one fails, the others are still run and printed.
pub fn run(options: &[&str]) -> Result<(), String> {
    let root = workspace();
    if let Some((&"whole", options)) = options.split_first() {
        return whole::run(&root, options);
    }
    let all = benchmarks(&root)?;
    let (write, names) = parse(options, &all)?;
    let has_valgrind = is_installed("valgrind");
    if !has_valgrind {
        terminal::report("valgrind is not installed: instruction counts are omitted\n");
    }
    let mut measured = Vec::new();
    let mut failed = Vec::new();
    for name in &names {
        match measure(&root, name) {
            Ok(()) => measured.push(name.clone()),
            Err(reason) => failed.push(format!("{name} failed, and its figures are omitted:\n{reason}")),
        }
    }
    terminal::print(&format!("{}\n", report(&root, &measured, has_valgrind)?));
    if !failed.is_empty() {
        return Err(failed.join("\n"));
    }
    if write { write_page(&root.join(PAGE), &report(&root, &all, has_valgrind)?) } else { Ok(()) }
}

/// Returns the table of the last figures, with a description of the machine.
fn report(root: &Path, names: &[String], has_valgrind: bool) -> Result<String, String> {
    let mut rows = Vec::new();
    for name in names {
        let figures = figures(root, name);
        let text = fs::read_to_string(&figures).map_err(|_| format!("`{name}` has not been measured yet"))?;
        rows.extend(text.lines().map(row).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(format!("{}\n\n{}\n{}", machine(has_valgrind), rows_as_table(&rows), summary(&rows)))
}

/// Returns the file to which a benchmark writes its figures.
fn figures(root: &Path, name: &str) -> PathBuf {
    root.join("target/bench").join(format!("{name}.tsv"))
}

/// Returns the names of all benchmarks, which are the files in their folder.
fn benchmarks(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("tests/benches");
    let files = disk::files_below(&folder)?;
    let direct = files.iter().filter(|file| file.parent() == Some(&folder));
    let programs = direct.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    Ok(programs.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// Parses the options: whether to write the page, and which benchmarks to run.
fn parse(options: &[&str], all: &[String]) -> Result<(bool, Vec<String>), String> {
    let (write, names) = match options.split_first() {
        Some((&"--write", names)) => (true, names),
        _ => (false, options),
    };
    match names.iter().find(|name| !all.iter().any(|known| known == *name)) {
        Some(name) => Err(format!("unknown benchmark `{name}`; the benchmarks are {}", all.join(", "))),
        None if names.is_empty() => Ok((write, all.to_vec())),
        None => Ok((write, names.iter().map(|name| (*name).to_owned()).collect())),
    }
}

/// A row of the table.
struct Row {
    figure: String,
    ours: String,
    reference: String,
    ratio: String,
    target: String,
    met: &'static str,
}

fn measure(root: &Path, name: &str) -> Result<(), String> {
    let figures = figures(root, name);
    disk::write(&figures, "")?;
    terminal::report(&format!("{name}: building and measuring\n"));
    let start = Instant::now();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--quiet", "--package", "tests", "--bench", name]);
    let output = cargo.current_dir(root).env("FIGURES", &figures).output();
    let output = output.map_err(|error| format!("cannot start cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    terminal::report(&format!("{name}: {} s\n", start.elapsed().as_secs()));
    Ok(())
}

fn row(line: &str) -> Result<Row, String> {
    let unreadable = || format!("invalid line of figures: {line}");
    let fields: Vec<&str> = line.split('\t').collect();
    let [figure, unit, ours, reference, ratio, target] = fields[..] else {
        return Err(unreadable());
    };
    let value = |text: &str| text.parse::<f64>().map_err(|_| unreadable());
    let quantity = |text: &str| Ok::<_, String>(format!("{} {unit}", rounded(value(text)?)));
    let is_difference = ratio.starts_with(['+', '-']);
    // Ratios are compared with their targets as printed: more decimal places would be noise.
    let ratio = if is_difference { ratio.to_owned() } else { format!("{:.2}", value(ratio)?) };
    let met = match value(target) {
        Err(_) => "",
        Ok(target) if value(&ratio)? <= target => "yes",
        Ok(_) => "no",
    };
    let (ours, reference) = (quantity(ours)?, quantity(reference)?);
    let target = if met.is_empty() { String::new() } else { target.to_owned() };
    Ok(Row { figure: figure.to_owned(), ours, reference, ratio, target, met })
}

/// Formats the rows as a Markdown table with aligned columns.
fn rows_as_table(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let met = row.met.to_owned();
        let texts = [&row.figure, &row.ours, &row.reference, &row.ratio, &row.target, &met];
        texts.map(String::clone)
    };
    table(["figure", "ours", "reference", "ratio", "target", "met"], rows.iter().map(cells).collect())
}

fn summary(rows: &[Row]) -> String {
    let missed: Vec<&str> =
        rows.iter().filter(|row| row.met == "no").map(|row| row.figure.as_str()).collect();
    let met = rows.iter().filter(|row| row.met == "yes").count();
    let total = met + missed.len();
    if missed.is_empty() {
        return format!("{met} of {total} targets are met.");
    }
    format!("{met} of {total} targets are met. Missed: {}.", missed.join("; "))
}

/// Describes the machine and the tools.
fn machine(has_valgrind: bool) -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = processors.lines().find_map(|line| line.strip_prefix("model name"));
    let named = named.map_or("unknown processor", |name| name.trim_start_matches([' ', '\t', ':']));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let compiler = first_line("rustc", "--version");
    let valgrind = if has_valgrind { first_line("valgrind", "--version") } else { "no valgrind".to_owned() };
    let kernel = first_line("uname", "-sr");
    format!("{named}, {count} threads; {kernel}; {compiler}; {valgrind}.")
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn first_line(program: &str, option: &str) -> String {
    let output = Command::new(program).arg(option).output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_owned()
}

/// Replaces the text between the marker lines of the page.
fn write_page(page: &Path, text: &str) -> Result<(), String> {
    let current = fs::read_to_string(page).map_err(|error| format!("{}: {error}", shown(page)))?;
    let parts = current.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or_else(|| format!("{}: the marker lines of the table are missing", shown(page)))?;
    disk::write(page, &format!("{before}{BEGIN}\n{text}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_compared_with_their_targets() {
        let met = |line: &str| row(line).map(|row| (row.ratio, row.target, row.met));
        let row = |ratio: &str, target: &str, met| Ok((ratio.to_owned(), target.to_owned(), met));
        assert_eq!(met("a\tms\t1\t2\t1.004\t1.00"), row("1.00", "1.00", "yes"));
        assert_eq!(met("a\tms\t1\t2\t1.006\t1.00"), row("1.01", "1.00", "no"));
        assert_eq!(met("a\tms\t1\t2\t7\t-"), row("7.00", "", ""));
        assert_eq!(met("a\tcalls\t31\t20\t+11\t+20"), row("+11", "+20", "yes"));
        assert_eq!(met("a\tcalls\t41\t20\t+21\t+20"), row("+21", "+20", "no"));
        assert_eq!(met("a\tcalls\t19\t20\t-1\t+20"), row("-1", "+20", "yes"));
        assert!(met("a\tms\t1").is_err() && met("a\tms\tmany\t2\t1\t-").is_err());
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [row("a\tµs\t123.4\t5.678\t0.5\t1.00").unwrap()];
        assert_eq!(
            rows_as_table(&rows),
            "| figure | ours   | reference | ratio | target | met |\n\
             | ------ | ------ | --------- | ----- | ------ | --- |\n\
             | a      | 123 µs | 5.68 µs   | 0.50  | 1.00   | yes |\n"
        );
        assert_eq!(summary(&rows), "1 of 1 targets are met.");
    }
}
