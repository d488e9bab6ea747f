//! Documents in YAML result in the same client and the same diagnostics as in JSON.

use std::collections::BTreeMap;

use faithful_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use faithful_codegen::source::{Location, Sources, Value};
use tests::fixture::{self, Fixture};
use tests::random::Random;
use tests::{Outcome, none_of, yaml};

/// The fixtures with numbers and nulls where strings are required, which YAML writes in the same way.
const TEXTS: &[&str] = &[
    "body-encoding-headers",
    "deny-conflicting-keywords",
    "deny-keyword-malformed",
    "deny-operation-malformed",
    "dialect-number",
    "document-parts-of-another-kind",
    "document-title-number",
    "document-version-number",
    "enum-scalars",
    "keyword-conflicts",
    "keyword-malformed",
    "keyword-pattern-number",
    "keyword-required-numbers",
    "keyword-title-number",
    "keyword-type-null",
    "keyword-wrong-type",
    "operation-id-number",
    "operation-malformed",
    "parameters-style-number",
];

/// The lock file of this fixture contains hashes of locations, and so of the name of the document.
const LOCKED: &str = "lock-additions";

/// The fixture with its document in YAML.
fn twin(fixture: &Fixture, document: &Value, seed: u64) -> Fixture {
    let renamed = |text: &str| text.replace("openapi.json", "openapi.yaml");
    let files = fixture.files.iter().filter(|(file, _)| *file != "openapi.json");
    let mut twin = Fixture {
        files: files.map(|(file, text)| (file.clone(), renamed(text))).collect(),
        ..fixture.clone()
    };
    let text = yaml::text(document, &mut Random::new(seed, 0));
    twin.files.insert("openapi.yaml".to_owned(), renamed(&text));
    twin
}

/// What was generated, or why nothing was, with the name of the JSON document.
fn outcome(fixture: &Fixture) -> (String, Vec<String>) {
    let messages = |diagnostics: &Diagnostics| -> Vec<String> {
        let all = diagnostics.sorted();
        let text = |it: &Diagnostic| {
            format!("{}: {}: {}", it.code.as_str(), it.location, it.message)
                .replace("openapi.yaml", "openapi.json")
        };
        let mut messages: Vec<String> = all.into_iter().map(text).collect();
        messages.sort();
        messages
    };
    match fixture.generate() {
        Ok(generated) => {
            let files = generated.files.iter().map(|(path, text)| format!("==== {path}\n{text}\n"));
            (files.collect(), messages(&generated.diagnostics))
        }
        Err(failure) => (String::new(), messages(&failure.diagnostics)),
    }
}

#[test]
fn yaml_and_json_have_the_same_result() -> Outcome {
    let mut problems = Vec::new();
    let mut count = 0;
    for (seed, fixture) in (0..).zip(fixture::all()?) {
        let Some(text) = fixture.files.get("openapi.json") else { continue };
        let Ok(document) = Value::parse(text.trim_start_matches('\u{feff}')) else { continue };
        if fixture.name == LOCKED {
            continue;
        }
        count += 1;
        let twin = twin(&fixture, &document, seed);
        let (expected, found) = (outcome(&fixture), outcome(&twin));
        if TEXTS.contains(&&*fixture.name) {
            if expected == found {
                problems.push(format!("{}: it has the same result", fixture.name));
            }
        } else if expected != found {
            problems.push(format!("{}: {:?} instead of {:?}", fixture.name, found.1, expected.1));
        }
    }
    assert!(count > 500, "only {count} fixtures were compared");
    none_of(&problems, "these documents have other results in YAML", "see codegen/src/source/yaml/")
}

/// The same document, written by hand in both formats.
#[test]
fn twins_result_in_the_same_bytes() -> Outcome {
    let [json, yaml] = ["document-complete", "yaml-complete"].map(named);
    let (json, yaml) = (outcome(&json?), outcome(&yaml?));
    assert!(!json.0.is_empty() && json == yaml);
    Ok(())
}

/// Every style of the same value is read as this value.
#[test]
fn styles_have_no_meaning() -> Outcome {
    let fixture = named("document-petstore")?;
    let document = Value::parse(&fixture.files["openapi.json"])?;
    for seed in 0..20 {
        let text = yaml::text(&document, &mut Random::new(seed, 1));
        let files = BTreeMap::from([("a.yaml".to_owned(), text.clone())]);
        let mut sources = Sources::default();
        assert!(sources.load(&files, "a.yaml"), "{:?}\n{text}", sources.problem("a.yaml"));
        let read = sources.value(&Location::root("a.yaml"));
        assert!(read == Some(&document), "seed {seed}:\n{text}");
    }
    Ok(())
}

fn named(name: &str) -> Outcome<Fixture> {
    let fixture = fixture::all()?.into_iter().find(|it| it.name == name);
    Ok(fixture.ok_or("no such fixture")?)
}

/// Random indicators are read or refused, and each refusal has a place.
#[test]
fn random_texts_are_read_or_refused() {
    const PARTS: &[&str] = &[
        "a",
        "b: ",
        ": ",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "|",
        ">",
        "-",
        "+2",
        "'",
        "\"",
        "\\",
        "#",
        " #",
        "%",
        "@",
        "`",
        "\t",
        "\n",
        "\n  ",
        "\n\t",
        "\r",
        "\n---\n",
        "\n...\n",
        "<<: ",
        "~",
        "1",
        ".inf",
        "ä",
        "\u{feff}",
        "\u{2028}",
        "\u{85}",
        "\\x41",
        "%TAG ! a\n",
        "!a!b ",
        "  ",
        ":",
        "=",
    ];
    for index in 0..20_000 {
        let mut random = Random::new(3, index);
        let length = 1 + random.below(16);
        let text: String = (0..length).filter_map(|_| random.pick(PARTS).copied()).collect();
        let files = BTreeMap::from([("a.yaml".to_owned(), text.clone())]);
        let mut sources = Sources::default();
        if sources.load(&files, "a.yaml") {
            let root = Location::root("a.yaml");
            assert!(
                sources.value(&root).is_some_and(|value| Value::parse(&value.to_string()).is_ok()),
                "{text:?}"
            );
            let pointers = [root.join("a").pointer, root.join("0").pointer, root.pointer];
            let offsets = sources.offsets("a.yaml", &pointers.iter().collect::<Vec<_>>());
            assert!(offsets.iter().all(|offset| text.is_char_boundary(*offset)), "{text:?}");
        } else {
            assert!(sources.problem("a.yaml").is_some(), "{text:?}");
        }
    }
}

/// A few lines that stand for gigabytes are refused before they are expanded.
#[test]
fn aliases_that_repeat_too_much_are_an_error() -> Outcome {
    let mut fixture = named("document-complete")?;
    let line = |level: usize| {
        format!("x-{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "))
    };
    let lines: String = (1..=12).map(line).collect();
    let text =
        format!("openapi: 3.1.1\ninfo: {{title: Example, version: 1.0}}\nx-0: &a0 lol\n{lines}paths: {{}}\n");
    fixture.files = [("openapi.yaml".to_owned(), text)].into();
    let Err(failure) = fixture.generate() else { return Err("it is accepted".into()) };
    let codes: Vec<Code> = failure.diagnostics.sorted().iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::InvalidYaml]);
    Ok(())
}
