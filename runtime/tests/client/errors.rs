//! Error responses, and errors without a response.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use faithful_runtime::{Error, ErrorKind, TransportError};
use http::Response;
use http_body_util::Full;
use serde_json::json;

use crate::operations::{builder, client, get_thing};
use crate::server::{Server, json as json_reply};

async fn failure(server: &Server) -> Error {
    get_thing(&client(server), "a").await.unwrap_err()
}

#[tokio::test]
async fn json_error_body_is_parsed() {
    let server = Server::start(|_| {
        let body = json!({"error": {"status": 403, "message": "You may not.", "id": "forbidden", "details": {"need": ["read"]}}});
        let mut response = json_reply(403, &body);
        response.headers_mut().insert("x-request-id", "r-1".parse().unwrap());
        response
    })
    .await;
    let error = failure(&server).await;
    assert_eq!(
        error.to_string(),
        "getThing: 403 Forbidden: You may not. (error id forbidden, request id r-1)"
    );
    assert_eq!(error.kind(), ErrorKind::Status);
    assert!(
        error.is_forbidden() && !error.is_not_found() && !error.is_unauthorized() && !error.is_rate_limited()
    );
    assert_eq!(error.operation(), Some("getThing"));
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.message(), Some("You may not."));
    assert_eq!(error.error_id(), Some("forbidden"));
    assert_eq!(error.details(), Some(&json!({"need": ["read"]})));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.attempts(), 1);
    assert!(error.body().unwrap().starts_with(b"{\"error\""));
}

#[tokio::test]
async fn other_error_bodies_are_kept_verbatim() {
    for (status, body, text) in [
        (
            404,
            &b"<html>\n <h1>Not Found</h1>\n</html>"[..],
            "getThing: 404 Not Found: <html> <h1>Not Found</h1> </html>",
        ),
        (502, b"", "getThing: 502 Bad Gateway: the body is empty"),
        (
            500,
            b"upstream \xff\xfe broke",
            "getThing: 500 Internal Server Error: upstream \u{fffd}\u{fffd} broke",
        ),
        (401, b"[1,2]", "getThing: 401 Unauthorized: [1,2]"),
        (400, b"{\"error\": {\"code\": 7}}", "getThing: 400 Bad Request: {\"error\": {\"code\": 7}}"),
        (422, b"{\"error\": \"plain\"}", "getThing: 422 Unprocessable Entity: plain"),
        (499, b"gone", "getThing: 499: gone"),
    ] {
        let server = Server::always(status, body).await;
        let error = failure(&server).await;
        assert_eq!(error.to_string(), text);
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(&error.body().unwrap()[..], body);
        assert!(error.headers().unwrap().contains_key("date"));
    }
}

#[tokio::test]
async fn rate_limit_error_has_a_retry_after() {
    let limited = |name: &'static str, value: &'static str, status: u16| {
        Server::start(move |_| {
            let reply = Response::builder().status(status).header("x-ratelimit-reset", "60");
            reply.header(name, value).body(Full::default()).unwrap()
        })
    };
    let error = failure(&limited("retry-after", "7", 429).await).await;
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.rate_limit().reset, Some(Duration::from_secs(60)));
    let error = failure(&limited("x-other", "1", 429).await).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    let error = failure(&limited("x-other", "1", 503).await).await;
    assert_eq!(error.retry_after(), None);
    let error = failure(&limited("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT", 503).await).await;
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
}

#[tokio::test]
async fn redirects_are_errors_and_not_followed() {
    let other = Server::always(200, r#"{"data": 1}"#).await;
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/elsewhere", other.url());
        let server = Server::start(move |_| {
            Response::builder().status(status).header("location", &target).body(Full::default()).unwrap()
        })
        .await;
        let error = failure(&server).await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.status().unwrap().as_u16(), status);
        let text = error.to_string();
        assert!(text.contains("redirects are not followed (to http://127.0.0.1:"), "{text}");
        assert_eq!(server.requests().len(), 1);
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn missing_response_times_out() {
    let server = Server::raw(b"", false).await;
    let call = get_thing(&client(&server), "a");
    let error = call.with_options(|options| options.timeout(Duration::from_millis(50))).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect());
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.status(), None);
    assert!(error.to_string().starts_with("getThing: timed out"), "{error}");
    let client = builder(&server).timeout(Duration::from_millis(50)).build().unwrap();
    assert!(get_thing(&client, "a").await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn timeout_in_the_body_keeps_the_partial_body() {
    let server =
        Server::raw(b"HTTP/1.1 503 Busy\r\ncontent-length: 100\r\nx-request-id: r-2\r\n\r\npart", false)
            .await;
    let call = get_thing(&client(&server), "a");
    let error = call.with_options(|options| options.timeout(Duration::from_millis(200))).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.request_id(), Some("r-2"));
    assert_eq!(error.body().unwrap(), "part");
}

#[tokio::test]
async fn broken_connection_keeps_the_partial_body() {
    let server = Server::raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart", true).await;
    let error = failure(&server).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body().unwrap(), "part");
    assert!(error.to_string().ends_with(" (after 200 OK and 4 bytes of the body)"), "{error}");
    let server = Server::raw(b"no HTTP at all", true).await;
    let error = failure(&server).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().starts_with("getThing: the connection failed: "), "{error}");
}

#[tokio::test]
async fn refused_connection_is_a_connect_error_without_secrets() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Server::always(200, "").await;
    let client = builder(&server).base_url(format!("http://{address}")).build().unwrap();
    let error = get_thing(&client, "secret-looking-path").await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout());
    let text = error.to_string();
    assert!(text.starts_with(&format!("getThing: could not connect to {address}: ")), "{text}");
    assert!(text.contains("refused"), "{text}");
    assert!(error.source().is_none(), "the line contains the causes");
    let mut chain = format!("{error:#?}");
    let mut cause = error.get_ref().map(|cause| cause as &(dyn std::error::Error + 'static));
    while let Some(current) = cause {
        let _ = write!(chain, "{current} {current:?}");
        let inner = current.downcast_ref::<TransportError>().map(|error| error.get_ref() as _);
        cause = inner.or_else(|| current.source());
    }
    assert!(chain.contains("Connect"), "{chain}");
    assert!(!chain.contains("s3cret-token") && !chain.contains("secret-looking-path"), "{chain}");
}

#[tokio::test]
async fn body_over_the_limit_is_an_error_with_its_prefix() {
    let server = Server::always(200, "x".repeat(1001)).await;
    let client = builder(&server).body_limit(1000).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(error.to_string(), "getThing: 200 OK: the body exceeds the limit of 1000 bytes");
    assert_eq!(error.body().unwrap().len(), 1000);

    let server = Server::always(200, format!("{{\"data\": \"{}\"}}", "x".repeat(988))).await;
    let client = builder(&server).body_limit(1000).build().unwrap();
    get_thing(&client, "a").await.unwrap();
}

#[tokio::test]
async fn body_limit_applies_to_decompressed_bytes() {
    /// A million zeros, gzipped to about a thousand bytes.
    const ZEROS: &[u8] = include_bytes!("zeros.gz");
    let server = Server::start(|_| {
        Response::builder().status(500).header("content-encoding", "gzip").body(Full::from(ZEROS)).unwrap()
    })
    .await;
    let client = builder(&server).body_limit(10_000).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(error.body().unwrap().len(), 10_000);
}
