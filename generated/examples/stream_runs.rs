//! Reads all runs of a template, one page ahead, and displays the progress.
//!
//! `cargo run --example stream_runs --features mock-server` uses a local mock server and needs no account.

use std::collections::BTreeMap;
use std::io::Write as _;

use northflank::testing::{self, MockServer};
use northflank::{Client, Value};

const PAGES: usize = 4;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;

    let mut by_status = BTreeMap::new();
    let mut progress = Progress::default();
    let mut runs = client.templates().list_runs("example-template").per_page(100).items().read_ahead();
    while let Some(run) = runs.try_next().await? {
        *by_status.entry(run.status.to_string()).or_insert(0) += 1;
        progress.step(runs.cursor());
    }
    progress.finish();
    for (status, count) in &by_status {
        println!("{count:>4} {status}");
    }
    assert_eq!(by_status.values().sum::<i32>(), 100);
    assert_eq!(server.requests().len(), PAGES);
    Ok(())
}

/// A progress bar with one mark per ten runs. The total is not known in advance, so the bar grows.
#[derive(Default)]
struct Progress {
    runs: usize,
}

impl Progress {
    fn step(&mut self, cursor: Option<&str>) {
        self.runs += 1;
        let bar = "#".repeat(self.runs.div_ceil(10));
        print!("\r{bar} {} runs, page {}", self.runs, cursor.unwrap_or("1"));
        // A failure to display the bar is ignored.
        drop(std::io::stdout().flush());
    }

    fn finish(&self) {
        println!("\r{} {} runs         ", "#".repeat(self.runs.div_ceil(10)), self.runs);
    }
}

/// Scripts four pages of 25 runs, based on the documented example.
fn script(server: &MockServer) {
    for page in 1..=PAGES {
        let mut body = testing::example("listTemplateRuns").unwrap_or_default();
        let run = body["data"]["templateRuns"][0].clone();
        let runs = (0..25).map(|number| {
            let mut run = run.clone();
            run["id"] = format!("{page}-{number}").into();
            run["status"] = if number % 5 == 0 { "failure" } else { "success" }.into();
            run
        });
        body["data"]["templateRuns"] = Value::Array(runs.collect());
        body["pagination"]["hasNextPage"] = (page < PAGES).into();
        body["pagination"]["cursor"] = (page + 1).to_string().into();
        server.on("listTemplateRuns").reply(body);
    }
}
