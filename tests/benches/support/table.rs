//! The rows that `cargo xtask bench` prints as a table.

use std::fs::OpenOptions;
use std::io::Write as _;

use tests::Outcome;

/// One line of the table. `ours` and `reference` are in `unit`; a row without a target is for information.
pub struct Row<'a> {
    pub figure: &'a str,
    pub unit: &'a str,
    pub ours: f64,
    pub reference: f64,
    /// What is held against the target; mostly the quotient of both.
    pub ratio: f64,
    pub target: Option<f64>,
}

impl Row<'_> {
    /// Appends the row to the file that `FIGURES` names, or shows it where there is none.
    pub fn note(&self) -> Outcome {
        let target = self.target.map_or_else(|| "-".to_owned(), |target| format!("{target:.2}"));
        let line = format!(
            "{}\t{}\t{}\t{}\t{:.3}\t{target}\n",
            self.figure, self.unit, self.ours, self.reference, self.ratio
        );
        match std::env::var_os("FIGURES") {
            Some(path) => {
                OpenOptions::new().append(true).create(true).open(path)?.write_all(line.as_bytes())?;
            }
            None => print!("{line}"),
        }
        Ok(())
    }
}

/// A count as a float, exact for all counts here.
#[expect(clippy::cast_precision_loss, reason = "counts of rounds and instructions are far below 2^52")]
pub fn count(count: u64) -> f64 {
    count as f64
}
