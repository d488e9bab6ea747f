//! `cargo xtask diff`: prints the effects of an edit of the spec on users of the client.

use std::path::PathBuf;

use faithful::diff::{self, Format, Options};
use faithful_codegen::diff::Verdict;
use faithful_codegen::visible;

use crate::workspace::{CHANGELOG, MANIFESTS, OWN_SPEC, workspace};

/// Runs the task.
///
/// # Errors
/// Fails if the options or a document are invalid. With `--fail-on`, also fails if a change has that verdict or a more
/// severe one.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    diff::run(&parse(arguments)?)
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let root = workspace();
    let mut options = Options {
        old: "HEAD".to_owned(),
        new: None,
        spec: root.join(OWN_SPEC),
        lock: None,
        roots: Vec::new(),
        format: Format::Text,
        fail_on: None,
        manifests: MANIFESTS.map(|file| root.join(file)).to_vec(),
        changelog: None,
    };
    let mut old = None;
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => {
                options.old = old.unwrap_or(options.old);
                return Ok(options);
            }
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
                options.changelog = Some(root.join(CHANGELOG));
                rest
            }
            [side, rest @ ..] if !side.starts_with("--") && old.is_none() => {
                old = Some((*side).to_owned());
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
