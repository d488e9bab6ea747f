//! Makes calls under injected faults, and checks that none of them has an effect that it must not have.
//!
//! `cargo run --package tests --bin soak -- [--seconds N] [--tasks N] [--seed N]`
//!
//! 64 tasks share two clients, one over HTTP/1.1 and one over HTTP/2. A server in this process injects the fault that
//! the path of a request names into the first request of a call, and counts the requests. The run fails if a POST was
//! received twice, if a response belongs to another call, if a call does not end, or if connections, tasks or memory
//! remain.

mod call;
mod fault;
mod http1;
mod http2;
mod process;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use faithful_runtime::{Client, Configuration, Retry};
use tests::random::Random;
use tests::{Failure, Outcome};
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinSet;

use self::call::Results;
use self::process::{descriptors, memory, until};
use self::server::Server;

static CONFIGURATION: Configuration = Configuration {
    base_url: "https://api.example.com",
    token_variables: &[],
    base_url_variables: &[],
    user_agent: "soak/1",
};

/// The time limit of each attempt. Slow responses and silence exceed it.
const TIMEOUT: Duration = Duration::from_millis(400);

const BODY_LIMIT: usize = 1 << 20;

/// The memory in KiB that the process may gain in the second half of the run, in addition to [`COUNTED`].
const MAX_GROWTH: u64 = 16 * 1024;

/// The memory in KiB in which the server counts 1000 calls, with a reserve.
const COUNTED: u64 = 8;

struct Settings {
    seconds: u64,
    tasks: u64,
    seed: u64,
}

fn main() -> Outcome {
    let mut settings = Settings { seconds: 60, tasks: 64, seed: 1 };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.chunks(2) {
        match pair {
            [name, number] if name == "--seconds" => settings.seconds = number.parse()?,
            [name, number] if name == "--tasks" => settings.tasks = number.parse()?,
            [name, number] if name == "--seed" => settings.seed = number.parse()?,
            _ => return Err(Failure::new("--seconds N, --tasks N, --seed N")),
        }
    }
    let server = Server::start()?;
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(soak(&settings, server))
}

async fn soak(settings: &Settings, server: Server) -> Outcome {
    let tasks_before = Handle::current().metrics().num_alive_tasks();
    let descriptors_before = descriptors();
    let builder = || {
        let retry = Retry::default().base_delay(Duration::from_millis(5));
        let builder = Client::builder(&CONFIGURATION).token("t").retry(retry).timeout(TIMEOUT).no_proxy();
        // Otherwise the memory that the allocator keeps depends on the number of endless bodies at the same time.
        builder.body_limit(BODY_LIMIT)
    };
    let clients = [
        builder().base_url(format!("http://{}", server.http1)).build()?,
        builder()
            .base_url(format!("https://localhost:{}", server.http2.port()))
            .root_certificates(server.authority.as_str())
            .build()?,
    ];

    let results = Arc::new(Results::new(Arc::clone(&server.seen)));
    let end = Instant::now() + Duration::from_secs(settings.seconds);
    let mut tasks = JoinSet::new();
    for task in 0..settings.tasks {
        let random = Random::new(settings.seed, task);
        let client = clients[usize::from(!task.is_multiple_of(2))].clone();
        let results = Arc::clone(&results);
        tasks.spawn(async move { call::repeat(&client, random, &results, end).await });
    }
    let half = Duration::from_secs(settings.seconds) / 2;
    tokio::time::sleep(half).await;
    let (memory_before, calls_before) = (memory(), results.calls());
    while let Some(ended) = tasks.join_next().await {
        ended?;
    }
    let growth = memory().saturating_sub(memory_before);
    let counted = (results.calls() - calls_before) / 1000 * COUNTED;

    drop(clients);
    let descriptors_left = until(|| descriptors().saturating_sub(descriptors_before)).await;
    let tasks_left =
        until(|| Handle::current().metrics().num_alive_tasks().saturating_sub(tasks_before)).await;

    print!("{results}");
    println!("descriptors left: {descriptors_left}");
    println!("tasks left: {tasks_left}");
    println!("memory growth: {growth} KiB in the second half");
    let mut problems = results.problems();
    if results.calls() == 0 {
        problems.push("no calls were made");
    }
    if descriptors_left > 0 {
        problems.push("descriptors are left");
    }
    if tasks_left > 0 {
        problems.push("tasks are left");
    }
    if growth > MAX_GROWTH + counted {
        problems.push("the memory grows");
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::new(problems.join("; "))) }
}
