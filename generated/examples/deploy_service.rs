//! Deploys a service from an image, and waits until its containers run.
//!
//! `cargo run --example deploy_service --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::{
    CreateDeploymentService, CreateServicePort, DeploymentBilling, ExternalImage, PortProtocol,
    ServiceExternalDeployment,
};
use northflank::testing::{self, MockServer};
use northflank::{Client, Outcome, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let services = client.project("example-project").services();

    let image = ExternalImage::new("nginx:1.29");
    let service = CreateDeploymentService::new(
        "example-service",
        DeploymentBilling::new("nf-compute-20"),
        ServiceExternalDeployment::new(1, image),
    )
    .ports(vec![CreateServicePort::new("web", 80, PortProtocol::Http).public(true)]);
    let created = services.create_deployment(service).await?;
    println!("created {}", created.id);

    let wait = services.wait_for_deployment(created.id);
    // Short intervals keep the example fast. Use the defaults for real deployments.
    match wait.interval(Duration::from_millis(20)).await? {
        Outcome::Success(service) => println!("{} is deployed", service.name),
        other => return Err(format!("the deployment {other}").into()),
    }

    let requests = server.requests();
    let sent = requests[0].json().ok_or("nothing was sent")?;
    assert_eq!(sent["deployment"]["external"]["imagePath"], "nginx:1.29");
    assert_eq!(requests.len(), 4);
    Ok(())
}

/// Scripts a deployment that is pending, then in progress, and then completed.
fn script(server: &MockServer) {
    for status in ["PENDING", "IN_PROGRESS", "COMPLETED"] {
        let mut service = testing::example("getService").unwrap_or_default();
        service["data"]["status"]["deployment"] = json!({"status": status, "reason": "DEPLOYING"});
        server.on("getService").reply(service);
    }
    server.reply_with_examples();
}
