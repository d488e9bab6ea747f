//! A call that ends leaves nothing behind: neither its request body nor a connection that it cannot use.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::server::{Act, Seen, Server};
use super::{BOTH, CREATE, GET, Version, all, client_of, within_a_second};
use crate::{Body, Client, Retry};

/// A request body that does not end.
struct Endless {
    _alive: Arc<()>,
}

impl Stream for Endless {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(Bytes::from_static(&[b'x'; 0x4000]))))
    }
}

/// Bytes that are counted as long as they are in memory.
struct Counted {
    bytes: Vec<u8>,
    _alive: Arc<()>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Request bodies of both kinds, which are counted by the argument.
fn bodies(alive: &Arc<()>) -> [Body; 2] {
    let bytes = Counted { bytes: vec![b'x'; 10_000_000], _alive: Arc::clone(alive) };
    [Body::stream(Endless { _alive: Arc::clone(alive) }), Body::from(Bytes::from_owner(bytes))]
}

async fn upload(client: Client, body: Body) -> Result<i64, crate::Error> {
    client.call(&CREATE).bytes("text/plain", body).value().await
}

async fn assert_over(server: &Server, alive: &Arc<()>, version: Version, requests: usize) {
    within_a_second("a body lives on", || Arc::strong_count(alive) == 1).await;
    server.drain();
    let seen = &server.seen;
    within_a_second("a request goes on", || Seen::get(&seen.canceled) == requests).await;
    if version == Version::Http1 {
        within_a_second("a connection is open", || Seen::get(&seen.open) == 0).await;
    }
}

#[tokio::test]
async fn upload_ends_with_its_timeout() {
    for version in BOTH {
        for kind in [0, 1] {
            let server = Server::start(version, |_, _| Act::Silence).await;
            let client = client_of(server.address, version).timeout(Duration::from_millis(300));
            let client = client.retry(Retry::none()).build().unwrap();
            let alive = Arc::new(());
            let calls = (0..8).map(|_| {
                let body = bodies(&alive)[kind].clone();
                upload(client.clone(), body)
            });
            for result in all(calls.collect::<Vec<_>>()).await {
                let error = result.unwrap_err();
                assert!(error.is_timeout() && error.is_outcome_unknown(), "{version:?}: {error}");
            }
            assert_over(&server, &alive, version, 8).await;
        }
    }
}

#[tokio::test]
async fn upload_ends_when_its_call_is_dropped() {
    for version in BOTH {
        for kind in [0, 1] {
            let server = Server::start(version, |_, _| Act::Silence).await;
            let client = client_of(server.address, version).build().unwrap();
            let alive = Arc::new(());
            let calls: Vec<_> =
                (0..8).map(|_| tokio::spawn(upload(client.clone(), bodies(&alive)[kind].clone()))).collect();
            let seen = &server.seen;
            within_a_second("requests", || Seen::get(&seen.requests) == 8).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            calls.iter().for_each(tokio::task::JoinHandle::abort);
            for call in calls {
                assert!(call.await.unwrap_err().is_cancelled());
            }
            assert_over(&server, &alive, version, 8).await;
        }
    }
}

#[tokio::test]
async fn upload_ends_with_an_early_response() {
    for version in BOTH {
        for drop_client in [false, true] {
            let server = Server::start(version, |_, _| Act::Respond).await;
            let client = client_of(server.address, version).build().unwrap();
            let alive = Arc::new(());
            let calls = bodies(&alive).map(|body| upload(client.clone(), body));
            let kept = (!drop_client).then(|| client.clone());
            drop(client);
            for result in all(calls).await {
                assert_eq!(result.unwrap(), 1);
            }
            assert_over(&server, &alive, version, 2).await;
            drop(kept);
        }
    }
}

#[tokio::test]
async fn upload_ends_with_the_stream_of_its_response() {
    for version in BOTH {
        let server = Server::start(version, |_, _| Act::Respond).await;
        let client = client_of(server.address, version).build().unwrap();
        let alive = Arc::new(());
        let [body, _] = bodies(&alive);
        let call = client.call(&CREATE).bytes("text/plain", body);
        let stream = call.stream().await.unwrap();
        drop(client);
        assert_eq!(stream.bytes().await.unwrap(), "{\"data\": 1}");
        assert_over(&server, &alive, version, 1).await;
    }
}

#[tokio::test]
async fn http2_connection_outlives_its_canceled_uploads() {
    let server = Server::start(Version::Http2, |_, path| match path {
        "GET /v1/a" => Act::Respond,
        _ => Act::Silence,
    })
    .await;
    let client = client_of(server.address, Version::Http2).build().unwrap();
    let alive = Arc::new(());
    for _ in 0..20 {
        let [body, _] = bodies(&alive);
        let call = tokio::time::timeout(Duration::from_millis(20), upload(client.clone(), body));
        assert!(call.await.is_err());
        assert_eq!(client.call(&GET).value::<i64>().await.unwrap(), 1);
    }
    assert_over(&server, &alive, Version::Http2, 20).await;
    assert_eq!(Seen::get(&server.seen.connections), 1);
}
