//! Generates the client of a document into a folder, or checks it.

use std::path::{Path, PathBuf};

use faithful_codegen::diagnostic::Code;
use faithful_codegen::{
    Failure, Files, Generated, Scaffold, counted, generate_part, package_name, report, scaffold,
};
use serde_json::{Value, json};

use crate::diff;
use crate::disk;
use crate::manifest::{self, Lacking};
use crate::member;
use crate::output::{self, Mode, Output};
use crate::progress;
use crate::request::{Document, LockFile};
use crate::runtime;
use crate::summary;
use crate::terminal::{self, shown};

/// Folders of a generated crate that contain only generated files.
const GENERATED_FOLDERS: &[&str] = &["src/api", "src/models"];

/// What to generate, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether files are written or only checked.
    pub mode: Mode,
    /// What to read.
    pub input: Input,
    /// The folder of the crate.
    pub out: PathBuf,
    /// The lock file.
    pub lock: PathBuf,
    /// What to do if there is no crate in the folder yet.
    pub new: NewCrate,
    /// Whether edited files are replaced.
    pub force: bool,
    /// What to print.
    pub print: Print,
    /// Where changes are recorded.
    pub changes: Changes,
    /// The command that updates the files that a check reports.
    pub command: String,
}

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The document; `-` is standard input.
    pub spec: PathBuf,
    /// The settings, if they are not next to the document.
    pub settings: Option<PathBuf>,
    /// Further folders that references may reach.
    pub roots: Vec<PathBuf>,
    /// The tags of the operations to generate; all if there are none.
    pub only: Vec<String>,
    /// The codes of warnings to suppress.
    pub allow: Vec<Code>,
    /// The codes of warnings to treat as errors.
    pub deny: Vec<Code>,
}

/// A crate that does not exist yet.
#[derive(Clone, Debug, Default)]
pub struct NewCrate {
    /// Name of the package; without it, that of the folder.
    pub package: Option<String>,
    /// The folder of the runtime, if it is not from the registry.
    pub runtime_path: Option<PathBuf>,
    /// Whether the crate is a workspace of its own.
    pub is_standalone: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, Default)]
pub struct Print {
    /// The format of diagnostics and output.
    pub format: Format,
    /// Whether to print the report instead of the summary.
    pub report: bool,
    /// Whether the summary says what to do, and not only what was made.
    pub advice: bool,
}

/// The format of diagnostics and output.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// Text.
    #[default]
    Text,
    /// One JSON object on standard output.
    Json,
}

/// Where changes since the last commit are recorded.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The manifests that may contain the version of the client; the first one that does is used.
    pub manifests: Vec<PathBuf>,
    /// The changelog to add the changes to.
    pub changelog: Option<PathBuf>,
}

/// Generates or checks a crate, and prints the diagnostics and a summary.
///
/// # Errors
/// Fails if the document or the options are invalid, or if files cannot be read or written. In a check, fails if generated
/// files are outdated.
pub fn run(options: &Options) -> Result<(), String> {
    let is_new = options.out.join("Cargo.toml").symlink_metadata().is_err();
    let name = crate_name(options)?;
    let document =
        Document::new(&options.input.spec, options.input.settings.as_deref(), &options.input.roots)?;
    let lock = LockFile::new(&options.lock)?;
    let generated = generated(&document, &lock, &options.input, &name);
    let generated = generated.map_err(|failure| failure_text(&failure, &document, options.print.format))?;
    let lacking = manifest::lacking(&generated, &options.out, options.new.runtime_path.as_deref());
    let outputs = outputs(&generated, options, is_new, &lock);
    let applied = output::apply(options.mode, &outputs, &options.command);
    let complete = report_lacking(lacking, options.mode);
    let next = if is_new && applied.is_ok() { next(options) } else { Vec::new() };
    print(&generated, options, &document, &next);
    all([applied, complete])?;
    report_changes(&generated, options, &document, &lock)
}

/// Generates a client without writing it.
///
/// # Errors
/// Fails if the document has errors or cannot be read; the message contains the diagnostics.
pub fn read(input: &Input, lock: &Path, crate_name: &str) -> Result<Generated, String> {
    let document = Document::new(&input.spec, input.settings.as_deref(), &input.roots)?;
    let generated = generated(&document, &LockFile::new(lock)?, input, crate_name);
    generated.map_err(|failure| failure_text(&failure, &document, Format::Text))
}

/// Checks a document without generating anything, and prints the diagnostics.
///
/// # Errors
/// Fails if the document has errors or cannot be read.
pub fn check(input: &Input, lock: &Path, format: Format) -> Result<(), String> {
    let document = Document::new(&input.spec, input.settings.as_deref(), &input.roots)?;
    let lock = LockFile::new(lock)?;
    let generated = generated(&document, &lock, input, diff::CRATE);
    let generated = generated.map_err(|failure| failure_text(&failure, &document, format))?;
    print_diagnostics(&generated, &document, format);
    if format == Format::Text {
        let warnings = counted(generated.diagnostics.len(), "warning");
        terminal::print(&format!(
            "{}: no errors, {warnings}, {}\n",
            shown(document.path()),
            counted(generated.summary.operations, "operation"),
        ));
    }
    Ok(())
}

/// Runs the generator, and applies the options that allow or deny diagnostics.
pub(crate) fn generated(
    document: &Document,
    lock: &LockFile,
    input: &Input,
    crate_name: &str,
) -> Result<Generated, Box<Failure>> {
    let source = document.input(lock);
    let request = document.request(&source, crate_name);
    let what = format!("generating from {}", shown(document.path()));
    let outcome = progress::shown(&what, || generate_part(&request, &input.only, &source));
    match outcome {
        Ok(mut generated) => {
            generated.diagnostics.allow(&input.allow);
            generated.diagnostics.deny(&input.deny);
            if !generated.diagnostics.has_errors() {
                return Ok(generated);
            }
            let Generated { diagnostics, sources, .. } = generated;
            Err(Box::new(Failure { diagnostics, sources }))
        }
        Err(mut failure) => {
            failure.diagnostics.allow(&input.allow);
            failure.diagnostics.deny(&input.deny);
            Err(failure)
        }
    }
}

/// Returns the files of the client and the lock file, which may be in the same folder.
fn outputs(generated: &Generated, options: &Options, is_new: bool, lock: &LockFile) -> Vec<Output<'static>> {
    let mut client = Output {
        folder: options.out.clone(),
        files: generated.files.clone(),
        new: if is_new { new_crate(generated, options) } else { Files::default() },
        lock: None,
        generated_folders: GENERATED_FOLDERS,
        force: options.force,
    };
    let (folder, text) = lock.output(&generated.lock);
    if folder == client.folder {
        client.lock = Some(text);
        return vec![client];
    }
    vec![client, Output { folder, lock: Some(text), ..Output::default() }]
}

fn new_crate(generated: &Generated, options: &Options) -> Files {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let path = options.new.runtime_path.as_deref();
    let new = Scaffold {
        package: package(options),
        runtime: runtime::PACKAGE.to_owned(),
        runtime_version: runtime::VERSION.to_owned(),
        runtime_path: path.map(|path| path.to_string_lossy().into_owned()),
        runtime_features: owned(runtime::FEATURES),
        runtime_defaults: owned(runtime::DEFAULTS),
        rust_version: runtime::RUST_VERSION.to_owned(),
        is_standalone: options.new.is_standalone,
    };
    scaffold(generated, &new)
}

/// Returns the name by which the crate is imported.
fn crate_name(options: &Options) -> Result<String, String> {
    let path = options.out.join("Cargo.toml");
    let manifest = disk::read(&path).unwrap_or_default();
    let mut names = manifest.lines().filter_map(|line| line.strip_prefix("name = \""));
    let existing = names.next().map(|name| name.trim_end_matches('"').to_owned());
    match (&existing, &options.new.package) {
        (Some(existing), Some(requested)) if existing != requested => Err(format!(
            "the package in {} has the name `{existing}`; rename it there, or omit `--name`",
            shown(&path),
        )),
        _ => Ok(existing.unwrap_or_else(|| package(options)).replace('-', "_")),
    }
}

fn package(options: &Options) -> String {
    if let Some(package) = &options.new.package {
        return package.clone();
    }
    let folder = options.out.file_name().map(|name| name.to_string_lossy().into_owned());
    // A path such as `.` does not end in the name of the folder.
    let absolute = || Some(options.out.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned());
    package_name(&folder.or_else(absolute).unwrap_or_default())
}

/// Prints the changes since the last commit, and adds them to the changelog if requested.
fn report_changes(
    generated: &Generated,
    options: &Options,
    document: &Document,
    lock: &LockFile,
) -> Result<(), String> {
    let Changes { manifests, changelog } = &options.changes;
    let is_printed = options.print.format == Format::Text && !options.print.report;
    // The last commit has the whole document, which is not comparable to a part.
    let is_whole = options.input.only.is_empty();
    if options.mode == Mode::Check || !is_whole || !(is_printed || changelog.is_some()) {
        return Ok(());
    }
    let diff = match diff::since_last_commit(document.path(), lock, &generated.surface) {
        Ok(Some(diff)) => diff,
        Ok(None) => return Ok(()),
        // The output itself is valid, so this is an error only if a changelog was requested.
        Err(reason) if changelog.is_some() => return Err(reason),
        Err(reason) => {
            terminal::print(&format!("\n{reason}\n"));
            return Ok(());
        }
    };
    if is_printed {
        let changes = diff.text(&diff::version(manifests));
        terminal::print(&format!("\nchanges since the last commit:\n{}\n", changes.trim_end()));
    }
    changelog.as_ref().map_or(Ok(()), |changelog| diff::add_to_changelog(&diff, changelog))
}

/// Returns the error message for an invalid document. In JSON format, also prints the diagnostics.
pub(crate) fn failure_text(failure: &Failure, document: &Document, format: Format) -> String {
    let Failure { diagnostics, sources } = failure;
    let place = |file: &str| document.place(file);
    if format == Format::Json {
        terminal::print_json(&outcome(false, &diagnostics.to_json_with(sources, &place)));
    }
    match format {
        Format::Text => errors_of(failure, document),
        Format::Json => end_of(failure, document),
    }
}

/// Returns the diagnostics of an invalid document as text.
pub(crate) fn errors_of(failure: &Failure, document: &Document) -> String {
    let diagnostics = failure.diagnostics.render_with(&failure.sources, &|file| document.place(file));
    diagnostics + &end_of(failure, document)
}

fn end_of(failure: &Failure, document: &Document) -> String {
    let errors = counted(failure.diagnostics.errors(), "error");
    format!("{errors}; nothing was generated from {}", shown(document.path()))
}

/// Returns what to do with a new crate.
fn next(options: &Options) -> Vec<String> {
    let member = if options.new.is_standalone { None } else { member::advice(&options.out) };
    let check = format!("cargo check --manifest-path {}", shown(&options.out.join("Cargo.toml")));
    member.into_iter().chain([check]).collect()
}

/// Prints the warnings, and the summary or the report.
fn print(generated: &Generated, options: &Options, document: &Document, next: &[String]) {
    let Print { format, report, advice } = options.print;
    let is_text = report || format == Format::Text;
    print_diagnostics(generated, document, if is_text { Format::Text } else { Format::Json });
    if report {
        terminal::print_json(&report::report(generated));
    } else if is_text && advice {
        let settings = summary::settings_of(document.path(), options.input.settings.as_deref());
        terminal::print(&summary::text(generated, &options.out, &settings, next));
    } else if is_text {
        terminal::print(&format!("{}\n", generated.summary));
    }
}

/// Prints the diagnostics of a valid document.
pub(crate) fn print_diagnostics(generated: &Generated, document: &Document, format: Format) {
    let Generated { diagnostics, sources, .. } = generated;
    let place = |file: &str| document.place(file);
    match format {
        Format::Json => terminal::print_json(&outcome(true, &diagnostics.to_json_with(sources, &place))),
        Format::Text => terminal::report(&diagnostics.render_with(sources, &place)),
    }
}

fn outcome(succeeded: bool, diagnostics: &Value) -> Value {
    json!({ "succeeded": succeeded, "diagnostics": diagnostics })
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
