//! Servers that accept a connection and then say nothing: every call ends within its timeouts, and knows whether its request
//! was sent.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use faithful_runtime::{Body, Bytes, Client, ClientBuilder, Error, ErrorKind, Operation, Retry, Value};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::operations::{CREATE_THING, create_thing, get_thing};
use crate::tls_server::TlsServer;

static CREATE: Operation = Operation { value_path: &[], ..CREATE_THING };

/// The timeout that is to elapse.
const SOON: Duration = Duration::from_millis(300);

/// Sends a POST in every way of reading its response; returns the errors.
async fn errors(client: Client) -> Vec<Error> {
    let call = || client.call(&CREATE).body(&json!({}));
    let start = Instant::now();
    let errors = vec![
        call().value::<Value>().await.unwrap_err(),
        call().stream().await.unwrap_err(),
        call().bytes("text/plain", Body::stream(Chunk(Some("x")))).value::<Value>().await.unwrap_err(),
        call().events::<Value>().await.unwrap_err(),
    ];
    assert!(start.elapsed() < SOON * 20, "{:?}", start.elapsed());
    errors
}

/// A request body with one chunk.
struct Chunk(Option<&'static str>);

impl futures_core::Stream for Chunk {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(|text| Ok(Bytes::from(text))))
    }
}

/// The settings of which one elapses soon.
fn attempt_timeouts(builder: impl Fn() -> ClientBuilder) -> [Client; 2] {
    [builder().timeout(SOON), builder().total_timeout(SOON)].map(|builder| builder.build().unwrap())
}

#[tokio::test]
async fn silence_after_the_handshake_is_a_timeout() {
    for protocols in [&["h2"][..], &["http/1.1"]] {
        let server = TlsServer::silent(protocols).await;
        let clients = attempt_timeouts(|| server.builder().retry(Retry::none()));
        let running = clients.map(|client| tokio::spawn(errors(client)));
        for errors in running {
            for error in errors.await.unwrap() {
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1), "{error}");
                assert!(error.is_outcome_unknown(), "{error}");
            }
        }
        // A connection that did not respond is not used again.
        assert_eq!(server.connections(), 8, "{protocols:?}");
        // What is safe to retry is retried, on another connection.
        let client = server.builder().retry(Retry::default().base_delay(Duration::ZERO)).timeout(SOON);
        let client = client.build().unwrap();
        let before = server.connections();
        let error = get_thing(&client, "a").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3), "{error}");
        assert_eq!(server.connections(), before + 3);
        assert_eq!(create_thing(&client, &json!({})).await.unwrap_err().attempts(), 1);
    }
}

/// Starts a server that writes these bytes to each connection, and nothing else.
async fn handshake(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.write_all(bytes).await;
            open.push(socket);
        }
    });
    format!("localhost:{}", address.port())
}

#[tokio::test]
async fn handshake_without_a_response_means_that_nothing_was_sent() {
    let server = TlsServer::start(&[]).await;
    // Nothing, and the beginning of a TLS record that contains a `ServerHello`.
    for bytes in [&b""[..], b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76"] {
        let host = handshake(bytes).await;
        let builder = || server.builder().base_url(format!("https://{host}")).retry(Retry::none());
        // The host is a proxy that does not respond either.
        let proxied = || server.builder().proxy(format!("http://{host}")).retry(Retry::none());
        let by_proxy = attempt_timeouts(proxied);
        let mut clients = vec![
            builder().connect_timeout(SOON).build().unwrap(),
            proxied().connect_timeout(SOON).build().unwrap(),
        ];
        clients.extend(attempt_timeouts(builder));
        clients.extend(by_proxy.into_iter().filter(|_| bytes.is_empty()));
        let running: Vec<_> = clients.into_iter().map(|client| tokio::spawn(errors(client))).collect();
        for errors in running {
            for error in errors.await.unwrap() {
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1), "{error}");
                assert!(error.is_timeout() || !bytes.is_empty(), "{error}");
                assert!(!error.is_outcome_unknown(), "{error}");
            }
        }
        assert!(server.requests().is_empty());
    }
}
