//! Load test: at least fifteen thousand calls with one client, 256 at a time, without errors and without leaking
//! tasks, connections or memory. It is a separate test binary because it measures the memory of the process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faithful_runtime::{Client, Configuration, Operation, Retry};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

static CONFIGURATION: Configuration = Configuration {
    base_url: "https://api.example.com",
    token_variables: &[],
    base_url_variables: &[],
    user_agent: "example/1",
};

static GET: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/v1/a",
    value_path: &["data"],
    page: None,
    idempotent: false,
};

#[derive(Default)]
struct Counts {
    accepted: AtomicUsize,
    open: AtomicUsize,
    requests: AtomicUsize,
}

/// Starts a server on a separate runtime, so that its tasks are not counted.
fn server() -> (SocketAddr, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let shared = Arc::clone(&counts);
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let counts = Arc::clone(&shared);
                tokio::spawn(async move {
                    counts.accepted.fetch_add(1, Ordering::SeqCst);
                    counts.open.fetch_add(1, Ordering::SeqCst);
                    serve(socket, &counts).await;
                    counts.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
    });
    (receiver.recv().unwrap(), counts)
}

async fn serve(mut socket: TcpStream, counts: &Counts) {
    let (mut seen, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        match socket.read(&mut buffer).await {
            Ok(count) if count > 0 => seen.extend_from_slice(&buffer[..count]),
            _ => return,
        }
        if seen.ends_with(b"\r\n\r\n") {
            counts.requests.fetch_add(1, Ordering::SeqCst);
            // The delay leaves time to cancel calls.
            tokio::time::sleep(Duration::from_micros(300)).await;
            seen.clear();
            let response = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}";
            if socket.write_all(response).await.is_err() {
                return;
            }
        }
    }
}

/// The default limit of connections, and the number of concurrent calls.
const CONNECTIONS: usize = 256;

/// Makes `number` calls, 256 at a time.
async fn calls(client: &Client, number: usize) {
    let mut tasks = JoinSet::new();
    for _ in 0..number {
        if tasks.len() == CONNECTIONS {
            assert_eq!(tasks.join_next().await.unwrap().unwrap(), 1);
        }
        let client = client.clone();
        tasks.spawn(async move { client.call(&GET).value::<i64>().await.unwrap() });
    }
    while let Some(value) = tasks.join_next().await {
        assert_eq!(value.unwrap(), 1);
    }
}

/// The resident memory of this process in KiB; 0 where it is not available.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// Waits until `condition` returns true, and panics after five seconds.
async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..500 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(condition(), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_do_not_leak_tasks_connections_or_memory() {
    let (address, counts) = server();
    let before = Handle::current().metrics().num_alive_tasks();
    let client = Client::builder(&CONFIGURATION)
        .token("t")
        .base_url(format!("http://{address}"))
        .retry(Retry::none())
        .build()
        .unwrap();

    calls(&client, 10_000).await;
    // The allocator is warm by now. A leak grows in every round; one extra connection or a peak on a busy machine
    // does not.
    let (mut grown, mut rounds) = (usize::MAX, 0);
    while grown >= 1024 && rounds < 4 {
        let warm = memory();
        calls(&client, 5_000).await;
        (grown, rounds) = (memory().saturating_sub(warm), rounds + 1);
    }
    let accepted = counts.accepted.load(Ordering::SeqCst);
    println!("{accepted} connections, {grown} KiB more after {rounds} rounds");
    assert_eq!(counts.requests.load(Ordering::SeqCst), 10_000 + rounds * 5_000);
    // One connection per concurrent call, and a few that were opened but not needed.
    assert!(accepted <= 1024, "{accepted} connections");
    assert!(grown < 1024, "{grown} KiB more");
    // One task per connection, including those that are still being established, and none per call.
    let tasks = Handle::current().metrics().num_alive_tasks();
    assert!(tasks <= before + accepted.max(CONNECTIONS) + 8, "{tasks} tasks");

    // Canceled calls close their connections.
    let mut canceled = JoinSet::new();
    for _ in 0..256 {
        canceled.spawn(client.call(&GET).value::<i64>());
    }
    tokio::time::sleep(Duration::from_millis(1)).await;
    canceled.shutdown().await;
    calls(&client, 500).await;

    drop(client);
    until("connections remain open", || counts.open.load(Ordering::SeqCst) == 0).await;
    until("tasks remain", || Handle::current().metrics().num_alive_tasks() <= before).await;
}
