//! Limits of time and size, and bodies that are cut short.

use std::time::{Duration, Instant};

use northflank_runtime::{Client, ErrorKind, Retry, Throttle, testing};
use serde_json::json;

use crate::operations::{CONFIGURATION, create_thing, get_thing};
use crate::rough::{Act, Rough, answer, value};

const SOON: Duration = Duration::from_millis(150);

fn once(server: &Rough) -> Client {
    server.builder().retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn a_byte_at_a_time_is_too_slow() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let server = Rough::start([Act::Drip(whole, Duration::from_millis(20))]).await;
    let start = Instant::now();
    let call = get_thing(&once(&server), "a").with_options(|options| options.timeout(SOON));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.status().is_none(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn each_attempt_has_its_own_time() {
    let server = Rough::start([Act::Silence, Act::Silence, value()]).await;
    let retry = Retry::default().base_delay(Duration::ZERO);
    let client = server.builder().retry(retry).timeout(SOON).build().unwrap();
    assert_eq!(get_thing(&client, "a").send().await.unwrap().attempts(), 3);
    assert_eq!(server.count(), 3);

    let server = Rough::start([Act::Silence, value()]).await;
    let client = server.builder().timeout(SOON).build().unwrap();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown());
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test]
async fn the_whole_call_has_a_time_of_its_own() {
    let server = Rough::start([Act::Silence]).await;
    let client = server.builder().total_timeout(SOON).build().unwrap();
    let start = Instant::now();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.attempts() <= 2 && start.elapsed() < Duration::from_secs(2), "{error}");

    // A wait that would end too late is not begun.
    let server = Rough::start([answer(503, "retry-after: 5\r\n", "")]).await;
    let call = get_thing(&server.builder().build().unwrap(), "a");
    let start = Instant::now();
    let error = call.with_options(|options| options.total_timeout(Duration::from_secs(3))).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn waits_count_for_the_whole_call() {
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
async fn a_token_that_does_not_come_ends_with_the_call() {
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
        "getThing: timed out: the 10s for the whole call passed waiting for a token"
    );
}

/// Takes every connection that fits into the queue of a listener that accepts none, so that the next one
/// hangs.
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
async fn a_connection_that_is_not_made_in_time_sent_nothing() {
    let (listener, _taken) = full_listener();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = Rough::start([]).await;
    let quick = server.builder().base_url(base_url).retry(Retry::none());
    let client = quick.connect_timeout(SOON).build().unwrap();
    let start = Instant::now();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.is_outcome_unknown(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // The time of the attempt passes before that of the connection: it is known all the same.
    let call = create_thing(&client, &json!({})).with_options(|options| options.timeout(SOON / 3));
    let error = call.await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.is_outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_an_error_and_asked_for_again() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"dat".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n".to_vec();
    let bad_chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"dat\r\n".to_vec();
    let mut squeezed = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n".to_vec();
    squeezed.extend_from_slice(&include_bytes!("squeezed.json.gz")[..20]);
    for bytes in [cut, chunked, bad_chunk, squeezed] {
        let close = Act::ReplyAndClose(bytes, Duration::ZERO);
        let server = Rough::start([close.clone(), value()]).await;
        let error = get_thing(&once(&server), "a").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(error.status().unwrap(), 200);
        let server = Rough::start([close.clone(), value()]).await;
        assert_eq!(get_thing(&server.builder().build().unwrap(), "a").await.unwrap(), 1);
        // A call that is not idempotent has its status, so it is known to have had its effect.
        let server = Rough::start([close, value()]).await;
        let error = create_thing(&server.builder().build().unwrap(), &json!({})).await.unwrap_err();
        assert!(error.status().is_some() && !error.is_outcome_unknown());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn chunks_and_gzip_make_one_body() {
    let chunked =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n6;x=y\r\na\": 1}\r\n0\r\n\r\n";
    let gzip = include_bytes!("squeezed.json.gz");
    let mut squeezed =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in gzip.chunks(7) {
        squeezed.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        squeezed.extend_from_slice(chunk);
        squeezed.extend_from_slice(b"\r\n");
    }
    squeezed.extend_from_slice(b"0\r\n\r\n");
    let server = Rough::start([Act::Reply(chunked.to_vec()), Act::Reply(squeezed)]).await;
    let client = once(&server);
    assert_eq!(get_thing(&client, "a").await.unwrap(), 1);
    assert_eq!(get_thing(&client, "a").await.unwrap(), "squeezed");
    assert_eq!(server.made(), 1);
}

#[tokio::test]
async fn a_body_without_end_stops_at_the_limit() {
    let mut endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        endless.extend_from_slice(b"400\r\n");
        endless.extend_from_slice(&[b'x'; 0x400]);
        endless.extend_from_slice(b"\r\n");
    }
    let server = Rough::start([Act::Reply(endless)]).await;
    let client = server.builder().body_limit(10_000).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::BodyTooLarge, 1));
    assert_eq!(error.body().unwrap().len(), 10_000);
    // The rest is not waited for.
    server.until_open(0).await;
}

#[tokio::test]
async fn a_cancelled_call_gives_its_connection_back() {
    let server = Rough::start([Act::Silence]).await;
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
    assert!(tokio::time::timeout(SOON, short).await.is_err());
    server.until_open(0).await;
}
