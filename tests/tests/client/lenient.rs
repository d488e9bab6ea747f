//! What the API may send without being understood: values, kinds and members that are new, any order, any time of day.

use northflank::models::{
    CreatedTemplateRunStatus, NodeStatus, PreviewTemplateRun, PreviewTemplateRunStatus, TemplateCreation,
    TemplateRun, TemplateRunStatus, TemplateUpdate, UpdatedTemplateRunStatus,
};
use northflank::{Timestamp, testing};
use northflank_runtime::{Json, from_slice};
use serde_json::{Value, json};

use crate::support::examples::{answer, answers};
use crate::support::forms::{answered, call, due, written};
use crate::support::json::{Shuffle, members, object, objects, replaced, text_in_order};

/// An answer is read, and comes out as it went in.
async fn is_kept(operation: &str, answer: &Value, text: &str) {
    let read = answered(operation, text).await.unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(read, due(operation, answer), "{text}");
}

/// Reads the value of a documented answer after a change to it.
fn changed<T: Json>(operation: &str, place: &str, value: Value) -> T {
    let answer = replaced(&answer(operation).value(), place, value);
    let data = answer.pointer("/data").unwrap();
    let read: T = from_slice(data.to_string().as_bytes()).unwrap();
    assert_eq!(written(&read), *data);
    read
}

#[test]
fn an_unknown_status_is_kept_in_each_of_the_four_enums() {
    let paused = || json!("paused");
    let created: TemplateCreation = changed("createTemplate", "/data/templateRun/status", paused());
    let status = created.template_run.unwrap().status;
    assert_eq!(status, CreatedTemplateRunStatus::Unknown("paused".to_owned()));
    let preview: PreviewTemplateRun = changed("getPreviewTemplateRun", "/data/status", paused());
    assert_eq!(preview.status, PreviewTemplateRunStatus::Unknown("paused".to_owned()));
    let updated: TemplateUpdate = changed("updateTemplate", "/data/templateRun/status", paused());
    let status = updated.template_run.unwrap().status;
    assert_eq!(status, UpdatedTemplateRunStatus::Unknown("paused".to_owned()));
    let mut run = answer("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
    run["status"] = paused();
    let run: TemplateRun = from_slice(run.to_string().as_bytes()).unwrap();
    assert_eq!(run.status, TemplateRunStatus::Unknown("paused".to_owned()));
    assert_eq!((run.status.as_str(), run.status.to_string()), ("paused", "paused".to_owned()));
}

#[test]
fn the_status_that_is_called_unknown_is_a_known_one() {
    assert_eq!(TemplateRunStatus::from("unknown"), TemplateRunStatus::UnknownValue);
    assert_eq!(CreatedTemplateRunStatus::from("unknown"), CreatedTemplateRunStatus::UnknownValue);
    assert_eq!(NodeStatus::from("unknown").as_str(), "unknown");
    assert_eq!(
        PreviewTemplateRunStatus::from("unknown"),
        PreviewTemplateRunStatus::Unknown("unknown".to_owned())
    );
}

#[tokio::test]
async fn every_text_may_be_another_one() {
    for example in answers() {
        let documented = example.value();
        for place in members(&documented) {
            if documented.pointer(&place).unwrap().is_string() {
                let answer = replaced(&documented, &place, json!("ein Wert, den es 2031 gibt \u{1f6f0}"));
                is_kept(&example.operation, &answer, &answer.to_string()).await;
            }
        }
    }
}

#[tokio::test]
async fn an_unknown_member_at_any_level_is_kept() {
    let news = || json!({"kind": "Workflow", "id": null, "list": [1.5, {"deep": {}}]});
    for example in answers() {
        let documented = example.value();
        let places = objects(&documented);
        assert!(places.len() >= 4, "{}", example.name());
        let mut all = documented.clone();
        for place in &places {
            let mut one = documented.clone();
            object(&mut one, place).insert("x-new".to_owned(), news());
            is_kept(&example.operation, &one, &one.to_string()).await;
            object(&mut all, place).insert("x-new".to_owned(), news());
        }
        is_kept(&example.operation, &all, &all.to_string()).await;
    }
}

#[tokio::test]
async fn an_unknown_kind_of_node_at_any_level_is_kept() {
    for example in answers() {
        let documented = example.value();
        for place in objects(&documented) {
            let mut answer = documented.clone();
            let node = object(&mut answer, &place);
            if node.contains_key("kind") {
                node.insert("kind".to_owned(), json!("Teleport"));
                is_kept(&example.operation, &answer, &answer.to_string()).await;
            }
        }
    }
}

fn last(key: &str) -> impl FnMut(&mut Vec<&String>) {
    move |keys| keys.sort_by_key(|candidate| candidate.as_str() == key)
}

#[tokio::test]
async fn members_may_come_in_any_order() {
    let mut shuffle = Shuffle::new(7);
    for example in answers() {
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
            is_kept(operation, &documented, &text).await;
        }
    }
}

/// Workflows in one another.
fn nested(levels: usize) -> Value {
    let innermost = json!({"kind": "Build", "spec": {"image": "i"}});
    (0..levels)
        .fold(innermost, |node, _| json!({"kind": "Workflow", "spec": {"type": "parallel", "steps": [node]}}))
}

#[tokio::test]
async fn a_late_kind_is_found_forty_workflows_deep() {
    for operation in ["getTemplate", "getPreviewTemplateRun"] {
        let answer = replaced(&answer(operation).value(), "/data/spec", nested(40));
        let text = text_in_order(&answer, &mut |keys| {
            keys.sort_by(|a, b| b.cmp(a));
            last("type")(keys);
            last("kind")(keys);
        });
        assert!(text.contains(r#""type":"parallel"},"kind":"Workflow"}"#), "{text}");
        is_kept(operation, &answer, &text).await;
    }
}

#[tokio::test]
async fn what_is_nested_too_deep_is_an_error_and_no_crash() {
    let node = |levels: usize| {
        let before = r#"{"kind":"Workflow","spec":{"type":"parallel","steps":["#.repeat(levels);
        format!(
            r#"{{"data":{{"name":"n","apiVersion":"v1","id":"i","spec":{before}null{}}}}}"#,
            "]}}".repeat(levels)
        )
    };
    answered("getTemplate", &node(41)).await.unwrap();
    let error = answered("getTemplate", &node(42)).await.unwrap_err();
    assert!(error.to_string().ends_with(": nested deeper than 127 levels"), "{error}");
    assert!(answered("getTemplate", &node(100_000)).await.unwrap_err().is_decode());
}

#[test]
fn timestamps_keep_every_byte() {
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
        let mut run = answer("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
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
async fn numbers_are_kept() {
    let documented = answer("getTemplate").value();
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
            let answer = replaced(&documented, place, number.clone());
            is_kept("getTemplate", &answer, &answer.to_string()).await;
        }
    }
    let documented = answer("getPreviewTemplateRun").value();
    for number in [json!(0), json!(-1), json!(i64::MAX), json!(i64::MIN)] {
        let answer = replaced(&documented, "/data/spec/response/retries/timestamp", number);
        is_kept("getPreviewTemplateRun", &answer, &answer.to_string()).await;
    }
}

#[tokio::test]
async fn texts_are_kept_whatever_they_hold() {
    let documented = answer("getTemplate").value();
    for text in ["", "\u{0}\u{1f}\u{7f}\"\\/\u{2028}", "ä\u{1f469}\u{200d}\u{1f680}", "${args.x}", "<script>"]
    {
        let answer = replaced(&documented, "/data/name", json!(text));
        is_kept("getTemplate", &answer, &answer.to_string()).await;
    }
    let escaped =
        answer("getTemplate").text.replace("sequential", "\\u0073equential").replace("kind", "\\u006bind");
    is_kept("getTemplate", &documented, &escaped).await;
}

#[tokio::test]
async fn what_is_read_changed_and_sent_again_loses_nothing() {
    let mut documented = answer("getTemplate").value();
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
async fn what_stands_beside_the_value_of_an_answer_does_not_matter() {
    for operation in ["createTemplate", "getPreviewTemplateRun", "getTemplate", "updateTemplate"] {
        let (client, mock) = testing::client();
        let data = answer(operation).value()["data"].to_string();
        mock.on(operation)
            .text(format!(r#" {{"a": [{{"data": 1}}], "data": {data}, "pagination": null}}{}"#, "\r\n\t "));
        assert_eq!(call(&client, operation).await.unwrap().to_string(), data);
    }
}
