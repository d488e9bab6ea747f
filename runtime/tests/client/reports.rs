//! What errors and `Debug` output show: complete on one line, no text of the service that could harm a log, no secrets.

use std::error::Error as StdError;
use std::fmt::Write as _;

use bytes::Bytes;
use faithful_runtime::testing::Mock;
use faithful_runtime::{
    CallOptions, Client, Error, Retry, Rule, Security, SecurityScheme, TransportError, TransportErrorKind,
    validate,
};
use http::Response;
use http_body_util::Full;
use serde_json::json;

use crate::operations::{CONFIGURATION, GET_THING, builder, client, get_thing, list_things};
use crate::server::Server;

/// The text of a report that prints an error and its sources, as `{:#}` of anyhow does.
fn report(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

async fn failure(status: u16, headers: &[(&'static str, &'static [u8])], body: &'static [u8]) -> Error {
    let headers = headers.to_vec();
    let server = Server::start(move |_| {
        let mut response = Response::builder().status(status);
        for (name, value) in &headers {
            response = response.header(*name, *value);
        }
        response.body(Full::new(Bytes::from_static(body))).unwrap()
    });
    get_thing(&client(&server.await), "a").await.unwrap_err()
}

/// An error whose `Display` text omits its cause.
#[derive(Debug)]
struct Outer(std::io::Error);

impl std::fmt::Display for Outer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the vault\nis closed")
    }
}

impl StdError for Outer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

#[tokio::test]
async fn a_report_names_each_cause_once() {
    let server = Server::always(200, "").await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = builder(&server).base_url(format!("http://{port}")).build().unwrap();
    let error = get_thing(&refused, "a").await.unwrap_err();
    assert_eq!(report(&error), error.to_string());
    assert_eq!(report(&error).matches("efused").count(), 1, "{error}");

    let provider = || async { Err::<String, _>(Outer(std::io::Error::other("no key"))) };
    let error =
        get_thing(&builder(&server).token_provider(provider).build().unwrap(), "a").await.unwrap_err();
    assert_eq!(report(&error), "getThing: could not obtain a token: the vault is closed: no key");
    assert!(error.get_ref().unwrap().is::<Outer>());

    for (status, body) in [(200, &b"<html>"[..]), (200, b"{}"), (200, b""), (500, b"x"), (302, b"")] {
        let error = failure(status, &[], body).await;
        assert_eq!(report(&error), error.to_string());
    }
    let violations = validate(&"b".to_owned(), &Rule::new().pattern("^a")).unwrap_err();
    assert_eq!(report(&violations), "$: must match the pattern ^a, is \"b\"");
    let error = TransportError::new(TransportErrorKind::Other, Outer(std::io::Error::other("reset")));
    assert_eq!(report(&error), "the connection failed: reset");
    let error = Client::builder(&CONFIGURATION).base_url("http://a.test").build().unwrap_err();
    assert_eq!(report(&error), error.to_string());
    // As `std::io::Read` of the blocking client returns it.
    let text = error.to_string();
    assert_eq!(report(&std::io::Error::other(error)), text);
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_named() {
    let server = Server::always(200, "").await;
    let unknown = builder(&server).base_url("https://nowhere.invalid/v1");
    // Building fails on a machine without certificates.
    if let Ok(client) = unknown.no_proxy().build() {
        let error = get_thing(&client, "a").await.unwrap_err();
        assert!(
            error.to_string().starts_with("getThing: could not connect to nowhere.invalid:443"),
            "{error}"
        );
    }
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxied = builder(&server).base_url("https://api.test:8443").proxy(format!("http://me:pw@{proxy}"));
    if let Ok(client) = proxied.build() {
        let error = get_thing(&client, "a").await.unwrap_err();
        let expected = format!("getThing: could not connect to api.test:8443 through the proxy {proxy}: ");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(!format!("{error}{error:#?}").contains("pw"), "{error:?}");
    }
    let mock = Mock::new();
    mock.on("getThing").fail(TransportErrorKind::ConnectTimeout);
    let builder = Client::builder(&CONFIGURATION).token("t").retry(Retry::none());
    let client = builder.transport(mock).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert!(
        error.to_string().starts_with("getThing: could not connect to api.example.com:443 in time"),
        "{error}"
    );
}

#[tokio::test]
async fn a_success_that_is_not_json_shows_its_type_and_beginning() {
    let html = [("content-type", &b"text/html"[..])];
    let error = failure(200, &html, b"<html>\n<h1>Log in</h1>").await;
    let text = error.to_string();
    assert!(text.starts_with("getThing: response did not match at $"), "{text}");
    assert!(text.ends_with("(content type text/html; body: <html> <h1>Log in</h1>)"), "{text}");
    let error = failure(200, &[], b"busy").await;
    assert!(error.to_string().ends_with("(content type none; body: busy)"), "{error}");
    let error = failure(200, &[("content-type", b"application/json")], b"{\"data\": ").await;
    assert!(error.to_string().ends_with("(content type application/json; body: {\"data\":)"), "{error}");
    let error = failure(200, &[("content-type", b"application/problem+json")], b"{}").await;
    assert!(!error.to_string().contains("body: "), "{error}");
}

#[tokio::test]
async fn texts_of_the_service_are_one_bounded_line() {
    let nasty = "a\\u001b[31m\\r\\n\u{202e}b\u{2066}\u{9b}c";
    let long = "x".repeat(5000);
    let id = "i".repeat(5000);
    let message = format!("{{\"error\": {{\"message\": \"{nasty}{long}\", \"id\": \"{nasty}{id}\"}}}}");
    let key = format!("{{\"data\": {{\"names\": {{\"{nasty}{long}\": 7}}}}}}");
    let value = format!("{{\"data\": \"{nasty}\u{7f}{long}\"}}");
    for (status, body) in [(403, message), (200, key), (200, value.clone()), (500, nasty.repeat(1000))] {
        let body: &'static str = body.leak();
        let headers: [(&'static str, &'static [u8]); 3] = [
            ("x-request-id", long.clone().leak().as_bytes()),
            ("content-type", b"text/\x9b31m\xe2\x80\xaehtml"),
            ("x-other", b"a\x9b1m"),
        ];
        let server = Server::start(move |_| {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body(Full::new(Bytes::from_static(body.as_bytes()))).unwrap()
        });
        let client = client(&server.await);
        let map = client.call(&GET_THING).path_text("thingId", "a");
        let error =
            map.value::<std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>>();
        let error = error.await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}").replace('\n', " ")] {
            let is_harmless =
                |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(text.chars().all(is_harmless), "{text:?}");
        }
        assert!(error.to_string().len() < 1500, "{error}");
    }
    let server = Server::always(404, r#"{"error": {"message": "no such thing"}}"#).await;
    let error = client(&server).call(&GET_THING).path_text("thingId", "a").value::<i64>().await.unwrap_err();
    let shown =
        r#"Error { message: "getThing: 404 Not Found: no such thing", kind: Status, status: 404, .. }"#;
    assert_eq!(format!("{error:?}"), shown);
    let detailed = format!("{error:#?}");
    assert!(detailed.contains("headers: ") && detailed.contains(r#"body: "{\"error\""#), "{detailed}");
    let page = r#"{"data": {"things": []}, "pagination": {"hasNextPage": true, "cursor": "a\u001b[1m"}}"#;
    let server = Server::always(200, page).await;
    let mut items = list_things(&client(&server)).items();
    let error = items.try_next().await.unwrap_err();
    assert!(error.to_string().contains("cursor `a [1m`"), "{error:?}");
}

#[test]
fn a_pattern_violation_shows_the_value_cut() {
    let rule = Rule::new().pattern("^a");
    let message = |text: &str| validate(&text.to_owned(), &rule).unwrap_err().to_string();
    assert_eq!(message("b\n\u{202e}"), r#"$: must match the pattern ^a, is "b\n\u{202e}""#);
    assert_eq!(message(&"b".repeat(61)), format!("$: must match the pattern ^a, is \"{}…\"", "b".repeat(60)));
}

const SECURITY: Security =
    &[&[SecurityScheme::header("own", "X-Project"), SecurityScheme::query("q", "api_key")]];

#[tokio::test]
async fn debug_output_hides_credentials_in_both_directions() {
    let mock = Mock::new();
    let script = mock.on("getThing").status(403);
    script.header("set-cookie", "s=s3cret").header("x-api-key", "s3cret").reply(json!({}));
    let builder = Client::builder(&CONFIGURATION)
        .base_url("https://me:s3cret@api.test/v1?key=s3cret")
        .proxy("http://me:s3cret@proxy.test");
    assert!(!format!("{builder:?}").contains("s3cret"), "{builder:?}");
    let builder =
        Client::builder(&CONFIGURATION).token("s3cret").api_key("own", "s3cret").api_key("q", "s3cret");
    let client = builder.transport(mock.clone()).build().unwrap();
    let options = |options: CallOptions| {
        let options = options.header("X-Api-Key", "s3cret").header("cookie", "s=s3cret");
        let options = options.header("proxy-authorization", "s3cret");
        assert!(!format!("{options:?}").contains("s3cret"), "{options:?}");
        options
    };
    let call = client.call(&GET_THING).path_text("thingId", "a").security(SECURITY).with_options(options);
    let error = call.value::<i64>().await.unwrap_err();
    let request = &mock.requests()[0];
    let shown = format!("{error:#?} {request:?} {:?}", request.headers);
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(request.headers["x-project"], "s3cret");
    assert_eq!(request.query("api_key"), Some("s3cret"));
    assert_eq!(error.headers().unwrap()["set-cookie"], "s=s3cret");
}
