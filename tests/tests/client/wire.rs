//! Requests on the wire, received by a real server: each of the five calls byte for byte.

use northflank::models::{
    ApiVersion, CreateTemplate, CreateTemplateOptions, Gitops, Project, PushTemplateToGit,
    ReplaceTemplateFromGit, TemplateNode, UpdateTemplate, WorkflowType,
};
use serde_json::json;

use crate::support::examples::response_example;
use crate::support::forms::{node, workflow};
use crate::support::server::{Received, Server, reply};

/// A server that replies to every call with the documented example.
async fn documented() -> Server {
    Server::start(|request| Some(reply(200, response_example(operation(request)).text.clone()))).await
}

/// The operation that a request calls; panics if there is none.
fn operation(request: &Received) -> &'static str {
    let path = request.target.split('?').next().unwrap_or_default();
    let path = path.strip_prefix("/v1/teams/acme").map_or(path.to_owned(), |rest| format!("/v1{rest}"));
    match (request.method.as_str(), path.split('/').skip(1).collect::<Vec<_>>()[..].as_ref()) {
        ("GET", ["v1", "templates", _, "runs"]) => "listTemplateRuns",
        ("GET", ["v1", "templates", _]) => "getTemplate",
        ("GET", ["v1", "projects", _, "pipelines", _, "preview-envs", "runs", _]) => "getPreviewTemplateRun",
        ("POST", ["v1", "templates"]) => "createTemplate",
        ("POST", ["v1", "templates", _]) => "updateTemplate",
        _ => panic!("no operation matches {} {}", request.method, request.target),
    }
}

fn building() -> TemplateNode {
    let build = node(&json!({"kind": "BuildService", "spec": {"name": "build", "dockerfile": "b\u{fc}ild"}}));
    workflow(WorkflowType::Sequential, [build])
}

fn assert_sent(request: &Received, method: &str, target: &str) {
    assert_eq!((request.method.as_str(), request.target.as_str()), (method, target));
    assert_eq!(request.header("authorization"), "Bearer s3cret-token");
    assert_eq!(request.header("accept"), "application/json");
    assert_eq!(request.header("user-agent"), "northflank-rust/0.1.0");
    assert!(request.header("host").starts_with("127.0.0.1:"));
    let all: Vec<_> = request.headers.keys().map(http::HeaderName::as_str).collect();
    let known = [
        "authorization",
        "accept",
        "user-agent",
        "accept-encoding",
        "content-type",
        "content-length",
        "host",
    ];
    assert!(all.iter().all(|name| known.contains(name)), "{all:?}");
}

fn assert_body(request: &Received, body: &str) {
    assert_eq!(std::str::from_utf8(&request.body).unwrap(), body);
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("content-length"), body.len().to_string());
}

fn assert_no_body(request: &Received) {
    assert!(request.body.is_empty());
    assert!(!request.headers.contains_key("content-type"));
    assert!(!request.headers.contains_key("content-length"));
}

#[tokio::test]
async fn list_template_runs_sends_its_parameters() {
    let server = documented().await;
    let call = server
        .client()
        .templates()
        .list_runs("example-template")
        .per_page(50)
        .page(2)
        .cursor("a+b c&d=e/\u{fc}");
    let page = call.await.unwrap();
    assert_eq!((page.items.len(), page.count, page.has_next_page), (1, Some(1), false));
    let request = server.request();
    let target = "/v1/templates/example-template/runs?per_page=50&page=2&cursor=a%2Bb%20c%26d%3De%2F%C3%BC";
    assert_sent(&request, "GET", target);
    assert_no_body(&request);
}

#[tokio::test]
async fn get_template_sends_its_path() {
    let server = documented().await;
    let template = server.client().templates().get("example-template").await.unwrap();
    assert_eq!(template.name, "Example Template");
    assert_sent(&server.request(), "GET", "/v1/templates/example-template");
    assert_no_body(&server.request());
}

#[tokio::test]
async fn get_template_sends_list_parameters() {
    let server = documented().await;
    server.client().templates().get("t").cursor("c").page(-1).per_page(100).await.unwrap();
    assert_sent(&server.request(), "GET", "/v1/templates/t?cursor=c&page=-1&per_page=100");
}

#[tokio::test]
async fn get_preview_template_run() {
    let server = documented().await;
    let run = server
        .client()
        .project("my project")
        .pipelines()
        .get_preview_template_run("p/1", "run-1")
        .await
        .unwrap();
    assert_eq!(run.status.as_str(), "pending");
    let request = server.request();
    assert_sent(&request, "GET", "/v1/projects/my%20project/pipelines/p%2F1/preview-envs/runs/run-1");
    assert_no_body(&request);
}

#[tokio::test]
async fn create_template() {
    let server = documented().await;
    let body =
        CreateTemplate::new("Example Template", ApiVersion::V1, Project::existing("my-project"), building())
            .description("This is a sample.")
            .options(CreateTemplateOptions::new().run_on_creation(true));
    let created = server.client().templates().create(body).await.unwrap();
    assert_eq!(created.template.id, "example-template");
    assert_eq!(created.template_run.unwrap().status.as_str(), "success");
    let request = server.request();
    assert_sent(&request, "POST", "/v1/templates");
    assert_body(
        &request,
        "{\"name\":\"Example Template\",\"description\":\"This is a sample.\",\"apiVersion\":\"v1\",\
         \"project\":{\"id\":\"my-project\"},\"spec\":{\"kind\":\"Workflow\",\"spec\":{\"type\":\"sequential\",\
         \"steps\":[{\"kind\":\"BuildService\",\"spec\":{\"name\":\"build\",\"dockerfile\":\"b\u{fc}ild\"}}]}},\"options\":{\"runOnCreation\":true}}",
    );
}

#[tokio::test]
async fn update_template_sends_each_of_its_bodies() {
    let server = documented().await;
    let templates = server.client().templates();
    let (name, project) = ("Example", Project::existing("p"));
    let file = Gitops::new("github", "https://github.com/acme/app", "main", "/t.json");
    let update = UpdateTemplate::new(name, "v1", project.clone(), workflow(WorkflowType::Parallel, []));
    let push = PushTemplateToGit::new(name, "v1", project, workflow(WorkflowType::Parallel, []), None);
    let updated = templates.update("t", update).await.unwrap();
    assert_eq!(updated.template.concurrency_policy.unwrap().as_str(), "allow");
    templates.update("t", push).await.unwrap();
    templates.update("t", ReplaceTemplateFromGit::new(name, Some(file))).await.unwrap();
    let requests = server.requests();
    for request in &requests {
        assert_sent(request, "POST", "/v1/templates/t");
    }
    let complete = r#""name":"Example","apiVersion":"v1","project":{"id":"p"},"spec":{"kind":"Workflow","spec":{"type":"parallel","steps":[]}}"#;
    assert_body(&requests[0], &format!("{{{complete}}}"));
    assert_body(&requests[1], &format!("{{{complete},\"gitops\":null}}"));
    assert_body(
        &requests[2],
        r#"{"name":"Example","gitops":{"vcsService":"github","repoUrl":"https://github.com/acme/app","branch":"main","filePath":"/t.json"}}"#,
    );
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn team_scope_is_part_of_every_path() {
    let server = documented().await;
    let team = server.client().team("acme");
    let (templates, pipelines) = (team.templates(), team.project("p").pipelines());
    templates.list_runs("t").per_page(5).await.unwrap();
    templates.get("t").await.unwrap();
    pipelines.get_preview_template_run("l", "r").await.unwrap();
    templates.create(CreateTemplate::new("Example", "v1", Project::existing("p"), building())).await.unwrap();
    templates.update("t", ReplaceTemplateFromGit::new("Example", None)).await.unwrap();
    let targets = [
        ("GET", "/v1/teams/acme/templates/t/runs?per_page=5"),
        ("GET", "/v1/teams/acme/templates/t"),
        ("GET", "/v1/teams/acme/projects/p/pipelines/l/preview-envs/runs/r"),
        ("POST", "/v1/teams/acme/templates"),
        ("POST", "/v1/teams/acme/templates/t"),
    ];
    for (request, (method, target)) in server.requests().iter().zip(targets) {
        assert_sent(request, method, target);
    }
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn team_scope_does_not_change_the_original_client() {
    let server = documented().await;
    let client = server.client();
    let team = client.team("acme");
    team.templates().get("t").await.unwrap();
    client.templates().get("t").await.unwrap();
    assert_eq!(server.targets(), ["/v1/teams/acme/templates/t", "/v1/templates/t"]);
}

#[tokio::test]
async fn identifiers_are_encoded_as_one_segment() {
    let server = documented().await;
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("/", "%2F"),
        ("a?b", "a%3Fb"),
        ("a#b", "a%23b"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a b", "a%20b"),
        ("a+b", "a%2Bb"),
        ("\u{1f680}", "%F0%9F%9A%80"),
        ("../../plans", "..%2F..%2Fplans"),
        ("..;", "..%3B"),
        ("...", "..."),
        ("a\r\nhost: b", "a%0D%0Ahost%3A%20b"),
        ("http://evil.example/", "http%3A%2F%2Fevil.example%2F"),
    ] {
        server.client().templates().get(id).await.unwrap();
        server.client().project("p").pipelines().get_preview_template_run(id, "r").await.unwrap();
        let targets = server.targets();
        let expected = [
            format!("/v1/templates/{segment}"),
            format!("/v1/projects/p/pipelines/{segment}/preview-envs/runs/r"),
        ];
        assert_eq!(targets[targets.len() - 2..], expected);
    }
}

#[tokio::test]
async fn identifiers_that_change_the_path_are_rejected() {
    let server = documented().await;
    let (client, reason) =
        (server.client(), "`.` and `..` are resolved by URL parsers and would call another endpoint");
    for (id, reason) in
        [("..", reason), (".", reason), ("", "an empty path parameter would call another endpoint")]
    {
        let error = client.templates().get(id).await.unwrap_err();
        assert_eq!(error.to_string(), format!("getTemplate: invalid request: path.templateId: {reason}"));
        let call = client.project(id).pipelines().get_preview_template_run("l", id);
        let error = call.with_options(northflank::CallOptions::skip_validation).await.unwrap_err();
        let paths: Vec<_> =
            error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
        assert_eq!(paths, ["path.projectId", "path.templateRunId"]);
        let error = client.team(id).templates().list_runs("t").items().try_next().await.unwrap_err();
        assert_eq!(error.violations().unwrap().as_slice()[0].path, "path.teamId");
        assert_eq!((error.attempts(), error.status()), (0, None));
    }
    assert_eq!(server.targets(), [] as [&str; 0]);
}

#[tokio::test]
async fn call_options_reach_the_server() {
    let server = documented().await;
    let call = server.client().templates().get("t").with_options(|options| options.header("x-trace", "1"));
    let response = call.send().await.unwrap();
    assert_eq!(server.request().header("x-trace"), "1");
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 1));
    assert_eq!(response.body(), response_example("getTemplate").text.as_bytes());
    assert_eq!(
        response.headers()["content-length"],
        response_example("getTemplate").text.len().to_string().as_str()
    );
    assert_eq!(response.into_inner().id, "example-template");
}
