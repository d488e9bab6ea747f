//! Snapshots of the generator's output for each fixture, stage by stage.
//!
//! A change shows up at the stage where it begins: `lower` is the intermediate representation, `emit` the Rust code,
//! and `diagnostics` the rendered errors and warnings.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use faithful_codegen::{Failure as Rejection, Generated, Scaffold, scaffold};
use tests::crates::Workspace;
use tests::fixture::{self, Fixture};
use tests::{Failure, Outcome, disk, none_of, representation, snapshots};

/// A fixture, and the result of the generator.
struct Case {
    fixture: Fixture,
    result: Result<Generated, Box<Rejection>>,
}

/// All fixtures. The generator runs once for all tests.
fn cases() -> Outcome<&'static [Case]> {
    static CASES: LazyLock<Result<Vec<Case>, String>> = LazyLock::new(|| {
        let fixtures = fixture::all().map_err(|failure| format!("{failure:?}"))?.into_iter();
        Ok(fixtures.map(|fixture| Case { result: fixture.generate(), fixture }).collect())
    });
    CASES.as_deref().map_err(Failure::new)
}

#[test]
fn fixtures_match_their_snapshots() -> Outcome {
    let mut problems = Vec::new();
    for Case { fixture, result } in cases()? {
        let stages = match result {
            Ok(generated) => {
                let warnings = generated.diagnostics.render(&generated.sources);
                let warnings = (!warnings.is_empty()).then_some(("diagnostics", warnings));
                let stages =
                    [("lower", representation::text(&generated.api)), ("emit", rust(fixture, generated))];
                stages.into_iter().chain(warnings).collect()
            }
            Err(failure) => vec![("diagnostics", failure.render())],
        };
        for (stage, text) in stages {
            let compared = catch_unwind(AssertUnwindSafe(|| compare(fixture, stage, &text)));
            if compared.is_err() {
                problems.push(format!("{stage}@{}", fixture.name));
            }
        }
    }
    none_of(
        &problems,
        "these snapshots differ (see the differences above)",
        "if the changes are intended, accept them with `INSTA_UPDATE=always cargo test -p tests --test fixtures`",
    )
}

fn compare(fixture: &Fixture, stage: &str, text: &str) {
    let mut settings = snapshots::settings(&fixture.folder);
    settings.set_snapshot_suffix(&fixture.name);
    settings.bind(|| insta::assert_snapshot!(stage, text));
}

/// Fixtures about the whole client; for all others, snapshots of its modules would only repeat the same code.
const ABOUT_THE_CLIENT: &[&str] =
    &["document-", "handle-", "models-", "scope-", "security-", "server-", "tags-"];

/// The generated files, each preceded by its path.
fn rust(fixture: &Fixture, generated: &Generated) -> String {
    let about_the_client = ABOUT_THE_CLIENT.iter().any(|noun| fixture.name.starts_with(noun));
    let files = generated.files.iter();
    let files = files.filter(|(path, _)| about_the_client || !path.ends_with("/mod.rs"));
    let texts: Vec<String> = files.map(|(path, text)| format!("==== {path}\n{text}\n")).collect();
    texts.concat()
}

#[test]
fn a_third_of_the_fixtures_is_rejected() -> Outcome {
    let cases = cases()?;
    let rejected = cases.iter().filter(|case| case.result.is_err()).count();
    assert!(cases.len() >= 45, "there are only {} fixtures", cases.len());
    assert!(rejected * 3 >= cases.len(), "only {rejected} of {} fixtures are rejected", cases.len());
    Ok(())
}

#[test]
fn every_snapshot_belongs_to_a_fixture() -> Outcome {
    let mut expected = BTreeSet::new();
    for Case { fixture, result } in cases()? {
        let stages = match result {
            Ok(generated) if generated.diagnostics.is_empty() => &snapshots::STAGES[..2],
            Ok(_) => &snapshots::STAGES[..],
            Err(_) => &snapshots::STAGES[2..],
        };
        let files = stages.iter().map(|stage| snapshots::file(stage, &fixture.name));
        expected.extend(files.map(|file| format!("{}/{file}", fixture.name)));
    }
    snapshots::are_compared(&fixture::folder(), &expected)
}

#[test]
fn every_diagnostic_has_a_place_and_help() -> Outcome {
    let mut problems = Vec::new();
    for Case { fixture, result } in cases()? {
        let text = match result {
            Ok(generated) if generated.diagnostics.is_empty() => continue,
            Ok(generated) => generated.diagnostics.render(&generated.sources),
            Err(failure) => failure.render(),
        };
        let blocks: Vec<&str> = text.split_terminator("\n\n").collect();
        if blocks.is_empty() {
            problems.push(format!("{}: rejected without a diagnostic", fixture.name));
        }
        for block in blocks {
            if let Err(problem) = is_complete(fixture, block) {
                problems.push(format!("{}: {problem:?}: {block}", fixture.name));
            }
        }
    }
    none_of(&problems, "these diagnostics are incomplete", "see codegen/src/diagnostic/")
}

/// Checks that a rendered diagnostic has a code, a place that exists, and help.
fn is_complete(fixture: &Fixture, block: &str) -> Outcome {
    let lines: Vec<&str> = block.lines().collect();
    let (Some(head), Some(place), Some(help)) = (lines.first(), lines.get(1), lines.last()) else {
        return Err(Failure::new("it is too short"));
    };
    let severity = head.split_once('[').map(|(severity, _)| severity);
    if !matches!(severity, Some("error" | "warning")) || !head.contains("]: ") {
        return Err(Failure::new("it does not begin with a code"));
    }
    if help.strip_prefix("   = help: ").is_none_or(|help| help.len() < 10) {
        return Err(Failure::new("it does not end with help"));
    }
    let place = place.strip_prefix("  --> ").and_then(|place| place.split_once(" (#"));
    let mut place = place.map_or("", |(place, _)| place).rsplitn(3, ':');
    let column = place.next().unwrap_or_default().parse::<usize>()?;
    let line = place.next().unwrap_or_default().parse::<usize>()?;
    let file = place.next().unwrap_or_default();
    let text = fixture.files.get(file).ok_or("its file does not exist")?;
    // The error of a truncated file is just past its end.
    let shown = text.lines().chain([""]).nth(line.wrapping_sub(1)).ok_or("its line does not exist")?;
    if column == 0 || column > shown.chars().count() + 1 {
        return Err(Failure::new("its column does not exist"));
    }
    Ok(())
}

/// Compiles the client of every valid fixture: about 15 seconds on two cores the first time, and two seconds if no
/// fixture changed.
#[test]
fn every_generated_crate_compiles_without_warnings() -> Outcome {
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "fixtures");
    for Case { fixture, result } in cases()? {
        let Ok(generated) = result else { continue };
        let new = Scaffold::new(
            fixture.name.clone(),
            "faithful-runtime".to_owned(),
            disk::workspace().join("runtime").to_string_lossy().into_owned(),
        );
        let scaffold = scaffold(generated, &new);
        workspace.add(&fixture.name, generated.files.iter().chain(scaffold.iter()))?;
    }
    workspace.check()
}
