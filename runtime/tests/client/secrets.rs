//! The token: where it goes, and that it is seen nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::Response;
use http_body_util::Full;
use northflank_runtime::ErrorKind;

use crate::operations::{builder, client, create_thing, get_thing, list_things};
use crate::server::Server;

const TOKEN: &str = "s3cret-token";

#[tokio::test]
async fn the_token_goes_to_the_base_url_only() {
    let other = Server::always(200, r#"{"data": 1}"#).await;
    let target = other.url();
    let server = Server::start(move |_| {
        Response::builder().status(307).header("location", &target).body(Full::default()).unwrap()
    })
    .await;
    let client = client(&server);
    get_thing(&client, "a").await.unwrap_err();
    get_thing(&client, &other.url()).await.unwrap_err();
    get_thing(&client, "//evil.example/").await.unwrap_err();
    create_thing(&client, &serde_json::json!({})).await.unwrap_err();
    assert_eq!(server.requests().len(), 4);
    for request in server.requests() {
        assert_eq!(request.header("authorization"), format!("Bearer {TOKEN}"));
        assert!(request.target.starts_with("/v1/things"), "{}", request.target);
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_cannot_prove_who_it_is() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let base_url = server.url().replace("http://", "https://");
    // Without certificates on this machine there is no such client at all.
    if let Ok(client) = builder(&server).base_url(base_url).build() {
        let error = get_thing(&client, "a").await.unwrap_err();
        assert!(error.is_connect(), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn debug_never_shows_the_token() {
    let server = Server::always(403, "no").await;
    let builder = builder(&server).default_header("x-key", "k3y");
    assert!(!format!("{builder:?}").contains(TOKEN) && !format!("{builder:?}").contains("k3y"));
    let client = builder.build().unwrap();
    let call = get_thing(&client, "a");
    let pending = call.clone().send();
    let items = list_things(&client).items();
    let before = format!("{client:?} {call:?} {pending:?} {items:?}");
    let shown = format!("{before} {:#?}", pending.await.unwrap_err());
    assert!(!shown.contains(TOKEN) && !shown.contains("k3y"), "{shown}");
    assert!(shown.contains("[redacted]"));
}

#[tokio::test]
async fn a_provider_is_asked_for_each_attempt() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let count = AtomicUsize::new(0);
    let client = builder(&server)
        .token_provider(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, std::io::Error>(format!("token-{number}")) }
        })
        .build()
        .unwrap();
    get_thing(&client, "a").await.unwrap();
    get_thing(&client, "a").await.unwrap();
    let tokens: Vec<_> =
        server.requests().iter().map(|request| request.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-0", "Bearer token-1"]);
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_and_nothing_is_sent() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let failing = builder(&server)
        .token_provider(|| async { Err::<String, _>("the vault is closed") })
        .build()
        .unwrap();
    let error = get_thing(&failing, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!(error.to_string(), "getThing: no token to send: the vault is closed");
    assert_eq!(error.attempts(), 0);
    let bad = builder(&server)
        .token_provider(|| async { Ok::<_, std::io::Error>("s3cret-token\n") })
        .build()
        .unwrap();
    let error = get_thing(&bad, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    assert!(server.requests().is_empty());
}
