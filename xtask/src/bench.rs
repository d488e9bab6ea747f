//! `cargo xtask bench`: runs the benchmarks in `tests/benches/` and prints what they found as one table.
//!
//! It measures nothing itself. A benchmark appends a line for each figure to the file that the variable `FIGURES`
//! names: figure, unit, ours, reference, what is held against the target, and the target or `-`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::disk;

/// The page that holds the last table, between these lines.
const PAGE: &str = "tests/benches/README.md";
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end -->\n";

/// Runs the named benchmarks, or all, and prints the table. What was found last of all of them can be written to
/// the page.
///
/// # Errors
/// When there is no such benchmark, or one of them fails; the others are still run and shown.
pub fn run(options: &[&str]) -> Result<(), String> {
    let root = disk::workspace();
    let all = benchmarks(&root)?;
    let (write, names) = chosen(options, &all)?;
    let has_valgrind = is_installed("valgrind");
    if !has_valgrind {
        eprintln!("valgrind is not installed: the figures in instructions are left out");
    }
    let mut found = Vec::new();
    let mut failed = Vec::new();
    for name in &names {
        match measure(&root, name) {
            Ok(()) => found.push(name.clone()),
            Err(reason) => failed.push(format!("{name} failed, and its figures are left out:\n{reason}")),
        }
    }
    println!("{}", report(&root, &found, has_valgrind)?);
    if !failed.is_empty() {
        return Err(failed.join("\n"));
    }
    if write { put(&root.join(PAGE), &report(&root, &all, has_valgrind)?) } else { Ok(()) }
}

/// The table of what was found last, with what it was found on.
fn report(root: &Path, names: &[String], has_valgrind: bool) -> Result<String, String> {
    let mut rows = Vec::new();
    for name in names {
        let figures = figures(root, name);
        let text = fs::read_to_string(&figures).map_err(|_| format!("`{name}` was not measured yet"))?;
        rows.extend(text.lines().map(row).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(format!("{}\n\n{}\n{}", machine(has_valgrind), table(&rows), summary(&rows)))
}

/// The file that a benchmark writes its figures to.
fn figures(root: &Path, name: &str) -> PathBuf {
    root.join("target/bench").join(format!("{name}.tsv"))
}

/// All benchmarks: the files in their folder.
fn benchmarks(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("tests/benches");
    let files = disk::files_below(&folder)?;
    let own = files.iter().filter(|file| file.parent() == Some(&folder));
    let programs = own.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    Ok(programs.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// Whether the page is written, and which benchmarks are run.
fn chosen(options: &[&str], all: &[String]) -> Result<(bool, Vec<String>), String> {
    let (write, names) = match options.split_first() {
        Some((&"--write", names)) => (true, names),
        _ => (false, options),
    };
    match names.iter().find(|name| !all.iter().any(|known| known == *name)) {
        Some(name) => Err(format!("there is no benchmark `{name}`; there are {}", all.join(", "))),
        None if names.is_empty() => Ok((write, all.to_vec())),
        None => Ok((write, names.iter().map(|name| (*name).to_owned()).collect())),
    }
}

/// One line of the table.
struct Row {
    figure: String,
    ours: String,
    reference: String,
    held: String,
    target: String,
    met: &'static str,
}

fn measure(root: &Path, name: &str) -> Result<(), String> {
    let figures = figures(root, name);
    disk::write(&figures, "")?;
    eprintln!("{name}: building and measuring");
    let start = Instant::now();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--quiet", "--package", "tests", "--bench", name]);
    let output = cargo.current_dir(root).env("FIGURES", &figures).output();
    let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    eprintln!("{name}: {} s", start.elapsed().as_secs());
    Ok(())
}

fn row(line: &str) -> Result<Row, String> {
    let unreadable = || format!("not the line of a figure: {line}");
    let fields: Vec<&str> = line.split('\t').collect();
    let [figure, unit, ours, reference, held, target] = fields[..] else {
        return Err(unreadable());
    };
    let value = |text: &str| text.parse::<f64>().map_err(|_| unreadable());
    let quantity = |text: &str| Ok::<_, String>(format!("{} {unit}", rounded(value(text)?)));
    let is_difference = held.starts_with(['+', '-']);
    // A quotient counts as it is printed: what lies beyond the second place is noise.
    let shown = if is_difference { held.to_owned() } else { format!("{:.2}", value(held)?) };
    let met = match value(target) {
        Err(_) => "",
        Ok(target) if value(&shown)? <= target => "yes",
        Ok(_) => "no",
    };
    let (ours, reference) = (quantity(ours)?, quantity(reference)?);
    let target = if met.is_empty() { String::new() } else { target.to_owned() };
    Ok(Row { figure: figure.to_owned(), ours, reference, held: shown, target, met })
}

/// A number with three digits, or all that stand before the point.
fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The rows as a table of Markdown, its columns aligned.
fn table(rows: &[Row]) -> String {
    let header = ["figure", "ours", "reference", "ratio", "target", "met"].map(str::to_owned);
    let cells = |row: &Row| {
        let met = row.met.to_owned();
        let texts = [&row.figure, &row.ours, &row.reference, &row.held, &row.target, &met];
        texts.map(String::clone)
    };
    let mut lines: Vec<[String; 6]> = vec![header];
    lines.extend(rows.iter().map(cells));
    let widths: [usize; 6] = std::array::from_fn(|column| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    });
    lines.insert(1, widths.map(|width| "-".repeat(width)));
    let line = |line: &[String; 6]| {
        let padded: Vec<String> =
            line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("| {} |\n", padded.join(" | "))
    };
    lines.iter().map(line).collect()
}

fn summary(rows: &[Row]) -> String {
    let missed: Vec<&str> =
        rows.iter().filter(|row| row.met == "no").map(|row| row.figure.as_str()).collect();
    let met = rows.iter().filter(|row| row.met == "yes").count();
    let of = met + missed.len();
    if missed.is_empty() {
        return format!("{met} of {of} targets are met.");
    }
    format!("{met} of {of} targets are met. Missed: {}.", missed.join("; "))
}

/// What the figures were taken on.
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

/// Puts a text between the two lines of the page.
fn put(page: &Path, text: &str) -> Result<(), String> {
    let current = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    let parts = current.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{} has no place for the table", page.display()))?;
    disk::write(page, &format!("{before}{BEGIN}\n{text}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_held_against_their_targets() {
        let met = |line: &str| row(line).map(|row| (row.held, row.target, row.met));
        let row = |held: &str, target: &str, met| Ok((held.to_owned(), target.to_owned(), met));
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
            table(&rows),
            "| figure | ours   | reference | ratio | target | met |\n\
             | ------ | ------ | --------- | ----- | ------ | --- |\n\
             | a      | 123 µs | 5.68 µs   | 0.50  | 1.00   | yes |\n"
        );
        assert_eq!(summary(&rows), "1 of 1 targets are met.");
    }
}
