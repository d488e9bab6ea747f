//! The summary at the end of a run that a person can act on: what was made, what was left out and why, and what to add to the
//! settings.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use faithful_codegen::diagnostic::{Code, Severity};
use faithful_codegen::{Generated, counted, visible};

use crate::request::SETTINGS;
use crate::terminal::shown;

/// How many omitted operations are listed.
const LISTED: usize = 10;

/// Returns the summary of a run that wrote to `out`. `settings` is the path of the settings, which need not exist, and `next` is
/// what to do with a new crate.
pub fn text(generated: &Generated, out: &Path, settings: &Path, next: &[String]) -> String {
    let mut text = format!("{}:\n{}\n", shown(out), indented(&generated.summary.to_string()));
    omitted(generated, &mut text);
    warnings(generated, settings, &mut text);
    if !next.is_empty() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\nnext:\n{}", indented(&next.join("\n")));
    }
    text
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

/// Adds the operations that are not in the client.
fn omitted(generated: &Generated, text: &mut String) {
    let omitted = &generated.api.omitted;
    if omitted.is_empty() {
        return;
    }
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    add(&format!("\nnot in the client: {}", counted(omitted.len(), "operation")));
    for operation in omitted.iter().take(LISTED) {
        let (method, path) = (visible(operation.method), visible(&operation.path));
        add(&format!("  {method} {path}: {}", visible(&operation.reason)));
    }
    if omitted.len() > LISTED {
        add(&format!("  and {} more", omitted.len() - LISTED));
    }
}

/// Adds the number of warnings of each code, and the settings that accept them.
fn warnings(generated: &Generated, settings: &Path, text: &mut String) {
    let mut codes: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in generated.diagnostics.sorted() {
        if diagnostic.severity == Severity::Warning {
            *codes.entry(diagnostic.code).or_default() += 1;
        }
    }
    let Some((most, _)) = codes.iter().max_by_key(|(_, count)| **count) else { return };
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "\nwarnings, which `faithful explain CODE` explains:");
    for (code, count) in &codes {
        let _ = writeln!(text, "  {count:>5}  {:<24} {}", code.as_str(), code.meaning());
    }
    let verb = if settings.symlink_metadata().is_ok() { "in" } else { "in a new file" };
    let at = generated.diagnostics.sorted().into_iter().find(|it| it.code == *most);
    let at = at.map(|it| it.location.file.to_string()).unwrap_or_default();
    let entry = serde_json::json!({ "code": most.as_str(), "at": format!("{at}#/**"), "reason": "…" });
    let _ = writeln!(
        text,
        "\nTo accept those of a code, add an entry to `allow` {verb} {}:\n  {{ \"allow\": [{}] }}",
        shown(settings),
        visible(&entry.to_string()),
    );
}

/// Returns the path of the settings of a document.
pub fn settings_of(document: &Path, settings: Option<&Path>) -> PathBuf {
    settings.map_or_else(|| document.with_file_name(SETTINGS), Path::to_owned)
}
