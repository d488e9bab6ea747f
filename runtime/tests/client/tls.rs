//! TLS with custom root certificates, HTTP version negotiation and proxies.

use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use faithful_runtime::{Body, Bytes, Client, Error, ErrorKind, Operation, Retry};
use serde_json::json;
use tokio::net::TcpListener;

use crate::operations::{CONFIGURATION, CREATE_THING, GET_THING, create_thing, get_thing};
use crate::server::Server;
use crate::tls_server::{Proxy, TlsServer};

const TOKEN: &str = "Bearer s3cret-token";

#[tokio::test]
async fn custom_root_certificate_is_trusted_and_http2_negotiated() {
    let server = TlsServer::start(&["h2", "http/1.1"]).await;
    let client = server.builder().build().unwrap();
    assert_eq!(get_thing(&client, "a").await.unwrap(), 1);
    let calls: Vec<_> =
        (0..50).map(|_| tokio::spawn(create_thing(&client, &json!({})).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    let requests = server.requests();
    let of = |line: &str| (line.to_owned(), TOKEN.to_owned(), http::Version::HTTP_2);
    assert_eq!(requests[0], of("GET /v1/things/a"));
    assert_eq!(requests[1..], vec![of("POST /v1/things"); 50]);
    assert_eq!(server.connections(), 1);
    // Several PEM strings, one of them with several certificates.
    let other = TlsServer::start(&["h2"]).await;
    let both =
        other.untrusting_builder().root_certificates(format!("{}\n{}", server.authority, other.authority));
    get_thing(&both.root_certificates(server.authority.as_str()).build().unwrap(), "a").await.unwrap();
}

#[tokio::test]
async fn server_without_http2_gets_http1() {
    for protocols in [&["http/1.1"][..], &[]] {
        let server = TlsServer::start(protocols).await;
        let client = server.builder().build().unwrap();
        for _ in 0..3 {
            get_thing(&client, "a").await.unwrap();
        }
        assert!(server.requests().iter().all(|request| request.2 == http::Version::HTTP_11));
        assert_eq!((server.requests().len(), server.connections()), (3, 1));
    }
}

/// A request body that does not end.
struct Endless {
    _alive: Arc<()>,
}

impl futures_core::Stream for Endless {
    type Item = std::io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(Bytes::from_static(&[b'x'; 0x4000]))))
    }
}

#[tokio::test]
async fn upload_over_tls_ends_with_its_call() {
    for protocols in [&["h2"][..], &["http/1.1"]] {
        // The server responds without reading the body, or closes the connection.
        for server in [TlsServer::start(protocols).await, TlsServer::dropping(protocols).await] {
            let client = server.builder().build().unwrap();
            let alive = Arc::new(());
            let body = Body::stream(Endless { _alive: Arc::clone(&alive) });
            let call = client.call(&CREATE_THING).bytes("text/plain", body).value::<i64>().into_future();
            drop(client);
            let _ = call.await;
            let end = Instant::now() + Duration::from_secs(1);
            while Arc::strong_count(&alive) > 1 && Instant::now() < end {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert_eq!(Arc::strong_count(&alive), 1, "{protocols:?}");
        }
    }
}

#[tokio::test]
async fn post_is_sent_once_over_tls_when_the_connection_drops() {
    for protocols in [&["h2"][..], &["http/1.1"]] {
        let server = TlsServer::dropping(protocols).await;
        let retry = Retry::default().base_delay(Duration::from_millis(5));
        let client = server.builder().retry(retry).build().unwrap();
        let error = create_thing(&client, &json!({})).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error}");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
        let error = get_thing(&client, "a").await.unwrap_err();
        assert_eq!((error.attempts(), server.requests().len()), (3, 4), "{error}");
    }
}

/// Asserts a connect error, which means that nothing was sent.
fn assert_not_sent(error: &Error, server: &TlsServer, reason: &str) {
    assert!(error.is_connect() && !error.is_outcome_unknown(), "{error}");
    assert_eq!(error.attempts(), 1, "{error}");
    assert!(error.to_string().to_lowercase().contains(reason), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn untrusted_or_mismatched_certificate_is_a_connect_error() {
    let server = TlsServer::start(&["h2"]).await;
    // Building fails on a machine without certificates.
    if let Ok(client) = server.untrusting_builder().build() {
        let error = create_thing(&client, &json!({})).await.unwrap_err();
        assert_not_sent(&error, &server, "certificate");
    }
    let other = TlsServer::with_name("other.example.com").await;
    let client = other.builder().build().unwrap();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert_not_sent(
        &error,
        &other,
        if cfg!(feature = "rustls") { "not valid for name" } else { "certificate" },
    );
    // A root certificate of a different authority.
    let client = server.untrusting_builder().root_certificates(other.authority.as_str()).build().unwrap();
    assert_not_sent(&create_thing(&client, &json!({})).await.unwrap_err(), &server, "certificate");
}

#[test]
fn invalid_root_certificates_fail_when_building() {
    let build = |pem: &str| {
        let builder = Client::builder(&CONFIGURATION).token("t").root_certificates(pem);
        builder.build().unwrap_err()
    };
    for pem in ["", "no certificate", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        let error = build(pem);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            "the default transport cannot be set up: the root certificates contain no PEM certificate"
        );
    }
    for pem in [
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
    ] {
        let error = build(pem);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with("the default transport cannot be set up: "), "{error}");
    }
}

#[tokio::test]
async fn unfinished_handshake_means_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = TlsServer::start(&[]).await;
    let builder = || server.builder().base_url(&url).retry(Retry::none());
    let soon = Duration::from_millis(150);
    for client in [builder().connect_timeout(soon), builder().timeout(soon)] {
        let start = Instant::now();
        let error = create_thing(&client.build().unwrap(), &json!({})).await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        assert!(error.is_connect() && error.is_timeout() && !error.is_outcome_unknown(), "{error}");
    }
    // A handshake during which the server closes the connection.
    let closing = tokio::spawn(async move {
        loop {
            drop(listener.accept().await.unwrap());
        }
    });
    let error = create_thing(&builder().build().unwrap(), &json!({})).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.is_outcome_unknown(), "{error}");
    closing.abort();
}

#[tokio::test]
async fn proxy_tunnels_without_seeing_the_request() {
    let server = TlsServer::start(&["h2", "http/1.1"]).await;
    let proxy = Proxy::start("200 OK").await;
    let client = server.builder().proxy(format!("http://me:s3same@{}", proxy.address)).build().unwrap();
    get_thing(&client, "a").await.unwrap();
    assert_eq!((server.requests().len(), proxy.heads().len()), (1, 1));
    let head = proxy.heads().pop().unwrap();
    assert!(head.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.address.port())), "{head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic bwu6cznzyw1l\r\n"), "{head}");
    assert!(!head.contains("s3cret-token") && !head.contains("/v1/"), "{head}");

    // A proxy that rejects the tunnel, so the request was never sent.
    let rejecting = Proxy::start("403 Forbidden").await;
    let builder = server.builder().retry(Retry::none());
    let client = builder.proxy(format!("http://me:s3same@{}", rejecting.address)).build().unwrap();
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.is_connect() && !error.is_outcome_unknown(), "{error}");
    assert_eq!(error.attempts(), 1, "{error}");
    assert!(!format!("{error} {error:?} {client:?}").contains("s3same"), "{error:?}");
    assert_eq!((server.requests().len(), rejecting.heads().len()), (1, 1));
}

#[test]
fn invalid_proxy_url_is_an_error_without_its_password() {
    for address in ["", "proxy:3128", "socks5://me:s3same@proxy:1080", "http://me:s3same@"] {
        let error = Client::builder(&CONFIGURATION).token("t").proxy(address).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with("the proxy address"), "{error}");
        assert!(!format!("{error:?}").contains("s3same"), "{error:?}");
    }
}

/// Plain `http` is allowed for the local machine only, so such a request must not go through a proxy.
#[tokio::test]
async fn loopback_url_bypasses_the_proxy() {
    let proxy = Proxy::start("200 OK").await;
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let builder = crate::operations::builder(&server).proxy(format!("http://{}", proxy.address));
    get_thing(&builder.build().unwrap(), "a").await.unwrap();
    assert_eq!((server.requests().len(), proxy.heads().len()), (1, 0));
}

#[tokio::test]
async fn https_server_of_an_operation_works_next_to_a_base_url_with_http() {
    let (tls, plain) = (TlsServer::start(&["h2"]).await, Server::always(200, r#"{"data": 1}"#).await);
    let declared = "https://files.example.com";
    let builder = tls.builder().base_url(plain.url()).override_server(declared, tls.url());
    let client = builder.build().unwrap();
    get_thing(&client, "a").await.unwrap();
    let call = client.call(&GET_THING).path_text("thingId", "a").server(declared);
    assert_eq!(call.value::<i64>().await.unwrap(), 1);
    assert_eq!((plain.requests().len(), tls.requests().len()), (1, 1));
}

/// Environment variables belong to a process, so the calls are made in a child process.
#[tokio::test]
async fn proxy_is_read_from_the_environment() {
    let (tls, plain) = (TlsServer::start(&["h2"]).await, Server::always(200, r#"{"data": 1}"#).await);
    let proxy = Proxy::start("200 OK").await;
    let child = |without: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        let proxy = format!("http://{}", proxy.address);
        child.args(["--ignored", "--exact", "tls::child_with_a_proxy_in_the_environment"]);
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"] {
            child.env(name, &proxy);
        }
        child.env("NO_PROXY", without).env_remove("no_proxy");
        child.env("TEST_TLS", tls.url()).env("TEST_AUTHORITY", &tls.authority).env("TEST_PLAIN", plain.url());
        let output = tokio::task::spawn_blocking(move || child.output().unwrap());
        async move { output.await.unwrap() }
    };
    let output = child("").await;
    assert!(output.status.success(), "{output:?}");
    // Of the calls, only the https one without `no_proxy` uses the proxy. A proxy for http would read the token.
    assert_eq!((tls.requests().len(), plain.requests().len(), proxy.heads().len()), (2, 4, 1));
    assert!(proxy.heads()[0].starts_with("CONNECT "));
    assert!(child("localhost").await.status.success());
    assert_eq!((tls.requests().len(), plain.requests().len(), proxy.heads().len()), (4, 8, 1));
}

#[tokio::test]
#[ignore = "run as a child process by `proxy_is_read_from_the_environment`"]
async fn child_with_a_proxy_in_the_environment() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let builder = |url: String| {
        let builder = Client::builder(&CONFIGURATION).token("t").base_url(url).retry(Retry::none());
        builder.root_certificates(variable("TEST_AUTHORITY"))
    };
    // Another name of this machine, which is not a loopback address.
    let allowed = variable("TEST_PLAIN").replace("127.0.0.1", "0.0.0.0");
    let proxy = variable("HTTP_PROXY");
    for builder in [
        builder(variable("TEST_TLS")),
        builder(variable("TEST_TLS")).no_proxy(),
        builder(variable("TEST_PLAIN")),
        builder(allowed.clone()).allow_http("0.0.0.0"),
        builder(allowed.clone()).allow_http("0.0.0.0").proxy(proxy),
    ] {
        get_thing(&builder.build().unwrap(), "a").await.unwrap();
    }
    // The server of one operation, while that of the others uses the proxy.
    let declared = "https://files.example.com";
    let client = builder(variable("TEST_TLS")).allow_http("0.0.0.0").override_server(declared, allowed);
    let call = client.build().unwrap().call(&GET_THING).path_text("thingId", "a").server(declared);
    call.value::<i64>().await.unwrap();
}

/// RFC 9110, 8.6: some services require the length of an empty body.
#[tokio::test]
async fn missing_body_has_a_length_over_both_protocols() {
    static POST: Operation = Operation { method: "POST", page: None, ..GET_THING };
    static PUT: Operation = Operation { method: "PUT", ..POST };
    static PATCH: Operation = Operation { method: "PATCH", ..POST };
    static DELETE: Operation = Operation { method: "DELETE", ..POST };
    for protocol in ["h2", "http/1.1"] {
        let server = TlsServer::start(&[protocol]).await;
        let client = server.builder().build().unwrap();
        for operation in [&POST, &PUT, &PATCH, &DELETE, &GET_THING] {
            client.call(operation).path_text("thingId", "a").empty().await.unwrap();
        }
        client.call(&POST).path_text("thingId", "a").bytes("text/plain", "").empty().await.unwrap();
        let lengths = server.lengths();
        let lengths: Vec<_> =
            lengths.iter().map(|(method, length)| (method.as_str(), length.as_str())).collect();
        let expected =
            [("POST", "0"), ("PUT", "0"), ("PATCH", "0"), ("DELETE", ""), ("GET", ""), ("POST", "0")];
        assert_eq!(lengths, expected, "{protocol}");
    }
}

/// A request must not be sent directly because the proxy cannot be used.
#[test]
fn unusable_proxy_in_the_environment_is_an_error() {
    for (variable, bypass) in [("HTTPS_PROXY", ""), ("https_proxy", "example.org"), ("ALL_PROXY", "")] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--ignored", "--exact", "tls::child_with_an_unusable_proxy_in_the_environment"]);
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "no_proxy"] {
            child.env_remove(name);
        }
        child.env(variable, "socks5://me:s3same@proxy:1080").env("NO_PROXY", bypass);
        let output = child.env("TEST_VARIABLE", variable).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
#[ignore = "run as a child process by `unusable_proxy_in_the_environment_is_an_error`"]
fn child_with_an_unusable_proxy_in_the_environment() {
    let builder = || Client::builder(&CONFIGURATION).token("t").base_url("https://api.example.com");
    let error = builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let variable = std::env::var("TEST_VARIABLE").unwrap();
    assert!(error.to_string().contains(&format!("environment variable `{variable}`")), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3same"), "{error:?}");
    for fine in [
        builder().no_proxy(),
        builder().proxy("http://proxy:3128"),
        builder().base_url("http://127.0.0.1:1"),
        builder().transport(faithful_runtime::testing::Mock::new()),
    ] {
        fine.build().unwrap();
    }
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let server = crate::scripted_server::ScriptedServer::start([crate::scripted_server::value()]).await;
    let builder = || server.builder().idle_timeout(Duration::from_secs(60));
    let ten = |client: Client| async move {
        let calls: Vec<_> = (0..10).map(|_| tokio::spawn(get_thing(&client, "a").into_future())).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        client
    };
    let _two = ten(builder().max_idle_connections(2).build().unwrap()).await;
    server.until_open(2).await;
    let _none = ten(builder().max_idle_connections(0).build().unwrap()).await;
    server.until_open(2).await;
    let _soon = ten(builder().idle_timeout(Duration::from_millis(50)).build().unwrap()).await;
    server.until_open(2).await;
}
