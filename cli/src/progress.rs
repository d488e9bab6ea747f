//! Shows that the generator is working on a large document.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::terminal;

/// How long nothing is shown, and how often the time is updated.
const INTERVAL: Duration = Duration::from_secs(1);

/// Runs `work`. If it takes longer than a second and standard error is a terminal, its last line shows what is done and for how
/// long, until the work is finished.
pub fn shown<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !terminal::is_interactive() {
        return work();
    }
    let (sender, receiver) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let start = Instant::now();
            while receiver.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                terminal::replace_line(&line(what, start.elapsed()));
            }
            if start.elapsed() >= INTERVAL {
                terminal::replace_line("");
            }
        });
        let outcome = work();
        drop(sender);
        outcome
    })
}

fn line(what: &str, elapsed: Duration) -> String {
    format!("{what} … {} s", elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_whole_seconds() {
        assert_eq!(line("generating", Duration::from_millis(3900)), "generating … 3 s");
        assert_eq!(shown("generating", || 1), 1);
    }
}
