//! `cargo xtask codegen`: a document in, the machine-written part of a crate out.

use std::path::{Path, PathBuf};

use ::codegen::{Failure, Files, Generated, Scaffold, generate, report, scaffold};
use serde_json::{Value, json};

use crate::diff;
use crate::disk::{self, Folder};
use crate::output::{self, Mode};
use crate::request::{LOCK, folder_and_name, request};

/// Folders of a generated crate in which everything is machine-written.
const MACHINE_WRITTEN: &[&str] = &["src/api", "src/models"];

struct Options {
    mode: Mode,
    spec: PathBuf,
    out: Option<PathBuf>,
    format: Format,
    /// Whether the report is printed instead of the counts.
    report: bool,
    /// Whether what has changed is added to the changelog.
    changelog: bool,
}

/// Who reads what is printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Format {
    /// A person.
    Text,
    /// A machine: one JSON object on the standard output.
    Json,
}

/// Runs the task.
///
/// # Errors
/// What is wrong with the options, the spec or the disk, as a person reads it.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let root = disk::workspace();
    let out = options.out.clone().unwrap_or_else(|| root.join("generated"));
    let generated = match from_spec(&options.spec, &crate_name(&out))? {
        Ok(generated) => generated,
        Err(failure) => return Err(refusal(&failure, &options)),
    };
    let mut files = generated.files.clone();
    if !out.join("Cargo.toml").exists() {
        for (path, text) in new_crate(&generated, &root, &out).iter() {
            files.insert(path, text.to_owned());
        }
    }
    let said = output::apply(options.mode, &out, &files, MACHINE_WRITTEN, &command(arguments));
    let said = said.and_then(|()| pin(&generated, &options, &command(arguments)));
    tell(&generated, &options);
    said.and_then(|()| tell_changes(&generated, &options))
}

/// What the edit of the document does to those who use the client, since the last commit.
fn tell_changes(generated: &Generated, options: &Options) -> Result<(), String> {
    let is_read = options.format == Format::Text && !options.report;
    if options.mode == Mode::Check || !(is_read || options.changelog) {
        return Ok(());
    }
    let Some(diff) = diff::since_the_last_commit(&options.spec, &generated.surface) else {
        return Ok(());
    };
    if is_read {
        println!("\nsince the last commit:\n{}", diff.text(&diff::version(&disk::workspace())).trim_end());
    }
    if options.changelog { diff::enter(&diff) } else { Ok(()) }
}

/// Writes or compares the lock file beside the document.
fn pin(generated: &Generated, options: &Options, command: &str) -> Result<(), String> {
    let folder = options.spec.parent().unwrap_or(Path::new("."));
    let mut lock = Files::default();
    lock.insert(LOCK, generated.lock.clone());
    output::apply(options.mode, folder, &lock, &[], command)
}

/// What is said about a document that gives nothing.
fn refusal(failure: &Failure, options: &Options) -> String {
    if options.format == Format::Json {
        println!("{:#}", outcome(false, &failure.diagnostics.to_json(&failure.sources)));
    }
    let count = failure.diagnostics.errors();
    let errors = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
    let end = format!("{errors}; nothing was generated from {}", options.spec.display());
    match options.format {
        Format::Text => failure.render() + &end,
        Format::Json => end,
    }
}

/// Warnings, and what was made.
fn tell(generated: &Generated, options: &Options) {
    let Generated { diagnostics, sources, summary, .. } = generated;
    match options.format {
        Format::Json if !options.report => println!("{:#}", outcome(true, &diagnostics.to_json(sources))),
        Format::Json | Format::Text => eprint!("{}", diagnostics.render(sources)),
    }
    match (options.report, options.format) {
        (true, _) => println!("{:#}", report::report(generated)),
        (false, Format::Text) => println!("{summary}"),
        (false, Format::Json) => {}
    }
}

fn outcome(succeeded: bool, diagnostics: &Value) -> Value {
    json!({ "succeeded": succeeded, "diagnostics": diagnostics })
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options {
        mode: Mode::Write,
        spec: disk::workspace().join("spec/openapi.json"),
        out: None,
        format: Format::Text,
        report: false,
        changelog: false,
    };
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => return Ok(options),
            ["--check", rest @ ..] => {
                options.mode = Mode::Check;
                rest
            }
            ["--format", "json", rest @ ..] => {
                options.format = Format::Json;
                rest
            }
            ["--report", "json", rest @ ..] => {
                options.report = true;
                rest
            }
            ["--changelog", rest @ ..] => {
                options.changelog = true;
                rest
            }
            ["--spec", file, rest @ ..] => {
                options.spec = PathBuf::from(file);
                rest
            }
            ["--out", folder, rest @ ..] => {
                options.out = Some(PathBuf::from(folder));
                rest
            }
            [other, ..] => {
                return Err(format!(
                    "`{other}` is no option of codegen, or its value is missing; `cargo xtask` explains them"
                ));
            }
        };
    }
}

type Outcome = Result<Generated, Box<Failure>>;

fn from_spec(spec: &Path, crate_name: &str) -> Result<Outcome, String> {
    let (folder, root) = folder_and_name(spec)?;
    let folder = Folder::new(folder);
    let request = request(&root, crate_name, |file| folder.has(file));
    Ok(generate(&request, &folder))
}

/// The name under which the crate in `out` is imported.
fn crate_name(out: &Path) -> String {
    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap_or_default();
    let mut names = manifest.lines().filter_map(|line| line.strip_prefix("name = \""));
    let name = names.next().map_or_else(|| package(out), |name| name.trim_end_matches('"').to_owned());
    name.replace('-', "_")
}

fn package(out: &Path) -> String {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "client".to_owned())
}

fn new_crate(generated: &Generated, root: &Path, out: &Path) -> Files {
    let runtime_path = root.join("runtime").to_string_lossy().into_owned();
    let new = Scaffold { package: package(out), runtime: "northflank-runtime".to_owned(), runtime_path };
    scaffold(generated, &new)
}

/// The command that mends what a check finds.
fn command(arguments: &[&str]) -> String {
    let options = arguments.iter().filter(|argument| **argument != "--check");
    let words = ["cargo", "xtask", "codegen"].iter().chain(options);
    words.copied().collect::<Vec<_>>().join(" ")
}
