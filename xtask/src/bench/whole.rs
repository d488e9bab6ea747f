//! `cargo xtask bench whole`: the cost of generating and compiling the client of any document.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::child::{self, Cost};
use super::table::{rounded, table};
use super::{is_installed, machine};
use faithful::disk;
use faithful::terminal;

/// The folder below `target/` that everything is written to.
const FOLDER: &str = "target/bench/whole";

/// The figures of the last run: name, unit and value.
const FIGURES: &str = "figures.tsv";

/// How many features of tags are checked alone if none are named.
const TAGS: usize = 4;

struct Options {
    document: PathBuf,
    /// The figures of another run to compare with.
    reference: Option<PathBuf>,
    /// The features that are checked alone.
    tags: Vec<String>,
}

/// Generates the client of a document, compiles it, and prints one table with all figures.
///
/// # Errors
/// Fails if the options are invalid, the document is invalid, or its client does not compile.
pub fn run(root: &Path, options: &[&str]) -> Result<(), String> {
    let options = parse(options)?;
    let reference = options.reference.as_deref().map(|file| disk::read(file).map(|text| figures_of(&text)));
    let reference = reference.transpose()?;
    let mut whole = Whole::new(root, &options.document)?;
    whole.generate()?;
    for (name, arguments) in BUILDS {
        whole.compile(name, arguments)?;
    }
    let tags = if options.tags.is_empty() { whole.some_tags()? } else { options.tags };
    for tag in &tags {
        whole.check_alone(tag)?;
    }
    disk::write(&root.join(FOLDER).join(FIGURES), &tsv(&whole.figures))?;
    let table = report(&whole.figures, reference.as_deref());
    terminal::print(&format!("{}\n\n{table}", machine(whole.has_valgrind)));
    Ok(())
}

fn parse(options: &[&str]) -> Result<Options, String> {
    let (mut document, mut reference, mut tags) = (None, None, Vec::new());
    let mut rest = options;
    loop {
        rest = match rest {
            [] => break,
            ["--reference", file, rest @ ..] => {
                reference = Some(PathBuf::from(file));
                rest
            }
            ["--tag", tag, rest @ ..] => {
                tags.push((*tag).to_owned());
                rest
            }
            [path, rest @ ..] if !path.starts_with("--") && document.is_none() => {
                document = Some(PathBuf::from(path));
                rest
            }
            [other, ..] => return Err(format!("unknown option `{other}`, or its value is missing")),
        };
    }
    let document = document.ok_or("`bench whole` needs the path of a document")?;
    Ok(Options { document, reference, tags })
}

/// The builds of the client, and the arguments of cargo. The dependencies are built before.
const BUILDS: [(&str, &[&str]); 3] =
    [("check", &["check"]), ("debug", &["build"]), ("release", &["build", "--release"])];

struct Figure {
    name: String,
    unit: &'static str,
    value: f64,
}

struct Whole<'a> {
    root: &'a Path,
    document: PathBuf,
    /// The folder of the client.
    client: PathBuf,
    has_valgrind: bool,
    figures: Vec<Figure>,
}

impl<'a> Whole<'a> {
    fn new(root: &'a Path, document: &Path) -> Result<Self, String> {
        let failed = |error| format!("{}: {error}", terminal::shown(document));
        let document = fs::canonicalize(document).map_err(failed)?;
        let client = root.join(FOLDER).join("client");
        if client.exists() {
            // An earlier run wrote it; without it, names are assigned anew and the manifest is current.
            let failed = |error| format!("cannot remove {}: {error}", terminal::shown(&client));
            fs::remove_dir_all(&client).map_err(failed)?;
        }
        Ok(Self { root, document, client, has_valgrind: is_installed("valgrind"), figures: Vec::new() })
    }

    fn add(&mut self, name: impl Into<String>, unit: &'static str, value: f64) {
        self.figures.push(Figure { name: name.into(), unit, value });
    }

    fn add_cost(&mut self, name: &str, cost: &Cost) {
        self.add(format!("{name}: CPU"), "s", cost.cpu);
        self.add(format!("{name}: elapsed"), "s", cost.elapsed);
        self.add(format!("{name}: peak memory"), "MB", count(cost.memory) / 1e6);
    }

    /// Generates the client with an optimized generator.
    fn generate(&mut self) -> Result<(), String> {
        terminal::report("building the generator\n");
        child::run(self.cargo(self.root).args(["build", "--release", "--package", "xtask"]))?;
        terminal::report("generating\n");
        let program = self.root.join("target/release/xtask");
        let arguments = |command: &mut Command| {
            command.args(["codegen", "--report", "json", "--spec"]).arg(&self.document);
            command.arg("--out").arg(&self.client);
        };
        let mut generator = Command::new(&program);
        arguments(&mut generator);
        let cost = child::run(&mut generator)?;
        let instructions = self.has_valgrind.then(|| {
            terminal::report("counting instructions\n");
            let mut counted = Command::new("valgrind");
            counted.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(&program);
            arguments(&mut counted);
            child::run(&mut counted).map(|cost| collected(&cost.messages))
        });
        let instructions = instructions.transpose()?.flatten();
        let report: Value = serde_json::from_str(&cost.output).map_err(|error| format!("report: {error}"))?;
        let operations = report["operations"].as_array().map_or(0, Vec::len);
        self.add("operations", "", count(operations as u64));
        self.add("types", "", number(&report["types"]["distinct"]));
        self.add("lines of Rust", "", number(&report["output"]["lines"]));
        let lock = fs::metadata(self.client.join("names.lock.json")).map_or(0, |metadata| metadata.len());
        self.add("lock file", "kB", count(lock) / 1e3);
        self.add_cost("generation", &cost);
        if let Some(instructions) = instructions {
            self.add("generation: instructions", "million", instructions / 1e6);
        }
        Ok(())
    }

    /// Compiles the client with its dependencies built before.
    fn compile(&mut self, name: &str, arguments: &[&str]) -> Result<(), String> {
        terminal::report(&format!("{name}\n"));
        let library = self.client.join("src/lib.rs");
        let text = disk::read(&library)?;
        disk::write(&library, "pub use faithful_runtime as runtime;\n")?;
        let dependencies = child::run(self.cargo(&self.client).args(arguments));
        disk::write(&library, &text)?;
        dependencies?;
        let cost = child::run(self.cargo(&self.client).args(arguments))?;
        self.add_cost(name, &cost);
        Ok(())
    }

    /// Checks the client with the feature of one tag.
    fn check_alone(&mut self, tag: &str) -> Result<(), String> {
        let features = self.features()?;
        let Some((_, defaults)) = features.iter().find(|(name, _)| name == "default") else {
            return Err("the client has no default features".to_owned());
        };
        let tags = self.tags()?;
        let others = defaults.iter().filter(|feature| !tags.contains(feature));
        let chosen: Vec<&str> = others.map(String::as_str).chain([tag]).collect();
        self.compile(
            &format!("check of `{tag}` alone"),
            &["check", "--no-default-features", "--features", &chosen.join(",")],
        )
    }

    /// Returns some tags: those with the most and the least code, and some in between.
    fn some_tags(&self) -> Result<Vec<String>, String> {
        let mut sizes = Vec::new();
        for tag in self.tags()? {
            let file = self.client.join(format!("src/api/{tag}.rs"));
            sizes.push((fs::metadata(file).map_or(0, |metadata| metadata.len()), tag));
        }
        sizes.sort_unstable();
        let last = sizes.len().saturating_sub(1);
        let mut chosen: Vec<usize> = (0..TAGS).map(|index| index * last / (TAGS - 1)).collect();
        chosen.dedup();
        Ok(chosen.iter().filter_map(|index| Some(sizes.get(*index)?.1.clone())).collect())
    }

    /// Returns the features that are tags: each one has a module of calls.
    fn tags(&self) -> Result<Vec<String>, String> {
        let names = self.features()?.into_iter().map(|(name, _)| name);
        Ok(names.filter(|name| self.client.join(format!("src/api/{name}.rs")).exists()).collect())
    }

    /// Returns the features of the client, each with those that it enables.
    fn features(&self) -> Result<Vec<(String, Vec<String>)>, String> {
        let metadata = ["metadata", "--format-version", "1", "--no-deps"];
        let output = child::run(self.cargo(&self.client).args(metadata))?.output;
        let metadata: Value = serde_json::from_str(&output).map_err(|error| format!("metadata: {error}"))?;
        let features = metadata["packages"][0]["features"].as_object().into_iter().flatten();
        let enabled = |value: &Value| {
            let names = value.as_array().into_iter().flatten();
            names.filter_map(|name| Some(name.as_str()?.to_owned())).collect()
        };
        Ok(features.map(|(name, value)| (name.clone(), enabled(value))).collect())
    }

    fn cargo(&self, folder: &Path) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(folder).env("CARGO_INCREMENTAL", "0");
        if folder == self.client {
            command.env("CARGO_TARGET_DIR", self.root.join(FOLDER).join("target"));
        }
        command
    }
}

/// Returns the number of instructions that callgrind reports.
fn collected(messages: &str) -> Option<f64> {
    let line = messages.lines().find_map(|line| line.split_once("Collected : "));
    line.and_then(|(_, count)| count.trim().parse().ok())
}

#[expect(clippy::cast_precision_loss, reason = "figures are printed with three digits")]
fn count(count: u64) -> f64 {
    count as f64
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn tsv(figures: &[Figure]) -> String {
    let lines = figures.iter().map(|figure| format!("{}\t{}\t{}\n", figure.name, figure.unit, figure.value));
    lines.collect()
}

/// Returns the names and values of the figures of another run.
fn figures_of(text: &str) -> Vec<(String, f64)> {
    let figure = |line: &str| {
        let mut fields = line.split('\t');
        Some((fields.next()?.to_owned(), fields.nth(1)?.parse().ok()?))
    };
    text.lines().filter_map(figure).collect()
}

fn report(figures: &[Figure], reference: Option<&[(String, f64)]>) -> String {
    let shown = |value: f64, unit: &str| match unit {
        "" => value.to_string(),
        unit => format!("{} {unit}", rounded(value)),
    };
    let Some(reference) = reference else {
        let row = |figure: &Figure| [figure.name.clone(), shown(figure.value, figure.unit)];
        return table(["figure", "value"], figures.iter().map(row).collect());
    };
    let row = |figure: &Figure| {
        let before = reference.iter().find(|(name, _)| *name == figure.name).map(|(_, value)| *value);
        let ratio = before.filter(|before| *before > 0.0).map(|before| figure.value / before);
        [
            figure.name.clone(),
            shown(figure.value, figure.unit),
            before.map(|before| shown(before, figure.unit)).unwrap_or_default(),
            ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
        ]
    };
    table(["figure", "value", "reference", "ratio"], figures.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_compared_with_another_run() {
        let figures = [
            Figure { name: "types".to_owned(), unit: "", value: 12.0 },
            Figure { name: "check: CPU".to_owned(), unit: "s", value: 1.5 },
        ];
        let reference = figures_of(&tsv(&[Figure { name: "check: CPU".to_owned(), unit: "s", value: 3.0 }]));
        assert_eq!(
            report(&figures, Some(&reference)),
            "| figure     | value  | reference | ratio |\n\
             | ---------- | ------ | --------- | ----- |\n\
             | types      | 12     |           |       |\n\
             | check: CPU | 1.50 s | 3.00 s    | 0.50  |\n"
        );
        assert_eq!(collected("==1== Collected : 1234567\n"), Some(1_234_567.0));
    }

    #[test]
    fn options_name_one_document() {
        let options = parse(&["a/openapi.json", "--tag", "pets", "--reference", "b.tsv"]).unwrap();
        assert_eq!(options.document, Path::new("a/openapi.json"));
        assert_eq!((options.tags, options.reference), (vec!["pets".to_owned()], Some("b.tsv".into())));
        assert!(parse(&[]).is_err() && parse(&["a", "b"]).is_err() && parse(&["a", "--tag"]).is_err());
    }
}
