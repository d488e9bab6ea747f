//! What an answer must have: drop or spoil each member of each documented answer, one at a time, and see exactly what
//! is said.
//!
//! The two tables beside this file hold what is due, and are reviewed like code: a failure prints the lines by which
//! they differ. A member that is not in them may be absent, or may hold anything. Whether there is a next page must be
//! said; the number of results may be left out, because nothing depends on it.

use northflank::Error;
use serde_json::{Value, json};
use tests::compared::difference;

use crate::support::examples::{Example, answer, answers};
use crate::support::forms::{answered, due};
use crate::support::json::{members, replaced, without};

/// What is said when a member is dropped.
const MISSING: &str = include_str!("strict/missing.txt");

/// What is said when a member is replaced by a value of any other JSON type, `null` among them.
const TYPES: &str = include_str!("strict/types.txt");

/// Reads a spoilt answer: it comes out as it went in, or the error keeps the whole answer.
async fn spoilt(example: &Example, answer: &Value) -> Option<String> {
    let text = answer.to_string();
    match answered(&example.operation, &text).await {
        Ok(read) => {
            assert_eq!(read, due(&example.operation, answer), "{text}");
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

fn assert_table(found: &[String], expected: &str, name: &str) {
    let found = found.join("\n");
    let difference = difference(expected.trim_end(), &found);
    assert!(difference.is_empty(), "not as in strict/{name}:\n{}", difference.join("\n"));
}

#[tokio::test]
async fn a_missing_member_is_an_error_that_names_it() {
    let mut found = Vec::new();
    for example in answers() {
        let documented = example.value();
        for answer in members(&documented).iter().filter_map(|place| without(&documented, place)) {
            found.extend(spoilt(example, &answer).await);
        }
    }
    assert_table(&found, MISSING, "missing.txt");
}

#[tokio::test]
async fn a_value_of_another_type_is_an_error_that_says_where() {
    let mut found = Vec::new();
    for example in answers() {
        let documented = example.value();
        for place in members(&documented) {
            let mut said = Vec::new();
            for other in others(documented.pointer(&place).unwrap()) {
                if place == "/pagination/count" && other.is_null() {
                    continue;
                }
                let error = spoilt(example, &replaced(&documented, &place, other.clone())).await;
                said.push(error.map(|error| {
                    let said = error.strip_suffix(&format!(", got {other}"));
                    said.unwrap_or_else(|| panic!("{error} does not say that it got {other}")).to_owned()
                }));
            }
            said.dedup();
            assert_eq!(said.len(), 1, "{place} is treated differently by what stands there: {said:?}");
            found.extend(said.into_iter().flatten());
        }
    }
    assert_table(&found, TYPES, "types.txt");
}

/// A value of each JSON type but the one of this value.
fn others(value: &Value) -> impl Iterator<Item = Value> + use<> {
    let kind = std::mem::discriminant(value);
    let all = [json!(null), json!(7), json!("x"), json!(true), json!([]), json!({})];
    all.into_iter().filter(move |other| std::mem::discriminant(other) != kind)
}

async fn error(operation: &str, answer: &Value) -> Error {
    answered(operation, &answer.to_string()).await.expect_err("an answer that is spoilt")
}

#[tokio::test]
async fn several_missing_members_are_reported_at_once() {
    let error = error("getTemplate", &json!({"data": {"description": "d"}})).await;
    assert_eq!(
        error.to_string(),
        "getTemplate: response did not match at $.data: missing members `name`, `apiVersion`, `spec`, `id`"
    );
    let error = error.read_error().unwrap();
    assert_eq!(error.path(), "$.data");
    assert_eq!(error.missing(), ["name", "apiVersion", "spec", "id"]);
}

#[tokio::test]
async fn the_variant_and_the_index_stand_in_the_path() {
    let mut answer = answer("getPreviewTemplateRun").value();
    answer["data"]["spec"]["spec"] = json!({"type": "sequential", "steps": [
        {"kind": "Build", "response": {"status": "success"}},
        {"kind": "Workflow", "spec": {"steps": [null, {"response": {}, "kind": "Deploy"}], "type": "parallel"}},
    ]});
    assert_eq!(
        error("getPreviewTemplateRun", &answer).await.to_string(),
        "getPreviewTemplateRun: response did not match at $.data.spec<Workflow>.spec<Sequential: sequential>.steps[1]\
         <Workflow>.spec<Parallel: parallel>.steps[1]<Other: Deploy>.response: missing member `status`"
    );
    answer["data"]["spec"]["spec"]["steps"][1]["spec"]["steps"][1]["response"]["error"] = json!([]);
    let error = error("getPreviewTemplateRun", &answer).await;
    let path = error.read_error().unwrap().path();
    assert!(path.ends_with(".steps[1]<Other: Deploy>.response.error"), "{path}");
}

#[tokio::test]
async fn the_fourth_run_of_a_page_is_named() {
    let mut answer = answer("listTemplateRuns").value();
    let run = answer["data"]["templateRuns"][0].clone();
    let mut broken = run.clone();
    broken["concluded"] = json!("no");
    answer["data"]["templateRuns"] = json!([run, run, run, broken]);
    assert_eq!(
        error("listTemplateRuns", &answer).await.to_string(),
        "listTemplateRuns: response did not match at $.data.templateRuns[3].concluded: expected a boolean, got \"no\""
    );
}

#[tokio::test]
async fn a_null_is_an_error_where_the_spec_has_none() {
    for (operation, place, path) in [
        ("getTemplate", "/data/name", "$.data.name: expected a string"),
        ("getTemplate", "/data/description", "$.data.description: expected a string"),
        ("getTemplate", "/data/gitops", "$.data.gitops: expected an object"),
        ("listTemplateRuns", "/data/templateRuns/0", "$.data.templateRuns[0]: expected an object"),
        ("listTemplateRuns", "/data/templateRuns", "$.data.templateRuns: expected an array"),
        (
            "getPreviewTemplateRun",
            "/data/spec/response/endTime",
            "$.data.spec<Workflow>.response.endTime: expected a 64-bit integer",
        ),
    ] {
        let answer = replaced(&answer(operation).value(), place, Value::Null);
        let expected = format!("{operation}: response did not match at {path}, got null");
        assert_eq!(error(operation, &answer).await.to_string(), expected);
    }
}

#[tokio::test]
async fn what_is_not_json_is_an_error_with_line_and_column() {
    for (text, path, position) in [
        ("{\"data\": {\n  \"name\": \"a\",\n  }}", "$.data.name", (3, 3)),
        ("{\"data\": {\"name\": \"\u{1}\"}}", "$.data.name", (1, 20)),
        ("{\"x\": nul, \"data\": {}}", "$.x", (1, 10)),
        ("<html>", "$", (1, 1)),
    ] {
        let error = answered("getTemplate", text).await.unwrap_err();
        assert_eq!(error.body().unwrap(), text.as_bytes());
        let read = error.read_error().unwrap();
        assert_eq!((read.path(), read.position()), (path, Some(position)), "{error}");
    }
    let error = answered("getTemplate", "").await.unwrap_err();
    assert_eq!(error.to_string(), "getTemplate: 200 OK: the body is empty where a value was due");
}
