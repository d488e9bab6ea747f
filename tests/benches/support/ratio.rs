//! Compares two tasks: a criterion measurement whose value is the ratio of their CPU times, run alternately, and
//! their instruction counts.

use std::cell::RefCell;
use std::process::{Command, Stdio};
use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter};
use criterion::{Criterion, Throughput};
use tests::{Failure, Outcome};

use crate::table::{Row, count};

/// A task that is measured by running it many times.
pub type Task = Box<dyn Fn()>;

/// The two sides of a figure.
pub struct Pair {
    pub ours: Task,
    pub reference: Task,
}

/// A comparison to measure and report.
pub struct Figure {
    pub name: String,
    pub pair: Pair,
    /// A factor for the ratio.
    pub scale: f64,
    pub target: Option<&'static str>,
}

/// A criterion measurement whose values are ratios: our time divided by the reference time.
struct Ratio;

impl Measurement for Ratio {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {}

    fn end(&self, (): ()) -> f64 {
        0.0
    }

    fn add(&self, one: &f64, other: &f64) -> f64 {
        one + other
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for Ratio {
    fn scale_values(&self, _: f64, _: &mut [f64]) -> &'static str {
        "times the reference"
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        "times the reference"
    }

    fn scale_for_machines(&self, _: &mut [f64]) -> &'static str {
        "ratio"
    }
}

/// Criterion with this measurement and the command line options.
fn criterion() -> Criterion<Ratio> {
    let times = Criterion::default().with_measurement(Ratio).without_plots();
    times
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args()
}

/// Measures the figures selected on the command line with criterion and, if there are no options, with callgrind.
pub fn run(figures: &[Figure]) -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--rounds", name, side, rounds] = arguments.as_slice() {
        let figure = figures.iter().find(|figure| figure.name == *name);
        let figure = figure.ok_or_else(|| Failure::new(format!("there is no figure `{name}`")))?;
        let task = if *side == "ours" { &figure.pair.ours } else { &figure.pair.reference };
        (0..rounds.parse()?).for_each(|_: u32| task());
        return Ok(());
    }
    let mut criterion = criterion();
    figures.iter().try_for_each(|figure| time(&mut criterion, figure))?;
    criterion.final_summary();
    if arguments.iter().all(|argument| *argument == "--bench") {
        figures.iter().try_for_each(instructions)?;
    }
    Ok(())
}

/// Measures the ratio of a pair with criterion, alternating within each sample, and reports the row. Nothing is
/// reported without samples (a filter, or a test run).
fn time(criterion: &mut Criterion<Ratio>, figure: &Figure) -> Outcome {
    let samples = RefCell::new(Vec::new());
    let scale = figure.scale;
    criterion.bench_function(&figure.name, |bencher| {
        bencher.iter_custom(|rounds| {
            let (ours, reference) = in_turn(&figure.pair, rounds);
            samples.borrow_mut().push((ours / count(rounds), reference / count(rounds)));
            count(rounds) * scale * ours / reference
        });
    });
    let samples = samples.into_inner();
    if samples.len() < 10 {
        return Ok(());
    }
    let median_of = |value: fn(&(f64, f64)) -> f64| median(samples.iter().map(value).collect());
    let ratio = scale * median_of(|(ours, reference)| ours / reference);
    let (ours, reference) = (median_of(|sample| sample.0), median_of(|sample| sample.1));
    record(figure, "µs of CPU", (ours * 1e6, reference * 1e6), ratio)
}

/// CPU seconds of both sides, run alternately, each going first every other round.
fn in_turn(pair: &Pair, rounds: u64) -> (f64, f64) {
    let (mut ours, mut reference) = (Duration::ZERO, Duration::ZERO);
    for round in 0..rounds {
        if round % 2 == 0 {
            ours += elapsed(&pair.ours);
            reference += elapsed(&pair.reference);
        } else {
            reference += elapsed(&pair.reference);
            ours += elapsed(&pair.ours);
        }
    }
    (ours.as_secs_f64(), reference.as_secs_f64())
}

/// The CPU time of a task on this thread, which is little affected by other load on the machine.
fn elapsed(task: &Task) -> Duration {
    let start = ThreadTime::now();
    task();
    start.elapsed()
}

/// Reports the row of a figure in instructions.
fn instructions(figure: &Figure) -> Outcome {
    let (Some(ours), Some(reference)) = (counted(figure, "ours")?, counted(figure, "reference")?) else {
        return Ok(());
    };
    record(figure, "k instructions", (ours / 1e3, reference / 1e3), figure.scale * ours / reference)
}

fn record(figure: &Figure, unit: &str, (ours, reference): (f64, f64), ratio: f64) -> Outcome {
    let result = format!("{ratio:.3}");
    Row { figure: &figure.name, unit, ours, reference, result, target: figure.target }.record()
}

/// The median; 0 if there are no values.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Instructions per round: the difference between 12 and 2 rounds under callgrind, divided by ten. `None` if
/// valgrind is not installed.
fn counted(figure: &Figure, side: &str) -> Outcome<Option<f64>> {
    let (Some(few), Some(many)) = (collected(&figure.name, side, 2)?, collected(&figure.name, side, 12)?)
    else {
        return Ok(None);
    };
    Ok(Some(count(many.saturating_sub(few)) / 10.0))
}

fn collected(name: &str, side: &str, rounds: u32) -> Outcome<Option<u64>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    command.arg("--rounds").args([name, side]).arg(rounds.to_string()).stdin(Stdio::null());
    let Ok(output) = command.output() else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find_map(|line| line.split_once("Collected : "));
    match line.and_then(|(_, number)| number.trim().parse().ok()) {
        Some(number) if output.status.success() => Ok(Some(number)),
        _ => Err(Failure::new(text)),
    }
}
