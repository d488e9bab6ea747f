//! Snapshots of the client's public surface for reviewing changes of the spec: one per tag, one for shared types, and
//! the summary counts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use faithful_codegen::source::{Location, Sources};
use tests::{Failure, Outcome, disk, snapshots, spec};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn folder() -> PathBuf {
    disk::workspace().join("tests/tests/snapshots/spec_surface")
}

fn compare(name: &str, suffix: &str, text: &str) {
    let mut settings = snapshots::settings(&folder());
    settings.set_snapshot_suffix(suffix);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Accept intended changes with `INSTA_UPDATE=always cargo test -p tests --test spec_surface`.
#[test]
fn surface_of_each_tag_matches_its_snapshot() -> Outcome {
    let generated = spec::current()?;
    for (tag, text) in generated.surface.texts() {
        compare("surface", &tag, &text);
    }
    Ok(())
}

#[test]
fn summary_matches_its_snapshot() -> Outcome {
    let generated = spec::current()?;
    compare("summary", "counts", &generated.summary.to_string());
    Ok(())
}

#[test]
fn every_snapshot_belongs_to_a_tag() -> Outcome {
    let generated = spec::current()?;
    let tags = generated.surface.texts().into_iter().map(|(tag, _)| snapshots::file("surface", &tag));
    let expected: BTreeSet<String> = tags.chain([snapshots::file("summary", "counts")]).collect();
    snapshots::are_compared(&folder(), &expected)
}

/// The folders of `tests/snapshots` are named after the tests that own them.
#[test]
fn every_snapshot_folder_belongs_to_a_test() -> Outcome {
    let tests = disk::workspace().join("tests/tests");
    for file in disk::files_below(&tests.join("snapshots"))? {
        let owner = file.split('/').next().unwrap_or_default();
        let is_owned =
            tests.join(format!("{owner}.rs")).is_file() || tests.join(owner).join("main.rs").is_file();
        assert!(is_owned, "tests/tests/snapshots/{file} belongs to no test: delete it");
    }
    Ok(())
}

/// The operations are counted in the files themselves, so that one overlooked by codegen is noticed.
#[test]
fn each_operation_of_the_spec_is_emitted_once() -> Outcome {
    let mut expected = Vec::new();
    for file in disk::files_below(&spec::folder().join("paths"))? {
        expected.extend(operation_ids(&disk::read(&spec::folder().join("paths").join(file))?)?);
    }
    expected.sort();
    assert!(!expected.is_empty(), "spec/paths contains no operations");
    let generated = spec::current()?;
    let mut emitted: Vec<String> = generated.api.operations.iter().map(|it| it.id.clone()).collect();
    emitted.sort();
    assert_eq!(emitted, expected, "operations in the client (left) and in the spec (right)");
    let code: String = generated.files.iter().map(|(_, text)| text).collect();
    for id in &expected {
        let found = code.matches(&format!("#[id({id:?})]")).count();
        assert_eq!(found, 1, "`{id}` occurs {found} times in the generated code");
    }
    assert_eq!(generated.summary.operations, expected.len(), "the summary counts operations incorrectly");
    Ok(())
}

/// The ids of all operations in a file of path items.
fn operation_ids(text: &str) -> Outcome<Vec<String>> {
    let source = [("paths.json".to_owned(), text.to_owned())].into_iter().collect();
    let source: std::collections::BTreeMap<String, String> = source;
    let mut sources = Sources::default();
    let root = Location::root("paths.json");
    sources.load(&source, "paths.json");
    let value = sources.value(&root).ok_or_else(|| Failure::new("a path file is not JSON"))?;
    let value = value.to_json();
    let items = value.as_object().into_iter().flatten().filter_map(|(_, item)| item.as_object());
    let operations = items.flat_map(|item| METHODS.into_iter().filter_map(|method| item.get(method)));
    let ids = operations.filter_map(|operation| operation["operationId"].as_str());
    Ok(ids.map(str::to_owned).collect())
}
