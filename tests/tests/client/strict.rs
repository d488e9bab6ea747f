//! Required properties and types of responses: each property of each documented response is removed or replaced, one
//! at a time, and the error compared with the expected one.
//!
//! The three tables next to this file contain the expected errors of the operations that they name, and are reviewed like
//! code; a failure prints the differing lines, and `INSTA_UPDATE=always` writes them. A property that is not in them may
//! be missing, or may have any type. Whether there is a next page is required; the number of results is not, because
//! nothing depends on it. For all other operations, a broken response is either read and written back unchanged, or is an
//! error that says where it is broken.

use northflank::Error;
use serde_json::{Value, json};
use tests::line_diff::difference;

use crate::support::examples::{Example, response_example, response_examples};
use crate::support::forms::{expected_value, operation, read_response};
use crate::support::json::{pointers, replaced, without};

/// The errors for missing properties.
const MISSING: &str = include_str!("strict/missing.txt");

/// The errors for properties that are `null`. An optional property may be: it is read as absent, and written back.
const NULLS: &str = include_str!("strict/nulls.txt");

/// The errors for properties of any other JSON type than `null`.
const TYPES: &str = include_str!("strict/types.txt");

/// Reads a broken response. It must either round-trip, or give a decode error that keeps the whole response.
async fn decode_error(example: &Example, response: &Value) -> Option<String> {
    let text = response.to_string();
    match read_response(&example.operation, &text).await {
        Ok(read) => {
            assert_eq!(read, expected_value(&example.operation, response), "{text}");
            None
        }
        Err(error) => {
            assert!(error.is_decode(), "{error}");
            assert_eq!(error.operation(), Some(example.operation.as_str()));
            assert_eq!(error.status().unwrap(), 200);
            assert_eq!(error.body().unwrap(), text.as_bytes());
            Some(error.to_string())
        }
    }
}

/// The documented responses of the operations that a table names.
fn examples_of(table: &str) -> Vec<&'static Example> {
    let mut operations: Vec<_> = table.lines().filter_map(|line| line.split(':').next()).collect();
    operations.dedup();
    assert!(!operations.is_empty());
    operations.into_iter().map(response_example).collect()
}

fn assert_table(found: &[String], expected: &str, name: &str) {
    let found = found.join("\n");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let file = tests::disk::workspace().join("tests/tests/client/strict").join(name);
        std::fs::write(file, format!("{found}\n")).unwrap();
        return;
    }
    let difference = difference(expected.trim_end(), &found);
    assert!(difference.is_empty(), "the errors differ from strict/{name}:\n{}", difference.join("\n"));
}

#[tokio::test]
async fn missing_property_error_names_it() {
    let mut found = Vec::new();
    for example in examples_of(MISSING) {
        let documented = example.value();
        for response in pointers(&documented).iter().filter_map(|place| without(&documented, place)) {
            found.extend(decode_error(example, &response).await);
        }
    }
    assert_table(&found, MISSING, "missing.txt");
}

#[tokio::test]
async fn mismatched_type_error_has_a_path() {
    let mut found = Vec::new();
    for example in examples_of(TYPES) {
        let documented = example.value();
        for place in pointers(&documented) {
            let mut errors = Vec::new();
            for other in values_of_other_types(documented.pointer(&place).unwrap()) {
                let error = decode_error(example, &replaced(&documented, &place, other.clone())).await;
                errors.push(error.map(|error| {
                    let prefix = error.strip_suffix(&format!(", got {other}"));
                    prefix.unwrap_or_else(|| panic!("{error} does not end with the value {other}")).to_owned()
                }));
            }
            errors.dedup();
            assert_eq!(errors.len(), 1, "the error at {place} depends on the value: {errors:?}");
            found.extend(errors.into_iter().flatten());
        }
    }
    assert_table(&found, TYPES, "types.txt");
}

#[tokio::test]
async fn null_is_an_error_unless_the_property_is_optional_or_nullable() {
    let mut found = Vec::new();
    for example in examples_of(NULLS) {
        let documented = example.value();
        for place in pointers(&documented) {
            found.extend(decode_error(example, &replaced(&documented, &place, Value::Null)).await);
        }
    }
    assert_table(&found, NULLS, "nulls.txt");
}

/// A property at a time is left out, null, or of another type.
#[test]
fn broken_responses_of_all_operations_round_trip_or_name_the_place() {
    let (mut read_back, mut refused) = (0, 0);
    for example in response_examples() {
        let operation = operation(&example.operation);
        let Some(of) = operation.response else { continue };
        let value = example.value().pointer(&operation.pointer()).cloned().unwrap_or_default();
        for place in pointers(&value) {
            let other = values_of_other_types(value.pointer(&place).unwrap()).next();
            let changed = [without(&value, &place), other.map(|other| replaced(&value, &place, other))];
            for broken in changed.into_iter().flatten().chain([replaced(&value, &place, Value::Null)]) {
                match (of.read)(&broken.to_string()) {
                    Ok(read) => assert_eq!(read, broken, "{} at {place}", example.name()),
                    Err(error) => {
                        let name = place.rsplit('/').next().unwrap().replace("~1", "/").replace("~0", "~");
                        let is_named =
                            error.path().contains(&name) || error.missing().contains(&name.as_str());
                        let is_index = name.parse::<usize>().is_ok();
                        assert!(is_named || is_index, "{} at {place}: {error}", example.name());
                        refused += 1;
                        continue;
                    }
                }
                read_back += 1;
            }
        }
    }
    assert!(read_back > 0 && refused > 0);
}

/// A value of each JSON type other than null and that of `value`.
fn values_of_other_types(value: &Value) -> impl Iterator<Item = Value> + use<> {
    let kind = std::mem::discriminant(value);
    let all = [json!(7), json!("x"), json!(true), json!([]), json!({})];
    all.into_iter().filter(move |other| std::mem::discriminant(other) != kind)
}

async fn error(operation: &str, response: &Value) -> Error {
    read_response(operation, &response.to_string()).await.expect_err("a broken response")
}

#[tokio::test]
async fn missing_properties_are_reported_together() {
    let error = error("getTemplate", &json!({"data": {"description": "d"}})).await;
    assert_eq!(
        error.to_string(),
        "getTemplate: response did not match at $.data: missing fields `name`, `apiVersion`, `spec`, `id`"
    );
    let error = error.read_error().unwrap();
    assert_eq!(error.path(), "$.data");
    assert_eq!(error.missing(), ["name", "apiVersion", "spec", "id"]);
}

#[tokio::test]
async fn error_path_has_variants_and_indices() {
    let mut response = response_example("getPreviewTemplateRun").value();
    response["data"]["spec"]["spec"] = json!({"type": "sequential", "steps": [
        {"kind": "Build", "response": {"status": "success"}},
        {"kind": "Workflow", "spec": {"steps": [null, {"response": {}, "kind": "Build"}], "type": "parallel"}},
    ]});
    assert_eq!(
        error("getPreviewTemplateRun", &response).await.to_string(),
        "getPreviewTemplateRun: response did not match at $.data.spec<Workflow>.spec.steps[1]\
         <Workflow>.spec.steps[1]<Build>.response: missing field `status`"
    );
    response["data"]["spec"]["spec"]["steps"][1]["spec"]["steps"][1]["response"]["error"] = json!([]);
    let error = error("getPreviewTemplateRun", &response).await;
    let path = error.read_error().unwrap().path();
    assert!(path.ends_with(".steps[1]<Build>.response.error"), "{path}");
}

#[tokio::test]
async fn error_path_has_the_index_of_a_page_item() {
    let mut response = response_example("listTemplateRuns").value();
    let run = response["data"]["templateRuns"][0].clone();
    let mut broken = run.clone();
    broken["concluded"] = json!("no");
    response["data"]["templateRuns"] = json!([run, run, run, broken]);
    assert_eq!(
        error("listTemplateRuns", &response).await.to_string(),
        "listTemplateRuns: response did not match at $.data.templateRuns[3].concluded: expected a boolean, got \"no\""
    );
}

#[tokio::test]
async fn null_is_an_error_where_the_spec_does_not_allow_it() {
    for (operation, place, path) in [
        ("getTemplate", "/data/name", "$.data.name: expected a string"),
        ("listTemplateRuns", "/data/templateRuns/0", "$.data.templateRuns[0]: expected an object"),
        ("listTemplateRuns", "/data/templateRuns", "$.data.templateRuns: expected an array"),
    ] {
        let response = replaced(&response_example(operation).value(), place, Value::Null);
        let expected = format!("{operation}: response did not match at {path}, got null");
        assert_eq!(error(operation, &response).await.to_string(), expected);
    }
}

#[tokio::test]
async fn invalid_json_error_has_line_and_column() {
    for (text, path, position) in [
        ("{\"data\": {\n  \"name\": \"a\",\n  }}", "$.data.name", (3, 3)),
        ("{\"data\": {\"name\": \"\u{1}\"}}", "$.data.name", (1, 20)),
        ("{\"x\": nul, \"data\": {}}", "$.x", (1, 10)),
        ("<html>", "$", (1, 1)),
    ] {
        let error = read_response("getTemplate", text).await.unwrap_err();
        assert_eq!(error.body().unwrap(), text.as_bytes());
        let read = error.read_error().unwrap();
        assert_eq!((read.path(), read.position()), (path, Some(position)), "{error}");
    }
    let error = read_response("getTemplate", "").await.unwrap_err();
    assert_eq!(error.to_string(), "getTemplate: 200 OK: expected a value, but the body is empty");
}
