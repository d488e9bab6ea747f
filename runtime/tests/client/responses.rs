//! Successful responses: metadata, decoding and decompression.

use std::time::Duration;

use faithful_runtime::ErrorKind;
use http::Response;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::operations::{CREATE_THING, client, delete_thing, get_thing};
use crate::server::Server;

/// `{"data": "squeezed"}`, gzipped.
const GZIPPED: &[u8] = include_bytes!("squeezed.json.gz");

#[tokio::test]
async fn response_exposes_status_headers_body_and_rate_limit() {
    let server = Server::start(|_| {
        Response::builder()
            .status(201)
            .header("x-ratelimit-limit", "1000")
            .header("x-ratelimit-remaining", "998")
            .header("x-ratelimit-reset", "3600")
            .header("x-thing", "1")
            .header("x-request-id", "r-1")
            .body(Full::from(r#"{"data": {"id": "a"}, "more": 1}"#))
            .unwrap()
    })
    .await;
    let response = get_thing(&client(&server), "a").send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["x-thing"], "1");
    assert_eq!(&response.body()[..], br#"{"data": {"id": "a"}, "more": 1}"#);
    assert_eq!((response.attempts(), response.request_id()), (1, Some("r-1")));
    assert_eq!(response["id"], "a");
    assert_eq!(response.value(), &json!({"id": "a"}));
    let rate_limit = response.rate_limit();
    assert_eq!((rate_limit.limit, rate_limit.remaining), (Some(1000), Some(998)));
    assert_eq!(rate_limit.reset, Some(Duration::from_secs(3600)));
    assert_eq!(response.into_inner(), json!({"id": "a"}));
}

#[tokio::test]
async fn mismatched_body_reports_path_and_keeps_body() {
    const BODY: &str = r#"{"data": {"names": ["a", 7]}}"#;
    let server = Server::always(200, BODY).await;
    let call = client(&server).call(&CREATE_THING);
    let error = call.value::<std::collections::BTreeMap<String, Vec<String>>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.is_decode());
    let text = error.to_string();
    assert!(text.starts_with("createThing: response did not match at $.data.names"), "{text}");
    assert!(text.ends_with("expected a string, got 7"), "{text}");
    assert_eq!(error.body().unwrap(), BODY);
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.read_error().unwrap().path().ends_with("[1]"));
    assert!(error.get_ref().unwrap().is::<faithful_runtime::ReadError>());
}

#[tokio::test]
async fn invalid_json_is_a_decode_error_with_the_body() {
    for body in ["<html>maintenance</html>", "{\"data\": ", "{\"data\": 1} x", "{}", "null"] {
        let server = Server::always(200, body).await;
        let error = get_thing(&client(&server), "a").await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert!(error.to_string().starts_with("getThing: response did not match at "), "{error}");
        assert_eq!(error.body().unwrap(), body);
    }
    let server = Server::always(200, &b"{\"data\": \"\xff\"}"[..]).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(&error.body().unwrap()[..], b"{\"data\": \"\xff\"}");
}

#[tokio::test]
async fn empty_body_is_a_decode_error_when_a_value_is_expected() {
    for (status, reason) in [(200, "200 OK"), (204, "204 No Content")] {
        let server = Server::always(status, "").await;
        let error = get_thing(&client(&server), "a").await.unwrap_err();
        assert!(error.is_decode());
        assert!(error.read_error().is_none());
        assert_eq!(error.to_string(), format!("getThing: {reason}: expected a value, but the body is empty"));
    }
}

#[tokio::test]
async fn call_without_a_value_accepts_any_body() {
    for (status, body) in [(204, ""), (200, "{}"), (200, "<html>"), (202, "\u{0}")] {
        let server = Server::always(status, body).await;
        delete_thing(&client(&server), "a").await.unwrap();
        let response = delete_thing(&client(&server), "a").send().await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.body(), body);
    }
}

#[tokio::test]
async fn json_is_parsed_whatever_the_content_type() {
    let server = Server::start(|_| {
        Response::builder().header("content-type", "text/plain").body(Full::from(r#"{"data": 1}"#)).unwrap()
    })
    .await;
    assert_eq!(get_thing(&client(&server), "a").await.unwrap(), json!(1));
}

#[tokio::test]
async fn byte_order_mark_before_json_is_skipped() {
    let server = Server::always(200, "\u{feff}{\"data\": 1}").await;
    assert_eq!(get_thing(&client(&server), "a").await.unwrap(), json!(1));
    let server = Server::always(400, "\u{feff}{\"message\": \"no\"}").await;
    assert_eq!(get_thing(&client(&server), "a").await.unwrap_err().message(), Some("no"));
}

#[tokio::test]
async fn gzipped_body_is_decompressed() {
    for name in ["gzip", "GZIP", "x-gzip", "identity, Gzip"] {
        let server = Server::start(move |_| {
            Response::builder().header("content-encoding", name).body(Full::from(GZIPPED)).unwrap()
        })
        .await;
        let thing: Value = get_thing(&client(&server), "a").await.unwrap();
        assert_eq!(thing, json!("squeezed"));
    }
}
