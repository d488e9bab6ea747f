//! Provokes the different kinds of errors and prints the details that each one provides.
//!
//! `cargo run --example errors --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::{ApiVersion, CreateTemplate, Project, WorkflowNode, WorkflowSpec, WorkflowType};
use northflank::testing::{self, MockServer};
use northflank::{Client, Error, ErrorKind, TransportErrorKind, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let templates = client.templates();

    let error = failed(templates.get("nope").await)?;
    assert!(error.is_not_found());
    println!("not found: {error}\n  error id {:?}, request id {:?}", error.error_id(), error.request_id());

    let error = failed(templates.create(body("Ex")).await)?;
    assert!(error.is_invalid_request());
    println!("not sent, {} attempts:", error.attempts());
    for violation in error.violations().into_iter().flatten() {
        println!("  {} violates {}: {}", violation.path, violation.rule, violation.message);
    }

    let template = templates.get("example-template").await?;
    println!("retried after a 503 response, then succeeded: {}", template.name);

    let error =
        failed(templates.get("example-template").with_options(|o| o.timeout(Duration::from_secs(5))).await)?;
    println!("rate limited, retry after: {:?}", error.retry_after());

    // The server may have created the template before the connection failed, so the request is not retried.
    let error = failed(templates.create(body("Example")).await)?;
    println!(
        "connection failed: {error}\n  attempts {}, outcome unknown: {}",
        error.attempts(),
        error.is_outcome_unknown()
    );

    let error = failed(templates.get("example-template").await)?;
    assert_eq!(error.kind(), ErrorKind::Decode);
    println!("invalid response: {error}");
    println!("  response body: {:?}", error.body().map(|body| String::from_utf8_lossy(body).into_owned()));
    Ok(())
}

fn failed<T>(result: Result<T, Error>) -> Result<Error, &'static str> {
    result.err().ok_or("the call should have failed")
}

fn body(name: &str) -> CreateTemplate {
    let spec = WorkflowNode::new(WorkflowSpec::new(WorkflowType::Sequential));
    CreateTemplate::new(name, ApiVersion::V1, Project::existing("my-project"), spec)
}

fn script(server: &MockServer) {
    let not_found = json!({"error": {"status": 404, "message": "Template not found", "id": "e-1"}});
    server.on("getTemplate").status(404).header("x-request-id", "r-1").reply(not_found);
    server.on("getTemplate").status(503).header("retry-after", "0").text("<html>busy</html>").example();
    server.on("getTemplate").status(429).header("retry-after", "3600").empty();
    server.on("getTemplate").reply(json!({"data": {"name": 7}}));
    server.on("createTemplate").fail(TransportErrorKind::Other);
}
