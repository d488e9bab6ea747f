//! HTTP/2 connections on which the service no longer sends anything.

use std::time::Duration;

use tokio::time::Instant;

use super::server::{Act, Seen, Server};
use super::{CREATE, GET, Version, client_of};
use crate::{Client, Retry};

async fn get(client: &Client) -> Result<i64, crate::Error> {
    client.call(&GET).value().await
}

/// Starts a server whose first connection freezes with the second request.
async fn freezing() -> Server {
    Server::start(Version::Http2, |number, _| if number == 1 { Act::Freeze } else { Act::Respond }).await
}

#[tokio::test]
async fn connection_whose_request_times_out_is_not_used_again() {
    let server = freezing().await;
    let client = client_of(server.address, Version::Http2).timeout(Duration::from_millis(200));
    let client = client.retry(Retry::none()).build().unwrap();
    let mut failed = 0;
    for _ in 0..12 {
        failed += usize::from(get(&client).await.is_err());
    }
    assert_eq!((failed, Seen::get(&server.seen.connections)), (1, 2));
}

#[tokio::test]
async fn connection_on_which_others_respond_stays_in_use() {
    let server = Server::start(Version::Http2, |_, path| match path {
        "POST /v1/a" => Act::Silence,
        _ => Act::Respond,
    })
    .await;
    let client =
        client_of(server.address, Version::Http2).timeout(Duration::from_millis(200)).build().unwrap();
    for _ in 0..3 {
        let create = client.call(&CREATE).body(&7_i64).value::<i64>().into_future();
        let create = tokio::spawn(create);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(get(&client).await.unwrap(), 1);
        assert!(create.await.unwrap().unwrap_err().is_timeout());
    }
    assert_eq!(Seen::get(&server.seen.connections), 1);
}

#[tokio::test(start_paused = true)]
async fn silent_connection_is_closed() {
    let server = freezing().await;
    let client = client_of(server.address, Version::Http2).timeout(Duration::from_secs(300)).build().unwrap();
    get(&client).await.unwrap();
    let start = Instant::now();
    // The request on the silent connection fails, and is sent again on another one.
    assert_eq!(get(&client).await.unwrap(), 1);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(Seen::get(&server.seen.connections), 2);

    let server = freezing().await;
    let client = client_of(server.address, Version::Http2).timeout(Duration::from_secs(300)).build().unwrap();
    get(&client).await.unwrap();
    let error = client.call(&CREATE).body(&7_i64).value::<i64>().await.unwrap_err();
    assert!(error.is_outcome_unknown() && !error.is_timeout(), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn slow_response_is_not_silence() {
    let server = Server::start(Version::Http2, |_, _| Act::Delay(Duration::from_secs(200))).await;
    let client = client_of(server.address, Version::Http2).timeout(Duration::from_secs(300)).build().unwrap();
    assert_eq!(get(&client).await.unwrap(), 1);
    assert_eq!(Seen::get(&server.seen.requests), 1);
}
