//! `cargo xtask diff`: what an edit of the document does to those who use the client.

use std::path::{Path, PathBuf};

use ::codegen::diff::{self, Diff, Verdict};
use ::codegen::source::Source;
use ::codegen::surface::Surface;
use ::codegen::{Failure, Request};

use crate::disk::{self, Folder};
use crate::output::{self, Mode};
use crate::request::{folder_and_name, request};
use crate::revision::Revision;

/// The page that lists what a change means.
const PAGE: &str = "docs/changes.md";

const CHANGELOG: &str = "CHANGELOG.md";

/// Examples in the documentation import a crate, which a surface does not show.
const CRATE: &str = "client";

/// Who reads what is printed.
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
    format: Format,
    fail_on: Option<Verdict>,
    changelog: bool,
}

/// Runs the task.
///
/// # Errors
/// What is wrong with the options or with one of the documents; with `--fail-on`, that a change is as grave as that.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let old = surface(options.old.as_deref().unwrap_or("HEAD"), &options.spec)?;
    let new = match &options.new {
        Some(side) => surface(side, &options.spec)?,
        None => of_file(&options.spec)?,
    };
    let diff = diff::diff(&old, &new);
    let version = version(&disk::workspace());
    match options.format {
        Format::Text => print!("{}", diff.text(&version)),
        Format::Json => println!("{:#}", diff.json(&version)),
        Format::Markdown => print!("{}", diff.markdown(&version)),
    }
    if options.changelog {
        enter(&diff)?;
    }
    match (options.fail_on, diff.verdict()) {
        (Some(limit), Some(verdict)) if verdict >= limit => {
            Err(format!("{} of these changes are {}", count(&diff, limit), limit.as_str()))
        }
        _ => Ok(()),
    }
}

fn count(diff: &Diff, limit: Verdict) -> usize {
    diff.changes.iter().filter(|change| change.rule.verdict() >= limit).count()
}

/// What differs between the last commit and a surface; nothing where git does not keep the document, or keeps one that
/// gives no client.
pub fn since_the_last_commit(spec: &Path, new: &Surface) -> Option<Diff> {
    let (folder, root) = folder_and_name(spec).ok()?;
    let revision = Revision::new(folder, "HEAD")?;
    if !revision.has(&root) {
        return None;
    }
    let request = request(&root, CRATE, |file| revision.has(file));
    let old = ::codegen::surface(&request, &revision).ok()?;
    Some(diff::diff(&old, new))
}

/// Adds what has changed to the changelog.
///
/// # Errors
/// With the path, when the disk refuses.
pub fn enter(diff: &Diff) -> Result<(), String> {
    let file = disk::workspace().join(CHANGELOG);
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    disk::write(&file, &diff::changelog(&text, diff))
}

/// Writes or checks the page that lists what a change means.
///
/// # Errors
/// When it is not what the generator says, or the disk refuses.
pub fn page(mode: Mode) -> Result<(), String> {
    let mut files = ::codegen::Files::default();
    files.insert(PAGE, diff::page());
    output::apply(mode, &disk::workspace(), &files, &[], "cargo xtask docs")
}

/// The version of the client that stands in its manifest, or in that of the workspace.
pub fn version(root: &Path) -> String {
    let manifests = ["generated/Cargo.toml", "Cargo.toml"].map(|file| root.join(file));
    let texts = manifests.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let version = texts.filter_map(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
        line.map(|version| version.trim_end_matches('"').to_owned())
    });
    version.into_iter().next().unwrap_or_else(|| "0.0.0".to_owned())
}

/// The surface of a document, given by its path or by a revision of git.
fn surface(side: &str, spec: &Path) -> Result<Surface, String> {
    if Path::new(side).is_file() {
        return of_file(Path::new(side));
    }
    let (folder, root) = folder_and_name(spec)?;
    let revision = Revision::new(folder, side)
        .ok_or_else(|| format!("`{side}` is neither a file nor a revision that git knows"))?;
    let request = request(&root, CRATE, |file| revision.has(file));
    read(&request, &revision, &format!("{side}:{root}"))
}

fn of_file(spec: &Path) -> Result<Surface, String> {
    let (folder, root) = folder_and_name(spec)?;
    let folder = Folder::new(folder);
    let request = request(&root, CRATE, |file| folder.has(file));
    read(&request, &folder, &spec.display().to_string())
}

fn read(request: &Request, source: &dyn Source, what: &str) -> Result<Surface, String> {
    let failed = |failure: Box<Failure>| format!("{}{what} gives no client to compare", failure.render());
    ::codegen::surface(request, source).map_err(failed)
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options {
        old: None,
        new: None,
        spec: disk::workspace().join("spec/openapi.json"),
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
                    other => return Err(format!("`{other}` is no format: text, json or markdown")),
                };
                rest
            }
            ["--fail-on", verdict, rest @ ..] => {
                let known = Verdict::ALL.into_iter().find(|known| known.as_str() == *verdict);
                let known = known
                    .ok_or_else(|| format!("`{verdict}` is no verdict: breaking, compatible or invisible"))?;
                options.fail_on = Some(known);
                rest
            }
            ["--spec", file, rest @ ..] => {
                options.spec = PathBuf::from(file);
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
                    "`{other}` is no option of diff, or its value is missing; `cargo xtask` explains them"
                ));
            }
        };
    }
}
