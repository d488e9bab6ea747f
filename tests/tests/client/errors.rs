//! Error responses, undecodable responses and missing responses: the error keeps everything the server sent.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use northflank::models::{CreateTemplate, Project};
use northflank::{Client, Error, ErrorKind, Retry};
use operations::OPERATIONS;
use serde_json::{Value, json};

use crate::support::forms::{call, empty_workflow, new_template};
use crate::support::server::{Server, TOKEN, reply};

/// A client that never retries.
fn client_without_retries(server: &Server) -> Client {
    Client::builder().base_url(server.url()).token(TOKEN).retry(Retry::none()).build().unwrap()
}

/// The error of `getTemplate` for a given response.
async fn failure(status: u16, body: impl Into<Bytes>) -> Error {
    let body = body.into();
    let server = Server::start(move |_| {
        let mut response = reply(status, body.clone());
        response.headers_mut().insert("x-request-id", "req-1".parse().unwrap());
        response.headers_mut().insert("x-ratelimit-remaining", "0".parse().unwrap());
        Some(response)
    })
    .await;
    client_without_retries(&server).templates().get("t").await.expect_err("an error response")
}

fn assert_kept(error: &Error, status: u16, body: &[u8]) {
    assert_eq!(error.status().unwrap(), status);
    assert_eq!(error.body().unwrap(), body);
    assert_eq!(error.headers().unwrap()["x-ratelimit-remaining"], "0");
    assert_eq!((error.request_id(), error.rate_limit().remaining), (Some("req-1"), Some(0)));
    assert_eq!((error.operation(), error.attempts()), (Some("getTemplate"), 1));
}

#[tokio::test]
async fn documented_error_body_is_parsed() {
    let body = r#"{"error": {"status": 403, "message": "You may not.", "id": "forbidden", "details": {"need": ["read"]}}}"#;
    let error = failure(403, body).await;
    assert_kept(&error, 403, body.as_bytes());
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!((error.message(), error.error_id()), (Some("You may not."), Some("forbidden")));
    assert_eq!(error.details(), Some(&json!({"need": ["read"]})));
    assert_eq!(
        error.to_string(),
        "getTemplate: 403 Forbidden: You may not. (error id forbidden, request id req-1)"
    );
}

#[tokio::test]
async fn other_json_error_bodies_are_kept() {
    for (body, text) in [
        (r#"{"error": "plain"}"#, "plain"),
        (r#"{"message": "at the top"}"#, "at the top"),
        (r#"{"errors": [7]}"#, r#"{"errors": [7]}"#),
        ("[]", "[]"),
        ("null", "null"),
        (r#"{"error": {"message": 7"#, r#"{"error": {"message": 7"#),
    ] {
        let error = failure(422, body).await;
        assert_kept(&error, 422, body.as_bytes());
        let expected = format!("getTemplate: 422 Unprocessable Entity: {text} (request id req-1)");
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn html_error_body_is_kept() {
    let body = "<html>\r\n <head><title>404 Not Found</title></head>\n</html>\n";
    let error = failure(404, body).await;
    assert_kept(&error, 404, body.as_bytes());
    assert!(error.is_not_found());
    assert_eq!((error.message(), error.error_id(), error.details()), (None, None, None));
    assert_eq!(
        error.to_string(),
        "getTemplate: 404 Not Found: <html> <head><title>404 Not Found</title></head> </html> (request id req-1)"
    );
}

#[tokio::test]
async fn empty_error_body_is_reported() {
    let error = failure(502, "").await;
    assert_kept(&error, 502, b"");
    assert_eq!(error.to_string(), "getTemplate: 502 Bad Gateway: the body is empty (request id req-1)");
}

#[tokio::test]
async fn non_utf8_error_body_is_kept() {
    let error = failure(500, &b"up\xff\xfestream\x00"[..]).await;
    assert_kept(&error, 500, b"up\xff\xfestream\x00");
    assert_eq!(
        error.to_string(),
        "getTemplate: 500 Internal Server Error: up\u{fffd}\u{fffd}stream (request id req-1)"
    );
}

#[tokio::test]
async fn long_error_body_is_kept_but_shown_truncated() {
    let body = "x".repeat(100_000);
    let error = failure(500, body.clone()).await;
    assert_kept(&error, 500, body.as_bytes());
    assert!(error.to_string().len() < 400 && format!("{error:#?}").len() < 2_000);
}

#[tokio::test]
async fn error_predicates_match_the_status() {
    let all = |error: &Error| {
        [error.is_not_found(), error.is_unauthorized(), error.is_forbidden(), error.is_rate_limited()]
    };
    assert_eq!(all(&failure(404, "").await), [true, false, false, false]);
    assert_eq!(all(&failure(401, "").await), [false, true, false, false]);
    assert_eq!(all(&failure(403, "").await), [false, false, true, false]);
    assert_eq!(all(&failure(429, "").await), [false, false, false, true]);
    let error = failure(500, "").await;
    assert_eq!(all(&error), [false; 4]);
    assert!(!error.is_decode() && !error.is_timeout() && !error.is_connect() && !error.is_invalid_request());
}

#[tokio::test]
async fn rate_limit_error_has_a_retry_after() {
    let server = Server::start(|_| {
        let limited = Response::builder().status(429).header("x-ratelimit-limit", "1000");
        let limited = limited.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "1234");
        Some(limited.body(Full::default()).unwrap())
    })
    .await;
    let error = client_without_retries(&server).templates().get("t").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1234)));
    let limit = error.rate_limit();
    assert_eq!(
        (limit.limit, limit.remaining, limit.reset),
        (Some(1000), Some(0), Some(Duration::from_secs(1234)))
    );
}

#[tokio::test]
async fn every_error_names_its_operation() {
    let server = Server::always(404, r#"{"error": {"message": "gone"}}"#).await;
    let client = server.client();
    for operation in OPERATIONS {
        let error = call(&client, operation.id).await.unwrap_err();
        assert_eq!(error.to_string(), format!("{}: 404 Not Found: gone", operation.id));
    }
    assert!(!OPERATIONS.is_empty());
    let team = server.client().team("acme");
    assert_eq!(call(&team, "getTemplate").await.unwrap_err().to_string(), "getTemplate: 404 Not Found: gone");
}

#[tokio::test]
async fn undecodable_response_is_kept() {
    let server = Server::always(200, r#"{"data": {"id": "i", "name": 7}}"#).await;
    let error = server.client().templates().get("t").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getTemplate: response did not match at $.data.name: expected a string, got 7"
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body().unwrap(), &br#"{"data": {"id": "i", "name": 7}}"#[..]);
    assert!(error.headers().unwrap().contains_key("date"));
}

#[tokio::test]
async fn html_success_is_a_decode_error_with_the_body() {
    let server = Server::always(200, "<html>maintenance</html>").await;
    let error = server.client().templates().get("t").await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.body().unwrap(), "<html>maintenance</html>");
    let position = error.read_error().unwrap().position();
    assert_eq!(position, Some((1, 1)), "{error}");
}

#[tokio::test]
async fn empty_success_is_a_decode_error_when_a_value_is_expected() {
    let server = Server::always(200, "").await;
    let (client, mut values) = (server.client(), 0);
    for operation in OPERATIONS {
        let read = call(&client, operation.id).await;
        if operation.response.is_none() {
            assert_eq!(read.unwrap(), Value::Null);
            continue;
        }
        let (id, error) = (operation.id, read.unwrap_err());
        assert_eq!(error.to_string(), format!("{id}: 200 OK: expected a value, but the body is empty"));
        assert!(error.is_decode());
        values += 1;
    }
    assert!(values > 0);
}

#[tokio::test]
async fn refused_connection_is_a_connect_error() {
    // Nothing listens on the port of a closed listener.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .token(TOKEN)
        .retry(Retry::none())
        .build()
        .unwrap();
    let error = client.templates().get("t").await.unwrap_err();
    let expected = format!("getTemplate: could not connect to {address}: ");
    assert!(error.is_connect() && error.to_string().starts_with(&expected), "{error}");
    assert_eq!((error.status(), error.body(), error.headers().is_some()), (None, None, false));
}

#[tokio::test]
async fn unresponsive_server_times_out() {
    // The connection is established by the kernel but never accepted.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder().base_url(address).token(TOKEN).retry(Retry::none()).build().unwrap();
    let call = client.templates().get("t").with_options(|options| options.timeout(Duration::from_millis(50)));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn post_is_sent_once_when_the_connection_drops() {
    let server = Server::start(|_| None).await;
    let error = server.client().templates().create(new_template()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert!(error.to_string().starts_with("createTemplate: "), "{error}");
    assert_eq!(server.request().method, "POST");
    let error = call(&server.client(), "updateTemplate").await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.targets(), ["/v1/templates", "/v1/templates/a"]);
}

#[tokio::test]
async fn parameter_and_body_violations_are_reported_together() {
    let server = Server::always(200, "").await;
    let body = CreateTemplate::new("!", "v2", Project::existing("a b"), empty_workflow());
    let call = server
        .client()
        .team("..")
        .templates()
        .create(body)
        .with_options(northflank::CallOptions::deny_unlisted);
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
    let found: Vec<_> =
        error.violations().unwrap().iter().map(|found| (found.path.as_str(), found.rule)).collect();
    let expected = [
        ("path.teamId", "path"),
        ("$.name", "min_length"),
        ("$.name", "pattern"),
        ("$.apiVersion", "enum"),
        ("$.project.id", "pattern"),
    ];
    assert_eq!(found, expected);
    assert!(server.targets().is_empty());
}

#[tokio::test]
async fn error_can_be_boxed_and_sent_between_threads() {
    let error = failure(404, "gone").await;
    let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
    let error = tokio::spawn(async move { boxed }).await.unwrap();
    assert_eq!(error.to_string(), "getTemplate: 404 Not Found: gone (request id req-1)");
    assert_eq!(error.downcast_ref::<Error>().unwrap().details(), None::<&Value>);
}
