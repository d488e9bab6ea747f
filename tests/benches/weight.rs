//! Build costs of the client: compile time and LLVM IR compared with the same models using serde's derive, and
//! the size of a program that makes one call compared with one using bare reqwest.
//!
//! CPU time is read from `/proc`, so this benchmark runs on Linux only.

#[path = "support/crates.rs"]
mod crates;
#[path = "support/declarations.rs"]
mod declarations;
#[path = "support/table.rs"]
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use tests::{Failure, Outcome, disk};

use self::table::Row;

/// Builds of each kind, interleaved; the fastest counts.
const BUILDS: usize = 3;

/// A workspace of the measured crates, and the target folder that its builds share.
struct Bench {
    folder: PathBuf,
    target: PathBuf,
}

/// A package, its workspace, and the files that are touched before each build.
struct Measured {
    package: &'static str,
    workspace: PathBuf,
    sources: Vec<PathBuf>,
}

fn main() -> Outcome {
    // `cargo test` runs the program without `--bench`; there is no short version to run.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let bench = Bench::set_up()?;
    binary(&bench)?;
    code(&bench)?;
    for (profile, options) in [("debug", &[][..]), ("release", &["--release"][..])] {
        compile(&bench, profile, options)?;
    }
    Ok(())
}

/// Reports the CPU time of compiling the models, alone and with the runtime, compared with derived models.
fn compile(bench: &Bench, profile: &str, options: &[&str]) -> Outcome {
    let both = vec![disk::workspace().join("runtime/src/lib.rs"), generated().sources.remove(0)];
    let measured = [bench.derived(), generated(), Measured { sources: both, ..generated() }];
    // Builds the dependencies first.
    measured.iter().try_for_each(|measured| bench.compile(measured, options).map(drop))?;
    let mut least = [f64::INFINITY; 3];
    for _ in 0..BUILDS {
        for (measured, least) in measured.iter().zip(&mut least) {
            *least = least.min(bench.compile(measured, options)?);
        }
    }
    let [reference, generated, both] = least;
    for (name, ours) in [("generated", generated), ("runtime and generated", both)] {
        let figure = format!("compile {name}, {profile}, against derived models");
        record(&figure, "s of CPU", (ours, reference), None)?;
    }
    Ok(())
}

/// Reports the lines of LLVM IR of the generated crate compared with the derived models.
fn code(bench: &Bench) -> Outcome {
    let (ours, reference) = (bench.code(&generated())?, bench.code(&bench.derived())?);
    record("code of generated, debug, against derived models", "lines of LLVM IR", (ours, reference), None)
}

/// Reports the sizes of programs that make one call.
fn binary(bench: &Bench) -> Outcome {
    // Built separately, so that cargo does not unify their features.
    for program in ["with_client", "with_reqwest"] {
        bench.cargo(&bench.folder, &["build", "--release", "--package", program])?;
    }
    let size = |name: &str| {
        Ok::<_, Failure>(table::count(fs::metadata(bench.target.join("release").join(name))?.len()) / 1e3)
    };
    let sizes = (size("with_client")?, size("with_reqwest")?);
    record("stripped program with one call against bare reqwest", "kB", sizes, Some("1.05"))
}

fn record(figure: &str, unit: &str, (ours, reference): (f64, f64), target: Option<&str>) -> Outcome {
    Row { figure, unit, ours, reference, result: format!("{:.3}", ours / reference), target }.record()
}

fn generated() -> Measured {
    let workspace = disk::workspace();
    Measured { package: "northflank", sources: vec![workspace.join("generated/src/lib.rs")], workspace }
}

impl Bench {
    /// Writes the crates to disk.
    fn set_up() -> Outcome<Self> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(3).ok_or("no target folder")?.to_path_buf();
        let bench = Self { folder: target.join("figures"), target: target.join("figures/target") };
        for (path, text) in crates::crates()? {
            disk::write(&bench.folder.join(path), &text)?;
        }
        fs::copy(disk::workspace().join("Cargo.lock"), bench.folder.join("Cargo.lock"))?;
        Ok(bench)
    }

    fn derived(&self) -> Measured {
        let sources = vec![self.folder.join("derived/lib.rs")];
        Measured { package: "derived", workspace: self.folder.clone(), sources }
    }

    /// CPU seconds to rebuild a package after its files have changed.
    fn compile(&self, measured: &Measured, options: &[&str]) -> Outcome<f64> {
        measured.sources.iter().try_for_each(|source| touch(source))?;
        let before = children_seconds()?;
        self.cargo(&measured.workspace, &[&["build", "--package", measured.package][..], options].concat())?;
        Ok(children_seconds()? - before)
    }

    /// Lines of LLVM IR of a package, in one codegen unit so that the number of cores does not matter.
    fn code(&self, measured: &Measured) -> Outcome<f64> {
        measured.sources.iter().try_for_each(|source| touch(source))?;
        let file = self.folder.join(format!("{}.ll", measured.package));
        let emit = format!("--emit=llvm-ir={}", file.display());
        let rustc = ["rustc", "--package", measured.package, "--lib", "--"];
        let compiler = ["-Ccodegen-units=1", "-Cdebuginfo=0", &emit];
        self.cargo(&measured.workspace, &[&rustc[..], &compiler].concat())?;
        Ok(table::count(disk::read(&file)?.lines().count() as u64))
    }

    fn cargo(&self, workspace: &Path, arguments: &[&str]) -> Outcome {
        let (options, compiler) = match arguments.iter().position(|argument| *argument == "--") {
            Some(at) => arguments.split_at(at),
            None => (arguments, &[][..]),
        };
        let mut command = Command::new(env!("CARGO"));
        command.args(options).args(["--quiet", "--offline"]).args(compiler).current_dir(workspace);
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        let output = command.output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(Failure::new(String::from_utf8_lossy(&output.stderr)))
    }
}

fn touch(file: &Path) -> Outcome {
    Ok(fs::File::options().append(true).open(file)?.set_modified(SystemTime::now())?)
}

/// CPU seconds of all child processes that have exited, including their own children. Linux counts hundredths.
fn children_seconds() -> Outcome<f64> {
    let line = disk::read(Path::new("/proc/self/stat"))?;
    let after_name = line.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(13).take(2).map(str::parse::<u64>);
    Ok(table::count(ticks.sum::<Result<u64, _>>()?) / 100.0)
}
