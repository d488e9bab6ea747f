//! The limits of connections and of streams.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::server::{Act, Seen, Server};
use super::{BOTH, CREATE, GET, Version, all, client_with, transport};
use crate::operation::Network;
use crate::transport::{Transport as _, TransportRequest};
use crate::{Client, ErrorKind, Retry};

const DELAY: Act = Act::Delay(Duration::from_millis(5));

fn limited(address: SocketAddr, version: Version, connections: usize) -> Client {
    let network = Network { connections, ..Network::default() };
    client_with(address, version, &network).build().unwrap()
}

async fn get(client: Client) -> Result<i64, crate::Error> {
    client.call(&GET).value().await
}

/// Makes calls at the same time; all of them must succeed.
async fn calls(client: &Client, number: usize) {
    for result in all((0..number).map(|_| get(client.clone())).collect::<Vec<_>>()).await {
        assert_eq!(result.unwrap(), 1);
    }
}

#[tokio::test]
async fn calls_wait_for_a_connection() {
    for version in BOTH {
        let server = Server::with_streams(version, 3, |_, _| DELAY).await;
        calls(&limited(server.address, version, 4), 300).await;
        assert!(Seen::get(&server.seen.most) <= 4, "{version:?}: {}", Seen::get(&server.seen.most));
        assert_eq!(Seen::get(&server.seen.requests), 300);
    }
}

#[tokio::test]
async fn call_that_waits_for_a_connection_or_a_stream_was_not_sent() {
    for version in BOTH {
        let server = Server::with_streams(version, 2, |_, _| Act::Silence).await;
        let available = if version == Version::Http1 { 4 } else { 8 };
        let client = limited(server.address, version, 4);
        let busy: Vec<_> = (0..available).map(|_| tokio::spawn(get(client.clone()))).collect();
        super::within_a_second("requests", || Seen::get(&server.seen.requests) == available).await;
        let start = Instant::now();
        let call = client.call(&CREATE).body(&7_i64).with_options(|options| {
            options.timeout(Duration::from_millis(200)).retry(Retry::default().base_delay(Duration::ZERO))
        });
        let error = call.value::<i64>().await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3), "{version:?}: {error}");
        assert!(error.is_timeout() && !error.is_outcome_unknown(), "{error}");
        assert!(error.to_string().contains("no connection became available"), "{error}");
        assert_eq!(Seen::get(&server.seen.requests), available);
        // The same applies to calls that return a stream.
        let call = || {
            let soon = |options: crate::CallOptions| options.timeout(Duration::from_millis(200));
            client.call(&CREATE).body(&7_i64).with_options(soon)
        };
        let calls = [
            call().stream().await.unwrap_err(),
            call().events::<i64>().await.unwrap_err(),
            call().text_events().await.unwrap_err(),
        ];
        for error in calls {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3), "{version:?}: {error}");
            assert!(error.is_timeout() && !error.is_outcome_unknown(), "{error}");
            assert!(error.to_string().contains("no connection became available"), "{error}");
        }
        assert_eq!(Seen::get(&server.seen.requests), available);
        busy.iter().for_each(tokio::task::JoinHandle::abort);
        // The connections of the canceled calls are available again, or replaced.
        let quick = call_with_timeout(&client).await.unwrap_err();
        assert_eq!(quick.kind(), ErrorKind::Timeout, "{version:?}: {quick}");
        assert_eq!(Seen::get(&server.seen.requests), available + 1);
    }
}

async fn call_with_timeout(client: &Client) -> Result<i64, crate::Error> {
    let call = client.call(&CREATE).body(&7_i64);
    call.with_options(|options| options.timeout(Duration::from_millis(500))).value().await
}

#[tokio::test]
async fn waiting_calls_can_be_dropped() {
    for version in BOTH {
        let server = Server::with_streams(version, 1, |_, _| DELAY).await;
        let client = limited(server.address, version, 2);
        for round in 0..20 {
            let waiting: Vec<_> = (0..100).map(|_| tokio::spawn(get(client.clone()))).collect();
            tokio::time::sleep(Duration::from_millis(round)).await;
            waiting.iter().for_each(tokio::task::JoinHandle::abort);
        }
        calls(&client, 20).await;
    }
}

#[tokio::test]
async fn failed_connections_do_not_count() {
    for version in BOTH {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client = limited(address, version, 2);
        let failed = all((0..50).map(|_| get(client.clone())).collect::<Vec<_>>()).await;
        for result in failed {
            let error = result.unwrap_err();
            assert!(error.is_connect() && !error.is_timeout(), "{error}");
        }
        assert!(get(client.clone()).await.unwrap_err().is_connect());
    }
}

#[tokio::test]
async fn more_connections_are_opened_when_all_streams_are_in_use() {
    let server = Server::with_streams(Version::Http2, 10, |_, path| match path {
        "POST /v1/a" => Act::Silence,
        _ => Act::Respond,
    })
    .await;
    let client = limited(server.address, Version::Http2, 10);
    let busy: Vec<_> =
        (0..35).map(|_| tokio::spawn(client.call(&CREATE).value::<i64>().into_future())).collect();
    super::within_a_second("requests", || Seen::get(&server.seen.requests) == 35).await;
    calls(&client, 20).await;
    let connections = Seen::get(&server.seen.connections);
    assert!((4..=6).contains(&connections), "{connections}");
    busy.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn idle_connection_is_closed_for_another_host() {
    for version in BOTH {
        let servers = [
            Server::start(version, |_, _| Act::Respond).await,
            Server::start(version, |_, _| Act::Respond).await,
        ];
        let network = Network { connections: 1, ..Network::default() };
        let transport = transport(&network, version).unwrap();
        for _ in 0..3 {
            for server in &servers {
                transport.send(request(server.address)).await.unwrap();
            }
        }
        for server in &servers {
            assert_eq!((Seen::get(&server.seen.connections), Seen::get(&server.seen.most)), (3, 1));
        }
    }
}

fn request(address: SocketAddr) -> TransportRequest {
    TransportRequest {
        operation: "get",
        http: http::Request::get(format!("http://{address}/a")).body(Bytes::new()).unwrap(),
        timeout: Duration::from_secs(5),
        head_timeout: None,
        body_limit: 1000,
    }
}

#[tokio::test]
async fn busy_host_does_not_keep_calls_to_another_waiting() {
    for version in BOTH {
        let busy = Server::start(version, |_, _| DELAY).await;
        let other = Server::start(version, |_, _| Act::Respond).await;
        let network = Network { connections: 1, ..Network::default() };
        let transport = Arc::new(transport(&network, version).unwrap());
        let load: Vec<_> = (0..8)
            .map(|_| {
                let (transport, address) = (Arc::clone(&transport), busy.address);
                tokio::spawn(async move {
                    loop {
                        transport.send(request(address)).await.unwrap();
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let start = Instant::now();
        for _ in 0..5 {
            transport.send(request(other.address)).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{version:?}: {:?}", start.elapsed());
        for task in load {
            assert!(!task.is_finished());
            task.abort();
        }
    }
}
