//! The rows that `cargo xtask bench` prints as a table.

use std::fs::OpenOptions;
use std::io::Write as _;

use tests::Outcome;

/// One line of the table. `ours` and `reference` are in `unit`.
pub struct Row<'a> {
    pub figure: &'a str,
    pub unit: &'a str,
    pub ours: f64,
    pub reference: f64,
    /// The value compared with the target, as printed: a ratio, or a signed difference.
    pub result: String,
    /// The target in the same form; a row without one is informational.
    pub target: Option<&'a str>,
}

impl Row<'_> {
    /// Appends the row to the file named by `FIGURES`, or prints it if the variable is not set.
    pub fn record(&self) -> Outcome {
        let Self { figure, unit, ours, reference, result, target } = self;
        let target = target.unwrap_or("-");
        let line = format!("{figure}\t{unit}\t{ours}\t{reference}\t{result}\t{target}\n");
        match std::env::var_os("FIGURES") {
            Some(path) => {
                OpenOptions::new().append(true).create(true).open(path)?.write_all(line.as_bytes())?;
            }
            None => print!("{line}"),
        }
        Ok(())
    }
}

/// Converts a count to a float, exactly for the counts used here.
#[expect(clippy::cast_precision_loss, reason = "counts of rounds and instructions are far below 2^52")]
pub fn count(count: u64) -> f64 {
    count as f64
}
