//! Ten thousand calls over one client, and half as many again, 256 at a time: no error, and no task, connection or
//! memory is left behind. It stands alone, because it counts the tasks of its runtime and the memory of its process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use northflank_runtime::{Client, Configuration, Operation, Retry};
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

static GET: Operation =
    Operation { id: "get", method: "GET", path: "/v1/a", answer: &["data"], page: None, idempotent: false };

#[derive(Default)]
struct Counts {
    made: AtomicUsize,
    open: AtomicUsize,
    requests: AtomicUsize,
}

/// A server on a runtime of its own, so that its tasks are not counted.
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
                    counts.made.fetch_add(1, Ordering::SeqCst);
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
            // Some answers come late, so that calls can be given up.
            tokio::time::sleep(Duration::from_micros(300)).await;
            seen.clear();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}";
            if socket.write_all(answer).await.is_err() {
                return;
            }
        }
    }
}

/// Makes calls, so many at a time.
async fn calls(client: &Client, number: usize) {
    let mut tasks = JoinSet::new();
    for _ in 0..number {
        if tasks.len() == 256 {
            assert_eq!(tasks.join_next().await.unwrap().unwrap(), 1);
        }
        let client = client.clone();
        tasks.spawn(async move { client.call(&GET).value::<i64>().await.unwrap() });
    }
    while let Some(value) = tasks.join_next().await {
        assert_eq!(value.unwrap(), 1);
    }
}

/// The memory of this process, in KiB; 0 where it cannot be had.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// Waits until something is so, and fails after some seconds.
async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..500 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(so(), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_leave_nothing_behind() {
    let (address, counts) = server();
    let before = Handle::current().metrics().num_alive_tasks();
    let client = Client::builder(&CONFIGURATION)
        .token("t")
        .base_url(format!("http://{address}"))
        .retry(Retry::none())
        .build()
        .unwrap();

    calls(&client, 10_000).await;
    // By now the allocator has what it needs, but for a connection more or a peak on a busy machine. What is left
    // behind by calls grows in each round.
    let (mut grown, mut rounds) = (usize::MAX, 0);
    while grown >= 1024 && rounds < 4 {
        let warm = memory();
        calls(&client, 5_000).await;
        (grown, rounds) = (memory().saturating_sub(warm), rounds + 1);
    }
    let made = counts.made.load(Ordering::SeqCst);
    println!("{made} connections, {grown} KiB more after {rounds} rounds");
    assert_eq!(counts.requests.load(Ordering::SeqCst), 10_000 + rounds * 5_000);
    // One connection for each call at a time, and a few that were begun and not needed.
    assert!(made <= 1024, "{made} connections");
    assert!(grown < 1024, "{grown} KiB more");
    // A task for each connection of the pool, and none for a call.
    let tasks = Handle::current().metrics().num_alive_tasks();
    assert!(tasks <= before + made + 8, "{tasks} tasks");

    // Calls that are given up take their connections with them.
    let mut given_up = JoinSet::new();
    for _ in 0..256 {
        given_up.spawn(client.call(&GET).value::<i64>());
    }
    tokio::time::sleep(Duration::from_millis(1)).await;
    given_up.shutdown().await;
    calls(&client, 500).await;

    drop(client);
    until("connections are left", || counts.open.load(Ordering::SeqCst) == 0).await;
    until("tasks are left", || Handle::current().metrics().num_alive_tasks() <= before).await;
}
