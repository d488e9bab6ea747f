//! Builds a template from typed nodes, creates it, runs it with an argument, and waits for the run.
//!
//! `cargo run --example run_template --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::{
    CreateTemplateV12, ManualJobNode, ManualJobNodeSpec, RunApiVersion, RunTemplate, StartJobNode,
    StartJobNodeSpec, WorkflowNode, WorkflowSpec, WorkflowType,
};
use northflank::testing::{self, MockServer};
use northflank::{Client, OrReference, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let templates = client.templates();

    // A job, and a run of it. Every value of a node may be a reference to an argument or to another node.
    let job = ManualJobNodeSpec::new().name("migrate").project_id(OrReference::reference("${args.PROJECT}"));
    let run = StartJobNodeSpec::new().job_id(OrReference::reference("${refs.job.id}"));
    let steps =
        vec![ManualJobNode::new().r#ref("job").spec(job).into(), StartJobNode::new().spec(run).into()];
    let workflow = WorkflowNode::new(WorkflowSpec::new(WorkflowType::Sequential).steps(steps));
    let template = CreateTemplateV12::new("Migrate the database", RunApiVersion::V1_2, workflow);
    let created = templates.create(template.description("Creates and runs a job")).await?;

    let mut arguments = RunTemplate::new();
    arguments.arguments = json!({"PROJECT": "example-project"}).as_object().cloned();
    let run = templates.run(&created.template.id, arguments).await?;
    let wait = templates.wait_for_run(&created.template.id, &run.id).interval(Duration::from_millis(20));
    let outcome = wait.await?;
    println!("the run {outcome}");
    assert!(outcome.is_success());
    Ok(())
}

/// Scripts a run that takes two polls.
fn script(server: &MockServer) {
    let started = testing::example("runTemplate").unwrap_or_default();
    for (status, concluded) in [("running", false), ("success", true)] {
        let mut runs = testing::example("listTemplateRuns").unwrap_or_default();
        let run = &mut runs["data"]["templateRuns"][0];
        (run["id"], run["status"], run["concluded"]) =
            (started["data"]["id"].clone(), status.into(), concluded.into());
        server.on("listTemplateRuns").reply(runs);
    }
    server.reply_with_examples();
}
