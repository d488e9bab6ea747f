//! Forward compatibility: unknown values, kinds and fields, any property order, and timestamps in any form.

use faithful_runtime::{Json, from_slice};
use northflank::models::{
    CreatedTemplateRunStatus, NodeStatus, PreviewTemplateRun, PreviewTemplateRunStatus, TemplateCreation,
    TemplateRun, TemplateRunStatus, TemplateUpdate, UpdatedTemplateRunStatus,
};
use northflank::{Timestamp, testing};
use operations::Type;
use serde_json::{Value, json};

use crate::support::examples::{response_example, response_examples};
use crate::support::forms::{call, expected_value, operation, read_response, written};
use crate::support::json::{Shuffle, object, objects, pointers, replaced, text_in_order};

/// Asserts that a response is read and written back unchanged.
async fn assert_round_trips(operation: &str, response: &Value, text: &str) {
    let read = read_response(operation, text).await.unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(read, expected_value(operation, response), "{text}");
}

/// The part of a documented response that a model describes.
struct Part {
    name: String,
    of: Type,
    value: Value,
}

impl Part {
    /// Asserts that a value is read and written back unchanged.
    fn assert_round_trips(&self, value: &Value, text: &str) {
        let read = (self.of.read)(text).unwrap_or_else(|error| panic!("{}: {error} in {text}", self.name));
        assert_eq!(read, *value, "{}: {text}", self.name);
    }
}

impl Part {
    /// A value for a new property of an object. In a map, it is another entry.
    fn new_value(&self, place: &str) -> Value {
        let new = json!({"kind": "Workflow", "id": null, "list": [1.5, {"deep": {}}]});
        let mut changed = self.value.clone();
        object(&mut changed, place).insert("x-new".to_owned(), new.clone());
        match (self.of.read)(&changed.to_string()) {
            Err(error) if error.path().contains(".x-new") => {
                let entries = self.value.pointer(place).and_then(Value::as_object);
                entries.and_then(|entries| entries.values().next().cloned()).unwrap()
            }
            _ => new,
        }
    }
}

/// The documented responses of all operations.
fn parts() -> Vec<Part> {
    let parts = response_examples().into_iter().filter_map(|example| {
        let operation = operation(&example.operation);
        let value = example.value().pointer(&operation.pointer())?.clone();
        Some(Part { name: example.name(), of: operation.response?, value })
    });
    let parts: Vec<Part> = parts.collect();
    assert!(!parts.is_empty());
    parts
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
    let undocumented = || json!("no-such-status");
    let created: TemplateCreation = read_with("createTemplate", "/data/templateRun/status", undocumented());
    let status = created.template_run.unwrap().status;
    assert_eq!(status, CreatedTemplateRunStatus::Unknown("no-such-status".to_owned()));
    let preview: PreviewTemplateRun = read_with("getPreviewTemplateRun", "/data/status", undocumented());
    assert_eq!(preview.status, PreviewTemplateRunStatus::Unknown("no-such-status".to_owned()));
    let updated: TemplateUpdate = read_with("updateTemplate", "/data/templateRun/status", undocumented());
    let status = updated.template_run.unwrap().status;
    assert_eq!(status, UpdatedTemplateRunStatus::Unknown("no-such-status".to_owned()));
    let mut run = response_example("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
    run["status"] = undocumented();
    let run: TemplateRun = from_slice(run.to_string().as_bytes()).unwrap();
    assert_eq!(run.status, TemplateRunStatus::Unknown("no-such-status".to_owned()));
    assert_eq!(
        (run.status.as_str(), run.status.to_string()),
        ("no-such-status", "no-such-status".to_owned())
    );
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

#[test]
fn any_string_may_have_an_unknown_value() {
    for part in parts() {
        for place in pointers(&part.value) {
            if part.value.pointer(&place).unwrap().is_string() {
                let changed = replaced(&part.value, &place, json!("a value from 2031 \u{1f6f0}"));
                part.assert_round_trips(&changed, &changed.to_string());
            }
        }
    }
}

#[test]
fn unknown_fields_in_any_object_are_kept() {
    for part in parts() {
        for place in objects(&part.value) {
            let mut changed = part.value.clone();
            object(&mut changed, &place).insert("x-new".to_owned(), part.new_value(&place));
            part.assert_round_trips(&changed, &changed.to_string());
        }
    }
}

#[tokio::test]
async fn unknown_fields_at_all_levels_are_kept() {
    for (example, part) in response_examples().into_iter().zip(parts()) {
        assert_eq!(example.name(), part.name);
        let (mut all, pointer) = (example.value(), operation(&example.operation).pointer());
        for place in objects(&all) {
            let inside = place.strip_prefix(&pointer).filter(|place| part.value.pointer(place).is_some());
            let new = inside.map_or_else(|| json!([{"deep": {}}]), |place| part.new_value(place));
            object(&mut all, &place).insert("x-new".to_owned(), new);
        }
        assert_round_trips(&example.operation, &all, &all.to_string()).await;
    }
}

#[test]
fn unknown_node_kinds_at_any_level_are_kept() {
    let mut nodes = 0;
    for part in parts() {
        for place in objects(&part.value) {
            let mut changed = part.value.clone();
            let node = object(&mut changed, &place);
            if node.contains_key("kind") {
                node.insert("kind".to_owned(), json!("Teleport"));
                part.assert_round_trips(&changed, &changed.to_string());
                nodes += 1;
            }
        }
    }
    assert!(nodes > 0);
}

fn last(key: &str) -> impl FnMut(&mut Vec<&String>) {
    move |keys| keys.sort_by_key(|candidate| candidate.as_str() == key)
}

#[test]
fn properties_may_come_in_any_order() {
    let mut shuffle = Shuffle::new(7);
    for part in parts() {
        let documented = &part.value;
        let mut texts = vec![
            text_in_order(documented, &mut |keys| keys.sort()),
            text_in_order(documented, &mut |keys| keys.sort_by(|a, b| b.cmp(a))),
            text_in_order(documented, &mut last("kind")),
            text_in_order(documented, &mut last("type")),
            text_in_order(documented, &mut last("spec")),
        ];
        texts.extend((0..10).map(|_| text_in_order(documented, &mut |keys| shuffle.order(keys))));
        for text in texts {
            part.assert_round_trips(documented, &text);
        }
    }
}

/// Workflows nested `levels` deep.
fn nested(levels: usize) -> Value {
    let innermost = json!({"kind": "Teleport", "spec": {"image": "i"}});
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
