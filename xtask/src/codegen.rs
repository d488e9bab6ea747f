//! `cargo xtask codegen`: generates a client from an OpenAPI document.

use std::path::{Path, PathBuf};

use ::codegen::{
    Failure, Files, Generated, Scaffold, generate_part, package_name, report, scaffold, visible,
};
use serde_json::{Value, json};

use crate::diff;
use crate::disk::{self, Folder};
use crate::handwritten::{self, Lacking, RUNTIME, Runtime};
use crate::output::{self, Mode, Output};
use crate::request::{Input, LOCK, LockFile, folder_and_name};
use crate::terminal::{self, shown};

/// The spec of this workspace.
const OWN_SPEC: &str = "spec/openapi.json";

/// Folders of a generated crate that contain only generated files.
const GENERATED_FOLDERS: &[&str] = &["src/api", "src/models"];

struct Options {
    mode: Mode,
    spec: PathBuf,
    out: Option<PathBuf>,
    /// The lock file, if it is not at its usual place.
    lock: Option<PathBuf>,
    /// Further folders that references may reach.
    roots: Vec<PathBuf>,
    /// The tags of the operations to generate; all if there are none.
    only: Vec<String>,
    /// Whether edited files are replaced.
    force: bool,
    format: Format,
    /// Whether to print the report instead of the summary.
    report: bool,
    /// Whether to add the changes to the changelog.
    changelog: bool,
}

/// The format of diagnostics and output.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Format {
    /// Text.
    Text,
    /// One JSON object on standard output.
    Json,
}

/// Runs the task.
///
/// # Errors
/// Fails if the options or the spec are invalid, or if files cannot be read or written. In a check, fails if generated
/// files are outdated.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let root = disk::workspace();
    let out = out(&options, &root)?;
    let lock = LockFile::new(&lock_path(&options, &root))?;
    let generated = match from_spec(&options, &lock, &crate_name(&out))? {
        Ok(generated) => generated,
        Err(failure) => return Err(failure_text(&failure, &options)),
    };
    let lacking = handwritten::lacking(&generated, &out, &root)?;
    let outputs = outputs(&generated, &options, out, &lock)?;
    let applied = output::apply(options.mode, &outputs, &command(arguments));
    let complete = report_lacking(lacking, options.mode);
    print(&generated, &options);
    all([applied, complete])?;
    report_changes(&generated, &options, &lock)
}

/// Returns the table of the groups of operations of this workspace's client.
///
/// # Errors
/// Fails if the spec is invalid.
pub fn coverage() -> Result<String, String> {
    let options = parse(&[])?;
    let root = disk::workspace();
    let lock = LockFile::new(&lock_path(&options, &root))?;
    match from_spec(&options, &lock, &crate_name(&root.join("generated")))? {
        Ok(generated) => Ok(::codegen::coverage(&generated)),
        Err(failure) => Err(failure_text(&failure, &options)),
    }
}

/// Returns the folder to write to.
fn out(options: &Options, root: &Path) -> Result<PathBuf, String> {
    if let Some(out) = &options.out {
        if options.changelog {
            return Err(
                "--changelog adds to the changelog of this workspace, so it cannot be used with --out"
                    .to_owned(),
            );
        }
        return Ok(out.clone());
    }
    if !options.only.is_empty() {
        return Err("--only generates a part of a client; choose a folder for it with `--out DIR`".to_owned());
    }
    let own = root.join(OWN_SPEC).canonicalize();
    if options.spec.canonicalize().ok() == own.ok() {
        return Ok(root.join("generated"));
    }
    Err(format!(
        "--spec {} without --out would replace the client of this workspace in generated/; choose a folder with `--out DIR`",
        shown(&options.spec),
    ))
}

/// Returns the path of the lock file: next to the spec for the client of this workspace, and in the folder of the client for
/// all others.
fn lock_path(options: &Options, root: &Path) -> PathBuf {
    match (&options.lock, &options.out) {
        (Some(lock), _) => lock.clone(),
        (None, Some(out)) => out.join(LOCK),
        (None, None) => root.join(OWN_SPEC).with_file_name(LOCK),
    }
}

/// Returns the files of the client and the lock file, which may be in the same folder.
fn outputs(
    generated: &Generated,
    options: &Options,
    out: PathBuf,
    lock: &LockFile,
) -> Result<Vec<Output<'static>>, String> {
    let is_new = out.join("Cargo.toml").symlink_metadata().is_err();
    let new = if is_new { new_crate(generated, &disk::workspace(), &out)? } else { Files::default() };
    let mut client = Output {
        folder: out,
        files: generated.files.clone(),
        new,
        lock: None,
        generated_folders: GENERATED_FOLDERS,
        force: options.force,
    };
    let (folder, text) = lock.output(&generated.lock);
    if folder == client.folder {
        client.lock = Some(text);
        return Ok(vec![client]);
    }
    Ok(vec![client, Output { folder, lock: Some(text), ..Output::default() }])
}

/// Prints the changes since the last commit, and adds them to the changelog if requested.
fn report_changes(generated: &Generated, options: &Options, lock: &LockFile) -> Result<(), String> {
    let is_printed = options.format == Format::Text && !options.report;
    // The last commit has the whole document, which is not comparable to a part.
    let is_whole = options.only.is_empty();
    if options.mode == Mode::Check || !is_whole || !(is_printed || options.changelog) {
        return Ok(());
    }
    let diff = match diff::since_last_commit(&options.spec, lock, &generated.surface) {
        Ok(Some(diff)) => diff,
        Ok(None) => return Ok(()),
        // The output itself is valid, so this is an error only if a changelog was requested.
        Err(reason) if options.changelog => return Err(reason),
        Err(reason) => {
            terminal::print(&format!("\n{reason}\n"));
            return Ok(());
        }
    };
    if is_printed {
        let changes = diff.text(&diff::version(&disk::workspace()));
        terminal::print(&format!("\nchanges since the last commit:\n{}\n", changes.trim_end()));
    }
    if options.changelog { diff::add_to_changelog(&diff) } else { Ok(()) }
}

/// Returns the error message for an invalid document. In JSON format, also prints the diagnostics.
fn failure_text(failure: &Failure, options: &Options) -> String {
    if options.format == Format::Json {
        terminal::print_json(&outcome(false, &failure.diagnostics.to_json(&failure.sources)));
    }
    let count = failure.diagnostics.errors();
    let errors = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
    let end = format!("{errors}; nothing was generated from {}", shown(&options.spec));
    match options.format {
        Format::Text => failure.render() + &end,
        Format::Json => end,
    }
}

/// Prints the warnings, and the summary or the report.
fn print(generated: &Generated, options: &Options) {
    let Generated { diagnostics, sources, summary, .. } = generated;
    match options.format {
        Format::Json if !options.report => {
            terminal::print_json(&outcome(true, &diagnostics.to_json(sources)));
        }
        Format::Json | Format::Text => terminal::report(&diagnostics.render(sources)),
    }
    match (options.report, options.format) {
        (true, _) => terminal::print_json(&report::report(generated)),
        (false, Format::Text) => terminal::print(&format!("{summary}\n")),
        (false, Format::Json) => {}
    }
}

fn outcome(succeeded: bool, diagnostics: &Value) -> Value {
    json!({ "succeeded": succeeded, "diagnostics": diagnostics })
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options {
        mode: Mode::Write,
        spec: disk::workspace().join(OWN_SPEC),
        out: None,
        lock: None,
        roots: Vec::new(),
        only: Vec::new(),
        force: false,
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
            ["--lock", file, rest @ ..] => {
                options.lock = Some(PathBuf::from(file));
                rest
            }
            ["--root", folder, rest @ ..] => {
                options.roots.push(PathBuf::from(folder));
                rest
            }
            ["--only", tag, rest @ ..] => {
                options.only.push((*tag).to_owned());
                rest
            }
            ["--force", rest @ ..] => {
                options.force = true;
                rest
            }
            [other, ..] => {
                return Err(format!(
                    "unknown option `{}`, or its value is missing; run `cargo xtask` for help",
                    visible(other)
                ));
            }
        };
    }
}

type Outcome = Result<Generated, Box<Failure>>;

fn from_spec(options: &Options, lock: &LockFile, crate_name: &str) -> Result<Outcome, String> {
    let (folder, root) = folder_and_name(&options.spec)?;
    let folder = Folder::new(folder, &root, &options.roots)?;
    let input = Input::new(&folder, &options.spec, lock);
    let request = input.request(&root, crate_name, |file| folder.has(file));
    Ok(generate_part(&request, &options.only, &input))
}

/// Returns the name by which the crate in `out` is imported.
fn crate_name(out: &Path) -> String {
    let manifest = disk::read(&out.join("Cargo.toml")).unwrap_or_default();
    let mut names = manifest.lines().filter_map(|line| line.strip_prefix("name = \""));
    let name = names.next().map_or_else(|| package(out), |name| name.trim_end_matches('"').to_owned());
    name.replace('-', "_")
}

fn package(out: &Path) -> String {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    package_name(&name.unwrap_or_default())
}

fn new_crate(generated: &Generated, root: &Path, out: &Path) -> Result<Files, String> {
    let runtime_path = root.join("runtime").to_string_lossy().into_owned();
    let Runtime { features, defaults } = Runtime::read(root)?;
    let new = Scaffold {
        package: package(out),
        runtime: RUNTIME.to_owned(),
        runtime_path,
        runtime_features: features,
        runtime_defaults: defaults,
    };
    Ok(scaffold(generated, &new))
}

/// Prints what handwritten files lack. In a check, what is required is an error.
fn report_lacking(lacking: Lacking, mode: Mode) -> Result<(), String> {
    let Lacking { required, mut optional } = lacking;
    let required = match mode {
        Mode::Check => required,
        Mode::Write => {
            optional.splice(0..0, required);
            Vec::new()
        }
    };
    for warning in optional {
        terminal::report(&format!("warning: {warning}\n\n"));
    }
    all(required.into_iter().map(Err))
}

/// Joins the messages of several errors.
fn all(results: impl IntoIterator<Item = Result<(), String>>) -> Result<(), String> {
    let errors: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}

/// Returns the command that updates the files that a check reports.
fn command(arguments: &[&str]) -> String {
    let options = arguments.iter().filter(|argument| **argument != "--check");
    let words = ["cargo", "xtask", "codegen"].iter().chain(options);
    words.map(|word| visible(word)).collect::<Vec<_>>().join(" ")
}
