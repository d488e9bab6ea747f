//! Prints the effects of an edit of a document on users of the client.

use std::path::{Path, PathBuf};

use faithful_codegen::diff::{self, Diff, Verdict};
use faithful_codegen::surface::Surface;
use faithful_codegen::visible;

use crate::disk;
use crate::request::{Document, Input, LOCK, LockFile, STDIN, folder_and_name};
use crate::revision::Revision;
use crate::terminal::{self, shown};

/// The crate that examples in the documentation import. A surface does not contain it.
pub(crate) const CRATE: &str = "client";

/// The format of the output.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// Text.
    #[default]
    Text,
    /// A JSON object.
    Json,
    /// Markdown for a pull request.
    Markdown,
}

/// What to compare, and what to print.
#[derive(Clone, Debug)]
pub struct Options {
    /// The document before the edit: a path or a git revision.
    pub old: String,
    /// The document after the edit: a path or a git revision; without it, the document of `spec`.
    pub new: Option<String>,
    /// The document whose revisions are compared.
    pub spec: PathBuf,
    /// The lock file, if it is not next to the document.
    pub lock: Option<PathBuf>,
    /// Further folders that references may reach.
    pub roots: Vec<PathBuf>,
    /// The format of the output.
    pub format: Format,
    /// The verdict from which a change is a failure.
    pub fail_on: Option<Verdict>,
    /// The manifests that may contain the version of the client; the first one that does is used.
    pub manifests: Vec<PathBuf>,
    /// The changelog to add the changes to.
    pub changelog: Option<PathBuf>,
}

/// Compares two documents, and prints the changes.
///
/// # Errors
/// Fails if a document is invalid. With `fail_on`, also fails if a change has that verdict or a more severe one.
pub fn run(options: &Options) -> Result<(), String> {
    let old = surface(&options.old, options)?;
    let new = match &options.new {
        Some(side) => surface(side, options)?,
        None => of_file(&options.spec, options)?,
    };
    let diff = diff::diff(&old, &new);
    let version = version(&options.manifests);
    match options.format {
        Format::Text => terminal::print(&diff.text(&version)),
        Format::Json => terminal::print_json(&diff.json(&version)),
        Format::Markdown => terminal::print(&diff.markdown(&version)),
    }
    if let Some(changelog) = &options.changelog {
        add_to_changelog(&diff, changelog)?;
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
    let old = faithful_codegen::surface(&request, &input);
    let old = old.map_err(|_| "not compared with the last commit: its document has errors".to_owned())?;
    Ok(Some(diff::diff(&old, new)))
}

/// Adds the changes to the changelog.
///
/// # Errors
/// Fails if the changelog cannot be read or written; the message contains the path.
pub fn add_to_changelog(diff: &Diff, file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", shown(file)))?;
    disk::write(file, &diff::changelog(&text, diff))
}

/// Returns the version in the first manifest that contains one.
#[must_use]
pub fn version(manifests: &[PathBuf]) -> String {
    let texts = manifests.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let version = texts.filter_map(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
        line.map(|version| version.trim_end_matches('"').to_owned())
    });
    version.into_iter().next().unwrap_or_else(|| "0.0.0".to_owned())
}

/// Returns the surface of a document. `side` is a path or a git revision.
fn surface(side: &str, options: &Options) -> Result<Surface, String> {
    if side == STDIN || Path::new(side).is_file() {
        return of_file(Path::new(side), options);
    }
    let (folder, root) = folder_and_name(&options.spec)?;
    let revision = Revision::new(folder, side)
        .ok_or_else(|| format!("`{}` is neither a file nor a git revision", visible(side)))?;
    let lock = lock_of(&options.spec, options)?.at(side);
    let input = Input::new(&revision, &options.spec, &lock);
    let request = input.request(&root, CRATE, |file| revision.has(file));
    faithful_codegen::surface(&request, &input)
        .map_err(|failure| invalid(&failure.render(), &format!("{side}:{root}")))
}

fn of_file(spec: &Path, options: &Options) -> Result<Surface, String> {
    let document = Document::new(spec, None, &options.roots)?;
    let lock = lock_of(spec, options)?;
    let input = document.input(&lock);
    let request = document.request(&input, CRATE);
    faithful_codegen::surface(&request, &input).map_err(|failure| {
        let place = |file: &str| document.place(file);
        invalid(&failure.diagnostics.render_with(&failure.sources, &place), &shown(spec))
    })
}

fn lock_of(spec: &Path, options: &Options) -> Result<LockFile, String> {
    LockFile::new(&options.lock.clone().unwrap_or_else(|| spec.with_file_name(LOCK)))
}

fn invalid(diagnostics: &str, name: &str) -> String {
    format!("{diagnostics}cannot compare {}: it has errors", visible(name))
}
