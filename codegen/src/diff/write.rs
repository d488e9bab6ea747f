//! What has changed, for people, for pull requests, and for machines.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::change::{Change, Concerned, Diff};
use super::rule::Verdict;
use super::version::next_version;

/// How many operations are named where a type concerns many.
const NAMED: usize = 5;

impl Diff {
    /// The changes as a person reads them in a terminal, the gravest first within their group.
    #[must_use]
    pub fn text(&self, version: &str) -> String {
        let mut text = String::new();
        for (group, changes) in self.groups() {
            line(&mut text, &format!("{group}:"));
            for change in changes {
                let Change { rule, item, .. } = change;
                let verdict = rule.verdict().as_str();
                line(&mut text, &format!("  {verdict:<10}  {item}: {}", change.what()));
                line(&mut text, &format!("              {} [{}]", rule.reason(), rule.as_str()));
            }
            text.push('\n');
        }
        text + &self.summary(version) + "\n"
    }

    /// The changes for a pull request: a table for each group, folded.
    #[must_use]
    pub fn markdown(&self, version: &str) -> String {
        let mut text = format!("**{}**\n", self.summary(version));
        for (group, changes) in self.groups() {
            let counts = counts(&changes);
            line(&mut text, &format!("\n<details><summary><code>{group}</code>: {counts}</summary>\n"));
            line(&mut text, "| verdict | what | change | why | operations |\n|---|---|---|---|---|");
            for change in changes {
                let (verdict, reason) = (change.rule.verdict().as_str(), change.rule.reason());
                let verdict = match change.rule.verdict() {
                    Verdict::Breaking => format!("**{verdict}**"),
                    Verdict::Compatible | Verdict::Invisible => verdict.to_owned(),
                };
                let cells = [
                    verdict,
                    code(&change.item),
                    cell(&change.what()),
                    cell(reason),
                    operations(&change.operations),
                ];
                line(&mut text, &format!("| {} |", cells.join(" | ")));
            }
            text.push_str("\n</details>\n");
        }
        text
    }

    /// The changes for machines.
    #[must_use]
    pub fn json(&self, version: &str) -> Value {
        let changes = self.changes.iter().map(|change| {
            let Change { rule, group, item, before, after, operations } = change;
            let operations = operations.iter().map(|it| json!({ "id": it.id, "page": it.page }));
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

    /// Counts and the next version, in one line.
    #[must_use]
    pub fn summary(&self, version: &str) -> String {
        if self.changes.is_empty() {
            return "nothing has changed for those who use the client".to_owned();
        }
        let next = next_version(version, self.verdict());
        let next = next.map(|next| format!("; {version} becomes {next}")).unwrap_or_default();
        format!("{}{next}", counts(&self.changes.iter().collect::<Vec<_>>()))
    }

    /// The changes of each group, the gravest first.
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
    /// What was done, in a few words.
    fn what(&self) -> String {
        let Self { before, after, rule, .. } = self;
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

/// The operations of a change, with their pages.
fn operations(operations: &[Concerned]) -> String {
    let named = operations.iter().take(NAMED).map(|operation| match &operation.page {
        Some(page) => format!("[{}]({page})", cell(&operation.id)),
        None => cell(&operation.id),
    });
    let mut named = named.collect::<Vec<_>>().join(", ");
    if operations.len() > NAMED {
        // Writing to a text does not fail.
        _ = write!(named, " and {} more", operations.len() - NAMED);
    }
    named
}

/// A text in a cell of a table, as code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// A text in a cell of a table: what could be a mark of its own there is none.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push(' '),
            '|' | '<' | '*' | '_' | '[' | '\\' => escaped.extend(['\\', letter]),
            other => escaped.push(other),
        }
    }
    escaped
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
