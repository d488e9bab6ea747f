//! What the process uses. The figures are 0 where they are not available.

use std::time::Duration;

/// The number of open files and sockets.
pub fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// The resident memory in KiB.
pub fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// Waits up to five seconds until a number is zero, and returns it.
pub async fn until(number: impl Fn() -> usize) -> usize {
    for _ in 0..50 {
        if number() == 0 {
            return 0;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    number()
}
