//! Every documented example goes through its type and comes out the same.
//!
//! The list is the spec's own. Where an example breaks its own schema, the spec's corrections say how; that and nothing
//! else is what happens here.

use codegen::ir::ExampleOf;
use northflank::Violation;
use northflank::models::{CreateTemplate, UpdateTemplateBody};
use northflank_runtime::from_slice;
use serde_json::{Value, json};

use crate::support::examples::{Example, answers, request, requests, spec};
use crate::support::forms::{answered, due, form};
use crate::support::json::parse;

const OPERATIONS: [&str; 5] =
    ["createTemplate", "getPreviewTemplateRun", "getTemplate", "listTemplateRuns", "updateTemplate"];

#[test]
fn every_operation_has_its_examples() {
    let operations = |examples: Vec<&'static Example>| {
        let mut operations: Vec<_> = examples.into_iter().map(|example| example.operation.as_str()).collect();
        operations.sort_unstable();
        operations
    };
    assert_eq!(operations(answers()), OPERATIONS, "a new example: see that the tests below say what is due");
    let requests = operations(requests());
    assert_eq!(requests, ["createTemplate", "updateTemplate", "updateTemplate", "updateTemplate"]);
}

#[test]
fn documented_answers_come_back_equal() {
    for example in answers() {
        let form = form(&example.operation, ExampleOf::Answer);
        let documented = example.value();
        let value = documented.pointer(form.place).unwrap();
        assert_eq!((form.read)(&value.to_string()).unwrap(), *value, "{}", example.name());
        assert_eq!((form.serde)(value.clone()).unwrap(), *value, "{} by way of serde", example.name());
    }
}

#[tokio::test]
async fn documented_answers_come_back_equal_from_their_calls() {
    for example in answers() {
        let read = answered(&example.operation, &example.text).await;
        let read = read.unwrap_or_else(|error| panic!("{}: {error}", example.name()));
        assert_eq!(read, due(&example.operation, &example.value()), "{}", example.name());
    }
}

/// What is missing in a documented request; the other members are those that this library asks for as well.
fn completed(example: &Example) -> Value {
    let mut value = example.value();
    let members = match example.file.as_str() {
        "examples/create-template-request.json" => json!({
            "project": {"id": "my-project"},
            "spec": {"kind": "Workflow", "spec": {"type": "parallel", "steps": []}},
        }),
        "examples/update-template-request.json" | "examples/push-template-to-git-request.json" => {
            json!({"project": {"spec": {"name": "new", "region": "europe-west"}}})
        }
        "examples/replace-template-from-git-request.json" => json!({}),
        other => panic!("what does {other} lack? add it to `completed` in {}", file!()),
    };
    value.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    value
}

#[test]
fn documented_requests_come_back_equal_once_they_are_complete() {
    for example in requests() {
        let form = form(&example.operation, ExampleOf::Request);
        let value = completed(example);
        assert_eq!((form.read)(&value.to_string()).unwrap(), value, "{}", example.name());
        assert_eq!((form.serde)(value.clone()).unwrap(), value, "{} by way of serde", example.name());
    }
}

#[test]
fn incomplete_requests_name_exactly_what_is_missing() {
    let error = |file: &str| {
        let example = request(file);
        let form = form(&example.operation, ExampleOf::Request);
        let error = (form.read)(&example.text).unwrap_err();
        assert_eq!((form.serde)(example.value()).unwrap_err().to_string(), error.to_string());
        error.to_string()
    };
    assert_eq!(error("create-template-request.json"), "at $: missing members `project`, `spec`");
    assert_eq!(error("update-template-request.json"), "at $<UpdateTemplate>: missing member `project`");
    assert_eq!(error("push-template-to-git-request.json"), "at $<PushToGit>: missing member `project`");
}

/// The breaches that the spec's corrections list for a documented example: keyword, member and place.
fn breaches(example: &Example) -> Vec<(String, String, String)> {
    let corrections = parse(&spec("corrections.json"));
    let place = format!("{}#/value", example.file);
    let entries = corrections.as_array().unwrap().iter().filter(|entry| entry["example"] == place.as_str());
    let violations = entries.flat_map(|entry| entry["violations"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = violations.map(|found| (text(&found["keyword"]), text(&found["member"]), text(&found["at"])));
    found.collect()
}

#[test]
fn what_the_corrections_call_missing_is_what_is_missing() {
    for example in requests() {
        let form = form(&example.operation, ExampleOf::Request);
        let missing = (form.read)(&example.text).err().map_or(Vec::new(), |error| error.missing().to_vec());
        let breaches = breaches(example).into_iter().filter(|(keyword, ..)| keyword == "required");
        let listed: Vec<_> = breaches.map(|(_, member, _)| member).collect();
        assert_eq!(missing, listed, "{}", example.name());
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
fn complete_requests_keep_to_the_rules_that_the_corrections_do_not_name() {
    let found = |file: &str| {
        let violations = check(request(file)).into_iter();
        violations.map(|violation| (violation.path, violation.rule)).collect::<Vec<_>>()
    };
    assert_eq!(found("create-template-request.json"), []);
    assert_eq!(found("update-template-request.json"), []);
    let file_path = [("$.gitops.filePath".to_owned(), "pattern")];
    assert_eq!(found("push-template-to-git-request.json"), file_path);
    assert_eq!(found("replace-template-from-git-request.json"), file_path);
    for example in requests() {
        let listed = breaches(example).into_iter().filter(|(keyword, ..)| keyword == "pattern");
        let listed: Vec<_> = listed.map(|(.., at)| format!("${}", at.replace('/', "."))).collect();
        let found: Vec<_> = check(example).into_iter().map(|violation| violation.path).collect();
        assert_eq!(found, listed, "{}", example.name());
    }
}

#[test]
fn steps_that_a_page_cut_down_to_null_are_kept() {
    for example in requests() {
        for (_, _, at) in breaches(example).into_iter().filter(|(keyword, ..)| keyword == "oneOf") {
            assert_eq!(at, "/spec/spec/steps/0");
            let form = form(&example.operation, ExampleOf::Request);
            let read = (form.read)(&completed(example).to_string()).unwrap();
            assert_eq!(read.pointer(&at), Some(&Value::Null), "{}", example.name());
        }
    }
}
