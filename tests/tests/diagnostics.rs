//! What the generator says: each code is reached, explained and shown by the least document.

use std::collections::BTreeSet;

use codegen::diagnostic::{Code, Diagnostics};
use codegen::source::Sources;
use tests::{Outcome, crates, disk, fixture, none_of};

#[test]
fn every_code_is_reached_by_a_fixture() -> Outcome {
    let mut reached = BTreeSet::new();
    for fixture in fixture::all()? {
        let said = match fixture.generate() {
            Ok(generated) => generated.diagnostics,
            Err(failure) => failure.diagnostics,
        };
        reached.extend(said.sorted().iter().map(|diagnostic| diagnostic.code));
    }
    let missing = Code::ALL.iter().filter(|code| !reached.contains(code));
    let missing: Vec<_> = missing.map(|code| code.as_str().to_owned()).collect();
    none_of(&missing, "no fixture reaches these codes", "add the smallest document that does")
}

/// The page of a code shows what is said about its example, with that very code.
#[test]
fn every_example_shows_its_code() -> Outcome {
    let mut problems = Vec::new();
    for code in Code::ALL {
        let page = codegen::explain(*code);
        let (_, said) = page.split_once("The generator says:").ok_or("a page does not say what is said")?;
        if !said.contains(&format!("[{}]: ", code.as_str())) {
            problems.push(format!("{}: {said}", code.as_str()));
        }
    }
    none_of(&problems, "these examples do not show their codes", "see codegen/src/diagnostic/examples/")
}

#[test]
fn the_pages_are_what_the_generator_says() -> Outcome {
    let (succeeded, said) = crates::xtask(&["docs", "--check"])?;
    assert!(succeeded, "{said}");
    Ok(())
}

#[test]
fn a_code_is_explained() -> Outcome {
    let (succeeded, said) = crates::xtask(&["explain", "invalid-json"])?;
    assert!(succeeded && said == codegen::explain(Code::InvalidJson), "{said}");
    let (succeeded, said) = crates::xtask(&["explain", "no-code"])?;
    assert!(!succeeded && said.contains("dangling-reference"), "{said}");
    Ok(())
}

/// Machines read the same places as people.
#[test]
fn json_and_text_say_the_same() -> Outcome {
    for fixture in fixture::all()? {
        let Err(failure) = fixture.generate() else { continue };
        let text = failure.render();
        let array = failure.diagnostics.to_json(&failure.sources);
        let objects = array.as_array().ok_or("the diagnostics are no array")?;
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
fn the_command_speaks_json() -> Outcome {
    let broken = disk::workspace().join("tests/fixtures/keyword-unknown/openapi.json");
    let broken = broken.to_string_lossy();
    let out = std::env::temp_dir().join("codegen-json-test");
    let arguments =
        ["codegen", "--check", "--format", "json", "--spec", &broken, "--out", &out.to_string_lossy()];
    let (succeeded, said) = crates::xtask(&arguments)?;
    let (json, rest) = said.split_once("\n}\n").ok_or("there is no JSON object")?;
    let value: serde_json::Value = serde_json::from_str(&format!("{json}}}"))?;
    assert!(!succeeded && rest.contains("nothing was generated"), "{said}");
    assert_eq!(value["succeeded"], false);
    assert_eq!(value["diagnostics"][0]["code"], "unknown-keyword");
    Ok(())
}

#[test]
fn the_report_counts_what_the_spec_gives() -> Outcome {
    let (succeeded, said) = crates::xtask(&["codegen", "--check", "--report", "json"])?;
    let report: serde_json::Value = serde_json::from_str(&said)?;
    assert!(succeeded);
    let generated = tests::spec::generate(&tests::spec::folder())?;
    assert_eq!(report["operations"].as_array().map(Vec::len), Some(generated.summary.operations));
    assert_eq!(report["types"]["distinct"], generated.api.types.len());
    let unions = report["unions"].as_array().ok_or("no unions")?;
    let grounds = ["declared", "proven", "assumed"];
    assert!(unions.iter().all(|it| it["ground"].as_str().is_some_and(|ground| grounds.contains(&ground))));
    Ok(())
}

/// Ten thousand findings in one large file are told in the time of a pass over it.
#[test]
fn much_is_said_quickly() {
    let mut text = String::from("{");
    for index in 0..10_000 {
        use std::fmt::Write as _;
        let _ = write!(text, "{}\"key{index}\": [{{\"ä\": {index}}}]", if index == 0 { "" } else { ", " });
    }
    text.push('}');
    let files = std::collections::BTreeMap::from([("openapi.json".to_owned(), text)]);
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let root = codegen::source::Location::root("openapi.json");
    assert!(sources.load(&files, "openapi.json"));
    for index in 0..10_000 {
        let place = root.join(&format!("key{index}")).join("0").join("ä");
        diagnostics.error(Code::InvalidValue, &place, format!("message {index}"), "help");
    }
    let started = std::time::Instant::now();
    let said = diagnostics.render(&sources);
    assert_eq!(said.lines().count(), 60_000);
    assert!(started.elapsed().as_secs() < 5, "it took {:?}", started.elapsed());
}
