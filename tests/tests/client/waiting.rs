//! Waiters: which requests a poll sends, and which responses end the wait.

use std::time::Duration;

use serde_json::{Value, json};

use northflank::models::{PreviewTemplateRunStatus, TemplateRunStatus};
use northflank::{Outcome, testing};

const SHORT: Duration = Duration::from_millis(1);

fn run(id: &str, status: &str, concluded: bool) -> Value {
    json!({"name": "n", "apiVersion": "v1", "id": id, "templateId": "t", "status": status,
        "concluded": concluded, "createdAt": "2021-01-01", "updatedAt": "2021-01-01"})
}

fn page(runs: &[Value], next: Option<&str>) -> Value {
    json!({"data": {"templateRuns": runs}, "pagination": {"hasNextPage": next.is_some(), "cursor": next}})
}

#[tokio::test]
async fn wait_for_run_searches_all_pages() {
    let (client, mock) = testing::client();
    mock.on("listTemplateRuns")
        .reply(page(&[run("other", "success", true)], None))
        .reply(page(&[run("other", "success", true)], Some("c")))
        .reply(page(&[run("wanted", "success", false)], None))
        .reply(page(&[run("wanted", "a status from the future", false)], Some("c")))
        .reply(page(&[run("wanted", "success", true)], Some("c")));
    let outcome = client.team("acme").templates().wait_for_run("t", "wanted").interval(SHORT).await;
    assert!(outcome.is_ok_and(|outcome| outcome.is_success()));
    let requests = mock.requests();
    assert_eq!(requests.len(), 5);
    assert!(requests.iter().all(|request| request.path == "/v1/teams/acme/templates/t/runs"));
    assert!(requests.iter().all(|request| request.query("per_page") == Some("100")));
    assert_eq!(requests[2].query("cursor"), Some("c"));
}

#[tokio::test]
async fn wait_for_run_maps_final_statuses_to_outcomes() {
    for (status, failure) in [("failure", true), ("aborted", true), ("skipped", false), ("brand-new", false)]
    {
        let (client, mock) = testing::client();
        mock.on("listTemplateRuns").reply(page(&[run("wanted", status, true)], None));
        let outcome = client.templates().wait_for_run("t", "wanted").await.unwrap();
        assert_eq!(
            (outcome.is_success(), outcome.is_failure(), outcome.is_finished()),
            (false, failure, true)
        );
        assert_eq!(outcome.value().map(|run| &run.status), Some(&TemplateRunStatus::from(status)));
    }
}

#[tokio::test]
async fn wait_for_run_reports_an_unlisted_run_as_not_found() {
    let (client, mock) = testing::client();
    mock.on("listTemplateRuns").reply(page(&[], None)).repeat();
    let outcome = client.templates().wait_for_run("t", "wanted").interval(SHORT).await.unwrap();
    assert_eq!((outcome, mock.requests().len()), (Outcome::NotFound, 3));
}

#[tokio::test]
async fn wait_for_preview_template_run_polls_until_finished() {
    let (client, mock) = testing::client();
    for status in ["pending", "a status from the future", "failure"] {
        mock.on("getPreviewTemplateRun").reply(json!({"data": {"apiVersion": "v1.2", "options": {},
            "id": "r", "templateId": "t", "status": status, "spec": {"kind": "Workflow"},
            "gitops": {"vcsService": "github", "repoUrl": "https://github.com/a/b", "branch": "main"}}}));
    }
    mock.on("getPreviewTemplateRun").status(404).empty();
    let wait = || client.project("p").pipelines().wait_for_preview_template_run("q", "r").interval(SHORT);
    let outcome = wait().await.unwrap();
    assert!(outcome.is_failure());
    assert_eq!(outcome.value().map(|run| &run.status), Some(&PreviewTemplateRunStatus::Failure));
    assert!(wait().await.unwrap_err().is_not_found());
}

/// The documented examples end the waits with a success: their statuses are where the waiters look for them.
#[tokio::test]
async fn documented_examples_end_the_waits() {
    let (client, mock) = testing::client();
    for (id, file) in [
        ("getAddon", "get-addon"),
        ("getAddonBackup", "get-addon-backup"),
        ("getAddonRestores", "get-addon-restores"),
        ("getJobBuild", "get-job-build"),
        ("getJobRun", "get-job-run"),
        ("getPreviewBlueprintRun", "get-preview-blueprint-run"),
        ("getReleaseFlowRun", "get-release-flow-run"),
        ("getService", "get-service"),
        ("getServiceBuild", "get-service-build"),
        ("getWorkflowRun", "get-workflow-run"),
    ] {
        mock.on(id).reply(documented(file));
    }
    let project = client.project("p");
    let (addons, jobs, services) = (project.addons(), project.jobs(), project.services());
    assert!(addons.wait_until_running("a").await.unwrap().is_success());
    assert!(addons.wait_for_backup("a", "b").await.unwrap().is_success());
    assert!(addons.wait_for_restore("a", "668596c647fed81696a8a82c").await.unwrap().is_success());
    assert!(jobs.wait_for_build("j", "b").await.unwrap().is_success());
    assert!(jobs.wait_for_run("j", "r").await.unwrap().is_success());
    assert!(services.wait_for_build("s", "b").await.unwrap().is_success());
    assert!(services.wait_for_deployment("s").await.unwrap().is_success());
    assert!(project.workflows().wait_for_run("w", "r").await.unwrap().is_success());
    assert!(project.preview_blueprints().wait_for_run("p", "r").await.unwrap().is_success());
    assert!(project.pipelines().wait_for_release_flow_run("p", "s", "r").await.unwrap().is_success());
    assert_eq!(mock.requests().len(), 10);
}

/// The documented response of an operation.
fn documented(file: &str) -> Value {
    let path = tests::disk::workspace().join(format!("spec/examples/{file}-response.json"));
    let example: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    example["value"].clone()
}
