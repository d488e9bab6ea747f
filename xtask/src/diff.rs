//! `cargo xtask diff`: prints the effects of an edit of the spec on users of the client.

use std::path::{Path, PathBuf};

use ::codegen::diff::{self, Diff, Verdict};
use ::codegen::surface::Surface;
use ::codegen::{Failure, Request, visible};

use crate::disk::{self, Folder};
use crate::output::{self, Mode, Output};
use crate::request::{Input, LOCK, LockFile, folder_and_name};
use crate::revision::Revision;
use crate::terminal::{self, shown};

/// The reference page of the compatibility rules.
const PAGE: &str = "docs/changes.md";

const CHANGELOG: &str = "CHANGELOG.md";

/// The crate that examples in the documentation import. A surface does not contain it.
const CRATE: &str = "client";

/// The format of the output.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Format {
    Text,
    Json,
    Markdown,
}

struct Options {
    old: Option<String>,
    new: Option<String>,
    spec: PathBuf,
    /// The lock file, if it is not next to the document.
    lock: Option<PathBuf>,
    /// Further folders that references may reach.
    roots: Vec<PathBuf>,
    format: Format,
    fail_on: Option<Verdict>,
    changelog: bool,
}

/// Runs the task.
///
/// # Errors
/// Fails if the options or a document are invalid. With `--fail-on`, also fails if a change has that verdict or a more
/// severe one.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let old = surface(options.old.as_deref().unwrap_or("HEAD"), &options)?;
    let new = match &options.new {
        Some(side) => surface(side, &options)?,
        None => of_file(&options.spec, &options)?,
    };
    let diff = diff::diff(&old, &new);
    let version = version(&disk::workspace());
    match options.format {
        Format::Text => terminal::print(&diff.text(&version)),
        Format::Json => terminal::print_json(&diff.json(&version)),
        Format::Markdown => terminal::print(&diff.markdown(&version)),
    }
    if options.changelog {
        add_to_changelog(&diff)?;
    }
    match (options.fail_on, diff.verdict()) {
        (Some(limit), Some(verdict)) if verdict >= limit => {
            Err(format!("--fail-on {}: {}", limit.as_str(), count_text(&diff, limit)))
        }
        _ => Ok(()),
    }
}

/// Describes the number of changes with this verdict or a more severe one.
fn count_text(diff: &Diff, limit: Verdict) -> String {
    match diff.changes.iter().filter(|change| change.rule.verdict() >= limit).count() {
        1 => "1 change has this verdict or a more severe one".to_owned(),
        count => format!("{count} changes have this verdict or a more severe one"),
    }
}

/// Compares a surface with that of the last commit. Returns `None` if the last commit does not contain the document.
///
/// # Errors
/// Fails if the document in the last commit is invalid.
pub fn since_last_commit(spec: &Path, lock: &LockFile, new: &Surface) -> Result<Option<Diff>, String> {
    let (folder, root) = folder_and_name(spec)?;
    let Some(revision) = Revision::new(folder, "HEAD").filter(|revision| revision.has(&root)) else {
        return Ok(None);
    };
    let lock = lock.at("HEAD");
    let input = Input::new(&revision, spec, &lock);
    let request = input.request(&root, CRATE, |file| revision.has(file));
    let old = ::codegen::surface(&request, &input);
    let old = old.map_err(|_| "not compared with the last commit: its document has errors".to_owned())?;
    Ok(Some(diff::diff(&old, new)))
}

/// Adds the changes to the changelog.
///
/// # Errors
/// Fails if the changelog cannot be read or written; the message contains the path.
pub fn add_to_changelog(diff: &Diff) -> Result<(), String> {
    let file = disk::workspace().join(CHANGELOG);
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", shown(&file)))?;
    disk::write(&file, &diff::changelog(&text, diff))
}

/// Writes or checks the reference page of the compatibility rules.
///
/// # Errors
/// Fails if the page is outdated in [`Mode::Check`], or cannot be read or written.
pub fn page(mode: Mode, force: bool) -> Result<(), String> {
    let mut files = ::codegen::Files::default();
    files.insert(PAGE, diff::page());
    let output = Output { folder: disk::workspace(), files, force, ..Output::default() };
    output::apply(mode, &[output], "cargo xtask docs")
}

/// Returns the version of the client from its manifest or from that of the workspace.
pub fn version(root: &Path) -> String {
    let manifests = ["generated/Cargo.toml", "Cargo.toml"].map(|file| root.join(file));
    let texts = manifests.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let version = texts.filter_map(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
        line.map(|version| version.trim_end_matches('"').to_owned())
    });
    version.into_iter().next().unwrap_or_else(|| "0.0.0".to_owned())
}

/// Returns the surface of a document. `side` is a path or a git revision.
fn surface(side: &str, options: &Options) -> Result<Surface, String> {
    if Path::new(side).is_file() {
        return of_file(Path::new(side), options);
    }
    let (folder, root) = folder_and_name(&options.spec)?;
    let revision = Revision::new(folder, side)
        .ok_or_else(|| format!("`{}` is neither a file nor a git revision", visible(side)))?;
    let lock = lock_of(&options.spec, options)?.at(side);
    let input = Input::new(&revision, &options.spec, &lock);
    let request = input.request(&root, CRATE, |file| revision.has(file));
    read(&request, &input, &format!("{side}:{root}"))
}

fn of_file(spec: &Path, options: &Options) -> Result<Surface, String> {
    let (folder, root) = folder_and_name(spec)?;
    let folder = Folder::new(folder, &root, &options.roots)?;
    let lock = lock_of(spec, options)?;
    let input = Input::new(&folder, spec, &lock);
    let request = input.request(&root, CRATE, |file| folder.has(file));
    read(&request, &input, &shown(spec))
}

fn lock_of(spec: &Path, options: &Options) -> Result<LockFile, String> {
    LockFile::new(&options.lock.clone().unwrap_or_else(|| spec.with_file_name(LOCK)))
}

fn read(request: &Request, input: &Input<'_>, name: &str) -> Result<Surface, String> {
    let failed = |failure: Box<Failure>| {
        format!("{}cannot compare {}: it has errors", failure.render(), visible(name))
    };
    ::codegen::surface(request, input).map_err(failed)
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options {
        old: None,
        new: None,
        spec: disk::workspace().join("spec/openapi.json"),
        lock: None,
        roots: Vec::new(),
        format: Format::Text,
        fail_on: None,
        changelog: false,
    };
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => return Ok(options),
            ["--format", format, rest @ ..] => {
                options.format = match *format {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "markdown" => Format::Markdown,
                    other => {
                        return Err(format!(
                            "unknown format `{}`; the formats are text, json and markdown",
                            visible(other)
                        ));
                    }
                };
                rest
            }
            ["--fail-on", verdict, rest @ ..] => {
                let known = Verdict::ALL.into_iter().find(|known| known.as_str() == *verdict);
                let known = known.ok_or_else(|| {
                    format!(
                        "unknown verdict `{}`; the verdicts are breaking, compatible and invisible",
                        visible(verdict)
                    )
                })?;
                options.fail_on = Some(known);
                rest
            }
            ["--spec", file, rest @ ..] => {
                options.spec = PathBuf::from(file);
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
            ["--changelog", rest @ ..] => {
                options.changelog = true;
                rest
            }
            [side, rest @ ..] if !side.starts_with("--") && options.old.is_none() => {
                options.old = Some((*side).to_owned());
                rest
            }
            [side, rest @ ..] if !side.starts_with("--") && options.new.is_none() => {
                options.new = Some((*side).to_owned());
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
