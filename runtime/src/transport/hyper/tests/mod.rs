//! The transport against servers on 127.0.0.1, over HTTP/1.1 and over HTTP/2. Without TLS, HTTP/2 requires prior
//! knowledge, which no client setting offers.

mod ended;
mod http2;
mod limit;
mod server;
mod silence;
mod slow;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use super::connect::Connector;
use super::pool::Pools;
use super::{HyperTransport, TransportError};
use crate::operation::Network;
use crate::{Client, ClientBuilder, Configuration, Operation, Retry};

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
static CREATE: Operation = Operation { id: "create", method: "POST", ..GET };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Http1,
    Http2,
}

const BOTH: [Version; 2] = [Version::Http1, Version::Http2];

fn client_of(address: SocketAddr, version: Version) -> ClientBuilder {
    client_with(address, version, &Network::default())
}

fn client_with(address: SocketAddr, version: Version, network: &Network) -> ClientBuilder {
    Client::builder(&CONFIGURATION)
        .token("s3cret")
        .base_url(format!("http://{address}"))
        .retry(Retry::default().base_delay(Duration::from_millis(5)))
        .timeout(Duration::from_secs(5))
        .transport(transport(network, version).unwrap())
}

fn transport(network: &Network, version: Version) -> Result<HyperTransport, TransportError> {
    if version == Version::Http1 {
        return HyperTransport::new(network, true);
    }
    let connector = Connector::new(network, true).unwrap().with_prior_knowledge();
    Ok(HyperTransport { pools: Pools::new(network, connector) })
}

/// Waits until a condition holds; panics if it does not within a second.
async fn within_a_second(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..100 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(condition(), "{what}");
}

/// Runs futures at the same time.
async fn all<T: Send + 'static>(
    futures: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
