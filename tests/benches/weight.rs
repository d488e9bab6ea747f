//! What the client weighs: the work of compiling it against the same models with serde's derive, the code that the
//! compiler is handed, and the size of a program that makes one call against one with bare reqwest.
//!
//! CPU time is read as Linux counts it; on other systems this benchmark says that it cannot run.

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

/// Builds of each kind, in turn; the cheapest counts.
const BUILDS: usize = 3;

/// A workspace of the crates that are weighed, and the target folder that its builds share.
struct Scale {
    folder: PathBuf,
    target: PathBuf,
}

/// A package, the workspace it is built in, and the files that are touched before.
struct Weighed {
    package: &'static str,
    workspace: PathBuf,
    sources: Vec<PathBuf>,
}

fn main() -> Outcome {
    // Without this option the program is only tried out, and there is nothing short to try.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let scale = Scale::set_up()?;
    binary(&scale)?;
    code(&scale)?;
    for (profile, options) in [("debug", &[][..]), ("release", &["--release"][..])] {
        compile(&scale, profile, options)?;
    }
    Ok(())
}

/// Notes the CPU time of compiling the models, and these with all of the runtime, against that of derived models.
fn compile(scale: &Scale, profile: &str, options: &[&str]) -> Outcome {
    let both = vec![disk::workspace().join("runtime/src/lib.rs"), generated().sources.remove(0)];
    let weighed = [scale.derived(), generated(), Weighed { sources: both, ..generated() }];
    // The dependencies first.
    weighed.iter().try_for_each(|weighed| scale.compile(weighed, options).map(drop))?;
    let mut least = [f64::INFINITY; 3];
    for _ in 0..BUILDS {
        for (weighed, least) in weighed.iter().zip(&mut least) {
            *least = least.min(scale.compile(weighed, options)?);
        }
    }
    let [reference, generated, both] = least;
    for (name, ours) in [("generated", generated), ("runtime and generated", both)] {
        let figure = format!("compile {name}, {profile}, against derived models");
        note(&figure, "s of CPU", (ours, reference), None)?;
    }
    Ok(())
}

/// Notes the lines of LLVM IR of the generated crate against those of the derived models.
fn code(scale: &Scale) -> Outcome {
    let (ours, reference) = (scale.code(&generated())?, scale.code(&scale.derived())?);
    note("code of generated, debug, against derived models", "lines of LLVM IR", (ours, reference), None)
}

/// Notes the sizes of programs that make one call.
fn binary(scale: &Scale) -> Outcome {
    // One after the other, so that the features of one do not come into the other.
    for program in ["with_client", "with_reqwest"] {
        scale.cargo(&scale.folder, &["build", "--release", "--package", program])?;
    }
    let size = |name: &str| {
        Ok::<_, Failure>(table::count(fs::metadata(scale.target.join("release").join(name))?.len()) / 1e3)
    };
    let sizes = (size("with_client")?, size("with_reqwest")?);
    note("stripped program with one call against bare reqwest", "kB", sizes, Some("1.05"))
}

fn note(figure: &str, unit: &str, (ours, reference): (f64, f64), target: Option<&str>) -> Outcome {
    Row { figure, unit, ours, reference, held: format!("{:.3}", ours / reference), target }.note()
}

fn generated() -> Weighed {
    let workspace = disk::workspace();
    Weighed { package: "northflank", sources: vec![workspace.join("generated/src/lib.rs")], workspace }
}

impl Scale {
    /// Writes the crates.
    fn set_up() -> Outcome<Self> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(3).ok_or("no target folder")?.to_path_buf();
        let scale = Self { folder: target.join("figures"), target: target.join("figures/target") };
        for (path, text) in crates::crates()? {
            disk::write(&scale.folder.join(path), &text)?;
        }
        fs::copy(disk::workspace().join("Cargo.lock"), scale.folder.join("Cargo.lock"))?;
        Ok(scale)
    }

    fn derived(&self) -> Weighed {
        let sources = vec![self.folder.join("derived/lib.rs")];
        Weighed { package: "derived", workspace: self.folder.clone(), sources }
    }

    /// Seconds of CPU that it takes to build a package once more after its files have changed.
    fn compile(&self, weighed: &Weighed, options: &[&str]) -> Outcome<f64> {
        weighed.sources.iter().try_for_each(|source| touch(source))?;
        let before = seconds_of_children()?;
        self.cargo(&weighed.workspace, &[&["build", "--package", weighed.package][..], options].concat())?;
        Ok(seconds_of_children()? - before)
    }

    /// Lines of LLVM IR of a package, in one unit so that the number of cores makes no difference.
    fn code(&self, weighed: &Weighed) -> Outcome<f64> {
        weighed.sources.iter().try_for_each(|source| touch(source))?;
        let file = self.folder.join(format!("{}.ll", weighed.package));
        let emit = format!("--emit=llvm-ir={}", file.display());
        let rustc = ["rustc", "--package", weighed.package, "--lib", "--"];
        let compiler = ["-Ccodegen-units=1", "-Cdebuginfo=0", &emit];
        self.cargo(&weighed.workspace, &[&rustc[..], &compiler].concat())?;
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

/// CPU time of all processes that this one has waited for, theirs included; Linux counts it in hundredths.
fn seconds_of_children() -> Outcome<f64> {
    let line = disk::read(Path::new("/proc/self/stat"))?;
    let behind_name = line.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = behind_name.split_whitespace().skip(13).take(2).map(str::parse::<u64>);
    Ok(table::count(ticks.sum::<Result<u64, _>>()?) / 100.0)
}
