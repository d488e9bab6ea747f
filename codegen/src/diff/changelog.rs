//! The skeleton of an entry in the changelog.

use super::change::{Change, Diff};
use super::rule::{Rule, Verdict};

/// The heading below which changes wait for the next version.
const UNRELEASED: &str = "## Unreleased";

/// The headings of an entry, in the order of «Keep a Changelog».
const HEADINGS: [&str; 4] = ["Added", "Changed", "Deprecated", "Removed"];

/// Adds a line for each change that users can notice to the unreleased part of a changelog, below the heading that it
/// belongs to; lines that stand there already are not added again. The author makes sentences of them.
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

/// The heading that a change stands under; none if nobody can notice it.
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
    let what = match (before.is_empty(), after.is_empty()) {
        (false, false) => format!(": {before} → {after}"),
        (true, _) | (false, true) => String::new(),
    };
    format!("- {mark}`{item}`{what} ({}).\n", rule.reason())
}

/// Puts lines at the end of the part of the unreleased entry that has this heading, and makes it if there is none.
fn insert(text: &mut String, heading: &str, lines: &str) {
    let start = text.find(UNRELEASED).map_or(0, |start| start + UNRELEASED.len());
    let end = text[start..].find("\n## ").map_or(text.len(), |end| start + end);
    let title = format!("\n### {heading}\n");
    let (at, block) = match text[start..end].find(&title) {
        Some(found) => {
            let inside = start + found + title.len();
            let end = text[inside..end].find("\n### ").map_or(end, |next| inside + next);
            (end, lines.to_owned())
        }
        None => (end, format!("{title}\n{lines}")),
    };
    // Behind the last line of the part, before the empty lines that follow it.
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
    fn lines_go_below_their_heading() {
        let text = changelog(BEFORE, &change(Rule::OperationAdded));
        let expected = "### Added\n\n- One.\n- `pets().feed` (there is one more call).\n\n## 0.1.0\n";
        assert!(text.contains(expected), "{text}");
        assert_eq!(changelog(&text, &change(Rule::OperationAdded)), text, "a second time adds nothing");
    }

    #[test]
    fn a_heading_is_made_where_there_is_none() {
        let text = changelog(BEFORE, &change(Rule::OperationRemoved));
        let expected =
            "- One.\n\n### Removed\n\n- **Breaking:** `pets().feed` (the call is gone).\n\n## 0.1.0\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn an_entry_is_made_where_there_is_none() {
        let text = changelog("# Changelog\n\n## 0.1.0\n\n- First.\n", &change(Rule::OperationAdded));
        assert!(text.contains("## Unreleased\n\n### Added\n\n- `pets().feed`"), "{text}");
        assert!(text.ends_with(".\n\n## 0.1.0\n\n- First.\n"), "{text}");
    }

    #[test]
    fn what_nobody_notices_is_no_entry() {
        assert_eq!(changelog(BEFORE, &change(Rule::OperationDescribed)), BEFORE);
    }
}
