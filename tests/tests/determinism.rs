//! The generator is deterministic: the same input gives the same bytes.

use std::collections::BTreeMap;

use faithful_codegen::Generated;
use tests::{Outcome, disk, fixture, none_of, spec};

fn bytes(generated: &Generated) -> Vec<(String, String)> {
    let files = generated.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    files.chain(generated.surface.texts()).collect()
}

#[test]
fn spec_output_is_deterministic() -> Outcome {
    let first = spec::generate(&spec::folder())?;
    let second = spec::generate(&spec::folder())?;
    assert!(bytes(&first) == bytes(&second), "two runs on the spec differ");
    Ok(())
}

#[test]
fn fixture_output_is_deterministic() -> Outcome {
    let mut differing = Vec::new();
    for fixture in fixture::all()? {
        let same = match (fixture.generate(), fixture.generate()) {
            (Ok(first), Ok(second)) => bytes(&first) == bytes(&second),
            (Err(first), Err(second)) => first.render() == second.render(),
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
        };
        if !same {
            differing.push(fixture.name);
        }
    }
    none_of(&differing, "two runs differ for these fixtures", "look for iteration over a HashMap")
}

/// Names and types do not depend on the formatting of the document.
#[test]
fn white_space_does_not_change_the_output() -> Outcome {
    let mut differing = Vec::new();
    for mut fixture in fixture::all()? {
        let Ok(first) = fixture.generate() else { continue };
        // White space has a meaning in YAML.
        if fixture.files.keys().any(|path| !disk::has_extension(path, "json")) {
            continue;
        }
        let spaced = fixture.files.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\n\n\t")));
        fixture.files = spaced.collect::<BTreeMap<_, _>>();
        let second = fixture.generate().map_err(|failure| failure.render())?;
        if bytes(&first) != bytes(&second) {
            differing.push(fixture.name);
        }
    }
    none_of(&differing, "white space changes the output of these fixtures", "only positions may depend on it")
}
