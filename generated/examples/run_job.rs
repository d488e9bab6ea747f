//! Runs a job with an environment of its own, waits for its end, and prints its log.
//!
//! `cargo run --example run_job --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::StartJobRun;
use northflank::testing::{self, MockServer};
use northflank::{Client, Outcome, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let jobs = client.project("example-project").jobs();

    let mut run = StartJobRun::new();
    run.runtime_environment = json!({"DATE": "2026-01-31"}).as_object().cloned();
    let started = jobs.start_run("example-job", run).await?;
    println!("started {}", started.run_name);

    let wait = jobs.wait_for_run("example-job", &started.id).interval(Duration::from_millis(20));
    let outcome = wait.on_poll(|seen| println!("{:?}", seen.value.map(|run| &run.status))).await?;
    match &outcome {
        Outcome::Success(run) => println!("the run succeeded at {:?}", run.concluded_at),
        other => println!("the run {other}"),
    }
    for line in jobs.get_logs("example-job").run_id(&started.id).line_limit(100).await? {
        println!("{:?} {:?}", line.ts, line.log);
    }
    assert!(outcome.is_success());
    Ok(())
}

/// Scripts a run that takes two polls.
fn script(server: &MockServer) {
    for (status, concluded) in [("RUNNING", false), ("SUCCESS", true)] {
        let mut run = testing::example("getJobRun").unwrap_or_default();
        run["data"]["status"] = status.into();
        run["data"]["concluded"] = concluded.into();
        server.on("getJobRun").reply(run);
    }
    server.reply_with_examples();
}
