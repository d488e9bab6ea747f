//! One slow consumer never stops other calls.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::server::{Act, Seen, Server};
use super::{BOTH, CREATE, GET, Version, all, client_of, client_with};
use crate::operation::Network;
use crate::{ByteStream, Client};

async fn get(client: &Client) -> Result<i64, crate::Error> {
    client.call(&GET).value().await
}

/// Starts a server that responds to a POST with an endless body.
async fn flooding(version: Version) -> Server {
    Server::start(version, |_, path| match path.split(' ').next() {
        Some("POST") => Act::Flood,
        _ => Act::Respond,
    })
    .await
}

async fn flood(client: Client) -> ByteStream {
    client.call(&CREATE).stream().await.unwrap()
}

#[tokio::test]
async fn streams_that_nobody_reads_do_not_stop_other_calls() {
    for version in BOTH {
        let server = flooding(version).await;
        let client = client_of(server.address, version).build().unwrap();
        let streams = all((0..20).map(|_| flood(client.clone())).collect::<Vec<_>>()).await;
        // The server fills every window.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let start = Instant::now();
        for _ in 0..20 {
            assert_eq!(get(&client).await.unwrap(), 1);
        }
        assert!(start.elapsed() < Duration::from_secs(1), "{version:?}: {:?}", start.elapsed());
        drop(streams);
        super::within_a_second("streams", || Seen::get(&server.seen.canceled) == 20).await;
    }
}

#[tokio::test]
async fn stream_that_nobody_reads_is_released_when_its_timeout_elapses() {
    for version in BOTH {
        let server = flooding(version).await;
        let network = Network { connections: 1, ..Network::default() };
        let client = client_with(server.address, version, &network).build().unwrap();
        let call = client.call(&CREATE).with_options(|options| options.timeout(Duration::from_millis(300)));
        let mut stream = call.stream().await.unwrap();
        assert_eq!(get(&client).await.unwrap(), 1);
        super::within_a_second("streams", || Seen::get(&server.seen.canceled) == 1).await;
        let error = loop {
            match stream.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the stream ended"),
                Err(error) => break error,
            }
        };
        assert!(error.is_timeout(), "{error}");
    }
}

#[tokio::test]
async fn slow_responses_do_not_stop_other_calls() {
    for version in BOTH {
        let server = Server::start(version, |_, path| match path.split(' ').next() {
            Some("POST") => Act::Silence,
            _ => Act::Respond,
        })
        .await;
        let client = client_of(server.address, version).build().unwrap();
        let slow: Vec<_> =
            (0..50).map(|_| tokio::spawn(client.call(&CREATE).value::<i64>().into_future())).collect();
        super::within_a_second("requests", || Seen::get(&server.seen.requests) == 50).await;
        let start = Instant::now();
        for _ in 0..20 {
            assert_eq!(get(&client).await.unwrap(), 1);
        }
        assert!(start.elapsed() < Duration::from_secs(1), "{version:?}: {:?}", start.elapsed());
        slow.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[tokio::test(flavor = "multi_thread")]
async fn runtime_that_stands_still_does_not_stop_calls_on_another() {
    for version in BOTH {
        let server = Server::start(version, |_, _| Act::Respond).await;
        let client = client_of(server.address, version).build().unwrap();
        let (resume, wait) = mpsc::channel::<()>();
        let (blocked, is_blocked) = tokio::sync::oneshot::channel();
        let other = client.clone();
        let thread = std::thread::spawn(move || {
            block_on(async {
                assert_eq!(get(&other).await.unwrap(), 1);
                // The connection is idle, and its runtime is blocked.
                blocked.send(()).unwrap();
                wait.recv().unwrap();
                assert_eq!(get(&other).await.unwrap(), 1);
            });
        });
        is_blocked.await.unwrap();
        let start = Instant::now();
        for result in all((0..20).map(|_| client.call(&GET).value::<i64>().into_future())).await {
            assert_eq!(result.unwrap(), 1);
        }
        assert!(start.elapsed() < Duration::from_secs(1), "{version:?}: {:?}", start.elapsed());
        resume.send(()).unwrap();
        thread.join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn runtime_that_is_gone_does_not_stop_calls_on_another() {
    for version in BOTH {
        let server = Server::start(version, |_, _| Act::Respond).await;
        let network = Network { connections: 1, ..Network::default() };
        let client = client_with(server.address, version, &network).build().unwrap();
        for _ in 0..3 {
            let other = client.clone();
            let thread = std::thread::spawn(move || block_on(async { get(&other).await.unwrap() }));
            assert_eq!(tokio::task::spawn_blocking(|| thread.join().unwrap()).await.unwrap(), 1);
            assert_eq!(get(&client).await.unwrap(), 1);
        }
        assert_eq!(Seen::get(&server.seen.connections), 4);
    }
}
