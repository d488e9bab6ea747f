//! Bodies that do not stand in memory as a whole, both ways, over a socket.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use northflank_runtime::{
    Body, ByteStream, Bytes, Client, ClientBuilder, Error, ErrorKind, Multipart, Operation, Part, Retry,
    testing,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::operations::CONFIGURATION;
use crate::server::{Server, reply};

static GET: Operation =
    Operation { id: "getFile", method: "GET", path: "/file", answer: &[], page: None, idempotent: false };

static PUT: Operation =
    Operation { id: "putFile", method: "PUT", path: "/file", answer: &[], page: None, idempotent: false };

fn builder_at(address: &str) -> ClientBuilder {
    Client::builder(&CONFIGURATION).token("s3cret-token").base_url(address).retry(Retry::none())
}

/// Pieces that come one by one, some of them only when they are sent through a channel.
struct Pieces {
    ready: VecDeque<io::Result<Bytes>>,
    channel: Option<mpsc::Receiver<Bytes>>,
}

impl Pieces {
    fn of(pieces: &[&'static str]) -> Self {
        Self { ready: pieces.iter().map(|piece| Ok(Bytes::from(*piece))).collect(), channel: None }
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.ready.pop_front(), &mut self.channel) {
            (None, Some(channel)) => channel.poll_recv(context).map(|piece| piece.map(Ok)),
            (piece, _) => Poll::Ready(piece),
        }
    }
}

/// A server that hands each connection to a function.
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

/// Reads until the text ends so, and gives all of it.
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
async fn an_answer_comes_piece_by_piece() {
    let (go_on, waiting) = mpsc::channel::<()>(1);
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
    // The second half is sent only after the first one was read here.
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "01234");
    go_on.send(()).await.unwrap();
    assert_eq!(stream.bytes().await.unwrap(), "56789");
    response = client.call(&GET).send_stream().await.unwrap();
    assert_eq!(response.headers()["content-length"], "10");
}

/// A server that sends half of an answer, and then waits for the end of the connection.
async fn half(ended: mpsc::Sender<()>) -> String {
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
async fn a_dropped_stream_ends_its_connection() {
    let (ended, mut end) = mpsc::channel(1);
    let client = builder_at(&half(ended).await).build().unwrap();
    let mut stream = client.call(&GET).stream().await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "01234");
    assert!(end.try_recv().is_err(), "the connection ended while its stream was held");
    drop(stream);
    tokio::time::timeout(Duration::from_secs(10), end.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_time_of_the_attempt_ends_a_stream() {
    let (ended, _end) = mpsc::channel(1);
    let client = builder_at(&half(ended).await).timeout(Duration::from_millis(300)).build().unwrap();
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
async fn a_connection_that_breaks_is_an_error_and_then_the_end() {
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
    assert!(stream.try_next().await.unwrap().is_none(), "something came after the error");
}

#[tokio::test]
async fn more_bytes_than_the_limit_are_an_error() {
    let server = Server::always(200, vec![b'x'; 3000]).await;
    let client = builder_at(&server.url()).body_limit(1000).build().unwrap();
    let error = client.call(&GET).stream().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{error}");
    assert!(error.to_string().contains("the limit of 1000 bytes"), "{error}");
    let exactly = client.call(&GET).with_options(|options| options.body_limit(3000));
    assert_eq!(exactly.stream().await.unwrap().bytes().await.unwrap().len(), 3000);
    let whole = client.call(&GET).with_options(|options| options.body_limit(2999));
    assert_eq!(whole.body_bytes().await.unwrap_err().kind(), ErrorKind::BodyTooLarge);
}

#[tokio::test]
async fn what_is_no_success_is_an_error_with_its_body() {
    let server = Server::start(|_| reply(404, r#"{"error": {"message": "gone"}}"#)).await;
    let error = builder_at(&server.url()).build().unwrap().call(&GET).stream().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), Some("gone"));
}

fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(1))
}

#[tokio::test]
async fn a_call_for_a_stream_is_attempted_again_until_there_is_a_head() {
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
async fn other_content_types_are_streams() {
    let server = Server::always(200, "a,b").await;
    let client = builder_at(&server.url()).build().unwrap();
    assert_eq!(client.call(&GET).raw("text/csv").await.unwrap().bytes().await.unwrap(), "a,b");
    assert_eq!(client.call(&GET).raw("text/csv").bytes().await.unwrap(), "a,b");
    assert_eq!(server.requests()[1].header("accept"), "text/csv");
}

#[tokio::test]
async fn a_body_is_read_while_it_is_sent() {
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
    let body = Pieces { ready: VecDeque::from([Ok(Bytes::from("one"))]), channel: Some(receive) };
    let call = builder_at(&address).build().unwrap().call(&PUT).bytes("image/png", Body::stream(body));
    let sending = tokio::spawn(call.value::<String>().into_future());
    // The service has the first piece before there is a second one.
    let head = first.recv().await.unwrap();
    assert!(
        head.contains("transfer-encoding: chunked\r\n") && head.contains("content-type: image/png\r\n"),
        "{head}"
    );
    send.send(Bytes::from("two")).await.unwrap();
    drop(send);
    assert_eq!(sending.await.unwrap().unwrap(), "");
}

fn spent(error: &Error) -> bool {
    assert_eq!(
        error.to_string().contains("its body was a stream, which is not sent again"),
        error.is_body_spent()
    );
    error.is_body_spent()
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let server = Server::always(503, "later").await;
    // A policy that would never give up does not help either.
    let retry = quick().policy(|_: &northflank_runtime::FailedAttempt<'_>| Some(Duration::ZERO));
    let client = builder_at(&server.url()).retry(retry).build().unwrap();
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Pieces::of(&["one", "two"])).length(6));
    let error = call.clone().empty().await.unwrap_err();
    assert!(spent(&error), "{error}");
    assert_eq!((error.attempts(), error.status().map(|it| it.as_u16())), (1, Some(503)));
    let request = server.request();
    assert_eq!((&request.body[..], request.header("content-length")), (&b"onetwo"[..], "6"));

    let error = call.empty().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("cannot be sent twice"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_that_nobody_read_may_be_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder_at(&address).retry(quick()).build().unwrap();
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Pieces::of(&["one"])));
    let error = call.empty().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), spent(&error)), (ErrorKind::Connect, 3, false), "{error}");
}

#[tokio::test]
async fn a_stream_that_fails_is_the_cause() {
    let server = Server::always(200, "").await;
    let client = builder_at(&server.url()).retry(quick()).build().unwrap();
    let mut pieces = Pieces::of(&["one"]);
    pieces.ready.push_back(Err(io::Error::other("the disk is gone")));
    for (body, cause) in [
        (Body::stream(pieces), "the disk is gone"),
        (Body::stream(Pieces::of(&["one"])).length(2), "more than the 2 bytes"),
        (Body::stream(Pieces::of(&["one"])).length(4), "after 3 of the 4 bytes"),
    ] {
        let error = client.call(&PUT).bytes("text/plain", body).empty().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), spent(&error)),
            (ErrorKind::Transport, 1, true),
            "{error}"
        );
        let text = error.to_string();
        assert!(text.contains("the body of the request could not be read") && text.contains(cause), "{text}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn parts_may_be_streams_and_have_headers() {
    let server = Server::always(200, "").await;
    let client = builder_at(&server.url()).build().unwrap();
    let file = || Body::stream(Pieces::of(&["one", "two"]));
    for (file, announced) in [(file(), false), (file().length(6), true)] {
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
        let length = if announced { body.len().to_string() } else { String::new() };
        assert_eq!(request.header("content-length"), length);
    }
    let wrong = Multipart::new().part("file", Part::bytes("x").header("a b", "c"));
    let error = client.call(&PUT).multipart(wrong).empty().await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("$.file.header.a b"), "{error}");
}

#[tokio::test]
async fn a_mock_and_a_plain_transport_take_streams_as_well() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("putFile").reply(serde_json::json!("done"));
    let call = client.call(&PUT).bytes("text/plain", Body::stream(Pieces::of(&["one", "two"])));
    assert_eq!(call.stream().await.unwrap().bytes().await.unwrap(), "\"done\"");
    assert_eq!(mock.requests()[0].body, "onetwo");
}

#[cfg(feature = "blocking")]
#[test]
fn a_stream_may_be_read_without_async_code() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]).unwrap();
        for piece in [HEAD, b"01234", b"56789"] {
            socket.write_all(piece).unwrap();
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
fn streams_may_go_to_any_thread() {
    fn everywhere<T: Send + Sync + 'static>() {}
    everywhere::<Body>();
    everywhere::<ByteStream>();
    everywhere::<Multipart>();
    #[cfg(feature = "blocking")]
    everywhere::<northflank_runtime::blocking::BlockingReader>();
}
