//! Runs a program and measures its CPU time, its elapsed time and its peak memory, all including its child processes.
//!
//! The figures are read from `/proc`, so they exist on Linux only.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often memory is read. The kernel records the peak of each process, so only the peak of the last interval before a
/// process exits is missed.
const INTERVAL: Duration = Duration::from_millis(10);

/// The cost of a program that has exited.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// User and system time of all processes, in seconds.
    pub cpu: f64,
    /// In seconds.
    pub elapsed: f64,
    /// Peak memory of the largest process, in bytes.
    pub memory: u64,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub messages: String,
    /// Whether the program succeeded.
    pub succeeded: bool,
}

/// Runs a program until it exits.
///
/// # Errors
/// Fails if the program cannot be started or fails; the message contains its standard error.
pub fn run(command: &mut Command) -> Result<Cost, String> {
    let cost = measure(command)?;
    if cost.succeeded {
        return Ok(cost);
    }
    Err(format!("{} failed:\n{}", command.get_program().to_string_lossy(), cost.messages))
}

/// Runs a program until it exits, whether it succeeds or not.
///
/// # Errors
/// Fails if the program cannot be started.
pub fn measure(command: &mut Command) -> Result<Cost, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| format!("cannot run {program}: {error}");
    let (before, start) = (cpu_of_children(), Instant::now());
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.map_err(failed)?;
    let root = child.id();
    let exit = thread::spawn(move || child.wait_with_output());
    let mut memory = 0;
    while !exit.is_finished() {
        memory = memory.max(peak(root));
        thread::sleep(INTERVAL);
    }
    let output = exit.join().map_err(|_| format!("cannot wait for {program}"))?.map_err(failed)?;
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    let succeeded = output.status.success();
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let elapsed = start.elapsed().as_secs_f64();
    Ok(Cost { cpu: cpu_of_children() - before, elapsed, memory, output, messages, succeeded })
}

/// CPU seconds of all child processes that have exited, including their own children. Linux counts hundredths.
fn cpu_of_children() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = after_name(&line).skip(13).take(2).filter_map(|text| text.parse::<u32>().ok());
    ticks.map(f64::from).sum::<f64>() / 100.0
}

/// The peak memory of the largest of a process and its descendants, in bytes.
fn peak(root: u32) -> u64 {
    let parents = parents();
    let is_below = |process: u32| {
        let mut ancestors = std::iter::successors(Some(process), |process| parents.get(process).copied());
        // Identifiers are used again, so the chain is limited.
        ancestors.by_ref().take(16).any(|ancestor| ancestor == root)
    };
    let below = parents.keys().copied().filter(|process| is_below(*process));
    below.map(peak_of).max().unwrap_or_default()
}

/// The parent of each process.
fn parents() -> HashMap<u32, u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let with_parent = processes.filter_map(|process| {
        let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let parent = after_name(&line).nth(1)?.parse().ok()?;
        Some((process, parent))
    });
    with_parent.collect()
}

fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// The fields of a line of `/proc/*/stat` after the name of the program, which may contain spaces.
fn after_name(line: &str) -> impl Iterator<Item = &str> {
    line.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn children_of_a_program_are_measured() {
        let script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done";
        let cost = run(Command::new("sh").args(["-c", &format!("sh -c '{script}'; true")])).unwrap();
        assert_eq!(cost.output, "done\n");
        assert!(cost.elapsed > 0.0 && cost.cpu > 0.0 && cost.memory > 100_000, "{cost:?}");
        let error = run(Command::new("sh").args(["-c", "echo reason >&2; false"])).unwrap_err();
        assert_eq!(error, "sh failed:\nreason\n");
    }
}
