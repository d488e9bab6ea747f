//! `cargo xtask codegen`: generates a client from an OpenAPI document.

use std::path::{Path, PathBuf};

use faithful::generate::{self, Changes, Format, Input, NewCrate, Options, Print};
use faithful::output::Mode;
use faithful::request::LOCK;
use faithful::terminal::shown;
use faithful_codegen::visible;

use crate::workspace::{CHANGELOG, MANIFESTS, OWN_SPEC, workspace};

/// The options of the task.
struct Arguments {
    options: Options,
    out: Option<PathBuf>,
    lock: Option<PathBuf>,
    changelog: bool,
}

/// Runs the task.
///
/// # Errors
/// Fails if the options or the spec are invalid, or if files cannot be read or written. In a check, fails if generated
/// files are outdated.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let Arguments { mut options, out, lock, changelog } = parse(arguments)?;
    let root = workspace();
    options.out = folder(out.as_deref(), changelog, &options.input, &root)?;
    options.lock = lock.unwrap_or_else(|| match &out {
        Some(out) => out.join(LOCK),
        None => root.join(OWN_SPEC).with_file_name(LOCK),
    });
    options.changes.changelog = changelog.then(|| root.join(CHANGELOG));
    options.command = command(arguments);
    generate::run(&options)
}

/// Returns the table of the groups of operations of this workspace's client.
///
/// # Errors
/// Fails if the spec is invalid.
pub fn coverage() -> Result<String, String> {
    let Arguments { options, .. } = parse(&[])?;
    let lock = workspace().join(OWN_SPEC).with_file_name(LOCK);
    let generated = generate::read(&options.input, &lock, "northflank")?;
    Ok(faithful_codegen::coverage(&generated))
}

/// Returns the folder to write to.
fn folder(out: Option<&Path>, changelog: bool, input: &Input, root: &Path) -> Result<PathBuf, String> {
    if let Some(out) = out {
        if changelog {
            return Err(
                "--changelog adds to the changelog of this workspace, so it cannot be used with --out"
                    .to_owned(),
            );
        }
        return Ok(out.to_owned());
    }
    if !input.only.is_empty() {
        return Err("--only generates a part of a client; choose a folder for it with `--out DIR`".to_owned());
    }
    let own = root.join(OWN_SPEC).canonicalize();
    if input.spec.canonicalize().ok() == own.ok() {
        return Ok(root.join("generated"));
    }
    Err(format!(
        "--spec {} without --out would replace the client of this workspace in generated/; choose a folder with `--out DIR`",
        shown(&input.spec),
    ))
}

fn parse(arguments: &[&str]) -> Result<Arguments, String> {
    let root = workspace();
    let new = NewCrate { package: None, runtime_path: Some(root.join("runtime")), is_standalone: true };
    let options = Options {
        mode: Mode::Write,
        input: Input { spec: root.join(OWN_SPEC), ..Input::default() },
        out: PathBuf::new(),
        lock: PathBuf::new(),
        new,
        force: false,
        print: Print::default(),
        changes: Changes { manifests: MANIFESTS.map(|file| root.join(file)).to_vec(), changelog: None },
        command: String::new(),
    };
    let mut parsed = Arguments { options, out: None, lock: None, changelog: false };
    let options = &mut parsed.options;
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => return Ok(parsed),
            ["--check", rest @ ..] => {
                options.mode = Mode::Check;
                rest
            }
            ["--format", "json", rest @ ..] => {
                options.print.format = Format::Json;
                rest
            }
            ["--report", "json", rest @ ..] => {
                options.print.report = true;
                rest
            }
            ["--changelog", rest @ ..] => {
                parsed.changelog = true;
                rest
            }
            ["--spec", file, rest @ ..] => {
                options.input.spec = PathBuf::from(file);
                rest
            }
            ["--out", folder, rest @ ..] => {
                parsed.out = Some(PathBuf::from(folder));
                rest
            }
            ["--lock", file, rest @ ..] => {
                parsed.lock = Some(PathBuf::from(file));
                rest
            }
            ["--root", folder, rest @ ..] => {
                options.input.roots.push(PathBuf::from(folder));
                rest
            }
            ["--only", tag, rest @ ..] => {
                options.input.only.push((*tag).to_owned());
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

/// Returns the command that updates the files that a check reports.
fn command(arguments: &[&str]) -> String {
    let options = arguments.iter().filter(|argument| **argument != "--check");
    let words = ["cargo", "xtask", "codegen"].iter().chain(options);
    words.map(|word| visible(word)).collect::<Vec<_>>().join(" ")
}
