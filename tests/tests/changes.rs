//! Compatibility rules: each edit of a small document triggers the rule that it is named after, or a case of it.

use std::collections::BTreeSet;

use faithful_codegen::diff::{Diff, Rule, Seen, Verdict, diff};
use faithful_codegen::{Scaffold, scaffold};
use tests::changes::{Base, Edit, Version, edits};
use tests::crates::Workspace;
use tests::{Outcome, disk, none_of, snapshots};

const VERSION: &str = "0.1.0";

#[test]
fn each_rule_is_triggered_by_its_edit() -> Outcome {
    let base = Base::read()?;
    let mut problems = Vec::new();
    let mut triggered = BTreeSet::new();
    for (name, edit) in edits()? {
        match diff_of(&base, &edit) {
            Err(failure) => problems.push(format!("{name}: {failure:?}")),
            Ok(diff) if !diff.changes.iter().any(|change| change.rule.as_str() == rule(&name)) => {
                problems.push(format!("{name} is not among these changes:\n{}", diff.text(VERSION)));
            }
            Ok(_) => _ = triggered.insert(rule(&name).to_owned()),
        }
    }
    let missing = Rule::ALL.iter().filter(|rule| !triggered.contains(rule.as_str()));
    problems.extend(missing.map(|rule| format!("no edit triggers {}", rule.as_str())));
    assert!(Rule::ALL.len() >= 40, "too few rules");
    none_of(&problems, "these rules are not triggered by their edits", "edit tests/changes/edits.json")
}

#[test]
fn diff_text_of_each_edit() -> Outcome {
    let base = Base::read()?;
    let mut texts = Vec::new();
    for (name, edit) in edits()? {
        texts.push(format!("# {name}\n\n{}", diff_of(&base, &edit)?.text(VERSION)));
    }
    let settings = snapshots::settings(&disk::workspace().join("tests/tests/snapshots/changes"));
    settings.bind(|| insta::assert_snapshot!("edits", texts.join("\n")));
    Ok(())
}

#[test]
fn reverting_an_edit_is_reported_too() -> Outcome {
    let base = Base::read()?;
    let mut problems = Vec::new();
    for (name, edit) in edits()? {
        let (before, after) = (base.before(&edit)?.surface()?, base.after(&edit)?.surface()?);
        let (forward, back) = (diff(&before, &after), diff(&after, &before));
        if forward.changes.is_empty() || back.changes.is_empty() {
            problems.push(format!("{name} is reported in one direction only"));
        }
        let breaks = |name: &str| rule(name).ends_with("-added") || rule(name).ends_with("-widened");
        let is_safe = forward.verdict() < Some(Verdict::Breaking);
        if breaks(&name) && is_safe && back.verdict() != Some(Verdict::Breaking) {
            problems.push(format!("reverting {name} is not breaking:\n{}", back.text(VERSION)));
        }
    }
    none_of(
        &problems,
        "reverting these edits is reported incorrectly",
        "see the rules in faithful_codegen::diff",
    )
}

/// One cause is reported once, and the texts are for people.
#[test]
fn changes_are_distinct_and_readable() -> Outcome {
    let base = Base::read()?;
    let mut problems = Vec::new();
    for (name, edit) in edits()? {
        let diff = diff_of(&base, &edit)?;
        let mut seen = BTreeSet::new();
        for change in &diff.changes {
            if !seen.insert((change.rule, &change.item)) {
                problems.push(format!("{name}: two changes of {} [{}]", change.item, change.rule.as_str()));
            }
            let is_debug =
                |text: &str| text.contains("Some(") || (text.contains(" { ") && text.contains(": "));
            let is_empty = !change.before.is_empty() && change.before == change.after;
            if is_empty || is_debug(&change.before) || is_debug(&change.after) {
                problems.push(format!("{name}: {} → {}", change.before, change.after));
            }
        }
    }
    none_of(&problems, "these changes are not readable", "see faithful_codegen::diff")
}

#[test]
fn surface_does_not_differ_from_itself() -> Outcome {
    let base = Base::read()?;
    for (name, edit) in edits()? {
        let surface = base.after(&edit)?.surface()?;
        assert!(diff(&surface, &surface).changes.is_empty(), "{name}");
    }
    Ok(())
}

/// The verdicts agree with a comparison of the Rust interface, for rules that are visible in it.
///
/// The interface is read from rustdoc JSON, which is unstable, so this runs in CI, where the toolchain is fixed:
/// `cargo test -p tests --test changes -- --ignored`.
#[test]
#[ignore = "the format of rustdoc JSON depends on the toolchain; CI runs this"]
fn verdicts_agree_with_the_rust_interface() -> Outcome {
    let base = Base::read()?;
    let mut versions: Vec<Version> = Vec::new();
    let mut position = |version: Version| {
        versions.iter().position(|known| *known == version).unwrap_or_else(|| {
            versions.push(version);
            versions.len() - 1
        })
    };
    let mut compared = Vec::new();
    for (name, edit) in edits()? {
        let pair = (position(base.before(&edit)?), position(base.after(&edit)?));
        compared.push((name, diff_of(&base, &edit)?, pair));
    }
    let interfaces = interfaces(&versions)?;
    let disagreements = compared.iter().filter_map(|(name, diff, (before, after))| {
        disagreement(diff, &interfaces[*before], &interfaces[*after]).map(|why| format!("{name}: {why}"))
    });
    none_of(
        &disagreements.collect::<Vec<_>>(),
        "the verdicts disagree with the Rust interface",
        "see the rules in faithful_codegen::diff",
    )
}

/// The rule of an edit, whose name may also state a case.
fn rule(edit: &str) -> &str {
    edit.split_once('/').map_or(edit, |(rule, _)| rule)
}

fn diff_of(base: &Base, edit: &Edit) -> Outcome<Diff> {
    Ok(diff(&base.before(edit)?.surface()?, &base.after(edit)?.surface()?))
}

/// The public items of each version's client, one per line.
fn interfaces(versions: &[Version]) -> Outcome<Vec<BTreeSet<String>>> {
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "changes");
    for (index, version) in versions.iter().enumerate() {
        let generated = version.generate()?;
        let package = format!("version-{index:03}");
        let new = Scaffold::new(
            package.clone(),
            "faithful-runtime".to_owned(),
            disk::workspace().join("runtime").display().to_string(),
        );
        let scaffold = scaffold(&generated, &new);
        workspace.add(&package, scaffold.iter().chain(generated.files.iter()))?;
    }
    let described = workspace.describe()?;
    let interfaces = described.into_iter().map(|(package, file)| {
        let api = public_api::Builder::from_rustdoc_json(file).omit_blanket_impls(true).build()?;
        let name = package.replace('-', "_");
        Ok(api.items().map(|item| item.to_string().replace(&name, "client")).collect())
    });
    interfaces.collect()
}

/// Describes how a diff contradicts the change of the Rust interface.
fn disagreement(diff: &Diff, before: &BTreeSet<String>, after: &BTreeSet<String>) -> Option<String> {
    // Renaming an argument breaks no caller, but the printed interface contains argument names.
    let is_visible = |rule: Rule| rule.seen() == Seen::InTypes && rule != Rule::ArgumentRenamed;
    let visible: Vec<_> =
        diff.changes.iter().map(|change| change.rule).filter(|rule| is_visible(*rule)).collect();
    let breaks = visible.iter().any(|rule| rule.verdict() == Verdict::Breaking);
    let (gone, new) = (before.difference(after).next(), after.difference(before).next());
    match (gone, new) {
        (Some(removed), _) if !breaks => Some(format!("`{removed}` was removed, but no change is breaking")),
        (None, _) if breaks => Some(format!("{visible:?} include breaking changes, but nothing was removed")),
        (None, None) if !visible.is_empty() => Some(format!("{visible:?} are reported, but nothing differs")),
        (None, Some(added)) if visible.is_empty() => {
            Some(format!("`{added}` was added, but no change is reported"))
        }
        _ => None,
    }
}
