//! A tour of the client, with templates as the example, in the order in which a new user needs them.
//!
//! It needs no account: a local server replies with the documented examples.
//!
//! ```text
//! cargo run -p northflank --example quickstart
//! ```
//!
//! With a token and a template ID, it calls the real API, with read-only operations:
//!
//! ```text
//! NORTHFLANK_API_TOKEN=… cargo run -p northflank --example quickstart -- --live my-template
//! ```

mod support;

use std::process::ExitCode;

use northflank::models::{
    ApiVersion, BuildServiceNode, BuildServiceNodeSpec, CreateTemplate, CreateTemplateOptions,
    DeploymentServiceNode, DeploymentServiceNodeSpec, Gitops, NewProjectSpec, Project, PushTemplateToGit,
    ReplaceTemplateFromGit, TemplateCreation, TemplateNode, TemplateUpdate, UpdateTemplate, VcsService,
    WorkflowNode, WorkflowSpec, WorkflowType,
};
use northflank::{Client, OrReference};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => tour().await,
        ["--live", template] => live(template).await,
        _ => Err("usage: quickstart [--live TEMPLATE_ID]".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Calls every operation against a server in this process.
async fn tour() -> Result {
    let address = support::serve().await?;
    let client = Client::builder().base_url(address).token("any-token").build()?;
    read(&client, "example-template").await?;
    preview(&client).await?;
    create(&client).await?;
    update(&client).await?;
    expect_an_error(&client).await
}

/// Calls read-only operations of the real API.
async fn live(template: &str) -> Result {
    let client = Client::from_env()?; // reads NORTHFLANK_API_TOKEN; add `.team("acme")` for the resources of a team
    read(&client, template).await
}

/// Reads a list and a single value. `items` requests further pages as they are needed; awaiting a call returns its
/// value.
async fn read(client: &Client, id: &str) -> Result {
    let mut runs = client.templates().list_runs(id).per_page(100).items();
    while let Some(run) = runs.try_next().await? {
        println!("run {} of {}: {}, created at {}", run.id, run.template_id, run.status, run.created_at);
    }

    let template = client.templates().get(id).await?;
    let file = template.gitops.map(|git| format!(", from {} in {}", git.file_path, git.repo_url));
    println!("template {}: {}{}", template.id, template.name, file.unwrap_or_default());
    Ok(())
}

/// Uses `send` instead of `await` to get the status, the headers and the body as well as the value.
async fn preview(client: &Client) -> Result {
    let call = client.project("my-project").pipelines().get_preview_template_run("my-pipeline", "my-run");
    let response = call.send().await?;
    println!("preview run {}: {} ({})", response.id, response.status, response.status());
    Ok(())
}

/// Creates templates. Required fields are arguments of `new`, and setters set the optional ones. Unions are enums
/// with a constructor per variant. Here, the project either exists already, or is created in a region or on a
/// cluster.
async fn create(client: &Client) -> Result {
    let projects = [
        ("an existing project", Project::existing("my-project")),
        ("a new project in a region", Project::new(NewProjectSpec::region("Shop", "europe-west"))),
        ("a new project on a cluster", Project::new(NewProjectSpec::cluster("Shop", "my-cluster"))),
    ];
    for (what, project) in projects {
        let body = CreateTemplate::new("Example Template", ApiVersion::V1, project, workflow())
            .description("This is a sample template.")
            .options(CreateTemplateOptions::new().run_on_creation(true));
        let TemplateCreation { template, template_run: run, .. } = client.templates().create(body).await?;
        let status = run.map_or("not run yet".to_owned(), |run| format!("run status: {}", run.status));
        println!("created {} for {what}; {status}", template.id);
    }
    Ok(())
}

/// Builds the nodes of a template: a workflow contains other nodes, and there is a type for every other kind. Most
/// values of a node may refer to the output of an earlier one.
fn workflow() -> WorkflowNode {
    let service = BuildServiceNodeSpec::new().name("shop").description("Builds the shop.");
    let build = TemplateNode::from(BuildServiceNode::new().r#ref("build").spec(service));
    let service = DeploymentServiceNodeSpec::new()
        .name("shop-server")
        .project_id(OrReference::reference("${refs.build.projectId}"));
    let deploy = TemplateNode::from(DeploymentServiceNode::new().spec(service));
    WorkflowNode::new(WorkflowSpec::new(WorkflowType::Sequential).steps([build, deploy]))
}

/// Updates a template with each of the three possible bodies: a new version; a new version that is also pushed to
/// Git; or the version in Git. In the latter two, `None` instead of a file removes the link to Git.
async fn update(client: &Client) -> Result {
    let (name, version, project) = ("Example Template", ApiVersion::V1, Project::existing("my-project"));
    let file = Gitops::new(VcsService::Github, "https://github.com/acme/shop", "main", "/northflank.json");
    let replace = UpdateTemplate::new(name, version.clone(), project.clone(), workflow());
    let push = PushTemplateToGit::new(name, version, project, workflow(), file.clone());
    let pull = ReplaceTemplateFromGit::new(name, Some(file));

    let templates = client.templates();
    report("replaced", &templates.update("example-template", replace).await?);
    report("replaced and pushed to Git", &templates.update("example-template", push).await?);
    report("replaced from Git", &templates.update("example-template", pull).await?);
    Ok(())
}

fn report(what: &str, update: &TemplateUpdate) {
    let run = update.template_run.as_ref().map(|run| format!("; run status: {}", run.status));
    println!("{what}: {}{}", update.template.id, run.unwrap_or_default());
}

/// Provokes two errors: one reported by the server, and one found by validation before the request is sent.
async fn expect_an_error(client: &Client) -> Result {
    match client.templates().get("no-such-template").await {
        Err(error) if error.is_not_found() => println!("as expected: {error}"),
        Err(error) => return Err(error.into()),
        Ok(template) => return Err(format!("{} should not exist", template.id).into()),
    }
    let body = CreateTemplate::new("!", ApiVersion::V1, Project::existing("my-project"), workflow());
    match client.templates().create(body).await {
        Err(error) if error.is_invalid_request() => println!("as expected: {error}"),
        Err(error) => Err(error)?,
        Ok(creation) => return Err(format!("{} should have been rejected", creation.template.id).into()),
    }
    Ok(())
}
