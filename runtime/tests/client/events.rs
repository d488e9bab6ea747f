//! Streams of events over a socket and from the mock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use faithful_runtime::{
    Client, ClientBuilder, Error, ErrorKind, Event, EventStream, Operation, Retry, testing,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::operations::CONFIGURATION;
use crate::server::{Server, reply};

static FOLLOW: Operation = Operation {
    id: "followEvents",
    method: "GET",
    path: "/events",
    value_path: &[],
    page: None,
    idempotent: false,
};

static CREATE: Operation = Operation { id: "createEvents", method: "POST", ..FOLLOW };

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n";

/// What the server does with a request.
#[derive(Clone)]
enum Step {
    /// Sends the head of a chunked response.
    Head,
    /// Sends a chunk.
    Chunk(&'static str),
    /// Sends the last chunk, and waits for another request.
    End,
    /// Sends these bytes.
    Raw(String),
    Pause(u64),
    /// Waits until the client closes the connection.
    WaitForClose,
    Close,
}

use Step::{Chunk, Close, End, Head, Pause, Raw, WaitForClose};

/// A server that takes the next script for each request.
struct Scripted {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    closed: Arc<Mutex<usize>>,
}

impl Scripted {
    async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (heads, connections, closed) = (Arc::default(), Arc::default(), Arc::default());
        let server = Self { url, heads, connections, closed };
        let (heads, connections) = (Arc::clone(&server.heads), Arc::clone(&server.connections));
        let closed = Arc::clone(&server.closed);
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                *connections.lock().unwrap() += 1;
                tokio::spawn(serve(socket, scripts.clone(), Arc::clone(&heads), Arc::clone(&closed)));
            }
        });
        server
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder(&CONFIGURATION).token("s3cret-token").base_url(&self.url).retry(Retry::none())
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// Waits until the client has closed a connection in the middle of a response.
    async fn closed(&self) {
        let is_closed = || *self.closed.lock().unwrap() > 0;
        for _ in 0..500 {
            if is_closed() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(is_closed(), "the connection is still open");
    }
}

async fn serve(
    mut socket: TcpStream,
    scripts: Vec<Vec<Step>>,
    heads: Arc<Mutex<Vec<String>>>,
    closed: Arc<Mutex<usize>>,
) {
    loop {
        let Some(head) = read_head(&mut socket).await else { return };
        let number = {
            let mut heads = heads.lock().unwrap();
            heads.push(head);
            heads.len() - 1
        };
        for step in scripts[number.min(scripts.len() - 1)].clone() {
            let _ = match step {
                Head => {
                    socket.write_all(format!("{HEAD}transfer-encoding: chunked\r\n\r\n").as_bytes()).await
                }
                Chunk(text) => socket.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await,
                End => socket.write_all(b"0\r\n\r\n").await,
                Raw(text) => socket.write_all(text.as_bytes()).await,
                Pause(millis) => {
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                    Ok(())
                }
                WaitForClose => {
                    let _ = socket.read_to_end(&mut Vec::new()).await;
                    *closed.lock().unwrap() += 1;
                    return;
                }
                Close => return,
            };
        }
    }
}

/// Reads the head of a request, and its body if it is `{}`.
async fn read_head(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !(head.ends_with(b"\r\n\r\n") || head.ends_with(b"\r\n\r\n{}")) {
        let mut buffer = [0; 1024];
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => head.extend_from_slice(&buffer[..length]),
        }
    }
    Some(String::from_utf8(head).unwrap().to_lowercase())
}

async fn next<T>(events: &mut EventStream<T>) -> T {
    events.try_next().await.unwrap().unwrap().data
}

async fn failure<T: std::fmt::Debug>(events: &mut EventStream<T>) -> Error {
    let error = events.try_next().await.unwrap_err();
    assert!(events.try_next().await.unwrap().is_none(), "the stream continues after {error}");
    error
}

#[tokio::test]
async fn events_arrive_one_by_one_after_the_timeout_of_the_attempt() {
    let pause = Pause(150);
    let server = Scripted::start(vec![vec![
        Head,
        Chunk("\u{feff}event: add\nid: 1\nda"),
        pause.clone(),
        Chunk("ta: {\"n\":\ndata: 1}\n\n: keep-alive\n\nevent: ping\ndata:\n\n"),
        pause.clone(),
        Chunk("data: {\"n\": 2}\r\n\r\n"),
        pause,
        End,
    ]])
    .await;
    let client = server.builder().timeout(Duration::from_millis(200)).build().unwrap();
    let mut response = client.call(&FOLLOW).accept("text/event-stream").send_events::<Value>().await.unwrap();
    assert!(response.body().is_empty());
    response = client.call(&FOLLOW).accept("text/event-stream").send_events::<Value>().await.unwrap();
    let mut events = response.into_inner();
    assert_eq!(events.status().as_u16(), 200);
    let event = events.try_next().await.unwrap().unwrap();
    let Event { event: name, id, retry, data, .. } = event;
    assert_eq!(
        (name.as_deref(), id.as_deref(), retry, data),
        (Some("add"), Some("1"), None, json!({"n": 1}))
    );
    assert_eq!(next(&mut events).await, json!({"n": 2}));
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(events.last_event_id(), Some("1"));
    assert!(server.heads()[0].contains("accept: text/event-stream\r\n"), "{:?}", server.heads());
}

#[tokio::test]
async fn timeout_of_the_attempt_applies_until_the_head_has_arrived() {
    let server = Scripted::start(vec![vec![WaitForClose]]).await;
    let client = server.builder().timeout(Duration::from_millis(100)).build().unwrap();
    let error = client.call(&FOLLOW).events::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    server.closed().await;
    // It also covers the body of an error, which is read as a whole.
    let head = "HTTP/1.1 400 Bad Request\r\ncontent-length: 10\r\n\r\n{";
    let server = Scripted::start(vec![vec![Raw(head.to_owned()), WaitForClose]]).await;
    let client = server.builder().timeout(Duration::from_millis(100)).build().unwrap();
    let error = client.call(&FOLLOW).events::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn total_and_idle_timeouts_end_the_stream() {
    let script = vec![Head, Chunk("data: 1\n\n"), Pause(50), Chunk(": keep-alive\n"), WaitForClose];
    let server = Scripted::start(vec![script]).await;
    let client = server.client();
    let start = Instant::now();
    let call = client.call(&FOLLOW).with_options(|options| options.total_timeout(Duration::from_millis(200)));
    let mut events = call.events::<i64>().await.unwrap();
    assert_eq!(next(&mut events).await, 1);
    assert_eq!(failure(&mut events).await.kind(), ErrorKind::Timeout);
    let mut events =
        client.call(&FOLLOW).events::<i64>().await.unwrap().idle_timeout(Duration::from_millis(200));
    assert_eq!(next(&mut events).await, 1);
    let error = failure(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("no data arrived within 200ms"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10));
    server.closed().await;
}

#[tokio::test]
async fn done_ends_the_stream_and_keeps_the_connection() {
    let script = |rest: &[Step]| [&[Head, Chunk("data: {}\n\n")], rest].concat();
    let ended = [Chunk("data: [DONE]\n\n"), End];
    let server = Scripted::start(vec![script(&ended)]).await;
    let client = server.client();
    for _ in 0..3 {
        let mut events = client.call(&FOLLOW).events::<Value>().await.unwrap();
        assert_eq!(next(&mut events).await, json!({}));
        // The end of the response arrives.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(events.try_next().await.unwrap().is_none());
        drop(events);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(*server.connections.lock().unwrap(), 1);
    // A server that does not end the response cannot keep the stream open.
    let server = Scripted::start(vec![script(&[Chunk("data: [DONE]\n\ndata: {}\n\n"), WaitForClose])]).await;
    let mut events = server.client().call(&FOLLOW).events::<Value>().await.unwrap();
    assert_eq!(next(&mut events).await, json!({}));
    assert!(events.try_next().await.unwrap().is_none());
    assert!(events.try_next().await.unwrap().is_none());
    server.closed().await;
    // A text has no reserved value.
    let mut events = server.client().call(&FOLLOW).text_events().await.unwrap();
    assert_eq!([next(&mut events).await, next(&mut events).await], ["{}", "[DONE]"]);
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection() {
    let server = Scripted::start(vec![vec![Head, Chunk("data: 1\n\n"), WaitForClose]]).await;
    let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap();
    assert_eq!(next(&mut events).await, 1);
    assert_eq!(*server.closed.lock().unwrap(), 0);
    drop(events);
    server.closed().await;
}

#[tokio::test]
async fn broken_connection_is_an_error() {
    for end in
        [vec![Close], vec![Chunk("da"), Close], vec![Chunk("data: 2"), Close], vec![Chunk("data: 2"), End]]
    {
        let server = Scripted::start(vec![[vec![Head, Chunk("data: 1\n\n")], end].concat()]).await;
        let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap();
        assert_eq!(next(&mut events).await, 1);
        let error = failure(&mut events).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn response_without_length_ends_after_an_event() {
    let response = |body: &str| vec![Raw(format!("{HEAD}\r\n{body}")), Close];
    let server = Scripted::start(vec![response("data: 1\n\n: bye")]).await;
    let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap();
    assert_eq!(next(&mut events).await, 1);
    assert!(events.try_next().await.unwrap().is_none());
    let server = Scripted::start(vec![response("data: 1\n\ndata: {\"n")]).await;
    let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap();
    assert_eq!(next(&mut events).await, 1);
    let error = failure(&mut events).await;
    assert_eq!((error.kind(), error.body().unwrap().as_ref()), (ErrorKind::Transport, &b"{\"n"[..]));
    assert!(error.to_string().contains("the response ended within an event"), "{error}");
}

#[tokio::test]
async fn limit_applies_to_each_event() {
    let chunk = "data: \"1234567890\"\n\n: 1234567890\n\n";
    let mut script = vec![Head];
    script.extend(std::iter::repeat_n(Chunk(chunk), 20));
    script.extend([Chunk("data: \"12345678901234567890\"\n\n"), End]);
    let server = Scripted::start(vec![script]).await;
    let call = server.client().call(&FOLLOW).with_options(|options| options.body_limit(20));
    let mut events = call.events::<String>().await.unwrap();
    for _ in 0..20 {
        assert_eq!(next(&mut events).await, "1234567890");
    }
    let error = failure(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(error.to_string(), "followEvents: 200 OK: an event exceeds the limit of 20 bytes");
}

#[tokio::test]
async fn data_of_another_type_is_an_error_and_the_stream_continues() {
    let chunk = "data: {\"n\": 1}\n\ndata: {\"n\": \"x\"}\n\ndata: {\n\ndata: {\"n\": 2}\n\n";
    let server = Scripted::start(vec![vec![Head, Chunk(chunk), End]]).await;
    let call = server.client().call(&FOLLOW);
    let mut events = call.events::<std::collections::BTreeMap<String, i64>>().await.unwrap();
    assert_eq!(next(&mut events).await["n"], 1);
    let error = events.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.body().unwrap().as_ref()), (ErrorKind::Decode, &br#"{"n": "x"}"#[..]));
    assert_eq!(error.read_error().unwrap().path(), "$.n");
    assert_eq!(events.try_next().await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(next(&mut events).await["n"], 2);
}

#[tokio::test]
async fn response_with_another_content_type_is_an_error() {
    let server = Server::start(|_| {
        let mut response = reply(200, r#"{"error": "stream is false"}"#);
        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
        response
    })
    .await;
    let client = Client::builder(&CONFIGURATION).token("t").base_url(server.url()).build().unwrap();
    let mut events = client.call(&FOLLOW).events::<Value>().await.unwrap();
    let error = failure(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().contains("expected a body of type text/event-stream, got \"application/json\""),
        "{error}"
    );
    assert_eq!(error.body().unwrap(), r#"{"error": "stream is false"}"#);
}

#[tokio::test]
async fn stream_reconnects_with_the_last_id() {
    let server = Scripted::start(vec![
        vec![Head, Chunk("retry: 110\nid: 1\ndata: 1\n\nid: 2\ndata: cut"), Close],
        vec![Close],
        vec![Raw("HTTP/1.1 204 No Content\r\n\r\n".to_owned()), Close],
    ])
    .await;
    let client = server.builder().retry(Retry::default().max_attempts(2)).build().unwrap();
    let call = client.call(&FOLLOW).with_options(|options| options.header("last-event-id", "0"));
    let mut events = call.events::<i64>().await.unwrap().reconnect(3);
    assert_eq!(next(&mut events).await, 1);
    let start = Instant::now();
    // The second response breaks before its head, and the call is retried.
    assert!(events.try_next().await.unwrap().is_none());
    assert!(start.elapsed() >= Duration::from_millis(110), "{:?}", start.elapsed());
    let heads = server.heads();
    let ids: Vec<_> =
        heads.iter().map(|head| head.lines().find(|line| line.starts_with("last-event-id"))).collect();
    assert_eq!(ids, [Some("last-event-id: 0"), Some("last-event-id: 1"), Some("last-event-id: 1")]);
}

#[tokio::test]
async fn reconnecting_is_bounded_and_only_for_calls_that_are_safe_to_repeat() {
    let script = vec![Head, Chunk("retry: 0\n\ndata: 1\n\n"), End];
    let empty = vec![Head, End];
    let server = Scripted::start(vec![script.clone(), script.clone(), empty.clone()]).await;
    let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap().reconnect(2);
    assert_eq!([next(&mut events).await, next(&mut events).await], [1, 1]);
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.heads().len(), 4);
    // Not by default, and not for `POST`.
    let server = Scripted::start(vec![script]).await;
    let client = server.client();
    let mut default = client.call(&FOLLOW).events::<i64>().await.unwrap();
    let mut post = client.call(&CREATE).body(&json!({})).events::<i64>().await.unwrap().reconnect(2);
    for events in [&mut default, &mut post] {
        assert_eq!(next(events).await, 1);
        assert!(events.try_next().await.unwrap().is_none());
    }
    assert_eq!(server.heads().len(), 2);
    // An error status ends it.
    let server = Scripted::start(vec![
        empty,
        vec![Raw("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned())],
    ])
    .await;
    let mut events = server.client().call(&FOLLOW).events::<i64>().await.unwrap().reconnect(2);
    assert!(failure(&mut events).await.is_not_found());
}

#[tokio::test]
async fn another_content_type_can_be_requested() {
    let server =
        Scripted::start(vec![vec![Head, Chunk("data: {\"delta\": 1}\n\ndata: [DONE]\n\n"), End]]).await;
    let call = server.client().call(&CREATE).body(&json!({})).as_events::<Value>("text/event-stream");
    let mut events =
        call.with_options(|options| options.header("x-a", "1")).send().await.unwrap().into_inner();
    assert_eq!(next(&mut events).await, json!({"delta": 1}));
    assert!(events.try_next().await.unwrap().is_none());
    let head = &server.heads()[0];
    assert!(head.contains("accept: text/event-stream\r\n") && head.contains("x-a: 1\r\n"), "{head}");
    let mut texts = server.client().call(&CREATE).as_text_events("text/event-stream").await.unwrap();
    assert_eq!(next(&mut texts).await, "{\"delta\": 1}");
}

#[tokio::test]
async fn mock_replies_with_events() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("followEvents")
        .events([json!({"n": 1}), json!({"n": 2})])
        .header("content-type", "text/event-stream")
        .text("event: a\ndata: x\n\n")
        .truncate("data: 1\n\ndata: 2\n\n", 12)
        .status(429)
        .reply(json!({"error": {"message": "slow down"}}));
    let mut events = client.call(&FOLLOW).events::<Value>().await.unwrap();
    assert_eq!([next(&mut events).await, next(&mut events).await], [json!({"n": 1}), json!({"n": 2})]);
    assert!(events.try_next().await.unwrap().is_none());
    let event = client.call(&FOLLOW).text_events().await.unwrap().try_next().await.unwrap().unwrap();
    assert_eq!((event.event.as_deref(), event.data.as_str()), (Some("a"), "x"));
    // The mock has no connection that could break after the head of the response.
    assert_eq!(client.call(&FOLLOW).events::<Value>().await.unwrap_err().kind(), ErrorKind::Transport);
    let error = client.call(&FOLLOW).events::<Value>().await.unwrap_err();
    assert!(error.is_rate_limited() && error.message() == Some("slow down"), "{error}");
}

#[cfg(all(feature = "blocking", feature = "mock-server"))]
#[test]
fn events_can_be_read_blocking() {
    use crate::operations::SERVICE;
    use faithful_runtime::testing::MockServer;

    let server = MockServer::start(&SERVICE).unwrap();
    let client = Client::builder(&CONFIGURATION)
        .token("t")
        .base_url(server.url())
        .retry(Retry::none())
        .build()
        .unwrap();
    let call = || client.call(&crate::operations::LIST_THINGS);
    server.on("listThings").events([json!(1), json!("x"), json!(2)]).truncate("data: 1\n\ndata: 2", 14);
    let results: Vec<_> = call().events::<i64>().blocking().unwrap().blocking().collect();
    let results: Vec<_> =
        results.into_iter().map(|it| it.map(|event| event.data).map_err(|error| error.kind())).collect();
    assert_eq!(results, [Ok(1), Err(ErrorKind::Decode), Ok(2)]);
    let mut broken = call().events::<i64>().blocking().unwrap().blocking();
    assert_eq!(broken.next().unwrap().unwrap().data, 1);
    assert_eq!(broken.next().unwrap().unwrap_err().kind(), ErrorKind::Transport);
    assert!(broken.next().is_none());
}

#[test]
fn event_streams_are_send_and_sync() {
    fn assert_send_sync<T: Send + Sync + 'static>() {}
    assert_send_sync::<EventStream<Value>>();
    assert_send_sync::<faithful_runtime::EventCall<Value>>();
    #[cfg(feature = "blocking")]
    assert_send_sync::<faithful_runtime::blocking::BlockingEvents<Value>>();
}
