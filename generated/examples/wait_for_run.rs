//! Waits for a run of a template, prints every poll, and handles success and failure.
//!
//! `cargo run --example wait_for_run --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::testing::{self, MockServer};
use northflank::{Client, Outcome};

const RUN: &str = "3dd592f6-ce63-45ee-acf8-13dc5ec5235c";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;

    let outcome = client
        .templates()
        .wait_for_run("example-template", RUN)
        // Short intervals keep the example fast. Use the defaults for real runs.
        .interval(Duration::from_millis(20))
        .multiplier(2.0)
        .timeout(Duration::from_secs(10))
        .on_poll(|seen| match (seen.value, seen.error) {
            (Some(run), _) => println!("poll {}: {}", seen.polls, run.status),
            (None, Some(error)) => println!("poll {}: {error}", seen.polls),
            (None, None) => println!("poll {}: not listed yet", seen.polls),
        })
        .await?;
    match &outcome {
        Outcome::Success(run) => println!("the run succeeded at {:?}", run.concluded_at),
        Outcome::Failure(run) => println!("the run failed with status {}", run.status),
        other => println!("the run {other}"),
    }
    assert!(outcome.is_success());
    Ok(())
}

/// Scripts a run that is not listed at first, then in progress, partly with an unknown status, and finally finished.
fn script(server: &MockServer) {
    let mut body = testing::example("listTemplateRuns").unwrap_or_default();
    let mut empty = body.clone();
    empty["data"]["templateRuns"] = Vec::<northflank::Value>::new().into();
    server.on("listTemplateRuns").reply(empty);
    for (status, concluded) in
        [("queued", false), ("warming-up", false), ("running", false), ("success", true)]
    {
        let run = &mut body["data"]["templateRuns"][0];
        (run["status"], run["concluded"]) = (status.into(), concluded.into());
        server.on("listTemplateRuns").reply(body.clone());
    }
}
