//! Responses that consist of lines of JSON, read as streams of events.

use faithful_runtime::{Error, ErrorKind, EventStream, Method, Operation, Value};
use http::Response;
use http_body_util::Full;
use serde_json::json;

use crate::operations::{GET_THING, client};
use crate::scripted_server::{Act, ScriptedServer};
use crate::server::Server;

static FOLLOW: Operation = Operation { path: "/v1/lines", value_path: &[], ..GET_THING };

async fn server(content_type: Option<&'static str>, body: &'static str) -> Server {
    Server::start(move |_| {
        let mut response = Response::new(Full::from(body));
        if let Some(content_type) = content_type {
            response.headers_mut().insert("content-type", content_type.parse().unwrap());
        }
        response
    })
    .await
}

async fn follow(server: &Server, accept: &'static str) -> EventStream<Value> {
    client(server).call(&FOLLOW).accept(accept).events().await.unwrap()
}

async fn data(mut events: EventStream<Value>) -> Vec<Value> {
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        assert_eq!((event.event, event.id), (None, None));
        all.push(event.data);
    }
    all
}

#[tokio::test]
async fn each_line_is_an_event() {
    for (content_type, accept) in [
        (Some("application/x-ndjson"), "application/x-ndjson"),
        (Some("application/jsonl; charset=utf-8"), "application/x-ndjson"),
        (Some("application/json"), "application/jsonl"),
        (None, "application/ndjson"),
        // The content type decides, whatever the call asks for.
        (Some("application/x-ndjson"), "text/event-stream"),
    ] {
        for body in ["{\"a\": 1}\n\n[2]\r\n  3 \n", "{\"a\": 1}\n[2]\n3", "{\"a\": 1}\n[2]\n3\n[DONE]\nx"] {
            let server = server(content_type, body).await;
            let events = follow(&server, accept).await;
            assert_eq!(
                data(events).await,
                [json!({"a": 1}), json!([2]), json!(3)],
                "{content_type:?} {body}"
            );
            assert_eq!(server.request().header("accept"), accept);
        }
        assert!(data(follow(&server(content_type, "").await, accept).await).await.is_empty());
    }
}

#[tokio::test]
async fn other_content_type_is_an_error() {
    for (content_type, accept, expected) in [
        ("text/html", "application/jsonl", "expected a body of type application/x-ndjson, got"),
        ("application/json", "text/event-stream", "expected a body of type text/event-stream, got"),
    ] {
        let server = server(Some(content_type), "{}\n").await;
        let error = follow(&server, accept).await.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(expected), "{error}");
    }
    // If the service sends events nevertheless, they are read as events.
    let server = server(Some("text/event-stream"), "data: 1\n\n").await;
    assert_eq!(data(follow(&server, "application/jsonl").await).await, [json!(1)]);
}

#[tokio::test]
async fn line_of_another_type_is_an_error_and_the_stream_continues() {
    let server = server(Some("application/jsonl"), "1\n\"x\"\n{\n2\n").await;
    let call = client(&server).call(&FOLLOW).accept("application/jsonl");
    let mut events = call.events::<i64>().await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    for line in ["\"x\"", "{"] {
        let error = events.try_next().await.unwrap_err();
        assert_eq!((error.kind(), error.body().unwrap().as_ref()), (ErrorKind::Decode, line.as_bytes()));
    }
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 2);
    assert!(events.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn broken_connection_is_an_error_and_never_reconnects() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ncontent-length: 100\r\n\r\n";
    let act = Act::ReplyAndClose(format!("{head}1\n[2").into_bytes(), std::time::Duration::ZERO);
    let server = ScriptedServer::start([act]).await;
    let call = server.builder().build().unwrap().call(&FOLLOW).accept("application/x-ndjson");
    let mut events = call.events::<Value>().await.unwrap().reconnect(3);
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    let error: Error = events.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.body().unwrap().as_ref()), (ErrorKind::Transport, &b"[2"[..]), "{error}");
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn untyped_calls_can_ask_for_lines() {
    let server = server(Some("application/x-ndjson"), "1\n2\n").await;
    let client = client(&server);
    let call = client.request::<Value>(Method::GET, "/v1/lines").header("accept", "application/x-ndjson");
    assert_eq!(data(call.events().await.unwrap()).await, [json!(1), json!(2)]);
    assert_eq!(server.request().header("accept"), "application/x-ndjson");
}
