//! The client from the first call to the last, in the order in which one meets it.
//!
//! It needs no account: a small server on 127.0.0.1 answers with the documented examples.
//!
//! ```text
//! cargo run -p northflank --example quickstart
//! ```
//!
//! With a token and the id of a template it talks to the real API, and only reads:
//!
//! ```text
//! NORTHFLANK_API_TOKEN=… cargo run -p northflank --example quickstart -- --live my-template
//! ```

mod support;

use std::process::ExitCode;

use northflank::Client;
use northflank::models::{
    ApiVersion, CreateTemplate, CreateTemplateOptions, Gitops, NewProjectSpec, OtherNode, Project,
    PushTemplateToGit, ReplaceTemplateFromGit, TemplateCreation, TemplateUpdate, UpdateTemplate, VcsService,
    WorkflowNode, WorkflowSpec,
};
use serde_json::json;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => tour().await,
        ["--live", template] => live(template).await,
        _ => Err("usage: quickstart [--live TEMPLATE_ID]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every call once, against the server in this process.
async fn tour() -> Outcome {
    let address = support::serve().await?;
    let client = Client::builder().base_url(address).token("any-token").build()?;
    read(&client, "example-template").await?;
    preview(&client).await?;
    create(&client).await?;
    update(&client).await?;
    expect_an_error(&client).await
}

/// The calls that change nothing, against the real API.
async fn live(template: &str) -> Outcome {
    let client = Client::from_env()?; // NORTHFLANK_API_TOKEN; for the resources of a team: `.team("acme")`
    read(&client, template).await
}

/// Lists are read by item; further pages are asked for on the way. A single thing is had by awaiting the call for it.
async fn read(client: &Client, id: &str) -> Outcome {
    let mut runs = client.templates().list_runs(id).per_page(100).items();
    while let Some(run) = runs.try_next().await? {
        println!("run {} of {}: {}, asked for at {}", run.id, run.template_id, run.status, run.created_at);
    }

    let template = client.templates().get(id).await?;
    let file = template.gitops.map(|git| format!(", from {} in {}", git.file_path, git.repo_url));
    println!("template {}: {}{}", template.id, template.name, file.unwrap_or_default());
    Ok(())
}

/// `send` instead of a plain `await` gives the status, the headers and the body as well.
async fn preview(client: &Client) -> Outcome {
    let call = client.pipelines().get_preview_template_run("my-project", "my-pipeline", "my-run");
    let response = call.send().await?;
    println!("preview run {}: {} ({})", response.id, response.status, response.status());
    Ok(())
}

/// What is required is an argument of `new`, the rest are setters. Where the API takes one of several things there is an
/// enum with a function for each: here the project, which exists already, or is created in a region or on a cluster.
async fn create(client: &Client) -> Outcome {
    let projects = [
        ("a project that exists", Project::existing("my-project")),
        ("a new project in a region", Project::new(NewProjectSpec::region("Shop", "europe-west"))),
        ("a new project on a cluster", Project::new(NewProjectSpec::cluster("Shop", "my-cluster"))),
    ];
    for (what, project) in projects {
        let body = CreateTemplate::new("Example Template", ApiVersion::V1, project, workflow())
            .description("This is a sample template.")
            .options(CreateTemplateOptions::new().run_on_creation(true));
        let TemplateCreation { template, template_run: run, .. } = client.templates().create(body).await?;
        let status = run.map_or("not run yet".to_owned(), |run| format!("its run: {}", run.status));
        println!("created {} for {what}; {status}", template.id);
    }
    Ok(())
}

/// A template consists of nodes. A workflow holds further nodes; every other kind is a name and what it needs.
fn workflow() -> WorkflowNode {
    let build = OtherNode::new("BuildService")
        .r#ref("build")
        .spec(json!({"name": "shop", "billing": "nf-compute-20"}));
    let deploy =
        OtherNode::new("DeploymentService").spec(json!({"name": "shop", "image": "${refs.build.id}"}));
    WorkflowNode::new(WorkflowSpec::sequential([build.into(), deploy.into()]))
}

/// An update takes one of three bodies: a new version; a new version that is also written to Git; or the version that
/// stands in Git, where `None` instead of a file ends the link to it.
async fn update(client: &Client) -> Outcome {
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
    let run = update.template_run.as_ref().map(|run| format!("; its run: {}", run.status));
    println!("{what}: {}{}", update.template.id, run.unwrap_or_default());
}

/// An error says which call failed and why, and keeps the whole answer. What is known to be wrong is never sent.
async fn expect_an_error(client: &Client) -> Outcome {
    match client.templates().get("no-such-template").await {
        Err(error) if error.is_not_found() => println!("as expected: {error}"),
        Err(error) => return Err(error.into()),
        Ok(template) => return Err(format!("{} should not exist", template.id).into()),
    }
    let body = CreateTemplate::new("!", ApiVersion::V1, Project::existing("my-project"), workflow());
    match client.templates().create(body).await {
        Err(error) if error.is_invalid_request() => println!("as expected: {error}"),
        Err(error) => Err(error)?,
        Ok(creation) => return Err(format!("{} should have been refused", creation.template.id).into()),
    }
    Ok(())
}
