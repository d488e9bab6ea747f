//! Middleware around each attempt, and recordings made with it.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faithful_runtime::http::{HeaderValue, Uri};
use faithful_runtime::testing::{Mock, Recorder};
use faithful_runtime::{
    Attempt, CallOptions, Client, ClientBuilder, ErrorKind, Method, Middleware, MiddlewareFuture, Retry,
    Security, SecurityScheme, TransportErrorKind, TransportRequest, Value,
};
use serde_json::json;

use crate::operations::CONFIGURATION;

/// Writes down what it sees, after its name.
#[derive(Clone)]
struct Witness(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Witness {
    fn on_request<'a>(&'a self, request: &'a mut TransportRequest) -> MiddlewareFuture<'a> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let token = request.http.headers()["authorization"].is_sensitive();
            let line = format!("{} {} {} {token}", self.0, request.http.method(), request.http.uri().path());
            self.1.lock().unwrap().push(line);
            request.http.headers_mut().append("x-signature", HeaderValue::from_static(self.0));
            Ok(())
        })
    }

    fn on_response(&self, attempt: &Attempt<'_>) {
        let result = match attempt.result {
            Ok(response) => response.status().as_str().to_owned(),
            Err(error) => format!("{:?}", error.kind()),
        };
        let signed = attempt.request.http.headers().contains_key("x-signature");
        assert!(attempt.duration < Duration::from_secs(10) && signed);
        self.1.lock().unwrap().push(format!("{} {} {result}", self.0, attempt.number));
    }
}

fn builder(mock: &Mock) -> ClientBuilder {
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    Client::builder(&CONFIGURATION).token("s3cret").transport(mock.clone()).retry(retry)
}

#[tokio::test]
async fn every_attempt_passes_through_the_middleware_in_order() {
    let mock = Mock::new();
    mock.on("GET /v1/any").fail(TransportErrorKind::Connect).status(503).empty().reply(json!(1));
    let seen = Arc::default();
    let middleware = [Witness("a", Arc::clone(&seen)), Witness("b", Arc::clone(&seen))];
    let client = middleware.into_iter().fold(builder(&mock), ClientBuilder::middleware).build().unwrap();
    assert_eq!(client.request::<u8>(Method::GET, "/v1/any").await.unwrap(), 1);
    let attempt = |number: u32, result: &str| {
        let request = "GET /v1/any true";
        [
            format!("a {request}"),
            format!("b {request}"),
            format!("b {number} {result}"),
            format!("a {number} {result}"),
        ]
    };
    assert_eq!(*seen.lock().unwrap(), [attempt(1, "Connect"), attempt(2, "503"), attempt(3, "200")].concat());
    let signatures: Vec<_> = mock.requests()[0].headers.get_all("x-signature").iter().cloned().collect();
    assert_eq!(signatures, ["a", "b"]);
}

/// Runs a closure on each request.
struct Change<F>(F);

impl<F> Middleware for Change<F>
where
    F: Fn(&mut TransportRequest) -> Result<(), Box<dyn StdError + Send + Sync>> + Send + Sync + 'static,
{
    fn on_request<'a>(&'a self, request: &'a mut TransportRequest) -> MiddlewareFuture<'a> {
        Box::pin(async move { (self.0)(request) })
    }
}

#[tokio::test]
async fn failed_middleware_sends_nothing() {
    let mock = Mock::new();
    let client = builder(&mock).middleware(Change(|_: &mut _| Err("no key".into()))).build().unwrap();
    let error = client.request::<Value>(Method::GET, "/v1/any").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Middleware, 0));
    assert_eq!(error.to_string(), "GET /v1/any: a middleware failed: no key");
    for uri in ["https://evil.example/v1/any", "http://api.example.com/v1/any", "/v1/any"] {
        let change = move |request: &mut TransportRequest| {
            *request.http.uri_mut() = Uri::from_static(uri);
            Ok(())
        };
        let client = builder(&mock).middleware(Change(change)).build().unwrap();
        let error = client.request::<Value>(Method::GET, "/v1/any").await.unwrap_err();
        assert!(error.to_string().contains("changed the scheme or the host"), "{error}");
    }
    assert!(mock.requests().is_empty());
}

struct Hang;

impl Middleware for Hang {
    fn on_request<'a>(&'a self, _: &'a mut TransportRequest) -> MiddlewareFuture<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn middleware_is_limited_by_the_total_timeout() {
    let timeout = Duration::from_millis(20);
    let client = builder(&Mock::new()).middleware(Hang).total_timeout(timeout).build().unwrap();
    let error = client.request::<Value>(Method::GET, "/v1/any").await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("waiting for a middleware"), "{error}");
}

const KEYS: Security = &[&[SecurityScheme::query("key", "api_key")]];

#[tokio::test]
async fn recording_contains_no_secrets_and_can_be_replayed() {
    let service = Mock::new();
    service.on("POST /v1/a%20b").status(503).header("retry-after", "0").empty();
    let script = service.on("POST /v1/a%20b").status(201).header("set-cookie", "c0okie").header("x-id", "7");
    script.reply(json!({"token": "t0ken", "items": [{"token": {"a": 1}, "name": "n"}]}));
    service.on("GET /v1/file").text(vec![0xff, 0x00]).text("plain");
    let recorder = Recorder::new().redact("token").redact("code");
    let client = builder(&service).api_key("key", "k3y").middleware(recorder.clone()).build().unwrap();
    let client = client.with_security(KEYS);
    let call = client.request::<Value>(Method::POST, "/v1/{id}").path("id", "a b").query("code", "c0de");
    let call = call.query("page", 2).json(json!({"token": "t0ken"})).header("cookie", "c0okie");
    call.with_options(CallOptions::idempotent).await.unwrap();
    client.request::<Value>(Method::GET, "/v1/file").await.unwrap_err();
    client.request::<Value>(Method::GET, "/v1/file").await.unwrap_err();

    let recording = recorder.to_json();
    for secret in ["s3cret", "k3y", "c0okie", "t0ken", "c0de"] {
        assert!(!recording.contains(secret), "{secret}: {recording}");
    }
    let exchanges: Value = serde_json::from_str(&recording).unwrap();
    let query = &exchanges[1]["request"]["query"];
    assert_eq!(*query, json!([["code", "[redacted]"], ["page", "2"], ["api_key", "[redacted]"]]));
    assert_eq!(exchanges[1]["request"]["json"], json!({"token": "[redacted]"}));

    let replay = Mock::new();
    replay.replay(&recording).unwrap();
    let client = builder(&replay).build().unwrap();
    let call = client.request::<Value>(Method::POST, "/v1/a b").with_options(CallOptions::idempotent);
    let response = call.send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (201, 2));
    assert_eq!(response.headers()["x-id"], "7");
    assert_eq!(response.into_inner()["items"][0]["name"], "n");
    for body in [vec![0xff, 0x00], b"plain".to_vec()] {
        let error = client.request::<Value>(Method::GET, "/v1/file").await.unwrap_err();
        assert_eq!(error.body().unwrap().to_vec(), body);
    }
    let error = client.request::<Value>(Method::GET, "/v1/file").await.unwrap_err();
    assert!(error.to_string().contains("no reply left"), "{error}");

    let error = replay.replay(r#"[{"request": {}}]"#).unwrap_err();
    assert_eq!(error.to_string(), "at $[0]: not a recorded exchange");
}
