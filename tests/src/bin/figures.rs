//! How long the generator takes, and how much memory, for documents of several sizes.
//!
//! `cargo run --release --package tests --bin figures` prints a line per document and fails where
//! one takes more than it may, or where time grows faster than documents do. With files as
//! arguments it measures those and has nothing to say against them. Each document has a process of
//! its own, which is how its memory is known; times are of the processor.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use codegen::Request;
use codegen::diff::diff;
use tests::{Failure, Outcome, disk, none_of, synthetic};

/// Seconds and MiB.
type Most = (f64, f64);

/// Operations, bytes, and what it may take at most: seconds and MiB.
const SIZES: [(usize, usize, Option<Most>); 6] = [
    (200, 440_000, Some((0.2, 31.0))),
    (770, 3_700_000, Some((1.0, 180.0))),
    (100, 480_000, None),
    (400, 1_920_000, None),
    (1_600, 7_680_000, None),
    (3_200, 15_360_000, None),
];

/// How much longer four times as much, or twice as much, may take than that many times as long.
const SLACK: f64 = 1.6;

/// How many times as long as generating a client the comparison of two documents may take.
const COMPARISON: f64 = 2.0;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => all(),
        [only] if only == "--diff" => comparison(),
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
            println!("from {small} to {large} bytes: {ratio:.2} times as long per byte");
            problems.extend(
                (ratio > SLACK).then(|| format!("time grows faster than the document from {small} bytes")),
            );
        }
    }
    let output = Command::new(std::env::current_exe()?).arg("--diff").output()?;
    let text = String::from_utf8(output.stdout)?.trim().to_owned();
    let ratio: f64 = text.split(' ').next().unwrap_or_default().parse()?;
    println!("the comparison of two documents takes {text}");
    problems.extend((ratio > COMPARISON).then(|| format!("a comparison takes {ratio} times as long")));
    none_of(&problems, "the generator takes more than it may", "measure on an idle machine, then profile")
}

fn as_float(number: usize) -> Outcome<f64> {
    Ok(f64::from(u32::try_from(number)?))
}

/// Compares two documents of 300 operations again and again, and generates a client from one as often; prints how many
/// times as long the comparison takes.
fn comparison() -> Outcome {
    const ROUNDS: usize = 10;
    let [old, new] = [300, 310].map(|operations| {
        let text = synthetic::document(operations, operations * 2_200);
        BTreeMap::from([("openapi.json".to_owned(), text)])
    });
    let request = request();
    let surface = |files| codegen::surface(&request, files).map_err(|failure| Failure::new(failure.render()));
    let (mut comparing, mut generating, mut changes) = (0.0, 0.0, 0);
    for _ in 0..ROUNDS {
        let start = processor()?;
        changes = diff(&surface(&old)?, &surface(&new)?).changes.len();
        let between = processor()?;
        codegen::generate(&request, &old).map_err(|failure| Failure::new(failure.render()))?;
        comparing += between - start;
        generating += processor()? - between;
    }
    println!("{:.2} times as long as generating from one, for {changes} changes", comparing / generating);
    Ok(())
}

fn request() -> Request {
    Request { root: "openapi.json".to_owned(), settings: None, lock: None, crate_name: "client".to_owned() }
}

/// A document, and the settings and corrections beside it.
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

/// Generates once; prints seconds, MiB, and what came out.
fn measure(files: &BTreeMap<String, String>) -> Outcome {
    let settings = "settings.json".to_owned();
    let before = processor()?;
    let request = Request { settings: files.contains_key(&settings).then_some(settings), ..request() };
    let said = match codegen::generate(&request, files) {
        Ok(generated) => generated.summary.to_string().replace('\n', "; "),
        Err(failure) => {
            let text = failure.render();
            format!("{} errors in {} bytes", failure.diagnostics.errors(), text.len())
        }
    };
    println!("{:.3} {:.1} {said}", processor()? - before, memory()?);
    Ok(())
}

/// The seconds that this process has worked, on all its threads.
fn processor() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after = text.rsplit_once(") ").ok_or("no name in /proc/self/stat")?.1;
    let fields: Vec<&str> = after.split(' ').collect();
    let (Some(user), Some(system)) = (fields.get(11), fields.get(12)) else {
        return Err(Failure::new("no times in /proc/self/stat"));
    };
    // In hundredths of a second, wherever Linux runs.
    Ok(f64::from(user.parse::<u32>()? + system.parse::<u32>()?) / 100.0)
}

/// The most memory that this process had, in MiB.
fn memory() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u32 = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("no VmHWM")?.parse()?;
    Ok(f64::from(kib) / 1024.0)
}
