//! What can go wrong, and what an error says about it.
//!
//! `cargo run --example errors --features mock-server` needs no account: a server on 127.0.0.1 misbehaves.

use std::time::Duration;

use northflank::models::{ApiVersion, CreateTemplate, Project, WorkflowNode, WorkflowSpec};
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
    println!("never sent, {} attempts:", error.attempts());
    for violation in error.violations().into_iter().flatten() {
        println!("  {} breaks {}: {}", violation.path, violation.rule, violation.message);
    }

    let template = templates.get("example-template").await?;
    println!("busy once, then answered, without a word about it: {}", template.name);

    let error =
        failed(templates.get("example-template").with_options(|o| o.timeout(Duration::from_secs(5))).await)?;
    println!("wait before you ask again: {:?}", error.retry_after());

    // Whether the template was created cannot be known, so nobody asks a second time.
    let error = failed(templates.create(body("Example")).await)?;
    println!(
        "a broken connection: {error}\n  attempts {}, outcome unknown: {}",
        error.attempts(),
        error.is_outcome_unknown()
    );

    let error = failed(templates.get("example-template").await)?;
    assert_eq!(error.kind(), ErrorKind::Decode);
    println!("an answer that is none: {error}");
    println!("  its body is kept: {:?}", error.body().map(|body| String::from_utf8_lossy(body).into_owned()));
    Ok(())
}

fn failed<T>(result: Result<T, Error>) -> Result<Error, &'static str> {
    result.err().ok_or("this call was meant to fail")
}

fn body(name: &str) -> CreateTemplate {
    let spec = WorkflowNode::new(WorkflowSpec::sequential([]));
    CreateTemplate::new(name, ApiVersion::V1, Project::existing("my-project"), spec)
}

fn script(server: &MockServer) {
    let gone = json!({"error": {"status": 404, "message": "Template not found", "id": "e-1"}});
    server.on("getTemplate").status(404).header("x-request-id", "r-1").reply(gone);
    server.on("getTemplate").status(503).header("retry-after", "0").text("<html>busy</html>").documented();
    server.on("getTemplate").status(429).header("retry-after", "3600").empty();
    server.on("getTemplate").reply(json!({"data": {"name": 7}}));
    server.on("createTemplate").fail(TransportErrorKind::Other);
}
