//! What an edit of the document is said to do to those who use the client.

use std::collections::BTreeSet;

use codegen::diff::{Diff, Rule, Seen, Verdict, diff};
use codegen::{Scaffold, scaffold};
use tests::changes::{Base, Edit, Version, edits};
use tests::crates::Workspace;
use tests::{Outcome, disk, none_of};

const VERSION: &str = "0.1.0";

#[test]
fn each_rule_has_an_edit_that_shows_it() -> Outcome {
    let base = Base::read()?;
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for (name, edit) in edits()? {
        match told(&base, &edit) {
            Err(failure) => problems.push(format!("{name}: {failure:?}")),
            Ok(told) if !told.changes.iter().any(|change| change.rule.as_str() == name) => {
                problems.push(format!("{name} is not among\n{}", told.text(VERSION)));
            }
            Ok(_) => _ = shown.insert(name),
        }
    }
    let missing = Rule::ALL.iter().filter(|rule| !shown.contains(rule.as_str()));
    problems.extend(missing.map(|rule| format!("nothing shows {}", rule.as_str())));
    assert!(Rule::ALL.len() >= 40, "there are hardly any rules");
    none_of(&problems, "not each rule is shown by its edit", "edit tests/changes/edits.json")
}

#[test]
fn what_is_said_of_each_edit() -> Outcome {
    let base = Base::read()?;
    let mut texts = Vec::new();
    for (name, edit) in edits()? {
        let told = told(&base, &edit)?;
        texts.push(format!("# {name}\n\n{}", told.text(VERSION)));
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(disk::workspace().join("tests/tests/snapshots/changes"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("edits", texts.join("\n")));
    Ok(())
}

#[test]
fn an_edit_that_is_taken_back_is_told_the_other_way_round() -> Outcome {
    let base = Base::read()?;
    let mut problems = Vec::new();
    for (name, edit) in edits()? {
        let (before, after) = (base.before(&edit)?.surface()?, base.after(&edit)?.surface()?);
        let (there, back) = (diff(&before, &after), diff(&after, &before));
        if there.changes.is_empty() || back.changes.is_empty() {
            problems.push(format!("{name} is told in one direction only"));
        }
        let breaks = |name: &str| name.ends_with("-added") || name.ends_with("-loosened");
        let is_safe = there.verdict() < Some(Verdict::Breaking);
        if breaks(&name) && is_safe && back.verdict() != Some(Verdict::Breaking) {
            problems.push(format!("{name} taken back does not break:\n{}", back.text(VERSION)));
        }
    }
    none_of(&problems, "the other way round", "look at the rules of codegen::diff")
}

#[test]
fn nothing_differs_from_itself() -> Outcome {
    let base = Base::read()?;
    for (name, edit) in edits()? {
        let surface = base.after(&edit)?.surface()?;
        assert!(diff(&surface, &surface).changes.is_empty(), "{name}");
    }
    Ok(())
}

/// The verdicts agree with a comparison of the Rust interface wherever that can judge.
///
/// It is read from the JSON of rustdoc, which is not stable, so this runs where the toolchain is known, in CI:
/// `cargo test -p tests --test changes -- --ignored`.
#[test]
#[ignore = "the JSON of rustdoc has a format for each toolchain; CI runs this with its own"]
fn the_rust_interface_agrees() -> Outcome {
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
        compared.push((name, told(&base, &edit)?, pair));
    }
    let interfaces = interfaces(&versions)?;
    let disagreements = compared.iter().filter_map(|(name, diff, (before, after))| {
        disagreement(diff, &interfaces[*before], &interfaces[*after]).map(|why| format!("{name}: {why}"))
    });
    none_of(&disagreements.collect::<Vec<_>>(), "the Rust interface says otherwise", "look at the rules")
}

fn told(base: &Base, edit: &Edit) -> Outcome<Diff> {
    Ok(diff(&base.before(edit)?.surface()?, &base.after(edit)?.surface()?))
}

/// The items of the clients that documents give, each as a line.
fn interfaces(versions: &[Version]) -> Outcome<Vec<BTreeSet<String>>> {
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "changes");
    for (index, version) in versions.iter().enumerate() {
        let generated = version.generate()?;
        let package = format!("version-{index:03}");
        let new = Scaffold {
            package: package.clone(),
            runtime: "northflank-runtime".to_owned(),
            runtime_path: disk::workspace().join("runtime").display().to_string(),
        };
        let made = scaffold(&generated, &new);
        workspace.add(&package, made.iter().chain(generated.files.iter()))?;
    }
    let described = workspace.describe()?;
    let interfaces = described.into_iter().map(|(package, file)| {
        let api = public_api::Builder::from_rustdoc_json(file).omit_blanket_impls(true).build()?;
        let name = package.replace('-', "_");
        Ok(api.items().map(|item| item.to_string().replace(&name, "client")).collect())
    });
    interfaces.collect()
}

/// Why what is told of an edit cannot be, if what became of the Rust interface is this.
fn disagreement(diff: &Diff, before: &BTreeSet<String>, after: &BTreeSet<String>) -> Option<String> {
    // Arguments are given by their place, but an interface is printed with their names.
    let is_judged = |rule: Rule| rule.seen() == Seen::InTypes && rule != Rule::ArgumentRenamed;
    let judged: Vec<_> =
        diff.changes.iter().map(|change| change.rule).filter(|rule| is_judged(*rule)).collect();
    let breaks = judged.iter().any(|rule| rule.verdict() == Verdict::Breaking);
    let (gone, come) = (before.difference(after).next(), after.difference(before).next());
    match (gone, come) {
        (Some(gone), _) if !breaks => Some(format!("`{gone}` is gone, and nothing is said to break")),
        (None, _) if breaks => Some(format!("{judged:?} are said to break, and nothing is gone")),
        (None, None) if !judged.is_empty() => Some(format!("{judged:?}, and nothing differs")),
        (None, Some(come)) if judged.is_empty() => {
            Some(format!("`{come}` is new, and nothing is said to be"))
        }
        _ => None,
    }
}
