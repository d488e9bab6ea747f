//! Runs the generator on a hundred thousand randomly broken documents and checks that it handles each.
//!
//! `cargo run --release --package tests --bin mutations -- [--cases N] [--seed N] [--case N]`;
//! `--case` prints one case and its result.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tests::mutation::{Document, Documents, survives};
use tests::{Failure, Outcome, none_of};

/// The usual stack size of a main thread.
const STACK: usize = 8 << 20;

/// A case that runs longer than this is considered hung.
const HANG_TIMEOUT: Duration = Duration::from_secs(60);

const MAX_MEMORY_KIB: u64 = 1 << 20;

fn main() -> Outcome {
    let (mut cases, mut seed, mut only) = (100_000, 1, None);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.chunks(2) {
        match pair {
            [name, number] if name == "--cases" => cases = number.parse()?,
            [name, number] if name == "--seed" => seed = number.parse()?,
            [name, number] if name == "--case" => only = Some(number.parse()?),
            _ => return Err(Failure::new("--cases N, --seed N, --case N")),
        }
    }
    let documents = Documents::read()?;
    match only {
        Some(index) => show(&documents.case(seed, index)),
        None => run(&documents, seed, cases),
    }
}

fn show(document: &Document) -> Outcome {
    for (path, text) in &document.files {
        println!("==== {path} of {}\n{text}", document.name);
    }
    let generated = survives(document).map_err(Failure::new)?;
    println!("==== {}", if generated { "generated a client" } else { "rejected" });
    Ok(())
}

fn run(documents: &Documents, seed: u64, cases: u64) -> Outcome {
    let started = Instant::now();
    let (next, generated) = (AtomicU64::new(0), AtomicU64::new(0));
    let problems = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let busy: Vec<Mutex<Option<(u64, Instant)>>> = (0..workers).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| -> Outcome {
        let mut threads = Vec::new();
        for busy in &busy {
            let builder = std::thread::Builder::new().stack_size(STACK);
            threads.push(builder.spawn_scoped(scope, || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= cases {
                        break;
                    }
                    set(busy, Some((index, Instant::now())));
                    let document = documents.case(seed, index);
                    match (survives(&document), problems.lock()) {
                        (Ok(true), _) => _ = generated.fetch_add(1, Ordering::Relaxed),
                        (Err(problem), Ok(mut problems)) => {
                            problems.push(format!("case {index}, {}: {problem}", document.name));
                        }
                        (Ok(false), _) | (Err(_), Err(_)) => {}
                    }
                    set(busy, None);
                }
            })?);
        }
        while threads.iter().any(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            let mut running = busy.iter().filter_map(|busy| busy.lock().ok().and_then(|busy| *busy));
            if let Some((index, _)) = running.find(|(_, since)| since.elapsed() > HANG_TIMEOUT) {
                eprintln!("case {index} of seed {seed} hangs");
                std::process::exit(1);
            }
        }
        Ok(())
    })?;
    let peak = memory().unwrap_or_default();
    println!(
        "{cases} broken documents, {} of which still generated a client, in {:.1} s with a peak of {} MiB",
        generated.into_inner(),
        started.elapsed().as_secs_f64(),
        peak / 1024
    );
    let mut problems = problems.into_inner()?;
    problems.extend((peak > MAX_MEMORY_KIB).then(|| format!("peak memory is {peak} KiB")));
    let help = format!("`--seed {seed} --case N` prints a case");
    none_of(&problems, "the generator fails on these cases", &help)
}

fn set(busy: &Mutex<Option<(u64, Instant)>>, to: Option<(u64, Instant)>) {
    if let Ok(mut busy) = busy.lock() {
        *busy = to;
    }
}

/// Peak memory of this process in KiB, where the system reports it.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
