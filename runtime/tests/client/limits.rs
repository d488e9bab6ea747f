//! Timeouts, body limits and truncated bodies.

use std::time::{Duration, Instant};

use faithful_runtime::{Client, ErrorKind, Retry, Throttle, testing};
use serde_json::json;

use crate::operations::{CONFIGURATION, create_thing, get_thing};
use crate::scripted_server::{Act, ScriptedServer, reply, value};

const SHORT: Duration = Duration::from_millis(150);

fn client_without_retries(server: &ScriptedServer) -> Client {
    server.builder().retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn slow_response_times_out() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let server = ScriptedServer::start([Act::Drip(whole, Duration::from_millis(20))]).await;
    let start = Instant::now();
    let call =
        get_thing(&client_without_retries(&server), "a").with_options(|options| options.timeout(SHORT));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.status().is_none(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn timeout_applies_to_each_attempt() {
    let server = ScriptedServer::start([Act::Silence, Act::Silence, value()]).await;
    let retry = Retry::default().base_delay(Duration::ZERO);
    let client = server.builder().retry(retry).timeout(SHORT).build().unwrap();
    assert_eq!(get_thing(&client, "a").send().await.unwrap().attempts(), 3);
    assert_eq!(server.count(), 3);

    let server = ScriptedServer::start([Act::Silence, value()]).await;
    let client = server.builder().timeout(SHORT).build().unwrap();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown());
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test]
async fn total_timeout_limits_the_whole_call() {
    let server = ScriptedServer::start([Act::Silence]).await;
    let client = server.builder().total_timeout(SHORT).build().unwrap();
    let start = Instant::now();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.attempts() <= 2 && start.elapsed() < Duration::from_secs(2), "{error}");

    // A delay that would end after the total timeout is not started.
    let server = ScriptedServer::start([reply(503, "retry-after: 5\r\n", "")]).await;
    let call = get_thing(&server.builder().build().unwrap(), "a");
    let start = Instant::now();
    let error = call.with_options(|options| options.total_timeout(Duration::from_secs(3))).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn retry_delays_count_toward_the_total_timeout() {
    let mock = testing::Mock::new();
    for _ in 0..9 {
        let _ = mock.on("getThing").status(503).header("retry-after", "4").empty();
    }
    let client = Client::builder(&CONFIGURATION)
        .token("t")
        .retry(Retry::default().max_attempts(9))
        .total_timeout(Duration::from_secs(10))
        .transport(mock.clone())
        .build()
        .unwrap();
    let start = tokio::time::Instant::now();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.attempts(), start.elapsed().as_secs()), (3, 8));
    assert_eq!(error.status().unwrap(), 503);
}

#[tokio::test(start_paused = true)]
async fn total_timeout_includes_waiting_for_a_token() {
    let client = Client::builder(&CONFIGURATION)
        .token_provider(std::future::pending::<Result<String, std::io::Error>>)
        .total_timeout(Duration::from_secs(10))
        .transport(testing::Mock::new())
        .throttle(Throttle::new())
        .build()
        .unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert!(error.is_timeout() && !error.is_outcome_unknown());
    assert_eq!(error.attempts(), 0);
    assert_eq!(
        error.to_string(),
        "getThing: timed out: the total timeout of 10s elapsed (waiting for a token)"
    );
}

/// Fills the backlog of a listener that never accepts, so that the next connection hangs.
fn full_listener() -> (std::net::TcpListener, Vec<std::net::TcpStream>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut taken = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
        taken.push(stream);
        if taken.len() > 10_000 {
            break;
        }
    }
    (listener, taken)
}

#[tokio::test]
async fn connect_timeout_means_nothing_was_sent() {
    let (listener, _taken) = full_listener();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = ScriptedServer::start([]).await;
    let quick = server.builder().base_url(base_url).retry(Retry::none());
    let client = quick.connect_timeout(SHORT).build().unwrap();
    let start = Instant::now();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.is_outcome_unknown(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // The attempt's timeout ends before the connect timeout, and it still counts as a connect error.
    let call = create_thing(&client, &json!({})).with_options(|options| options.timeout(SHORT / 3));
    let error = call.await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.is_outcome_unknown(), "{error}");
}

#[tokio::test]
async fn truncated_body_is_an_error_and_retried_if_idempotent() {
    let truncated = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"dat".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n".to_vec();
    let bad_chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"dat\r\n".to_vec();
    let mut gzipped = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n".to_vec();
    gzipped.extend_from_slice(&include_bytes!("squeezed.json.gz")[..20]);
    for bytes in [truncated, chunked, bad_chunk, gzipped] {
        let close = Act::ReplyAndClose(bytes, Duration::ZERO);
        let server = ScriptedServer::start([close.clone(), value()]).await;
        let error = get_thing(&client_without_retries(&server), "a").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(error.status().unwrap(), 200);
        let server = ScriptedServer::start([close.clone(), value()]).await;
        assert_eq!(get_thing(&server.builder().build().unwrap(), "a").await.unwrap(), 1);
        // The status of a call that is not idempotent has arrived, so its outcome is known.
        let server = ScriptedServer::start([close, value()]).await;
        let error = create_thing(&server.builder().build().unwrap(), &json!({})).await.unwrap_err();
        assert!(error.status().is_some() && !error.is_outcome_unknown());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn chunked_and_gzipped_bodies_are_decoded() {
    let chunked =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n6;x=y\r\na\": 1}\r\n0\r\n\r\n";
    let gzip = include_bytes!("squeezed.json.gz");
    let mut gzipped =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in gzip.chunks(7) {
        gzipped.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        gzipped.extend_from_slice(chunk);
        gzipped.extend_from_slice(b"\r\n");
    }
    gzipped.extend_from_slice(b"0\r\n\r\n");
    let server = ScriptedServer::start([Act::Reply(chunked.to_vec()), Act::Reply(gzipped)]).await;
    let client = client_without_retries(&server);
    assert_eq!(get_thing(&client, "a").await.unwrap(), 1);
    assert_eq!(get_thing(&client, "a").await.unwrap(), "squeezed");
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn endless_body_stops_at_the_limit() {
    let mut endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        endless.extend_from_slice(b"400\r\n");
        endless.extend_from_slice(&[b'x'; 0x400]);
        endless.extend_from_slice(b"\r\n");
    }
    let server = ScriptedServer::start([Act::Reply(endless)]).await;
    let client = server.builder().body_limit(10_000).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::BodyTooLarge, 1));
    assert_eq!(error.body().unwrap().len(), 10_000);
    // The client closes the connection without reading the rest.
    server.until_open(0).await;
}

#[tokio::test]
async fn canceled_call_closes_its_connection() {
    let server = ScriptedServer::start([Act::Silence]).await;
    let client = server.builder().build().unwrap();
    let mut calls = Vec::new();
    for _ in 0..20 {
        let pending = get_thing(&client, "a").send();
        calls.push(tokio::spawn(pending));
    }
    server.until_open(20).await;
    for call in calls {
        call.abort();
    }
    server.until_open(0).await;
    let short = get_thing(&client, "a").into_future();
    assert!(tokio::time::timeout(SHORT, short).await.is_err());
    server.until_open(0).await;
}

/// The limit of descriptors belongs to a process, so the calls are made in a child process.
#[cfg(unix)]
#[tokio::test]
async fn thousands_of_calls_succeed_with_1024_descriptors() {
    let child = tokio::task::spawn_blocking(|| {
        let mut child = std::process::Command::new("sh");
        child.args(["-c", "ulimit -n 1024 && exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
        child.args(["--ignored", "--exact", "limits::child_with_1024_descriptors"]).output().unwrap()
    });
    let output = child.await.unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run as a child process by `thousands_of_calls_succeed_with_1024_descriptors`"]
async fn child_with_1024_descriptors() {
    let server = ScriptedServer::start([value()]).await;
    let client = server.builder().timeout(Duration::from_secs(120)).retry(Retry::none()).build().unwrap();
    let calls: Vec<_> = (0..5_000).map(|_| tokio::spawn(get_thing(&client, "a").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.count(), 5_000);
    assert!(server.accepted() <= 256, "{}", server.accepted());
}
