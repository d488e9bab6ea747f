//! Runs a service for as long as it is needed: creates it, waits until it runs, and deletes it in any case.
//!
//! `cargo run --example sandbox --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::{
    CreateDeploymentService, DeploymentBilling, ExternalImage, ServiceExternalDeployment,
};
use northflank::testing::{self, MockServer};
use northflank::{Client, Error, Outcome, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;

    let worked = with_sandbox(&client, "example-project").await;
    println!("{worked:?}");

    let last = server.requests().pop().ok_or("nothing was sent")?;
    assert_eq!((last.method.as_str(), worked?), ("DELETE", true));
    Ok(())
}

/// Creates a service and deletes it at the end, even if the work fails.
async fn with_sandbox(client: &Client, project: &str) -> Result<bool, Error> {
    let services = client.project(project).services();
    let deployment = ServiceExternalDeployment::new(1, ExternalImage::new("ubuntu:24.04"));
    let service =
        CreateDeploymentService::new("sandbox", DeploymentBilling::new("nf-compute-10"), deployment);
    let created = services.create_deployment(service.description("Deleted after its use")).await?;

    let worked = work(client, project, &created.id).await;
    services.delete(&created.id).delete_child_objects(true).await?;
    worked
}

/// Waits until the sandbox runs. A real program would use it here.
async fn work(client: &Client, project: &str, sandbox: &str) -> Result<bool, Error> {
    let services = client.project(project).services();
    let wait = services.wait_for_deployment(sandbox).interval(Duration::from_millis(20));
    match wait.timeout(Duration::from_secs(10)).await? {
        Outcome::Success(service) => println!("{} is running in {}", service.name, service.cluster.id),
        other => println!("the deployment {other}"),
    }
    Ok(!services.get_containers(sandbox).await?.items.is_empty())
}

/// Scripts a deployment that completes at the second poll.
fn script(server: &MockServer) {
    for status in ["IN_PROGRESS", "COMPLETED"] {
        let mut service = testing::example("getService").unwrap_or_default();
        service["data"]["status"]["deployment"] = json!({"status": status, "reason": "DEPLOYING"});
        server.on("getService").reply(service);
    }
    server.reply_with_examples();
}
