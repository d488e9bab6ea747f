//! `testing::MockServer`, the mock behind a real socket.

use std::time::{Duration, Instant};

use faithful_runtime::testing::MockServer;
use faithful_runtime::{CallOptions, Client, ErrorKind, Retry, TransportErrorKind};
use serde_json::json;

use crate::operations::{CONFIGURATION, SERVICE, TEAM, create_thing, delete_thing, get_thing, list_things};

fn start() -> (Client, MockServer) {
    let server = MockServer::start(&SERVICE).unwrap();
    let client = Client::builder(&CONFIGURATION).token("s3cret-token").base_url(server.url());
    (client.retry(Retry::none()).build().unwrap(), server)
}

#[tokio::test]
async fn server_replies_from_the_script_and_records_requests() {
    let (client, server) = start();
    server.on("createThing").status(201).header("x-request-id", "r").reply(json!({"data": "made"}));
    server.on("listThings").reply(json!({"data": {"things": ["a"]}, "pagination": {"hasNextPage": false}}));
    server.reply_with_examples();
    let response = create_thing(&client, &json!({"name": "n"})).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.value()), (201, &json!("made")));
    assert_eq!(response.headers()["x-request-id"], "r");
    let team = client.scoped(&TEAM, "a/b");
    assert_eq!(get_thing(&team, "x y").await.unwrap(), "documented");
    assert_eq!(list_things(&client).per_page(7).await.unwrap().items, ["a"]);
    let requests = server.requests();
    assert_eq!(requests[0].json(), Some(json!({"name": "n"})));
    assert_eq!(requests[0].header("authorization"), Some("Bearer s3cret-token"));
    assert!(!format!("{requests:?}").contains("s3cret"));
    assert_eq!(requests[1].path, "/v1/teams/a%2Fb/things/x%20y");
    assert_eq!((requests[2].operation, requests[2].query("per_page")), ("listThings", Some("7")));
}

#[tokio::test]
async fn unscripted_or_unknown_request_is_an_error() {
    let (client, server) = start();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 501);
    assert!(error.to_string().contains("the mock has no reply for `getThing`"), "{error}");
    let error = delete_thing(&client, "a").await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.to_string().contains("the mock has no operation `DELETE /v1/things/a`"), "{error}");
    assert_eq!(server.requests()[1].operation, "");
}

#[tokio::test]
async fn server_can_truncate_fail_and_delay() {
    let (client, server) = start();
    let short = |options: CallOptions| options.timeout(Duration::from_millis(200));
    server.on("getThing").truncate(r#"{"data": "truncated"}"#, 9);
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Transport, 200), "{error}");
    assert_eq!(error.body().unwrap(), r#"{"data": "#);
    server.on("getThing").fail(TransportErrorKind::Other).fail(TransportErrorKind::Timeout);
    // A connection closed without a response; `retries` tests how it is classified.
    assert!(get_thing(&client, "a").await.unwrap_err().status().is_none());
    assert!(get_thing(&client, "a").with_options(short).await.unwrap_err().is_timeout());
    server.on("getThing").delay(Duration::from_millis(50)).reply(json!({"data": 1}));
    let start = Instant::now();
    get_thing(&client, "a").await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(50));
    assert_eq!(server.requests().len(), 4);
    let url = server.url();
    drop(server);
    let refused =
        Client::builder(&CONFIGURATION).token("t").base_url(url).retry(Retry::none()).build().unwrap();
    assert!(get_thing(&refused, "a").await.is_err());
}
