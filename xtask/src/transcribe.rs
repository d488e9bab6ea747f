//! `cargo xtask transcribe`: compares the spec with the published reference pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ::transcribe::facts::Page;
use ::transcribe::page::{is_operation, read_all};
use ::transcribe::spec::{Place, Spec, State};
use ::transcribe::{Difference, Lock, Report, compare_all, fragment, recorded};
use faithful_codegen::counted;
use faithful_codegen::source::{Pointer, Position, offsets, positions};
use serde_json::{Value, json};

use crate::workspace::workspace;
use faithful::disk;
use faithful::request::folder_and_name;
use faithful::terminal::{self, shown, with_slashes};

/// The record of the last comparison, in the folder of the document.
const LOCK: &str = "pages.lock.json";

struct Options {
    spec: PathBuf,
    /// The folder with the pages; without it, the document is compared with the lock file.
    pages: Option<PathBuf>,
    /// The state of the API that the pages describe, if it is not the published one.
    state: Option<String>,
    json: bool,
}

/// Runs the task.
///
/// # Errors
/// Fails if the options, a page or the document are invalid, or if the document and the pages differ.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let (folder, root) = folder_and_name(&options.spec)?;
    let files = SpecFiles::read(folder, &root)?;
    let states = files.spec.states().map_err(|error| error.to_string())?;
    let published = states.iter().find(|it| it.facts.is_none()).map(|it| it.name.clone());
    let Some(pages) = &options.pages else { return check(files, &states, folder) };
    let state = match options.state {
        Some(state) if states.iter().all(|it| it.name != state) => {
            return Err(format!(
                "the document does not list the state `{}`",
                faithful_codegen::visible(&state)
            ));
        }
        Some(state) => Some(state),
        None => published.clone(),
    };
    // The lock file records published pages.
    let lock = (state == published).then(|| folder.join(LOCK));
    compare(&files.in_state(state), folder, pages, options.json, lock.as_deref())
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options =
        Options { spec: workspace().join("spec/openapi.json"), pages: None, state: None, json: false };
    let mut check = false;
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--check" => check = true,
            "--pages" => options.pages = Some(value(option, rest.next())?.into()),
            "--spec" => options.spec = value(option, rest.next())?.into(),
            "--state" => options.state = Some(value(option, rest.next())?.into()),
            "--format" if rest.next() == Some(&"json") => options.json = true,
            _ => {
                return Err(format!(
                    "invalid option `{}`; see `cargo xtask --help`",
                    faithful_codegen::visible(option)
                ));
            }
        }
    }
    match (check, &options.pages, &options.state) {
        (true, Some(_), _) => {
            Err("`--check` compares with the last comparison, and takes no `--pages`".to_owned())
        }
        (true, None, Some(_)) => Err("`--check` covers every state, and takes no `--state`".to_owned()),
        (false, None, _) => {
            Err("name the folder of the pages with `--pages DIR`, or use `--check`".to_owned())
        }
        (true, None, None) | (false, Some(_), _) => Ok(options),
    }
}

fn value<'a>(option: &str, value: Option<&&'a str>) -> Result<&'a str, String> {
    value.copied().ok_or_else(|| format!("`{option}` needs a value"))
}

/// The document and the texts of its files.
struct SpecFiles {
    spec: Spec,
    texts: BTreeMap<String, String>,
}

impl SpecFiles {
    fn read(folder: &Path, root: &str) -> Result<Self, String> {
        let mut texts = BTreeMap::new();
        let spec = Spec::load(root, |file| {
            let path = folder.join(file);
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", shown(&path)))?;
            texts.insert(file.to_owned(), text.clone());
            Ok(text)
        });
        Ok(Self { spec: spec.map_err(|error| error.to_string())?, texts })
    }

    fn in_state(self, state: Option<String>) -> Self {
        match state {
            Some(state) => Self { spec: self.spec.in_state(state), ..self },
            None => self,
        }
    }

    fn report_positions(&self, report: &Report<'_, '_>) -> Vec<Option<Position>> {
        let places: Vec<_> = report.differences.iter().map(|(_, difference)| &difference.place).collect();
        self.positions(&places)
    }

    /// The line and column of places in the document.
    fn positions(&self, places: &[&Place]) -> Vec<Option<Position>> {
        let mut found = vec![None; places.len()];
        for (file, text) in &self.texts {
            let here: Vec<_> = (0..places.len()).filter(|index| places[*index].file == *file).collect();
            let pointers: Vec<_> =
                here.iter().map(|index| Pointer::from_fragment(&places[*index].pointer)).collect();
            let offsets = offsets(text, &pointers.iter().collect::<Vec<_>>());
            for (index, position) in here.into_iter().zip(positions(text, &offsets)) {
                found[index] = Some(position);
            }
        }
        found
    }
}

/// Compares the document with the facts of pages that are no longer published, and with the last comparison with those that
/// are.
fn check(mut files: SpecFiles, states: &[State], folder: &Path) -> Result<(), String> {
    for State { name, facts } in states {
        files = files.in_state(Some(name.clone()));
        match facts {
            Some(facts) => check_recorded(&files, name, folder, facts)?,
            None => check_published(&files, folder)?,
        }
    }
    if states.is_empty() { check_published(&files, folder) } else { Ok(()) }
}

/// Compares the document with recorded facts. They may cover only some of the operations.
fn check_recorded(files: &SpecFiles, state: &str, folder: &Path, facts: &str) -> Result<(), String> {
    let path = folder.join(facts);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", shown(&path)))?;
    let pages = recorded::read(&text).map_err(|error| format!("{}: {error}", shown(&path)))?;
    let report = compare_all(&pages, &files.spec).map_err(|error| error.to_string())?;
    let source = |page: usize, _| format!("{facts}, `{}`", pages[page].title);
    let mut lines = differences(&report, &files.report_positions(&report), folder, source);
    for (_, page) in &report.new {
        lines.push(format!("{facts}: the document lacks {} {}\n", page.method, page.paths[0]));
    }
    let state = faithful_codegen::visible(state);
    if lines.is_empty() {
        terminal::print(&format!("state {state}: {} operations agree with {facts}\n", report.equal.len()));
        return Ok(());
    }
    Err(format!("{}{} differences from the state {state}", lines.concat(), lines.len()))
}

/// Compares the document with the lock file.
fn check_published(files: &SpecFiles, folder: &Path) -> Result<(), String> {
    let path = folder.join(LOCK);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", shown(&path)))?;
    let lock = Lock::parse(&text).map_err(|error| format!("{}: {error}", shown(&path)))?;
    let operations = files.spec.operations().map_err(|error| error.to_string())?;
    let drift = lock.drift(&operations).map_err(|error| error.to_string())?;
    if drift.is_empty() {
        terminal::print(&format!(
            "{} operations are as they were compared with their published pages\n",
            operations.len()
        ));
        return Ok(());
    }
    let lines: Vec<_> = drift.iter().map(|it| format!("  {it}\n")).collect();
    Err(format!(
        "{} operations are not as they were compared with their pages:\n{}\
        compare them again: cargo xtask transcribe --pages DIR",
        drift.len(),
        lines.concat()
    ))
}

/// Compares the document with pages, and records the operations that agree with theirs.
fn compare(
    files: &SpecFiles,
    folder: &Path,
    pages: &Path,
    json: bool,
    lock: Option<&Path>,
) -> Result<(), String> {
    let (names, pages) = read_pages(pages)?;
    let report = compare_all(&pages, &files.spec).map_err(|error| error.to_string())?;
    if let Some(path) = lock {
        let lock = Lock::of(&report.equal).map_err(|error| error.to_string())?;
        disk::write(path, &lock.text().map_err(|error| error.to_string())?)?;
    }
    let positions = files.report_positions(&report);
    if json {
        terminal::print_json(&json_report(&report, &names, &positions)?);
    } else {
        terminal::print(&text_report(&report, &names, &positions, folder)?);
    }
    let count = report.differences.len() + report.new.len() + report.unpublished.len();
    if count == 0 {
        Ok(())
    } else {
        let differences = counted(count, "difference");
        Err(format!("{differences} between {} pages and the document", pages.len()))
    }
}

/// The pages of operations in a folder, and their paths in it.
fn read_pages(folder: &Path) -> Result<(Vec<String>, Vec<Page>), String> {
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for path in disk::files_below(folder)? {
        if path.extension().is_some_and(|extension| extension == "md") {
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", shown(&path)))?;
            if is_operation(&text) {
                names.push(with_slashes(path.strip_prefix(folder).unwrap_or(&path)));
                texts.push(text);
            }
        }
    }
    if texts.is_empty() {
        return Err(format!("{} contains no reference pages (*.md)", shown(folder)));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut pages = Vec::new();
    let mut errors = Vec::new();
    for (name, page) in names.iter().zip(read_all(&texts)) {
        match page {
            Ok(page) => pages.push(page),
            Err(error) => errors.push(format!(
                "{name}:{}: {}
",
                error.line, error.message
            )),
        }
    }
    if errors.is_empty() {
        Ok((names, pages))
    } else {
        Err(format!("{}these lines are not understood", errors.concat()))
    }
}

fn text_report(
    report: &Report<'_, '_>,
    names: &[String],
    positions: &[Option<Position>],
    folder: &Path,
) -> Result<String, String> {
    let source = |page: usize, line| format!("{}:{line}", names[page]);
    let mut lines = differences(report, positions, folder, source);
    for (index, page) in &report.new {
        let fragment = fragment(page).map_err(|error| error.to_string())?;
        lines.push(format!(
            "{}: the document lacks {} {}\n{fragment}",
            names[*index], page.method, page.paths[0]
        ));
    }
    for operation in &report.unpublished {
        lines.push(format!("no page describes {} {}\n", operation.method.to_uppercase(), operation.path));
    }
    lines.push(format!("{} operations agree with their pages\n", report.equal.len()));
    Ok(lines.concat())
}

/// The differences as text. `source` names a line of a page.
fn differences(
    report: &Report<'_, '_>,
    positions: &[Option<Position>],
    folder: &Path,
    source: impl Fn(usize, usize) -> String,
) -> Vec<String> {
    let differences = report.differences.iter().zip(positions).map(|((page, difference), position)| {
        let Difference { line, place, .. } = difference;
        let position = position.map_or(String::new(), |it| format!(":{}:{}", it.line, it.column));
        let file = shown(&folder.join(&place.file));
        format!("{file}{position}: {difference}\n  --> {}\n", source(*page, *line))
    });
    differences.collect()
}

fn json_report(
    report: &Report<'_, '_>,
    names: &[String],
    positions: &[Option<Position>],
) -> Result<Value, String> {
    let differences = report.differences.iter().zip(positions).map(|((index, difference), position)| {
        let Difference { line, place, value, message } = difference;
        json!({
            "page": names[*index], "page_line": line, "file": place.file, "pointer": place.pointer,
            "line": position.map(|it| it.line), "column": position.map(|it| it.column), "value": value, "message": message,
        })
    });
    let mut new = Vec::new();
    for (index, page) in &report.new {
        let fragment = fragment(page).map_err(|error| error.to_string())?;
        let fragment: Value = serde_json::from_str(&fragment).map_err(|error| error.to_string())?;
        new.push(json!({ "page": names[*index], "method": page.method, "path": page.paths[0], "fragment": fragment }));
    }
    let unpublished =
        report.unpublished.iter().map(|it| json!({ "method": it.method.to_uppercase(), "path": it.path }));
    Ok(json!({
        "differences": differences.collect::<Vec<_>>(), "new": new, "unpublished": unpublished.collect::<Vec<_>>(),
        "equal": report.equal.len(),
    }))
}
