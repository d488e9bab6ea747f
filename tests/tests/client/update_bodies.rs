//! The three bodies of an update, which have no discriminator: the variant is selected by the properties that are
//! present, and everything round-trips.

use faithful_runtime::{from_slice, to_vec};
use northflank::models::{
    ApiVersion, Gitops, Project, PushTemplateToGit, ReplaceTemplateFromGit, UpdateTemplate,
    UpdateTemplateBody,
};
use northflank::{Patch, testing};
use serde_json::{Value, json};

use crate::support::forms::{empty_workflow, written};
use crate::support::json::{Shuffle, object_text, objects, parse, permutations, text_in_order};

fn gitops() -> Value {
    json!({"vcsService": "github", "repoUrl": "https://github.com/acme/app", "branch": "main", "filePath": "/t.json"})
}

/// A complete body without `gitops`.
fn complete_body() -> Value {
    json!({
        "name": "Example",
        "apiVersion": "v1",
        "project": {"id": "my-project"},
        "spec": {"kind": "Workflow", "spec": {"type": "sequential", "steps": []}},
    })
}

fn with(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

fn read(text: &str) -> UpdateTemplateBody {
    from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn variant(body: &UpdateTemplateBody) -> &'static str {
    match body {
        UpdateTemplateBody::UpdateTemplate(_) => "update",
        UpdateTemplateBody::PushToGit(_) => "push",
        UpdateTemplateBody::ReplaceFromGit(_) => "replace",
        _ => "unknown",
    }
}

/// Every documented body, with `gitops` present, absent and null, and its variant.
fn bodies() -> Vec<(&'static str, Value)> {
    vec![
        ("update", complete_body()),
        ("push", with(complete_body(), "gitops", gitops())),
        ("push", with(complete_body(), "gitops", Value::Null)),
        ("replace", json!({"name": "Example", "gitops": gitops()})),
        ("replace", json!({"name": "Example", "gitops": null})),
    ]
}

#[test]
fn gitops_present_absent_or_null_selects_the_intended_variant() {
    for (expected, body) in bodies() {
        let read = read(&body.to_string());
        assert_eq!(variant(&read), expected, "{body}");
        assert_eq!(written(&read), body);
        assert_eq!(serde_json::from_value::<UpdateTemplateBody>(body.clone()).unwrap(), read);
        assert_eq!(serde_json::to_value(&read).unwrap(), body);
    }
}

#[test]
fn gitops_is_parsed_in_each_variant() {
    let UpdateTemplateBody::PushToGit(push) = read(&with(complete_body(), "gitops", gitops()).to_string())
    else {
        panic!("a complete body with `gitops` is a push");
    };
    assert_eq!(push.gitops.unwrap().branch, "main");
    let UpdateTemplateBody::ReplaceFromGit(replace) = read(r#"{"name": "Example", "gitops": null}"#) else {
        panic!("a body with `gitops` but no spec is a replacement");
    };
    assert_eq!(replace.gitops, Patch::Null);
}

#[test]
fn every_property_order_gives_the_same_body() {
    let mut orders = 0;
    for (expected, body) in bodies() {
        let body = with(body, "unknown", json!([1, {"gitops": 2}]));
        let first = read(&body.to_string());
        let properties: Vec<_> = body.as_object().unwrap().iter().collect();
        for order in permutations(&properties) {
            let text = object_text(&order);
            let read = read(&text);
            assert_eq!(variant(&read), expected, "{text}");
            assert_eq!(read, first, "{text}");
            assert_eq!(written(&read), body, "{text}");
            orders += 1;
        }
    }
    assert_eq!(orders, 120 + 2 * 720 + 2 * 6);
}

#[test]
fn nested_property_order_does_not_matter() {
    let mut shuffle = Shuffle::new(1);
    for (_, body) in bodies() {
        let first = read(&body.to_string());
        for _ in 0..50 {
            let text = text_in_order(&body, &mut |keys| shuffle.order(keys));
            assert_eq!(read(&text), first, "{text}");
        }
    }
}

#[test]
fn optional_properties_are_kept_alone_and_together() {
    let optional = [
        ("description", json!("A sample.")),
        ("arguments", json!({"A": "1", "B": {"nested": [null]}})),
        ("concurrencyPolicy", json!("queue")),
        ("argumentOverrides", json!({"A": "2"})),
        ("options", json!({"autorun": false})),
    ];
    for (expected, body) in bodies() {
        let mut all = body.clone();
        for (key, value) in &optional {
            let one = with(body.clone(), key, value.clone());
            assert_eq!((variant(&read(&one.to_string())), written(&read(&one.to_string()))), (expected, one));
            all[key] = value.clone();
        }
        assert_eq!((variant(&read(&all.to_string())), written(&read(&all.to_string()))), (expected, all));
    }
}

#[test]
fn unknown_properties_at_any_level_are_kept() {
    for (expected, body) in bodies() {
        for place in objects(&body) {
            let mut changed = body.clone();
            changed.pointer_mut(&place).unwrap()["x-new"] = json!({"kind": "Workflow", "gitops": {}});
            let read = read(&changed.to_string());
            assert_eq!((variant(&read), written(&read)), (expected, changed), "at {place:?}");
        }
    }
}

#[test]
fn body_of_no_variant_is_kept_as_unknown() {
    for text in ["[]", "7", "null", "\"name\"", "true", "1.50", r#"[{"gitops":null}]"#] {
        let body = read(text);
        assert_eq!(body, UpdateTemplateBody::Unknown(parse(text)), "{text}");
        assert_eq!(written(&body), parse(text));
    }
    assert_eq!(to_vec(&read("[]")), b"[]");
}

#[test]
fn incomplete_body_is_an_error_of_the_selected_variant() {
    let error = |text: &str| from_slice::<UpdateTemplateBody>(text.as_bytes()).unwrap_err().to_string();
    for text in ["{}", r#"{"description":"no name"}"#] {
        assert_eq!(error(text), "at $<ReplaceFromGit>: missing field `name`");
    }
    assert_eq!(
        error(r#"{"name": "A", "apiVersion": "v1"}"#),
        "at $<UpdateTemplate>: missing fields `project`, `spec`"
    );
    assert_eq!(error(r#"{"gitops": null}"#), "at $<ReplaceFromGit>: missing field `name`");
    assert_eq!(
        error(r#"{"gitops": {}, "spec": {"kind": "Build"}, "apiVersion": "v1"}"#),
        "at $<PushToGit>.gitops: missing fields `vcsService`, `repoUrl`, `branch`, `filePath`"
    );
    assert_eq!(
        error(r#"{"name": "A", "gitops": 7}"#),
        "at $<ReplaceFromGit>.gitops: expected an object, got 7"
    );
    assert_eq!(
        error(r#"{"name": null, "apiVersion": "v1"}"#),
        "at $<UpdateTemplate>.name: expected a string, got null"
    );
}

#[test]
fn constructors_build_the_three_bodies() {
    let project = || Project::existing("my-project");
    let git = || Gitops::new("github", "https://github.com/acme/app", "main", "/t.json");
    let built: [UpdateTemplateBody; 5] = [
        UpdateTemplate::new("Example", ApiVersion::V1, project(), empty_workflow()).into(),
        PushTemplateToGit::new("Example", ApiVersion::V1, project(), empty_workflow(), git()).into(),
        PushTemplateToGit::new("Example", ApiVersion::V1, project(), empty_workflow(), None).into(),
        ReplaceTemplateFromGit::new("Example", Some(git())).into(),
        ReplaceTemplateFromGit::new("Example", None).into(),
    ];
    let short = [
        UpdateTemplateBody::update_template("Example", ApiVersion::V1, project(), empty_workflow()),
        UpdateTemplateBody::push_to_git("Example", ApiVersion::V1, project(), empty_workflow(), Some(git())),
        UpdateTemplateBody::push_to_git("Example", ApiVersion::V1, project(), empty_workflow(), None),
        UpdateTemplateBody::replace_from_git("Example", Some(git())),
        UpdateTemplateBody::replace_from_git("Example", None),
    ];
    let read = bodies().into_iter().map(|(_, body)| read(&body.to_string()));
    for ((built, short), read) in built.into_iter().zip(short).zip(read) {
        assert_eq!(built, short);
        assert_eq!(built, read);
        assert_eq!(built.validate(), Ok(()));
    }
}

#[test]
fn setters_cover_every_optional_property() {
    let arguments = json!({"A": "1"}).as_object().unwrap().clone();
    let body =
        UpdateTemplate::new("Example", ApiVersion::V1, Project::existing("my-project"), empty_workflow())
            .description("A sample.")
            .arguments(arguments.clone())
            .concurrency_policy("queue")
            .argument_overrides(arguments)
            .options(northflank::models::UpdateTemplateOptions::new().autorun(true));
    let mut expected = complete_body();
    expected["description"] = json!("A sample.");
    expected["arguments"] = json!({"A": "1"});
    expected["concurrencyPolicy"] = json!("queue");
    expected["argumentOverrides"] = json!({"A": "1"});
    expected["options"] = json!({"autorun": true});
    assert_eq!(written(&body), expected);
}

#[tokio::test]
async fn call_sends_each_body_unchanged() {
    let (client, mock) = testing::client();
    let script = mock.on("updateTemplate");
    (0..4).fold(script, |script, _| script.status(500).empty());
    let templates = client.templates();
    let (name, version) = ("Example", ApiVersion::V1);
    let project = || Project::existing("my-project");
    let push = PushTemplateToGit::new(name, version.clone(), project(), empty_workflow(), None);
    templates.update("t", UpdateTemplate::new(name, version, project(), empty_workflow())).await.unwrap_err();
    templates.update("t", push).await.unwrap_err();
    templates.update("t", ReplaceTemplateFromGit::new(name, None)).await.unwrap_err();
    templates.update("t", UpdateTemplateBody::Unknown(json!({"fourth": 1}))).await.unwrap_err();
    let sent: Vec<_> = mock.requests().iter().map(|request| request.json().unwrap()).collect();
    let expected = [
        complete_body(),
        with(complete_body(), "gitops", Value::Null),
        json!({"name": "Example", "gitops": null}),
        json!({"fourth": 1}),
    ];
    assert_eq!(sent, expected);
}
