//! Every documented example round-trips through its type unchanged.
//!
//! The examples come from the spec. If an example violates its schema, the spec's corrections list the violations,
//! and these tests expect exactly those.

use codegen::ir::ExampleOf;
use northflank::Violation;
use northflank::models::{CreateTemplate, UpdateTemplateBody};
use northflank_runtime::from_slice;
use serde_json::{Value, json};

use crate::support::examples::{Example, request_example, request_examples, response_examples, spec};
use crate::support::forms::{expected_value, form_of, read_response};
use crate::support::json::parse;

const OPERATIONS: [&str; 5] =
    ["createTemplate", "getPreviewTemplateRun", "getTemplate", "listTemplateRuns", "updateTemplate"];

#[test]
fn every_operation_has_examples() {
    let operations = |examples: Vec<&'static Example>| {
        let mut operations: Vec<_> = examples.into_iter().map(|example| example.operation.as_str()).collect();
        operations.sort_unstable();
        operations
    };
    assert_eq!(
        operations(response_examples()),
        OPERATIONS,
        "there is a new example: add its expectations to the tests below"
    );
    let requests = operations(request_examples());
    assert_eq!(requests, ["createTemplate", "updateTemplate", "updateTemplate", "updateTemplate"]);
}

#[test]
fn documented_responses_round_trip() {
    for example in response_examples() {
        let form = form_of(&example.operation, ExampleOf::Response);
        let documented = example.value();
        let value = documented.pointer(form.place).unwrap();
        assert_eq!((form.read)(&value.to_string()).unwrap(), *value, "{}", example.name());
        assert_eq!((form.serde)(value.clone()).unwrap(), *value, "{} with serde", example.name());
    }
}

#[tokio::test]
async fn documented_responses_round_trip_through_calls() {
    for example in response_examples() {
        let read = read_response(&example.operation, &example.text).await;
        let read = read.unwrap_or_else(|error| panic!("{}: {error}", example.name()));
        assert_eq!(read, expected_value(&example.operation, &example.value()), "{}", example.name());
    }
}

/// A documented request with the required properties that the documentation omits.
fn completed(example: &Example) -> Value {
    let mut value = example.value();
    let properties = match example.file.as_str() {
        "examples/create-template-request.json" => json!({
            "project": {"id": "my-project"},
            "spec": {"kind": "Workflow", "spec": {"type": "parallel", "steps": []}},
        }),
        "examples/update-template-request.json" | "examples/push-template-to-git-request.json" => {
            json!({"project": {"spec": {"name": "new", "region": "europe-west"}}})
        }
        "examples/replace-template-from-git-request.json" => json!({}),
        other => panic!("add the missing properties of {other} to `completed` in {}", file!()),
    };
    value.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
    value
}

#[test]
fn completed_requests_round_trip() {
    for example in request_examples() {
        let form = form_of(&example.operation, ExampleOf::Request);
        let value = completed(example);
        assert_eq!((form.read)(&value.to_string()).unwrap(), value, "{}", example.name());
        assert_eq!((form.serde)(value.clone()).unwrap(), value, "{} with serde", example.name());
    }
}

#[test]
fn incomplete_requests_name_their_missing_properties() {
    let error = |file: &str| {
        let example = request_example(file);
        let form = form_of(&example.operation, ExampleOf::Request);
        let error = (form.read)(&example.text).unwrap_err();
        assert_eq!((form.serde)(example.value()).unwrap_err().to_string(), error.to_string());
        error.to_string()
    };
    assert_eq!(error("create-template-request.json"), "at $: missing fields `project`, `spec`");
    assert_eq!(error("update-template-request.json"), "at $<UpdateTemplate>: missing field `project`");
    assert_eq!(error("push-template-to-git-request.json"), "at $<PushToGit>: missing field `project`");
}

/// The known violations that the spec's corrections list for a documented example: keyword, property and place.
fn known_violations(example: &Example) -> Vec<(String, String, String)> {
    let corrections = parse(&spec("corrections.json"));
    let place = format!("{}#/value", example.file);
    let entries = corrections.as_array().unwrap().iter().filter(|entry| entry["example"] == place.as_str());
    let violations = entries.flat_map(|entry| entry["violations"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found =
        violations.map(|found| (text(&found["keyword"]), text(&found["property"]), text(&found["at"])));
    found.collect()
}

#[test]
fn missing_properties_match_the_corrections() {
    for example in request_examples() {
        let form = form_of(&example.operation, ExampleOf::Request);
        let missing = (form.read)(&example.text).err().map_or(Vec::new(), |error| error.missing().to_vec());
        let known_violations =
            known_violations(example).into_iter().filter(|(keyword, ..)| keyword == "required");
        let expected: Vec<_> = known_violations.map(|(_, property, _)| property).collect();
        assert_eq!(missing, expected, "{}", example.name());
    }
}

fn check(example: &Example) -> Vec<Violation> {
    let text = completed(example).to_string();
    let checked = match example.operation.as_str() {
        "createTemplate" => from_slice::<CreateTemplate>(text.as_bytes()).unwrap().validate(),
        _ => from_slice::<UpdateTemplateBody>(text.as_bytes()).unwrap().validate(),
    };
    checked.err().map_or(Vec::new(), northflank::Violations::into_vec)
}

#[test]
fn completed_requests_break_only_rules_listed_in_the_corrections() {
    let found = |file: &str| {
        let violations = check(request_example(file)).into_iter();
        violations.map(|violation| (violation.path, violation.rule)).collect::<Vec<_>>()
    };
    assert_eq!(found("create-template-request.json"), []);
    assert_eq!(found("update-template-request.json"), []);
    let file_path = [("$.gitops.filePath".to_owned(), "pattern")];
    assert_eq!(found("push-template-to-git-request.json"), file_path);
    assert_eq!(found("replace-template-from-git-request.json"), file_path);
    for example in request_examples() {
        let expected = known_violations(example).into_iter().filter(|(keyword, ..)| keyword == "pattern");
        let expected: Vec<_> = expected.map(|(.., at)| format!("${}", at.replace('/', "."))).collect();
        let found: Vec<_> = check(example).into_iter().map(|violation| violation.path).collect();
        assert_eq!(found, expected, "{}", example.name());
    }
}

#[test]
fn steps_abbreviated_to_null_are_kept() {
    for example in request_examples() {
        for (_, _, at) in known_violations(example).into_iter().filter(|(keyword, ..)| keyword == "oneOf") {
            assert_eq!(at, "/spec/spec/steps/0");
            let form = form_of(&example.operation, ExampleOf::Request);
            let read = (form.read)(&completed(example).to_string()).unwrap();
            assert_eq!(read.pointer(&at), Some(&Value::Null), "{}", example.name());
        }
    }
}
