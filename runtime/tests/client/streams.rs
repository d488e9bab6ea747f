//! Streaming request and response bodies over a socket.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use faithful_runtime::{
    Body, ByteStream, Bytes, Client, ClientBuilder, Error, ErrorKind, Multipart, Operation, Part, Retry,
    testing,
};
use futures_core::Stream;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::operations::CONFIGURATION;
use crate::server::{Server, reply};

static GET: Operation =
    Operation { id: "getFile", method: "GET", path: "/file", value_path: &[], page: None, idempotent: false };

static PUT: Operation =
    Operation { id: "putFile", method: "PUT", path: "/file", value_path: &[], page: None, idempotent: false };

fn builder_at(address: &str) -> ClientBuilder {
    Client::builder(&CONFIGURATION).token("s3cret-token").base_url(address).retry(Retry::none())
}

/// A stream of chunks: first those that are ready, then those sent through a channel.
struct Chunks {
    ready: VecDeque<io::Result<Bytes>>,
    channel: Option<mpsc::Receiver<Bytes>>,
}

impl Chunks {
    fn of(chunks: &[&'static str]) -> Self {
        Self { ready: chunks.iter().map(|chunk| Ok(Bytes::from(*chunk))).collect(), channel: None }
    }
}

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.ready.pop_front(), &mut self.channel) {
            (None, Some(channel)) => channel.poll_recv(context).map(|chunk| chunk.map(Ok)),
            (chunk, _) => Poll::Ready(chunk),
        }
    }
}

/// Starts a server that passes each connection to `handler`.
async fn raw<F, Fut>(handler: F) -> String
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(handler(socket));
        }
    });
    format!("http://{address}")
}

/// Reads until the received text ends with `end`, and returns all of it.
async fn read_until(socket: &mut TcpStream, end: &str) -> String {
    let mut all = Vec::new();
    let mut buffer = [0; 1024];
    while !all.ends_with(end.as_bytes()) {
        let length = socket.read(&mut buffer).await.unwrap();
        assert_ne!(length, 0, "the connection ended after {:?}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&buffer[..length]);
    }
    String::from_utf8(all).unwrap()
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";

#[tokio::test]
async fn response_is_streamed_chunk_by_chunk() {
    let (resume, waiting) = mpsc::channel::<()>(1);
    let waiting = std::sync::Arc::new(tokio::sync::Mutex::new(waiting));
    let address = raw(move |mut socket| {
        let waiting = waiting.clone();
        async move {
            read_until(&mut socket, "\r\n\r\n").await;
            socket.write_all(HEAD).await.unwrap();
            socket.write_all(b"01234").await.unwrap();
            waiting.lock().await.recv().await.unwrap();
            socket.write_all(b"56789").await.unwrap();
        }
    })
    .await;
    let client = builder_at(&address).build().unwrap();
    let mut response = client.call(&GET).send_stream().await.unwrap();
    assert_eq!((response.status().as_u16(), response.length(), response.attempts()), (200, Some(10), 1));
    assert!(response.body().is_empty());
    let mut stream = response.into_inner();
    // The server sends the second half only after the client has read the first.
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "01234");
    resume.send(()).await.unwrap();
    assert_eq!(stream.bytes().await.unwrap(), "56789");
    response = client.call(&GET).send_stream().await.unwrap();
    assert_eq!(response.headers()["content-length"], "10");
}

/// Starts a server that sends half of a response and then waits for the connection to close.
async fn half_response(ended: mpsc::Sender<()>) -> String {
    raw(move |mut socket| {
        let ended = ended.clone();
        async move {
            read_until(&mut socket, "\r\n\r\n").await;
            socket.write_all(HEAD).await.unwrap();
            socket.write_all(b"01234").await.unwrap();
            let mut rest = Vec::new();
            let _ = socket.read_to_end(&mut rest).await;
            let _ = ended.send(()).await;
        }
    })
    .await
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection() {
    let (ended, mut end) = mpsc::channel(1);
    let client = builder_at(&half_response(ended).await).build().unwrap();
    let mut stream = client.call(&GET).stream().await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "01234");
    assert!(end.try_recv().is_err(), "the connection ended while its stream was held");
    drop(stream);
    tokio::time::timeout(Duration::from_secs(10), end.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn timeouts_apply_to_a_stream() {
    let (ended, _end) = mpsc::channel(1);
    let client = builder_at(&half_response(ended).await).timeout(Duration::from_millis(300)).build().unwrap();
    for total in [None, Some(Duration::from_millis(200))] {
        let call = client.call(&GET).with_options(|options| match total {
            Some(total) => options.timeout(Duration::from_secs(60)).total_timeout(total),
            None => options,
        });
        let error = call.stream().await.unwrap().bytes().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.body().unwrap(), "01234");
        assert_eq!(error.operation(), Some("getFile"));
    }
}

#[tokio::test]
async fn broken_connection_is_an_error_and_ends_the_stream() {
    let address = raw(|mut socket| async move {
        read_until(&mut socket, "\r\n\r\n").await;
        socket.write_all(HEAD).await.unwrap();
        socket.write_all(b"01234").await.unwrap();
    })
    .await;
    let client = builder_at(&address).build().unwrap();
    let mut stream = client.call(&GET).stream().await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "01234");
    let error = stream.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(stream.try_next().await.unwrap().is_none(), "the stream continued after the error");
}

#[tokio::test]
async fn stream_over_the_body_limit_is_an_error() {
    let server = Server::always(200, vec![b'x'; 3000]).await;
    let client = builder_at(&server.url()).body_limit(1000).build().unwrap();
    let error = client.call(&GET).stream().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{error}");
    assert!(error.to_string().contains("the limit of 1000 bytes"), "{error}");
    let exactly = client.call(&GET).with_options(|options| options.body_limit(3000));
    assert_eq!(exactly.stream().await.unwrap().bytes().await.unwrap().len(), 3000);
    let buffered = client.call(&GET).with_options(|options| options.body_limit(2999));
    assert_eq!(buffered.body_bytes().await.unwrap_err().kind(), ErrorKind::BodyTooLarge);
}

#[tokio::test]
async fn error_status_of_a_stream_is_an_error_with_its_body() {
    let server = Server::start(|_| reply(404, r#"{"error": {"message": "gone"}}"#)).await;
    let error = builder_at(&server.url()).build().unwrap().call(&GET).stream().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), Some("gone"));
}

fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(1))
}

#[tokio::test]
async fn streaming_call_is_retried_until_a_head_arrives() {
    let count = std::sync::atomic::AtomicU32::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => reply(503, "later"),
        _ => reply(200, "now"),
    })
    .await;
    let client = builder_at(&server.url()).retry(quick()).build().unwrap();
    let response = client.call(&GET).send_stream().await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_eq!(response.into_inner().bytes().await.unwrap(), "now");
}

#[tokio::test]
async fn raw_responses_are_streams() {
    let server = Server::always(200, "a,b").await;
    let client = builder_at(&server.url()).build().unwrap();
    assert_eq!(client.call(&GET).raw("text/csv").await.unwrap().bytes().await.unwrap(), "a,b");
    assert_eq!(client.call(&GET).raw("text/csv").bytes().await.unwrap(), "a,b");
    assert_eq!(server.requests()[1].header("accept"), "text/csv");
}

#[tokio::test]
async fn request_body_is_sent_while_it_is_produced() {
    let (seen, mut first) = mpsc::channel(1);
    let address = raw(move |mut socket| {
        let seen = seen.clone();
        async move {
            let head = read_until(&mut socket, "one\r\n").await;
            seen.send(head).await.unwrap();
            read_until(&mut socket, "0\r\n\r\n").await;
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n\"\"").await.unwrap();
        }
    })
    .await;
    let (send, receive) = mpsc::channel(1);
    let body = Chunks { ready: VecDeque::from([Ok(Bytes::from("one"))]), channel: Some(receive) };
    let call = builder_at(&address).build().unwrap().call(&PUT).bytes("image/png", Body::stream(body));
    let sending = tokio::spawn(call.value::<String>().into_future());
    // The server has the first chunk before the second exists.
    let head = first.recv().await.unwrap();
    assert!(
        head.contains("transfer-encoding: chunked\r\n") && head.contains("content-type: image/png\r\n"),
        "{head}"
    );
    send.send(Bytes::from("two")).await.unwrap();
    drop(send);
    assert_eq!(sending.await.unwrap().unwrap(), "");
}

fn is_consumed(error: &Error) -> bool {
    assert_eq!(
        error.to_string().contains("not retried because the request body is a stream"),
        error.is_body_consumed()
    );
    error.is_body_consumed()
}

#[tokio::test]
async fn stream_body_is_not_sent_twice() {
    let server = Server::always(503, "later").await;
    // Not even with a policy that always retries.
    let retry = quick().policy(|_: &faithful_runtime::FailedAttempt<'_>| Some(Duration::ZERO));
    let client = builder_at(&server.url()).retry(retry).build().unwrap();
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Chunks::of(&["one", "two"])).length(6));
    let error = call.clone().empty().await.unwrap_err();
    assert!(is_consumed(&error), "{error}");
    assert_eq!((error.attempts(), error.status().map(|it| it.as_u16())), (1, Some(503)));
    let request = server.request();
    assert_eq!((&request.body[..], request.header("content-length")), (&b"onetwo"[..], "6"));

    let error = call.empty().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("cannot be sent twice"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn unread_stream_body_can_be_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder_at(&address).retry(quick()).build().unwrap();
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Chunks::of(&["one"])));
    let error = call.empty().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), is_consumed(&error)),
        (ErrorKind::Connect, 3, false),
        "{error}"
    );
}

#[tokio::test]
async fn failing_stream_body_is_the_error_source() {
    let server = Server::always(200, "").await;
    let client = builder_at(&server.url()).retry(quick()).build().unwrap();
    let mut chunks = Chunks::of(&["one"]);
    chunks.ready.push_back(Err(io::Error::other("the disk is gone")));
    for (body, cause) in [
        (Body::stream(chunks), "the disk is gone"),
        (Body::stream(Chunks::of(&["one"])).length(2), "longer than its declared length of 2 bytes"),
        (Body::stream(Chunks::of(&["one"])).length(4), "after 3 of its declared 4 bytes"),
    ] {
        let error = client.call(&PUT).bytes("text/plain", body).empty().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), is_consumed(&error)),
            (ErrorKind::Transport, 1, true),
            "{error}"
        );
        let text = error.to_string();
        assert!(text.contains("could not read the request body") && text.contains(cause), "{text}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn parts_can_be_streams_and_have_headers() {
    let server = Server::always(200, "").await;
    let client = builder_at(&server.url()).build().unwrap();
    let file = || Body::stream(Chunks::of(&["one", "two"]));
    for (file, has_length) in [(file(), false), (file().length(6), true)] {
        let parts = Multipart::new().part("note", Part::text("hello")).part(
            "file",
            Part::from(file).file_name("a.txt").content_type("text/plain").header("x-rank", "7"),
        );
        client.call(&PUT).multipart(parts).empty().await.unwrap();
        let request = server.requests().pop().unwrap();
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        let expected = "content-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                        content-type: text/plain\r\nx-rank: 7\r\n\r\nonetwo\r\n--part-";
        assert!(body.contains(expected), "{body}");
        let length = if has_length { body.len().to_string() } else { String::new() };
        assert_eq!(request.header("content-length"), length);
    }
    let wrong = Multipart::new().part("file", Part::bytes("x").header("a b", "c"));
    let error = client.call(&PUT).multipart(wrong).empty().await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("$.file.header.a b"), "{error}");
}

#[tokio::test]
async fn mock_collects_stream_bodies() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("putFile").reply(serde_json::json!("done"));
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Chunks::of(&["one", "two"])));
    assert_eq!(call.stream().await.unwrap().bytes().await.unwrap(), "\"done\"");
    assert_eq!(mock.requests()[0].body, "onetwo");
}

#[cfg(feature = "blocking")]
#[test]
fn stream_can_be_read_blocking() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]).unwrap();
        for chunk in [HEAD, b"01234", b"56789"] {
            socket.write_all(chunk).unwrap();
        }
    });
    let client = builder_at(&address).build().unwrap();
    let mut text = String::new();
    let mut reader = client.call(&GET).stream().blocking().unwrap().blocking();
    reader.by_ref().take(4).read_to_string(&mut text).unwrap();
    assert_eq!(text, "0123");
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "0123456789");
}

#[test]
fn streams_are_send_and_sync() {
    fn assert_send_sync<T: Send + Sync + 'static>() {}
    assert_send_sync::<Body>();
    assert_send_sync::<ByteStream>();
    assert_send_sync::<Multipart>();
    #[cfg(feature = "blocking")]
    assert_send_sync::<faithful_runtime::blocking::BlockingReader>();
}
