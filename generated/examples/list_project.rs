//! Lists everything in a project: services, jobs, addons, volumes, secrets, pipelines and workflows.
//!
//! `cargo run --example list_project --features mock-server` uses a local mock server and needs no account.

use northflank::{Client, testing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    server.reply_with_examples();
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let project = client.project("example-project");

    let mut lines = Vec::new();
    let mut services = project.services().list().items();
    while let Some(service) = services.try_next().await? {
        lines.push(format!("service  {} ({})", service.name, service.service_type));
    }
    let mut jobs = project.jobs().list().items();
    while let Some(job) = jobs.try_next().await? {
        lines.push(format!("job      {} ({})", job.name, job.job_type));
    }
    let mut addons = project.addons().list().items();
    while let Some(addon) = addons.try_next().await? {
        lines.push(format!("addon    {} ({})", addon.name, addon.status));
    }
    let mut volumes = project.volumes().list().items();
    while let Some(volume) = volumes.try_next().await? {
        lines.push(format!("volume   {}", volume.name));
    }
    let mut secrets = project.secrets().list().items();
    while let Some(secret) = secrets.try_next().await? {
        lines.push(format!("secret   {} ({})", secret.name, secret.secret_type));
    }
    let mut pipelines = project.pipelines().list().items();
    while let Some(pipeline) = pipelines.try_next().await? {
        lines.push(format!("pipeline {}", pipeline.id));
    }
    let mut workflows = project.workflows().list().items();
    while let Some(workflow) = workflows.try_next().await? {
        lines.push(format!("workflow {}", workflow.name));
    }
    println!("{}", lines.join("\n"));
    assert!(lines.len() >= 7);
    Ok(())
}
