//! Prints changes as text for the terminal, Markdown for pull requests, and JSON. Texts of the document are escaped: they
//! contain any characters, and must not become other lines, tables or links.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::change::{AffectedOperation, Change, Diff};
use super::rule::Verdict;
use super::version::next_version;
use crate::emit::{code, link};
use crate::source::visible;

/// Maximum number of operations that are listed for a change.
const LISTED: usize = 5;

impl Diff {
    /// Returns the changes as text for the terminal, the most severe first within each group.
    #[must_use]
    pub fn text(&self, version: &str) -> String {
        let mut text = String::new();
        for (group, changes) in self.groups() {
            line(&mut text, &format!("{}:", visible(group)));
            for change in changes {
                let Change { rule, item, .. } = change;
                let item = visible(item);
                let verdict = rule.verdict().as_str();
                line(&mut text, &format!("  {verdict:<10}  {item}: {}", change.details()));
                line(&mut text, &format!("              {} [{}]", rule.reason(), rule.as_str()));
            }
            text.push('\n');
        }
        text + &self.summary(version) + "\n"
    }

    /// Returns the changes as Markdown for a pull request, with a collapsed table for each group.
    #[must_use]
    pub fn markdown(&self, version: &str) -> String {
        let mut text = format!("**{}**\n", self.summary(version));
        for (group, changes) in self.groups() {
            let counts = counts(&changes);
            let group = cell(group);
            line(&mut text, &format!("\n<details><summary><code>{group}</code>: {counts}</summary>\n"));
            line(&mut text, "| verdict | item | change | reason | operations |\n|---|---|---|---|---|");
            for change in changes {
                let (verdict, reason) = (change.rule.verdict().as_str(), change.rule.reason());
                let verdict = match change.rule.verdict() {
                    Verdict::Breaking => format!("**{verdict}**"),
                    Verdict::Compatible | Verdict::Invisible => verdict.to_owned(),
                };
                let cells = [
                    verdict,
                    code(&visible(&change.item)).replace('|', "\\|"),
                    cell(&change.details()),
                    reason.to_owned(),
                    operations(&change.operations),
                ];
                line(&mut text, &format!("| {} |", cells.join(" | ")));
            }
            text.push_str("\n</details>\n");
        }
        text
    }

    /// Returns the changes as JSON.
    #[must_use]
    pub fn json(&self, version: &str) -> Value {
        let changes = self.changes.iter().map(|change| {
            let Change { rule, group, item, before, after, operations } = change;
            let operations = operations.iter().map(|it| json!({ "id": it.id, "page": it.reference_page }));
            json!({
                "code": rule.as_str(),
                "verdict": rule.verdict().as_str(),
                "reason": rule.reason(),
                "group": group,
                "item": item,
                "before": before,
                "after": after,
                "operations": operations.collect::<Vec<_>>(),
            })
        });
        json!({
            "verdict": self.verdict().map(Verdict::as_str),
            "version": { "now": version, "next": next_version(version, self.verdict()) },
            "changes": changes.collect::<Vec<_>>(),
        })
    }

    /// Returns the number of changes by verdict and the next version, in one line.
    #[must_use]
    pub fn summary(&self, version: &str) -> String {
        if self.changes.is_empty() {
            return "no changes for users of the client".to_owned();
        }
        let next = next_version(version, self.verdict());
        let next = next.map(|next| format!("; version {version} → {next}")).unwrap_or_default();
        format!("{}{next}", counts(&self.changes.iter().collect::<Vec<_>>()))
    }

    /// Returns the changes of each group, the most severe first.
    fn groups(&self) -> Vec<(&str, Vec<&Change>)> {
        let mut groups: Vec<(&str, Vec<&Change>)> = Vec::new();
        for change in &self.changes {
            match groups.last_mut() {
                Some((group, changes)) if *group == change.group => changes.push(change),
                Some(_) | None => groups.push((&change.group, vec![change])),
            }
        }
        for (_, changes) in &mut groups {
            changes.sort_by_key(|change| std::cmp::Reverse(change.rule.verdict()));
        }
        groups
    }
}

impl Change {
    /// Describes the change in a few words, in one line.
    fn details(&self) -> String {
        let Self { before, after, rule, .. } = self;
        let (before, after) = (visible(before), visible(after));
        let word = rule.as_str().rsplit('-').next().unwrap_or_default();
        match (before.is_empty(), after.is_empty()) {
            (false, false) => format!("{before} → {after}"),
            (false, true) => format!("{word}, was {before}"),
            (true, false) => format!("{word}, {after}"),
            (true, true) => word.to_owned(),
        }
    }
}

fn counts(changes: &[&Change]) -> String {
    let counts = Verdict::ALL.iter().filter_map(|verdict| {
        let count = changes.iter().filter(|change| change.rule.verdict() == *verdict).count();
        (count > 0).then(|| format!("{count} {}", verdict.as_str()))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// Lists the operations that a change affects, with links to their reference pages.
fn operations(operations: &[AffectedOperation]) -> String {
    let listed = operations.iter().take(LISTED).map(|operation| match &operation.reference_page {
        Some(page) => link(&cell(&operation.id), page),
        None => cell(&operation.id),
    });
    let mut listed = listed.collect::<Vec<_>>().join(", ");
    if operations.len() > LISTED {
        // Writing to a string does not fail.
        _ = write!(listed, " and {} more", operations.len() - LISTED);
    }
    listed
}

/// Escapes Markdown in a table cell.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for character in visible(text).chars() {
        match character {
            '|' | '<' | '*' | '_' | '[' | ']' | '\\' | '`' | '~' | '&' => escaped.extend(['\\', character]),
            other => escaped.push(other),
        }
    }
    escaped
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
