//! Forward compatibility: unknown values, kinds and fields, any property order, and timestamps in any form.

use northflank::models::{
    CreatedTemplateRunStatus, NodeStatus, PreviewTemplateRun, PreviewTemplateRunStatus, TemplateCreation,
    TemplateRun, TemplateRunStatus, TemplateUpdate, UpdatedTemplateRunStatus,
};
use northflank::{Timestamp, testing};
use northflank_runtime::{Json, from_slice};
use serde_json::{Value, json};

use crate::support::examples::{response_example, response_examples};
use crate::support::forms::{call, expected_value, read_response, written};
use crate::support::json::{Shuffle, object, objects, pointers, replaced, text_in_order};

/// Asserts that a response is read and written back unchanged.
async fn assert_round_trips(operation: &str, response: &Value, text: &str) {
    let read = read_response(operation, text).await.unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(read, expected_value(operation, response), "{text}");
}

/// Reads the value of a documented response with one value replaced.
fn read_with<T: Json>(operation: &str, place: &str, value: Value) -> T {
    let response = replaced(&response_example(operation).value(), place, value);
    let data = response.pointer("/data").unwrap();
    let read: T = from_slice(data.to_string().as_bytes()).unwrap();
    assert_eq!(written(&read), *data);
    read
}

#[test]
fn unknown_status_is_kept_in_each_status_enum() {
    let paused = || json!("paused");
    let created: TemplateCreation = read_with("createTemplate", "/data/templateRun/status", paused());
    let status = created.template_run.unwrap().status;
    assert_eq!(status, CreatedTemplateRunStatus::Unknown("paused".to_owned()));
    let preview: PreviewTemplateRun = read_with("getPreviewTemplateRun", "/data/status", paused());
    assert_eq!(preview.status, PreviewTemplateRunStatus::Unknown("paused".to_owned()));
    let updated: TemplateUpdate = read_with("updateTemplate", "/data/templateRun/status", paused());
    let status = updated.template_run.unwrap().status;
    assert_eq!(status, UpdatedTemplateRunStatus::Unknown("paused".to_owned()));
    let mut run = response_example("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
    run["status"] = paused();
    let run: TemplateRun = from_slice(run.to_string().as_bytes()).unwrap();
    assert_eq!(run.status, TemplateRunStatus::Unknown("paused".to_owned()));
    assert_eq!((run.status.as_str(), run.status.to_string()), ("paused", "paused".to_owned()));
}

#[test]
fn documented_status_unknown_is_not_the_unknown_variant() {
    assert_eq!(TemplateRunStatus::from("unknown"), TemplateRunStatus::UnknownValue);
    assert_eq!(CreatedTemplateRunStatus::from("unknown"), CreatedTemplateRunStatus::UnknownValue);
    assert_eq!(NodeStatus::from("unknown").as_str(), "unknown");
    assert_eq!(
        PreviewTemplateRunStatus::from("unknown"),
        PreviewTemplateRunStatus::Unknown("unknown".to_owned())
    );
}

#[tokio::test]
async fn any_string_may_have_an_unknown_value() {
    for example in response_examples() {
        let documented = example.value();
        for place in pointers(&documented) {
            if documented.pointer(&place).unwrap().is_string() {
                let response = replaced(&documented, &place, json!("a value from 2031 \u{1f6f0}"));
                assert_round_trips(&example.operation, &response, &response.to_string()).await;
            }
        }
    }
}

#[tokio::test]
async fn unknown_fields_at_any_level_are_kept() {
    let new_value = || json!({"kind": "Workflow", "id": null, "list": [1.5, {"deep": {}}]});
    for example in response_examples() {
        let documented = example.value();
        let places = objects(&documented);
        assert!(places.len() >= 4, "{}", example.name());
        let mut all = documented.clone();
        for place in &places {
            let mut one = documented.clone();
            object(&mut one, place).insert("x-new".to_owned(), new_value());
            assert_round_trips(&example.operation, &one, &one.to_string()).await;
            object(&mut all, place).insert("x-new".to_owned(), new_value());
        }
        assert_round_trips(&example.operation, &all, &all.to_string()).await;
    }
}

#[tokio::test]
async fn unknown_node_kinds_at_any_level_are_kept() {
    for example in response_examples() {
        let documented = example.value();
        for place in objects(&documented) {
            let mut response = documented.clone();
            let node = object(&mut response, &place);
            if node.contains_key("kind") {
                node.insert("kind".to_owned(), json!("Teleport"));
                assert_round_trips(&example.operation, &response, &response.to_string()).await;
            }
        }
    }
}

fn last(key: &str) -> impl FnMut(&mut Vec<&String>) {
    move |keys| keys.sort_by_key(|candidate| candidate.as_str() == key)
}

#[tokio::test]
async fn properties_may_come_in_any_order() {
    let mut shuffle = Shuffle::new(7);
    for example in response_examples() {
        let (operation, documented) = (&example.operation, example.value());
        let mut texts = vec![
            text_in_order(&documented, &mut |keys| keys.sort()),
            text_in_order(&documented, &mut |keys| keys.sort_by(|a, b| b.cmp(a))),
            text_in_order(&documented, &mut last("kind")),
            text_in_order(&documented, &mut last("type")),
            text_in_order(&documented, &mut last("data")),
        ];
        texts.extend((0..100).map(|_| text_in_order(&documented, &mut |keys| shuffle.order(keys))));
        for text in texts {
            assert_round_trips(operation, &documented, &text).await;
        }
    }
}

/// Workflows nested `levels` deep.
fn nested(levels: usize) -> Value {
    let innermost = json!({"kind": "Build", "spec": {"image": "i"}});
    (0..levels)
        .fold(innermost, |node, _| json!({"kind": "Workflow", "spec": {"type": "parallel", "steps": [node]}}))
}

#[tokio::test]
async fn late_kind_is_found_forty_workflows_deep() {
    for operation in ["getTemplate", "getPreviewTemplateRun"] {
        let response = replaced(&response_example(operation).value(), "/data/spec", nested(40));
        let text = text_in_order(&response, &mut |keys| {
            keys.sort_by(|a, b| b.cmp(a));
            last("type")(keys);
            last("kind")(keys);
        });
        assert!(text.contains(r#""type":"parallel"},"kind":"Workflow"}"#), "{text}");
        assert_round_trips(operation, &response, &text).await;
    }
}

#[tokio::test]
async fn too_deep_nesting_is_an_error_not_a_crash() {
    let node = |levels: usize| {
        let before = r#"{"kind":"Workflow","spec":{"type":"parallel","steps":["#.repeat(levels);
        format!(
            r#"{{"data":{{"name":"n","apiVersion":"v1","id":"i","spec":{before}null{}}}}}"#,
            "]}}".repeat(levels)
        )
    };
    read_response("getTemplate", &node(41)).await.unwrap();
    let error = read_response("getTemplate", &node(42)).await.unwrap_err();
    assert!(error.to_string().ends_with(": nested deeper than 127 levels"), "{error}");
    assert!(read_response("getTemplate", &node(100_000)).await.unwrap_err().is_decode());
}

#[test]
fn timestamps_are_kept_verbatim() {
    for text in [
        "2021-01-01 12:00:00.000Z",
        "2022-06-14 15:10:42.842Z",
        "2022-06-14T15:10:42.842+02:00",
        "2022-06-14t15:10:42z",
        "2022-06-14 15:10:42.8420000Z",
        "1657296265",
        "yesterday",
        "",
    ] {
        let mut run = response_example("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
        run["startedAt"] = json!(text);
        let read: TemplateRun = from_slice(run.to_string().as_bytes()).unwrap();
        assert_eq!(written(&read), run);
        let started = read.started_at.unwrap();
        assert_eq!((started.as_str(), started.to_string()), (text, text.to_owned()));
    }
    let space = Timestamp::from("2022-06-14 15:10:42.842Z");
    assert_eq!(space.unix_milliseconds(), Some(1_655_219_442_842));
    assert!(Timestamp::from("2022-06-14T15:10:42.841Z") < space);
}

#[tokio::test]
async fn numbers_round_trip() {
    let documented = response_example("getTemplate").value();
    let numbers = [
        json!(0),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.1),
        json!(-1.5e-7),
        json!(1e21),
        json!(9_007_199_254_740_993_i64),
    ];
    for number in numbers {
        for place in ["/data/arguments/ARGUMENT_1", "/data/spec/spec/steps/0"] {
            let response = replaced(&documented, place, number.clone());
            assert_round_trips("getTemplate", &response, &response.to_string()).await;
        }
    }
    let documented = response_example("getPreviewTemplateRun").value();
    for number in [json!(0), json!(-1), json!(i64::MAX), json!(i64::MIN)] {
        let response = replaced(&documented, "/data/spec/response/retries/timestamp", number);
        assert_round_trips("getPreviewTemplateRun", &response, &response.to_string()).await;
    }
}

#[tokio::test]
async fn strings_with_any_characters_round_trip() {
    let documented = response_example("getTemplate").value();
    for text in ["", "\u{0}\u{1f}\u{7f}\"\\/\u{2028}", "ä\u{1f469}\u{200d}\u{1f680}", "${args.x}", "<script>"]
    {
        let response = replaced(&documented, "/data/name", json!(text));
        assert_round_trips("getTemplate", &response, &response.to_string()).await;
    }
    let escaped = response_example("getTemplate")
        .text
        .replace("sequential", "\\u0073equential")
        .replace("kind", "\\u006bind");
    assert_round_trips("getTemplate", &documented, &escaped).await;
}

#[tokio::test]
async fn modified_value_keeps_unknown_fields() {
    let mut documented = response_example("getTemplate").value();
    for place in objects(&documented) {
        object(&mut documented, &place).insert("x-new".to_owned(), json!([null]));
    }
    let (client, mock) = testing::client();
    mock.on("getTemplate").reply(documented.clone());
    let mut template = client.templates().get("t").await.unwrap();
    template.name = "Another Name".to_owned();
    let expected = replaced(&documented["data"], "/name", json!("Another Name"));
    assert_eq!(written(&template), expected);
    assert_eq!(template.extra().get("x-new"), Some(&json!([null])));
    template.extra_mut().remove("x-new");
    assert_eq!(written(&template).get("x-new"), None);
}

#[tokio::test]
async fn other_properties_next_to_data_are_ignored() {
    for operation in ["createTemplate", "getPreviewTemplateRun", "getTemplate", "updateTemplate"] {
        let (client, mock) = testing::client();
        let data = response_example(operation).value()["data"].to_string();
        mock.on(operation)
            .text(format!(r#" {{"a": [{{"data": 1}}], "data": {data}, "pagination": null}}{}"#, "\r\n\t "));
        assert_eq!(call(&client, operation).await.unwrap().to_string(), data);
    }
}
