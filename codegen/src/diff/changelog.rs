//! Drafts of changelog entries.

use super::change::{Change, Diff};
use super::rule::{Rule, Verdict};
use crate::emit::{code, inline};
use crate::source::visible;

/// Heading of the changes that are not released yet.
const UNRELEASED: &str = "## Unreleased";

/// Headings of an entry, in the order of Keep a Changelog.
const HEADINGS: [&str; 4] = ["Added", "Changed", "Deprecated", "Removed"];

/// Returns the changelog with a line for each change that is not invisible, under its heading in the unreleased entry.
/// Lines that the changelog already contains are not repeated. The lines are drafts to be edited.
#[must_use]
pub fn changelog(text: &str, diff: &Diff) -> String {
    let mut text = text.to_owned();
    if !text.lines().any(|line| line == UNRELEASED) {
        let start = text.find("\n## ").map_or(text.len(), |start| start + 1);
        text.insert_str(start, &format!("{UNRELEASED}\n\n"));
    }
    for heading in HEADINGS {
        let changes = diff.changes.iter().filter(|change| heading_of(change.rule) == Some(heading));
        let lines: Vec<_> = changes.map(entry).filter(|line| !text.contains(line.as_str())).collect();
        if !lines.is_empty() {
            insert(&mut text, heading, &lines.concat());
        }
    }
    text
}

/// The heading for changes under this rule; `None` if they are invisible.
fn heading_of(rule: Rule) -> Option<&'static str> {
    if rule.verdict() == Verdict::Invisible {
        return None;
    }
    let name = rule.as_str();
    Some(match name.rsplit('-').next() {
        Some("added") => "Added",
        Some("removed") => "Removed",
        Some("deprecated") => "Deprecated",
        Some(_) | None => "Changed",
    })
}

fn entry(change: &Change) -> String {
    let Change { rule, item, before, after, .. } = change;
    let mark = if rule.verdict() == Verdict::Breaking { "**Breaking:** " } else { "" };
    let details = match (before.is_empty(), after.is_empty()) {
        (false, false) => format!(": {}", inline(&visible(&format!("{before} → {after}")))),
        (true, _) | (false, true) => String::new(),
    };
    format!("- {mark}{}{details} ({}).\n", code(&visible(item)), rule.reason())
}

/// Inserts lines at the end of the section of the unreleased entry with this heading. Adds the section if there is none.
fn insert(text: &mut String, heading: &str, lines: &str) {
    let start = text.find(UNRELEASED).map_or(0, |start| start + UNRELEASED.len());
    let end = text[start..].find("\n## ").map_or(text.len(), |end| start + end);
    let title = format!("\n### {heading}\n");
    let (at, block) = match text[start..end].find(&title) {
        Some(offset) => {
            let section = start + offset + title.len();
            let end = text[section..end].find("\n### ").map_or(end, |next| section + next);
            (end, lines.to_owned())
        }
        None => (end, format!("{title}\n{lines}")),
    };
    // After the last line of the section, before the empty lines that follow it.
    let kept = text[..at].trim_end().len();
    let rest = text[kept..].trim_start_matches('\n').to_owned();
    text.truncate(kept);
    text.push('\n');
    text.push_str(&block);
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(&rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n\n## 0.1.0\n\n- First.\n";

    fn change(rule: Rule) -> Diff {
        let change = Change {
            rule,
            group: "pets".to_owned(),
            item: "pets().feed".to_owned(),
            before: String::new(),
            after: String::new(),
            operations: Vec::new(),
        };
        Diff { changes: vec![change] }
    }

    #[test]
    fn lines_are_added_to_the_section_of_their_heading() {
        let text = changelog(BEFORE, &change(Rule::OperationAdded));
        let expected = "### Added\n\n- One.\n- `pets().feed` (new operation).\n\n## 0.1.0\n";
        assert!(text.contains(expected), "{text}");
        assert_eq!(changelog(&text, &change(Rule::OperationAdded)), text, "existing lines are not repeated");
    }

    #[test]
    fn missing_section_is_added() {
        let text = changelog(BEFORE, &change(Rule::OperationRemoved));
        let expected = "- One.\n\n### Removed\n\n- **Breaking:** `pets().feed` (removed operation: code that \
                        calls it no longer compiles).\n\n## 0.1.0\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn missing_unreleased_entry_is_added() {
        let text = changelog("# Changelog\n\n## 0.1.0\n\n- First.\n", &change(Rule::OperationAdded));
        assert!(text.contains("## Unreleased\n\n### Added\n\n- `pets().feed`"), "{text}");
        assert!(text.ends_with(".\n\n## 0.1.0\n\n- First.\n"), "{text}");
    }

    #[test]
    fn texts_of_the_document_stay_in_their_line() {
        let mut diff = change(Rule::ServerVariableChanged);
        diff.changes[0].item = "server `a`\n## b".to_owned();
        (diff.changes[0].before, diff.changes[0].after) = ("<b>\u{1b}".to_owned(), "[c](d)\n- e".to_owned());
        let text = changelog(BEFORE, &diff);
        let expected = "- `` server `a`\\n## b ``: \\<b\\>\\u{1b} → \\[c\\](d)\\n- e (";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn invisible_changes_are_omitted() {
        assert_eq!(changelog(BEFORE, &change(Rule::OperationDocsChanged)), BEFORE);
    }
}
