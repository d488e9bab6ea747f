//! `Template::to_update` and `Template::to_update_v12` keep everything that an update can contain.

use northflank::models::{Project, Template};
use northflank::testing;
use serde_json::json;

/// Properties of a template that an update does not contain.
const OMITTED: [&str; 4] = ["id", "gitops", "createdAt", "updatedAt"];

#[test]
fn to_update_v12_keeps_every_documented_field() {
    let mut read = testing::example("getTemplate").unwrap()["data"].take();
    let template: Template = serde_json::from_value(read.clone()).unwrap();
    let mut sent = serde_json::to_value(template.to_update_v12()).unwrap();
    let read = read.as_object_mut().unwrap();
    read.retain(|name, _| !OMITTED.contains(&name.as_str()));
    // The concurrency policy is one of the options in an update.
    let mut options = sent["options"].take();
    assert_eq!(options["concurrencyPolicy"].take(), read.remove("concurrencyPolicy").unwrap());
    sent.as_object_mut().unwrap().remove("options");
    assert_eq!(sent.as_object().unwrap(), read);
}

#[test]
fn to_update_keeps_unknown_fields_and_values() {
    let mut read = json!({"id": "a", "name": "Example", "description": "d", "apiVersion": "v1.3",
        "project": {"id": "p", "x": 1}, "arguments": {"A": null}, "spec": {"kind": "Teleport", "via": 7},
        "concurrencyPolicy": "one-day-another", "options": {"autorun": true, "x": 2}, "mood": ["calm", null],
        "gitops": {"vcsService": "github", "repoUrl": "https://github.com/a/b", "branch": "main",
            "filePath": "/f.json", "templateSha": "s"},
        "createdAt": "2021-01-01 12:00:00.000Z", "updatedAt": "2021-01-01 12:00:00.000Z"});
    let template: Template = serde_json::from_value(read.clone()).unwrap();
    let body = template.to_update(Project::existing("other"));
    let properties = read.as_object_mut().unwrap();
    for name in OMITTED {
        properties.remove(name).unwrap();
    }
    assert_eq!(serde_json::to_value(&body).unwrap(), read);
    let mut template = template;
    template.project = None;
    assert_eq!(template.to_update(Project::existing("other")).project, Project::existing("other"));
}
