//! Measures the generator's time and memory for documents of several sizes.
//!
//! `cargo run --release --package tests --bin figures` prints a line per document, and fails if one exceeds its
//! limits or if time grows faster than document size, in the number of operations or in the depth of schemas in any
//! direction. With files as arguments it only measures those. Each document
//! is generated in a separate process so that its peak memory is known; times are CPU times.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use faithful_codegen::Request;
use faithful_codegen::diff::diff;
use tests::nesting::DIRECTIONS;
use tests::{Failure, Outcome, disk, none_of, synthetic};

/// Limits in seconds and MiB.
type Limits = (f64, f64);

/// Operations, bytes and limits.
const SIZES: [(usize, usize, Option<Limits>); 6] = [
    (200, 440_000, Some((0.2, 31.0))),
    (770, 3_700_000, Some((1.0, 180.0))),
    (100, 480_000, None),
    (400, 1_920_000, None),
    (1_600, 7_680_000, None),
    (3_200, 15_360_000, None),
];

/// How much the time per byte may grow from one size to the next.
const SLACK: f64 = 1.6;

/// Numbers of nested levels.
const LEVELS: [usize; 3] = [250, 500, 1_000];

/// The maximum time of comparing two documents, as a multiple of generating a client.
const COMPARISON: f64 = 2.0;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => all(),
        [only] if only == "--diff" => comparison(),
        [only] if only == "--depth" => depth(),
        [one, operations, bytes] if one == "--one" => {
            let text = synthetic::document(operations.parse()?, bytes.parse()?);
            measure(&BTreeMap::from([("openapi.json".to_owned(), text)]))
        }
        files => {
            for file in files {
                measure(&with_settings(file.as_ref())?)?;
            }
            Ok(())
        }
    }
}

fn all() -> Outcome {
    let mut problems = Vec::new();
    let mut growth: Vec<(usize, f64)> = Vec::new();
    for (operations, bytes, limits) in SIZES {
        let mut best: Option<(f64, f64, String)> = None;
        for _ in 0..3 {
            let program = std::env::current_exe()?;
            let numbers = [operations.to_string(), bytes.to_string()];
            let output = Command::new(program).arg("--one").args(numbers).output()?;
            let text = String::from_utf8(output.stdout)?.trim().to_owned();
            let mut words = text.split(' ');
            let mut number = || words.next().unwrap_or_default().parse::<f64>();
            let (seconds, memory) = (number()?, number()?);
            if best.as_ref().is_none_or(|(least, ..)| seconds < *least) {
                best = Some((seconds, memory, text));
            }
        }
        let (seconds, memory, text) = best.ok_or("nothing was measured")?;
        println!("{operations} operations, {bytes} bytes: {text}");
        if let Some((most_seconds, most_memory)) = limits {
            problems.extend(
                (seconds > most_seconds).then(|| format!("{operations} operations take {seconds} s")),
            );
            problems
                .extend((memory > most_memory).then(|| format!("{operations} operations take {memory} MiB")));
        } else {
            growth.push((bytes, seconds));
        }
    }
    for pair in growth.windows(2) {
        if let [(small, less), (large, more)] = pair {
            let ratio = (more / less) / (as_float(*large)? / as_float(*small)?);
            println!("from {small} to {large} bytes: {ratio:.2} times the time per byte");
            problems.extend(
                (ratio > SLACK).then(|| format!("time grows faster than the document from {small} bytes")),
            );
        }
    }
    let output = Command::new(std::env::current_exe()?).arg("--diff").output()?;
    let text = String::from_utf8(output.stdout)?.trim().to_owned();
    let ratio: f64 = text.split(' ').next().unwrap_or_default().parse()?;
    println!("comparing two documents takes {text}");
    problems.extend(
        (ratio > COMPARISON)
            .then(|| format!("a comparison takes {ratio} times as long as generating a client")),
    );
    let output = Command::new(std::env::current_exe()?).arg("--depth").output()?;
    let text = String::from_utf8(output.stdout)?;
    print!("{text}");
    problems.extend(
        (text.lines().count() != DIRECTIONS.len()).then(|| "some directions were not measured".to_owned()),
    );
    problems.extend(text.lines().filter(|line| line.ends_with(TOO_FAST)).map(str::to_owned));
    none_of(&problems, "the generator exceeds its limits", "measure on an idle machine, then profile")
}

fn as_float(number: usize) -> Outcome<f64> {
    Ok(f64::from(u32::try_from(number)?))
}

/// Compares two documents of 300 operations and generates a client from one, several times each; prints the ratio
/// of the times.
fn comparison() -> Outcome {
    const ROUNDS: usize = 10;
    let [old, new] = [300, 310].map(|operations| {
        let text = synthetic::document(operations, operations * 2_200);
        BTreeMap::from([("openapi.json".to_owned(), text)])
    });
    let request = request();
    let surface =
        |files| faithful_codegen::surface(&request, files).map_err(|failure| Failure::new(failure.render()));
    let (mut comparing, mut generating, mut changes) = (0.0, 0.0, 0);
    for _ in 0..ROUNDS {
        let start = cpu_seconds()?;
        changes = diff(&surface(&old)?, &surface(&new)?).changes.len();
        let between = cpu_seconds()?;
        faithful_codegen::generate(&request, &old).map_err(|failure| Failure::new(failure.render()))?;
        comparing += between - start;
        generating += cpu_seconds()? - between;
    }
    println!("{:.2} times as long as generating a client, for {changes} changes", comparing / generating);
    Ok(())
}

/// The end of a line about a direction in which time grows too fast.
const TOO_FAST: &str = "(too much)";

/// Prints how the time grows with the depth of schemas in each direction.
fn depth() -> Outcome {
    const ROUNDS: usize = 5;
    // Times below this are those of the rest of the document, or are not measured exactly.
    const NEGLIGIBLE: f64 = 0.1;
    for direction in DIRECTIONS {
        let mut times = Vec::new();
        for levels in LEVELS {
            let files = BTreeMap::from([("openapi.json".to_owned(), direction.referenced(levels))]);
            let start = cpu_seconds()?;
            for _ in 0..ROUNDS {
                faithful_codegen::generate(&request(), &files)
                    .map_err(|failure| Failure::new(failure.render()))?;
            }
            times.push((cpu_seconds()? - start).max(NEGLIGIBLE));
        }
        let growth = times.windows(2).map(|pair| pair[1] / pair[0] / 2.0).fold(0.0, f64::max);
        let end = if growth > SLACK { TOO_FAST } else { "" };
        println!(
            "{LEVELS:?} levels of {}: at most {growth:.2} times the time per level {end}",
            direction.name
        );
    }
    Ok(())
}

fn request() -> Request {
    Request { root: "openapi.json".to_owned(), settings: None, lock: None, crate_name: "client".to_owned() }
}

/// Reads a document, with the settings and corrections next to it.
fn with_settings(document: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut files = BTreeMap::from([("openapi.json".to_owned(), disk::read(document)?)]);
    for name in ["settings.json", "corrections.json"] {
        let file = document.with_file_name(name);
        if file.exists() {
            files.insert(name.to_owned(), disk::read(&file)?);
        }
    }
    Ok(files)
}

/// Generates once; prints seconds, MiB and the result.
fn measure(files: &BTreeMap<String, String>) -> Outcome {
    let settings = "settings.json".to_owned();
    let before = cpu_seconds()?;
    let request = Request { settings: files.contains_key(&settings).then_some(settings), ..request() };
    let result = match faithful_codegen::generate(&request, files) {
        Ok(generated) => generated.summary.to_string().replace('\n', "; "),
        Err(failure) => {
            let text = failure.render();
            format!("{} errors in {} bytes", failure.diagnostics.errors(), text.len())
        }
    };
    println!("{:.3} {:.1} {result}", cpu_seconds()? - before, memory()?);
    Ok(())
}

/// CPU seconds used by this process, on all its threads.
fn cpu_seconds() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after = text.rsplit_once(") ").ok_or("no name in /proc/self/stat")?.1;
    let fields: Vec<&str> = after.split(' ').collect();
    let (Some(user), Some(system)) = (fields.get(11), fields.get(12)) else {
        return Err(Failure::new("no times in /proc/self/stat"));
    };
    // Linux reports hundredths of a second.
    Ok(f64::from(user.parse::<u32>()? + system.parse::<u32>()?) / 100.0)
}

/// Peak memory of this process, in MiB.
fn memory() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u32 = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("no VmHWM")?.parse()?;
    Ok(f64::from(kib) / 1024.0)
}
