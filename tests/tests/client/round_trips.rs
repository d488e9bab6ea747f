//! Every documented example round-trips through its type unchanged, and through a call.
//!
//! The examples come from the spec, and the types from the client, so a new operation is covered by its own examples.

use std::collections::BTreeSet;
use std::path::PathBuf;

use faithful_codegen::ir::ExampleOf;
use operations::{OPERATIONS, Type};
use tests::{Outcome, disk, snapshots};

use crate::support::examples::{Example, SPEC, request_examples, response_examples};
use crate::support::forms::{expected_value, operation, read_response};

#[test]
fn every_operation_of_the_spec_is_in_the_client() {
    let spec: BTreeSet<&str> = SPEC.api.operations.iter().map(|operation| operation.id.as_str()).collect();
    let client: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert!(!spec.is_empty());
    assert_eq!(client, spec);
}

/// Reads an example as its type, in both ways.
fn assert_round_trips(example: &Example, of: Type, place: &str, problems: &mut Vec<String>) {
    let documented = example.value();
    let Some(value) = documented.pointer(place) else {
        problems.push(format!("{}: nothing at {place}", example.name()));
        return;
    };
    match (of.read)(&value.to_string()) {
        Ok(read) if read == *value => {}
        Ok(read) => problems.push(format!("{}: {value} becomes {read}", example.name())),
        Err(error) => problems.push(format!("{}: {error}", example.name())),
    }
    match (of.serde)(value.clone()) {
        Ok(read) if read == *value => {}
        Ok(read) => problems.push(format!("{} with serde: {value} becomes {read}", example.name())),
        Err(error) => problems.push(format!("{} with serde: {error}", example.name())),
    }
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} examples do not round-trip:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn documented_responses_round_trip() {
    let mut problems = Vec::new();
    for example in response_examples() {
        let operation = operation(&example.operation);
        match operation.response {
            Some(of) => assert_round_trips(example, of, &operation.pointer(), &mut problems),
            None => problems.push(format!("{}: the client reads no body", example.name())),
        }
    }
    assert_none(&problems);
}

/// A documented request may lack what its type requires. The snapshot lists these, and every rule that a documented
/// request violates when it is validated.
#[test]
fn documented_requests_round_trip() {
    let (mut problems, mut violations) = (Vec::new(), Vec::new());
    for example in request_examples() {
        let Some(of) = operation(&example.operation).body else {
            problems.push(format!("{}: the client sends no body", example.name()));
            continue;
        };
        let file = &example.file;
        match (of.validate)(&example.text) {
            Err(error) if !error.missing().is_empty() => {
                let missing = (of.serde)(example.value()).unwrap_err();
                assert_eq!(missing.to_string(), error.to_string(), "with serde");
                violations.push(format!("{file}: {error}"));
                continue;
            }
            Ok(Err(found)) => {
                violations.extend(found.into_vec().iter().map(|one| format!("{file}: {one}")));
            }
            Ok(Ok(())) | Err(_) => {}
        }
        assert_round_trips(example, of, "", &mut problems);
    }
    assert_none(&problems);
    compare("requests", "violations", &violations.join("\n"));
}

fn folder() -> PathBuf {
    disk::workspace().join("tests/tests/snapshots/client")
}

fn compare(name: &str, suffix: &str, text: &str) {
    let mut settings = snapshots::settings(&folder());
    settings.set_snapshot_suffix(suffix);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_snapshot_is_compared() -> Outcome {
    let expected = [snapshots::file("requests", "violations")];
    snapshots::are_compared(&folder(), &expected.into_iter().collect())
}

#[tokio::test]
async fn documented_responses_round_trip_through_calls() {
    let mut problems = Vec::new();
    for example in response_examples() {
        let expected = expected_value(&example.operation, &example.value());
        match read_response(&example.operation, &example.text).await {
            Ok(read) if read == expected => {}
            Ok(read) => problems.push(format!("{}: {expected} becomes {read}", example.name())),
            Err(error) => problems.push(format!("{}: {error}", example.name())),
        }
    }
    assert_none(&problems);
}

/// An operation with a body has an example of it, or a minimal body that is valid.
#[test]
fn minimal_bodies_are_valid() {
    for operation in OPERATIONS {
        let documented = SPEC.api.operations.iter().find(|found| found.id == operation.id).unwrap();
        if documented.examples.iter().any(|example| example.of == ExampleOf::Request) {
            continue;
        }
        if let Some(body) = operation.body {
            let text = crate::support::forms::body_of(operation.id).to_string();
            let checked = (body.validate)(&text).unwrap_or_else(|error| panic!("{}: {error}", operation.id));
            assert_eq!(checked, Ok(()), "{}: {text}", operation.id);
        }
    }
}
