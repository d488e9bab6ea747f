//! Untyped calls: any method and path, with everything around the request as for other calls.

use std::collections::BTreeMap;
use std::time::Duration;

use faithful_runtime::testing::{self, Mock};
use faithful_runtime::{CallOptions, Client, ErrorKind, Method, PageShape, Retry, Throttle, Value};
use serde_json::json;

use crate::operations::{CONFIGURATION, LIST_THINGS, SERVICE, TEAM, client};
use crate::server::Server;

#[tokio::test]
async fn request_is_built_from_its_parts() {
    let server = Server::always(201, r#"{"data": {"id": 7}}"#).await;
    let call = client(&server).request::<Value>(Method::POST, "/v1/any/{id}/p\u{e4}th").path("id", "a/b c");
    let call = call.query("a", 1).query("b c", "x&y").query("a", true).header("x-trace", "t");
    let response = call.json(json!({"name": "n"})).send().await.unwrap();
    let value: Value = response.value().clone();
    assert_eq!((value, response.status().as_u16()), (json!({"data": {"id": 7}}), 201));
    let request = server.request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/v1/any/a%2Fb%20c/p%C3%A4th?a=1&b%20c=x%26y&a=true");
    assert_eq!(request.header("authorization"), "Bearer s3cret-token");
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("x-trace"), "t");
    assert_eq!(request.json(), json!({"name": "n"}));
}

#[tokio::test]
async fn response_has_the_type_that_the_caller_wants() {
    let server = Server::always(200, r#"{"a": 1, "b": 2}"#).await;
    let client = client(&server);
    let value: Value = client.request(Method::GET, "/v1/any").await.unwrap();
    assert_eq!(value["b"], 2);
    let map: BTreeMap<String, u8> = client.request(Method::GET, "/v1/any").await.unwrap();
    assert_eq!(map["a"], 1);
    let error = client.request::<Vec<u8>>(Method::GET, "/v1/any").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().starts_with("GET /v1/any: response did not match"), "{error}");
}

#[tokio::test]
async fn empty_body_is_null() {
    let server = Server::always(204, "").await;
    let client = client(&server);
    let value: Value = client.request(Method::DELETE, "/v1/any").await.unwrap();
    assert_eq!(value, Value::Null);
    let () = client.request(Method::DELETE, "/v1/any").await.unwrap();
    let error = client.request::<String>(Method::DELETE, "/v1/any").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn paths_that_change_the_target_are_rejected() {
    let server = Server::always(200, "{}").await;
    let client = client(&server);
    for path in
        ["v1/any", "", "@elsewhere/", "/v1/../x", "/v1/%2e%2E/x", "/v1/.", "/v1?a=b", "/v1#a", "/v1\\..\\x"]
    {
        let error = client.request::<Value>(Method::GET, path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
    }
    for value in ["", ".", ".."] {
        let error = client.request::<Value>(Method::GET, "/v1/{id}").path("id", value).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{value}");
    }
    let error = client.request::<Value>(Method::GET, "/v1/{id}").await.unwrap_err();
    assert_eq!(error.to_string(), "GET /v1/{id}: invalid request: path.id: has no value");
    let error = client.request::<Value>(Method::GET, "/v1").header("host", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn scope_applies_as_to_operations() {
    let server = Server::always(200, "1").await;
    let team = client(&server).scoped(&TEAM, "acme");
    assert_eq!(team.request::<u8>(Method::GET, "/v1/any").await.unwrap(), 1);
    assert_eq!(server.request().target, "/v1/teams/acme/any");
    let error = team.request::<u8>(Method::GET, "/v2/any").await.unwrap_err();
    assert!(error.to_string().contains("does not exist below `/v1/teams/{teamId}`"), "{error}");
}

fn retrying(mock: &Mock) -> Client {
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    let builder = Client::builder(&CONFIGURATION).token("t").transport(mock.clone());
    builder.retry(retry).throttle(Throttle::new()).build().unwrap()
}

#[tokio::test]
async fn retries_follow_the_method() {
    for (method, attempts) in [(Method::GET, 3), (Method::PUT, 3), (Method::POST, 1), (Method::PATCH, 1)] {
        let mock = Mock::new();
        mock.on(format!("{method} /v1/any")).status(503).empty().repeat();
        let error = retrying(&mock).request::<Value>(method.clone(), "/v1/any").await.unwrap_err();
        assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (attempts, 503));
        assert_eq!(error.operation(), Some("request"));
        assert!(error.to_string().starts_with(&format!("{method} /v1/any: 503 ")), "{error}");
    }
    let mock = Mock::new();
    mock.on("POST /v1/any").status(503).empty().text("1");
    let call = retrying(&mock).request::<u8>(Method::POST, "/v1/any").with_options(CallOptions::idempotent);
    assert_eq!(call.await.unwrap(), 1);
}

fn page(items: &[&str], cursor: Option<&str>) -> Value {
    json!({"data": {"names": items}, "pagination": {"hasNextPage": cursor.is_some(), "cursor": cursor}})
}

#[tokio::test]
async fn lists_are_read_across_pages() {
    let (client, mock) = testing::client(&CONFIGURATION);
    let shape = PageShape { items: &[], ..LIST_THINGS.page.unwrap() };
    mock.on("GET /v1/names").reply(page(&["a", "b"], Some("next"))).reply(page(&["c"], None));
    let call = client.request::<String>(Method::GET, "/v1/names").query("size", 2).pagination(shape);
    let names = call.items(&["data", "names"]).try_collect().await.unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    let queries: Vec<_> = mock.requests().into_iter().map(|request| request.query).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(queries, [vec![pair("size", "2")], vec![pair("size", "2"), pair("cursor", "next")]]);

    mock.on("GET /v1/names").reply(page(&["c"], None));
    let call = client.request::<Value>(Method::GET, "/v1/names").query("cursor", "next").pagination(shape);
    let pages = call.pages(&["data", "names"]).try_collect().await.unwrap();
    assert_eq!((pages.len(), &pages[0].items), (1, &vec![json!("c")]));

    let call = client.request::<Value>(Method::GET, "/v1/names");
    let error = call.items(&["data", "names"]).try_next().await.unwrap_err();
    assert!(error.to_string().contains("describe it with `pagination`"), "{error}");
}

#[tokio::test]
async fn mocks_reply_by_path_or_by_the_operation_at_that_path() {
    let (client, mock) = testing::client_for(&SERVICE);
    mock.on("getThing").reply(json!("by operation"));
    mock.on("GET /v1/things/b").reply(json!("by path"));
    let get = |path: &str| client.request::<String>(Method::GET, path.to_owned());
    assert_eq!(get("/v1/things/a").await.unwrap(), "by operation");
    assert_eq!(get("/v1/things/b").await.unwrap(), "by path");
    assert_eq!(mock.requests()[1].path, "/v1/things/b");
    let error = get("/v9/new").await.unwrap_err();
    assert!(error.to_string().contains("add one with `on(\"GET /v9/new\")`"), "{error}");
}

#[derive(Debug, PartialEq)]
struct Number(u8);

impl<'de> serde_core::Deserialize<'de> for Number {
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self)
    }
}

async fn event_server() -> Server {
    Server::start(|request| {
        assert_eq!(request.header("accept"), "text/event-stream");
        let events = "id: 1\ndata: 1\n\ndata: 2\n\ndata: \"x\"\n\ndata: [DONE]\n\n";
        let response = http::Response::builder().header("content-type", "text/event-stream; charset=utf-8");
        response.body(http_body_util::Full::from(events)).unwrap()
    })
    .await
}

#[tokio::test]
async fn events_have_the_type_that_the_caller_wants() {
    let server = event_server().await;
    let client = client(&server);
    let call = || {
        client.request::<Number>(Method::POST, "/v1/any/{id}").path("id", "a").json(json!({"stream": true}))
    };
    let mut events = call().events().await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, Number(1));
    assert_eq!(events.try_next().await.unwrap().unwrap().data, Number(2));
    let error = events.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.body().unwrap().as_ref()), (ErrorKind::Decode, &b"\"x\""[..]));
    assert!(error.to_string().starts_with("POST /v1/any/{id}: response did not match"), "{error}");
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.request().json(), json!({"stream": true}));

    let mut values =
        client.request::<Value>(Method::GET, "/v1/any").events().send().await.unwrap().into_inner();
    assert_eq!(values.try_next().await.unwrap().unwrap().data, json!(1));
    let mut texts =
        call().text_events().with_options(|options| options.header("x-trace", "1")).await.unwrap();
    for expected in ["1", "2", "\"x\"", "[DONE]"] {
        assert_eq!(texts.try_next().await.unwrap().unwrap().data, expected);
    }
    assert_eq!(server.requests().last().unwrap().header("x-trace"), "1");
}

#[cfg(feature = "blocking")]
#[tokio::test(flavor = "multi_thread")]
async fn untyped_events_can_be_read_blocking() {
    let server = event_server().await;
    let client = client(&server);
    let read = move || {
        let events = client.request::<Number>(Method::GET, "/v1/any").events().blocking().unwrap();
        let data: Vec<_> = events.blocking().map_while(Result::ok).map(|event| event.data).collect();
        assert_eq!(data, [Number(1), Number(2)]);
        let texts = client.request::<Value>(Method::GET, "/v1/any").text_events().blocking().unwrap();
        assert_eq!(texts.blocking().count(), 4);
    };
    tokio::task::spawn_blocking(read).await.unwrap();
}

#[cfg(feature = "mock-server")]
#[tokio::test]
async fn mock_server_replies_to_paths_without_an_operation() {
    let server = testing::MockServer::start(&SERVICE).unwrap();
    server.on("GET /v9/new").reply(json!([1]));
    let client = Client::builder(&CONFIGURATION).token("t").base_url(server.url()).build().unwrap();
    let numbers: Vec<u8> = client.request(Method::GET, "/v9/new").await.unwrap();
    assert_eq!(numbers, [1]);
    assert!(client.request::<Value>(Method::GET, "/v9/other").await.unwrap_err().is_not_found());
}

#[cfg(feature = "blocking")]
#[test]
fn untyped_calls_can_block() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("GET /v1/any").reply(json!({"a": 1}));
    let value: Value = client.request(Method::GET, "/v1/any").blocking().unwrap();
    assert_eq!(value["a"], 1);
}
