//! Diagnostics: each code is reached by a fixture, explained, and shown with a minimal example.

use std::collections::BTreeSet;

use faithful_codegen::diagnostic::{Code, Diagnostics};
use faithful_codegen::source::Sources;
use tests::{Outcome, crates, disk, fixture, none_of};

#[test]
fn every_code_is_reached_by_a_fixture() -> Outcome {
    let mut reached = BTreeSet::new();
    for fixture in fixture::all()? {
        let diagnostics = match fixture.generate() {
            Ok(generated) => generated.diagnostics,
            Err(failure) => failure.diagnostics,
        };
        reached.extend(diagnostics.sorted().iter().map(|diagnostic| diagnostic.code));
    }
    let missing = Code::ALL.iter().filter(|code| !reached.contains(code));
    let missing: Vec<_> = missing.map(|code| code.as_str().to_owned()).collect();
    none_of(&missing, "no fixture reaches these codes", "add a minimal document that does")
}

/// The explanation of a code shows the output for its example, which has that code.
#[test]
fn every_example_produces_its_code() -> Outcome {
    let mut problems = Vec::new();
    for code in Code::ALL {
        let page = faithful_codegen::explain(*code);
        let (_, shown) = page.split_once("Output:").ok_or("an explanation shows no output")?;
        if !shown.contains(&format!("[{}]: ", code.as_str())) {
            problems.push(format!("{}: {shown}", code.as_str()));
        }
    }
    none_of(&problems, "these examples do not produce their codes", "see codegen/src/diagnostic/examples/")
}

#[test]
fn diagnostics_pages_are_up_to_date() -> Outcome {
    let (succeeded, output) = crates::xtask(&["docs", "--check"])?;
    assert!(succeeded, "{output}");
    Ok(())
}

#[test]
fn explain_prints_the_explanation_of_a_code() -> Outcome {
    let (succeeded, output) = crates::xtask(&["explain", "invalid-json"])?;
    assert!(succeeded && output == faithful_codegen::explain(Code::InvalidJson), "{output}");
    let (succeeded, output) = crates::xtask(&["explain", "no-code"])?;
    assert!(!succeeded && output.contains("dangling-reference"), "{output}");
    Ok(())
}

/// The JSON output has the same diagnostics and places as the text output.
#[test]
fn json_and_text_agree() -> Outcome {
    for fixture in fixture::all()? {
        let Err(failure) = fixture.generate() else { continue };
        let text = failure.render();
        let array = failure.diagnostics.to_json(&failure.sources);
        let objects = array.as_array().ok_or("the diagnostics are not an array")?;
        assert_eq!(objects.len(), failure.diagnostics.len());
        for object in objects {
            let field = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
            let head = format!("{}[{}]: {}\n", field("severity"), field("code"), field("message"));
            let place =
                format!("{}:{}:{} (#{})", field("file"), object["line"], object["column"], field("pointer"));
            assert!(text.contains(&format!("{head}  --> {place}\n")), "{}: {head}{place}", fixture.name);
        }
    }
    Ok(())
}

#[test]
fn codegen_can_print_json() -> Outcome {
    let broken = disk::workspace().join("tests/fixtures/keyword-unknown/openapi.json");
    let broken = broken.to_string_lossy();
    let out = std::env::temp_dir().join("codegen-json-test");
    let arguments =
        ["codegen", "--check", "--format", "json", "--spec", &broken, "--out", &out.to_string_lossy()];
    let (succeeded, output) = crates::xtask(&arguments)?;
    let (json, rest) = output.split_once("\n}\n").ok_or("the output has no JSON object")?;
    let value: serde_json::Value = serde_json::from_str(&format!("{json}}}"))?;
    assert!(!succeeded && rest.contains("nothing was generated"), "{output}");
    assert_eq!(value["succeeded"], false);
    assert_eq!(value["diagnostics"][0]["code"], "unknown-keyword");
    Ok(())
}

#[test]
fn report_counts_match_the_spec() -> Outcome {
    let (succeeded, output) = crates::xtask(&["codegen", "--check", "--report", "json"])?;
    let report: serde_json::Value = serde_json::from_str(&output)?;
    assert!(succeeded);
    let generated = tests::spec::generate(&tests::spec::folder())?;
    assert_eq!(report["operations"].as_array().map(Vec::len), Some(generated.summary.operations));
    assert_eq!(report["types"]["distinct"], generated.api.types.len());
    let unions = report["unions"].as_array().ok_or("the report has no unions")?;
    let bases = ["explicit", "inferred", "heuristic"];
    assert!(unions.iter().all(|it| it["basis"].as_str().is_some_and(|basis| bases.contains(&basis))));
    Ok(())
}

/// Rendering ten thousand diagnostics of one large file takes linear time.
#[test]
fn many_diagnostics_render_quickly() {
    let mut text = String::from("{");
    for index in 0..10_000 {
        use std::fmt::Write as _;
        let _ = write!(text, "{}\"key{index}\": [{{\"ä\": {index}}}]", if index == 0 { "" } else { ", " });
    }
    text.push('}');
    let files = std::collections::BTreeMap::from([("openapi.json".to_owned(), text)]);
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let root = faithful_codegen::source::Location::root("openapi.json");
    assert!(sources.load(&files, "openapi.json"));
    for index in 0..10_000 {
        let place = root.join(&format!("key{index}")).join("0").join("ä");
        diagnostics.error(Code::InvalidValue, &place, format!("message {index}"), "help");
    }
    let started = std::time::Instant::now();
    let text = diagnostics.render(&sources);
    assert_eq!(text.lines().count(), 60_000);
    assert!(started.elapsed().as_secs() < 5, "it took {:?}", started.elapsed());
}
