//! Malformed or extreme responses, and path values that try to escape their segment.

use std::error::Error as StdError;
use std::fmt::Write as _;

use faithful_runtime::{Client, Error, ErrorKind, ReadError, Retry, TransportError};
use serde_json::json;

use crate::operations::{TEAM, create_thing, delete_thing, get_thing, list_things};
use crate::scripted_server::{Act, ScriptedServer, reply};

async fn error_from(act: Act) -> Error {
    let server = ScriptedServer::start([act]).await;
    let client = server.builder().retry(Retry::none()).build().unwrap();
    get_thing(&client, "a").await.unwrap_err()
}

fn raw(head: &str, body: &[u8]) -> Act {
    let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Act::Reply(bytes)
}

#[tokio::test]
async fn every_error_status_keeps_body_and_request_id() {
    let bodies: [&[u8]; 6] = [
        br#"{"error": {"status": 400, "message": "m", "id": "i", "details": {"a": 1}}}"#,
        br#"{"message": "m"}"#,
        b"[1, {\"error\": 2}]",
        b"<!doctype html><title>x</title>",
        b"",
        b"\xff\xfe\x00{\"error\"",
    ];
    let client = |server: &ScriptedServer| server.builder().retry(Retry::none()).build().unwrap();
    let acts = (400..600)
        .flat_map(|status| bodies.map(|body| raw(&format!("{status} X\r\nx-request-id: r-{status}"), body)));
    let server = ScriptedServer::start(acts).await;
    let client = client(&server);
    for status in 400..600 {
        for body in bodies {
            let error = get_thing(&client, "a").await.unwrap_err();
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Status, status));
            assert_eq!(&error.body().unwrap()[..], body);
            assert_eq!(error.request_id().unwrap(), format!("r-{status}"));
            assert_eq!(error.message().is_some(), body.starts_with(b"{\""));
            assert!(!error.to_string().contains('\n'));
        }
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn unusual_statuses_and_malformed_heads() {
    for (status, kind) in [(300, ErrorKind::Redirect), (304, ErrorKind::Status), (399, ErrorKind::Redirect)] {
        let error =
            error_from(Act::Reply(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into())).await;
        assert_eq!((error.kind(), error.attempts()), (kind, 1), "{error}");
    }
    for head in ["HTTP/1.1 99 X", "HTTP/1.1 OK", "HTTP/9.9 200 OK", "\0\0\0\0", "HTTP/1.1 200 OK\r\na b: c"] {
        let error =
            error_from(Act::ReplyAndClose(format!("{head}\r\n\r\n").into(), std::time::Duration::ZERO)).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{head:?}: {error}");
    }
    let huge = format!("200 OK\r\nx-huge: {}", "x".repeat(2_000_000));
    assert_eq!(error_from(raw(&huge, b"{}")).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn missing_body_is_a_decode_error() {
    for status in [200, 201, 202, 204, 205] {
        let error =
            error_from(Act::Reply(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into())).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    let server = ScriptedServer::start([reply(204, "", "")]).await;
    delete_thing(&server.builder().build().unwrap(), "a").await.unwrap();
    let error = list_things(&server.builder().build().unwrap()).await.unwrap_err();
    assert!(error.is_decode());
}

/// A response without a length, after which the connection is closed.
fn until_closed(body: &str) -> Act {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
    Act::ReplyAndClose(format!("{head}{body}").into_bytes(), std::time::Duration::ZERO)
}

#[tokio::test]
async fn cut_response_without_a_length_is_a_broken_connection() {
    let whole = r#"{"data": {"a": 1}}"#;
    for cut in 1..whole.len() {
        let server = ScriptedServer::start([until_closed(&whole[..cut]), until_closed(whole)]).await;
        let client = server.builder().build().unwrap();
        assert_eq!(get_thing(&client, "a").await.unwrap(), json!({"a": 1}), "{cut}");
        assert_eq!(server.count(), 2);

        let server = ScriptedServer::start([until_closed(&whole[..cut])]).await;
        let error = create_thing(&server.builder().build().unwrap(), &json!({})).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::Transport, 1));
        assert_eq!(&error.body().unwrap()[..], &whole.as_bytes()[..cut]);
    }
}

/// Bytes that the server sends before it closes the connection.
fn then_closed(head: &str, body: &[u8]) -> Act {
    let mut bytes = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    Act::ReplyAndClose(bytes, std::time::Duration::ZERO)
}

#[tokio::test]
async fn cut_responses_are_broken_connections() {
    let gzip: &[u8] = include_bytes!("squeezed.json.gz");
    let cut = &gzip[..gzip.len() - 9];
    let with_length = format!("200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}", cut.len());
    for act in [
        then_closed("200 OK\r\ncontent-length: 13", b"{\"data\": 1"),
        then_closed("200 OK\r\ncontent-length: 13", b""),
        then_closed("200 OK\r\ntransfer-encoding: chunked", b"b\r\n{\"data\": 1}\r\n"),
        then_closed("200 OK\r\ntransfer-encoding: chunked", b"b\r\n{\"da"),
        then_closed("200 OK\r\ntransfer-encoding: chunked", b""),
        then_closed("200 OK\r\ncontent-encoding: gzip\r\nconnection: close", cut),
        then_closed(&with_length, cut),
        then_closed("404 X\r\ncontent-length: 20", b"{\"message\": \"n"),
        then_closed("404 X\r\ncontent-type: application/json\r\nconnection: close", b"{\"message\": \"n"),
    ] {
        let server = ScriptedServer::start([act.clone(), reply(200, "", r#"{"data": 1}"#)]).await;
        assert_eq!(get_thing(&server.builder().build().unwrap(), "a").await.unwrap(), json!(1));
        assert_eq!(server.count(), 2);

        let server = ScriptedServer::start([act]).await;
        let error = create_thing(&server.builder().build().unwrap(), &json!({})).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::Transport, 1), "{error}");
    }
}

/// The error and all of the errors that it contains as one string.
fn chain(error: &Error) -> String {
    assert!(error.source().is_none());
    let mut text = format!("{error} {error:#?}");
    let mut cause = error.get_ref().map(|cause| cause as &(dyn StdError + 'static));
    while let Some(current) = cause {
        let _ = write!(text, " <- {current} {current:?}");
        let inner = current.downcast_ref::<TransportError>().map(|error| error.get_ref() as _);
        cause = inner.or_else(|| current.source());
    }
    text
}

#[tokio::test]
async fn deeply_nested_json_is_an_error_not_a_crash() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for (status, body) in [
        (200, format!("{{\"data\": {deep}}}")),
        (200, format!("{{\"more\": {deep}, \"data\": 1}}")),
        (200, "{\"data\":".repeat(10_000)),
        (500, deep.clone()),
        (403, format!("{{\"error\": {deep}}}")),
        (403, format!("{{\"error\": {{\"message\": \"m\", \"details\": {deep}}}}}")),
    ] {
        let error = error_from(reply(status, "", &body)).await;
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.body().unwrap(), &body);
        assert!(chain(&error).len() < 2000);
    }
    let error = error_from(reply(200, "", &format!("{{\"data\": {deep}}}"))).await;
    assert!(error.is_decode() && error.get_ref().unwrap().is::<ReadError>(), "{error}");
}

#[tokio::test]
async fn last_duplicate_key_wins() {
    let page = r#"{"data": {"things": ["a"], "things": ["b"]}, "data": {"things": ["c"], "things": ["d"]},
        "pagination": {"hasNextPage": true, "hasNextPage": false}, "pagination": {"hasNextPage": false}}"#;
    let server = ScriptedServer::start([
        reply(200, "", r#"{"data": {"id": 1, "id": 3}, "data": {"id": 2, "more": 4, "more": 5}}"#),
        reply(200, "", r#"{"data": {"id": 1}, "da\u0074a": {"id": 2}}"#),
        reply(200, "", page),
        reply(400, "", r#"{"error": {"message": "a", "message": "b"}, "error": {"message": "c", "id": 7}}"#),
    ])
    .await;
    let client = server.builder().retry(Retry::none()).build().unwrap();
    let response = get_thing(&client, "a").send().await.unwrap();
    assert_eq!(*response, json!({"id": 2, "more": 5}));
    assert!(response.body().ends_with(b"\"more\": 5}}"));
    assert_eq!(get_thing(&client, "a").await.unwrap(), json!({"id": 2}));
    let page = list_things(&client).await.unwrap();
    assert_eq!((page.items, page.has_next_page), (vec!["d".to_owned()], false));
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.message(), error.error_id()), (Some("c"), Some("7")));
}

#[tokio::test]
async fn numbers_out_of_range() {
    let value = |body: &'static str| async move {
        let server = ScriptedServer::start([reply(200, "", body)]).await;
        let client = server.builder().retry(Retry::none()).build().unwrap();
        let response = get_thing(&client, "a").send().await;
        response.map(|response| {
            assert_eq!(response.body(), body);
            response.into_inner()
        })
    };
    // 64-bit integers are exact. Larger ones become floats, but the response body still has the exact text.
    for (body, text) in [
        (r#"{"data": 9007199254740993}"#, "9007199254740993"),
        (r#"{"data": 9223372036854775808}"#, "9223372036854775808"),
        (r#"{"data": 18446744073709551615}"#, "18446744073709551615"),
        (r#"{"data": -9223372036854775808}"#, "-9223372036854775808"),
        (r#"{"data": 123456789012345678901234567890}"#, "1.2345678901234568e+29"),
        (r#"{"data": 0.1000000000000000055}"#, "0.1"),
    ] {
        assert_eq!(value(body).await.unwrap().to_string(), text);
    }
    // A number outside the range of a float is an error with a path, never infinity.
    let error = value(r#"{"data": {"a": [1e400]}}"#).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("at $.data"), "{error}");
    assert_eq!(error.body().unwrap(), r#"{"data": {"a": [1e400]}}"#);

    let integer = |body: &'static str| async move {
        let server = ScriptedServer::start([reply(200, "", body)]).await;
        let client = server.builder().retry(Retry::none()).build().unwrap();
        let call = client.call(&crate::operations::GET_THING);
        call.path("thingId", &1_i64, &faithful_runtime::Rule::NONE).value::<i64>().await
    };
    for (body, shown) in [
        (r#"{"data": 9223372036854775808}"#, "9223372036854775808"),
        (r#"{"data": -9223372036854775809}"#, "-9223372036854775809"),
        (r#"{"data": 1e400}"#, "1e400"),
        (r#"{"data": 1.5}"#, "1.5"),
    ] {
        let error = integer(body).await.unwrap_err();
        let text = format!("response did not match at $.data: expected a 64-bit integer, got {shown}");
        assert!(error.is_decode() && error.to_string().contains(&text), "{error}");
    }
    assert_eq!(integer(r#"{"data": 9223372036854775807}"#).await.unwrap(), i64::MAX);
    assert_eq!(integer(r#"{"data": -9223372036854775808}"#).await.unwrap(), i64::MIN);
    assert_eq!(integer(r#"{"data": 1e3}"#).await.unwrap(), 1000);
}

/// The official JavaScript client gets this wrong: an identifier of `..` calls another endpoint, and query
/// values are not encoded.
#[tokio::test]
async fn path_values_stay_one_segment_or_are_rejected() {
    let page = r#"{"data": {"things": []}, "pagination": {"hasNextPage": false}}"#;
    let server = ScriptedServer::start([reply(200, "", page)]).await;
    let client: Client = server.builder().build().unwrap();
    for (value, target) in [
        ("a/b", "/v1/things/a%2Fb"),
        ("../teams", "/v1/things/..%2Fteams"),
        ("a?b", "/v1/things/a%3Fb"),
        ("a#b", "/v1/things/a%23b"),
        ("%2e", "/v1/things/%252e"),
        ("%2E%2E", "/v1/things/%252E%252E"),
        (".%2e", "/v1/things/.%252e"),
        (" ", "/v1/things/%20"),
        ("a b", "/v1/things/a%20b"),
        ("a\r\nx-evil: 1", "/v1/things/a%0D%0Ax-evil%3A%201"),
        ("\u{1f600}", "/v1/things/%F0%9F%98%80"),
        ("\0", "/v1/things/%00"),
        ("http://evil.example/", "/v1/things/http%3A%2F%2Fevil.example%2F"),
        ("@evil.example", "/v1/things/%40evil.example"),
        ("...", "/v1/things/..."),
    ] {
        get_thing(&client, value).await.unwrap();
        let request = server.requests().pop().unwrap();
        assert!(request.starts_with(&format!("GET {target} HTTP/1.1\r\n")), "{value:?}: {request}");
        assert!(!request.contains("\nx-evil"));
    }
    let sent = server.count();
    for value in ["", ".", ".."] {
        for client in [&client, &client.scoped(&TEAM, "acme")] {
            assert!(get_thing(client, value).await.unwrap_err().is_invalid_request());
            assert!(get_thing(&client.scoped(&TEAM, value), "a").await.unwrap_err().is_invalid_request());
        }
    }
    assert_eq!(server.count(), sent);
    list_things(&client).query("q", &json!("a&b=c#d\r\n\u{1f600}..")).await.unwrap();
    let request = server.requests().pop().unwrap();
    assert!(
        request.starts_with("GET /v1/things?q=a%26b%3Dc%23d%0D%0A%F0%9F%98%80.. HTTP/1.1\r\n"),
        "{request}"
    );
}

/// The official Python client gets this wrong: after a redirect it sends the token to the other host, and
/// turns a redirected POST into a GET.
#[tokio::test]
async fn redirect_never_forwards_the_token() {
    let other = ScriptedServer::start([reply(200, "", r#"{"data": 1}"#)]).await;
    let other_url = other.builder().build().unwrap().base_url().to_owned();
    for target in [
        other_url.clone(),
        other_url.replace("http://", "https://"),
        other_url.replace("http:", ""),
        "/v1/elsewhere".to_owned(),
        "ftp://evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let server = ScriptedServer::start([reply(status, &format!("location: {target}\r\n"), "")]).await;
            let client = server.builder().build().unwrap();
            for result in [get_thing(&client, "a").await, create_thing(&client, &json!({"a": 1})).await] {
                let error = result.unwrap_err();
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirect, 1));
                let text = format!("redirects are not followed (to {target})");
                assert!(error.to_string().contains(&text), "{error}");
            }
            let requests = server.requests();
            assert_eq!(requests.len(), 2);
            assert!(requests[0].starts_with("GET ") && requests[1].starts_with("POST "));
        }
    }
    assert_eq!((other.accepted(), other.count()), (0, 0));
}

#[tokio::test]
async fn error_is_send_sync_and_pointer_sized() {
    fn boxed<T: StdError + Send + Sync + 'static>(error: T) -> Box<dyn StdError + Send + Sync> {
        Box::new(error)
    }
    let error = error_from(Act::Drop).await;
    assert_eq!(size_of_val(&error), size_of::<usize>());
    let text = chain(&error);
    assert!(text.matches(" <- ").count() >= 2 && !text.contains("s3cret"), "{text}");
    assert!(boxed(error).downcast::<Error>().is_ok());
}
