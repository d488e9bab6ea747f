//! Requests are validated against every rule of the spec before they are sent, with all violations reported together.
//! Responses are never validated.

use northflank::models::{
    BuildNode, CreateTemplate, Gitops, Project, PushTemplateToGit, ReplaceTemplateFromGit, UpdateTemplate,
    UpdateTemplateBody, WorkflowContext, WorkflowNode, WorkflowSpec, WorkflowType,
};
use northflank::{CallOptions, Error, OrReference, Violations, testing};
use serde_json::json;

use crate::support::examples::response_example;
use crate::support::forms::{empty_workflow, new_template, node, workflow};
use crate::support::json::replaced;

/// Path and rule of each violation.
fn found(checked: Result<(), Violations>) -> Vec<(String, &'static str)> {
    let violations = checked.err().map_or(Vec::new(), Violations::into_vec).into_iter();
    violations.map(|violation| (violation.path, violation.rule)).collect()
}

fn rules(checked: Result<(), Violations>) -> Vec<&'static str> {
    found(checked).into_iter().map(|(_, rule)| rule).collect()
}

fn named(name: &str) -> Vec<&'static str> {
    rules(CreateTemplate::new(name, "v1", Project::existing("p"), empty_workflow()).validate())
}

fn update_named(name: &str) -> Vec<&'static str> {
    let body = UpdateTemplate::new(name, "v1", Project::existing("p"), empty_workflow());
    let update = rules(body.validate());
    let push = PushTemplateToGit::new(name, "v1", Project::existing("p"), empty_workflow(), None);
    assert_eq!(rules(push.validate()), update);
    update
}

#[test]
fn name_length_is_limited() {
    assert_eq!(named("ab"), ["min_length"]);
    assert_eq!(named("abc"), [""; 0]);
    assert_eq!(named(&"a".repeat(20)), [""; 0]);
    assert_eq!(named(&"a".repeat(21)), ["max_length"]);
    assert_eq!(update_named("ab"), ["min_length"]);
    assert_eq!(update_named(&"a".repeat(39)), [""; 0]);
    assert_eq!(update_named(&"a".repeat(40)), ["max_length"]);
    let replaced = |name: &str| rules(ReplaceTemplateFromGit::new(name, None).validate());
    assert_eq!(replaced("ab"), ["min_length"]);
    assert_eq!(replaced(&"a".repeat(100)), [""; 0]);
    assert_eq!(replaced(&"a".repeat(101)), ["max_length"]);
}

#[test]
fn lengths_count_characters_not_bytes() {
    assert_eq!(named("\u{e4}\u{f6}"), ["min_length", "pattern"]);
    assert_eq!(named("\u{1f680}\u{1f680}\u{1f680}"), ["pattern"]);
    assert_eq!(named(&"\u{1f680}".repeat(20)), ["pattern"]);
    let body = CreateTemplate::new("\u{1f680}".repeat(21), "v1", Project::existing("p"), empty_workflow());
    assert_eq!(body.validate().unwrap_err().to_string(), "$.name: must have at most 20 characters, has 21");
}

#[test]
fn name_must_match_its_pattern() {
    for good in ["Example Template", "a-b-c", "A1 b2-c3", "a1a", "x\u{a0}y"] {
        assert_eq!(named(good), [""; 0], "{good}");
    }
    for bad in ["1ab", "a  b", "abc-", " abc", "a_b", "a--b", "a.b", "abc\n\n"] {
        assert_eq!(named(bad), ["pattern"], "{bad:?}");
    }
}

fn described(description: &str) -> Vec<(String, &'static str)> {
    found(new_template().description(description).validate())
}

#[test]
fn description_pattern_with_an_unescaped_bracket_is_checked() {
    for good in ["This is a sample template.", r#"a,b?c\d/e'f"g(h)[i];j"#, "`%^&*-_:!", "two\nlines"] {
        assert_eq!(described(good), [], "{good}");
    }
    let broken = [("$.description".to_owned(), "pattern")];
    for bad in ["", "na\u{ef}ve", "a+b", "{}", "<b>", "a=b", "a@b", "#"] {
        assert_eq!(described(bad), broken, "{bad}");
    }
}

#[test]
fn description_length_is_limited() {
    assert_eq!(described(&"a".repeat(200)), []);
    assert_eq!(described(&"a".repeat(201)), [("$.description".to_owned(), "max_length")]);
    let project = || Project::existing("p");
    let long = || "{".repeat(201);
    let bodies: [UpdateTemplateBody; 3] = [
        UpdateTemplate::new("Example", "v1", project(), empty_workflow()).description(long()).into(),
        PushTemplateToGit::new("Example", "v1", project(), empty_workflow(), None).description(long()).into(),
        ReplaceTemplateFromGit::new("Example", None).description(long()).into(),
    ];
    for body in bodies {
        // A pattern is not matched against a text that is too long.
        assert_eq!(rules(body.validate()), ["max_length"], "{body:?}");
    }
}

#[test]
fn project_id_must_match_its_pattern() {
    let project = |id: &str| rules(Project::existing(id).validate());
    assert_eq!(project("my-project-1"), [""; 0]);
    for bad in ["", "a b", "a/b", "\u{e4}", "a_b", "a\n"] {
        assert_eq!(project(bad), ["pattern"], "{bad:?}");
    }
}

fn gitops(change: impl FnOnce(&mut Gitops)) -> Vec<(String, &'static str)> {
    let mut gitops = Gitops::new("github", "https://github.com/acme/app", "main", "/templates/t.json");
    change(&mut gitops);
    found(gitops.validate())
}

#[test]
fn gitops_fields_are_validated() {
    assert_eq!(gitops(|_| {}), []);
    let broken = |path: &str, rule| vec![(path.to_owned(), rule)];
    assert_eq!(gitops(|git| git.vcs_service = "sourceforge".into()), broken("$.vcsService", "enum"));
    for good in ["/t.json", "/a/b-c/d_e.yaml", "/.hidden/..x"] {
        assert_eq!(gitops(|git| git.file_path = good.to_owned()), [], "{good}");
    }
    for bad in ["northflank.json", "/", "/a/", "/a b", "//a", "/a\u{e4}"] {
        assert_eq!(gitops(|git| git.file_path = bad.to_owned()), broken("$.filePath", "pattern"), "{bad}");
    }
    for good in ["github.com/acme/app", "https://www.git-lab.example.com/group/sub.group/my_app"] {
        assert_eq!(gitops(|git| git.repo_url = good.to_owned()), [], "{good}");
    }
    for bad in
        ["http://github.com/acme/app", "https://github.com", "github.com/a/b", "https://github.com/acme/app/"]
    {
        assert_eq!(gitops(|git| git.repo_url = bad.to_owned()), broken("$.repoUrl", "pattern"), "{bad}");
    }
    assert_eq!(gitops(|git| git.self_hosted_vcs_id = Some("team-1/vcs-1".to_owned())), []);
    for bad in ["", "/", "_"] {
        let found = gitops(|git| git.self_hosted_vcs_id = Some(bad.to_owned()));
        assert_eq!(found, broken("$.selfHostedVcsId", "pattern"), "{bad}");
    }
}

#[test]
fn nested_nodes_are_validated() {
    let bad = BuildNode::new().skip_node_execution(OrReference::reference("yes"));
    let skipped = node(&json!({"kind": "BuildService", "skipNodeExecution": "maybe"}));
    let context = WorkflowContext::new().project_id("a b");
    let inner = workflow(WorkflowType::Parallel, [bad.into(), skipped]);
    let steps = [inner, node(&json!({"kind": "Build"}))];
    let spec = WorkflowSpec::new(WorkflowType::Sequential).steps(steps).context(context);
    let body = CreateTemplate::new("Example", "v1", Project::existing("p"), WorkflowNode::new(spec));
    assert_eq!(
        found(body.validate()),
        [
            ("$.spec.spec.steps[0].spec.steps[0].skipNodeExecution".to_owned(), "reference"),
            ("$.spec.spec.steps[0].spec.steps[1].skipNodeExecution".to_owned(), "enum"),
            ("$.spec.spec.context.projectId".to_owned(), "pattern"),
        ]
    );
    let context = |project: &str| rules(WorkflowContext::new().project_id(project).validate());
    assert_eq!(
        context("${refs.project.id}"),
        [""; 0],
        "references are not checked against the pattern of ids"
    );
    assert_eq!(context("my-project"), [""; 0]);
}

#[test]
fn unknown_enum_values_are_violations() {
    let body = UpdateTemplate::new("Example", "v7", Project::existing("p"), empty_workflow())
        .concurrency_policy("maybe");
    assert_eq!(
        UpdateTemplateBody::from(body).validate().unwrap_err().to_string(),
        "$.apiVersion: must be one of v1, is v7; $.concurrencyPolicy: must be one of allow, queue, forbid, latest, replace, is maybe"
    );
}

#[tokio::test]
async fn per_page_is_at_most_100() {
    let (client, mock) = testing::client();
    let templates = client.templates();
    let message = |error: Error| error.to_string();
    let text = "invalid request: query.per_page: must be at most 100, is 101; to send it anyway, use \
                `with_options(|o| o.skip_validation())`";
    assert_eq!(message(templates.get("t").per_page(101).await.unwrap_err()), format!("getTemplate: {text}"));
    let error = templates.list_runs("t").per_page(101).items().try_next().await.unwrap_err();
    assert_eq!(message(error), format!("listTemplateRuns: {text}"));
    assert!(mock.requests().is_empty());
    mock.on("getTemplate").status(404).empty();
    assert!(templates.get("t").per_page(100).await.unwrap_err().is_not_found());
}

/// A body that violates many rules.
fn broken() -> PushTemplateToGit {
    let mut gitops = Gitops::new("cvs", "nowhere", "main", "northflank.json");
    gitops.self_hosted_vcs_id = Some(String::new());
    let build = node(&json!({"kind": "Build", "spec": {"type": "service", "sha": "short"}}));
    let spec = workflow(WorkflowType::Sequential, [build]);
    PushTemplateToGit::new("!", "v0", Project::existing(""), spec, Some(gitops))
        .description("{}")
        .concurrency_policy("no")
}

#[tokio::test]
async fn all_violations_are_reported_and_nothing_is_sent() {
    let (client, mock) = testing::client();
    let call = client.templates().update("t", broken()).with_options(CallOptions::deny_unlisted);
    let error = call.await.unwrap_err();
    let expected = [
        ("$.name", "min_length"),
        ("$.name", "pattern"),
        ("$.description", "pattern"),
        ("$.apiVersion", "enum"),
        ("$.project.id", "pattern"),
        ("$.spec.spec.steps[0].spec.sha", "min_length"),
        ("$.concurrencyPolicy", "enum"),
        ("$.gitops.vcsService", "enum"),
        ("$.gitops.selfHostedVcsId", "pattern"),
        ("$.gitops.repoUrl", "pattern"),
        ("$.gitops.filePath", "pattern"),
    ];
    let violations = error.violations().unwrap();
    assert_eq!(
        violations.iter().map(|found| (found.path.as_str(), found.rule)).collect::<Vec<_>>(),
        expected
    );
    assert!(error.to_string().starts_with(
        "updateTemplate: invalid request: $.name: must have at least 3 characters, has 1; $.name: must match"
    ));
    assert_eq!(violations, &broken().validate().unwrap_err());
    assert!(error.is_invalid_request() && mock.requests().is_empty());
}

#[tokio::test]
async fn unlisted_values_are_sent_unless_they_are_denied() {
    let (client, mock) = testing::client();
    mock.on("updateTemplate").status(404).empty();
    let body = || UpdateTemplate::new("Example", "v9", Project::existing("p"), empty_workflow());
    let error = client.templates().update("t", body()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(mock.requests()[0].json().unwrap()["apiVersion"], "v9");
    let call = client.templates().update("t", body()).with_options(CallOptions::deny_unlisted);
    let error = call.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "updateTemplate: invalid request: $.apiVersion: must be one of v1, is v9; to send it anyway, use \
         `with_options(|o| o.skip_validation())`"
    );
    assert!(error.violations().unwrap().iter().all(northflank::Violation::is_unlisted));
}

#[tokio::test]
async fn validation_can_be_skipped() {
    let (client, mock) = testing::client();
    mock.on("updateTemplate").status(400).reply(json!({"error": {"message": "rejected by the service"}}));
    let call = client.templates().update("t", broken()).with_options(CallOptions::skip_validation);
    assert_eq!(call.await.unwrap_err().message(), Some("rejected by the service"));
    assert_eq!(mock.requests()[0].json().unwrap(), serde_json::to_value(broken()).unwrap());
    mock.on("listTemplateRuns").status(400).empty();
    client
        .templates()
        .list_runs("t")
        .per_page(1000)
        .with_options(CallOptions::skip_validation)
        .await
        .unwrap_err();
    assert_eq!(mock.requests()[1].query("per_page"), Some("1000"));
}

#[tokio::test]
async fn responses_are_not_validated() {
    let mut template = response_example("getTemplate").value();
    for (place, value) in [
        ("/data/name", json!("!")),
        ("/data/description", json!("{}".repeat(1000))),
        ("/data/apiVersion", json!("v0")),
        ("/data/concurrencyPolicy", json!("no")),
        ("/data/gitops/vcsService", json!("cvs")),
        ("/data/gitops/repoUrl", json!("nowhere")),
        ("/data/gitops/filePath", json!("northflank.json")),
    ] {
        template = replaced(&template, place, value);
    }
    template["data"]["project"] = json!({"id": "a b"});
    let (client, mock) = testing::client();
    mock.on("getTemplate").reply(template.clone());
    let read = client.templates().get("t").await.unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), template["data"]);
    assert_eq!((read.name.as_str(), read.gitops.unwrap().file_path.as_str()), ("!", "northflank.json"));
}
