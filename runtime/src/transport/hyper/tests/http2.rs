//! HTTP/2 on 127.0.0.1 without TLS, with prior knowledge, which no client setting offers: interrupted connections and
//! refused streams.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{CREATE, GET, Version, client_of};
use crate::{Client, Error, ErrorKind};

/// The connections and request heads received by a server.
#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Counts {
    fn get(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

fn client(address: std::net::SocketAddr) -> Client {
    client_of(address, Version::Http2).build().unwrap()
}

async fn get(client: &Client) -> Result<i64, Error> {
    client.call(&GET).value().await
}

async fn create(client: &Client) -> Result<i64, Error> {
    client.call(&CREATE).body(&7_i64).value().await
}

/// Sends a POST without a body.
async fn poke(client: &Client) -> Result<i64, Error> {
    client.call(&CREATE).value().await
}

/// Starts an h2 server that resets the first streams with the given reason and responds to the others.
async fn resetting(resets: usize, reason: h2::Reason) -> (Client, Arc<Counts>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, counts) = (listener.local_addr().unwrap(), Arc::new(Counts::default()));
    let shared = Arc::clone(&counts);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            shared.connections.fetch_add(1, Ordering::SeqCst);
            let counts = Arc::clone(&shared);
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(socket).await.unwrap();
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    if counts.requests.fetch_add(1, Ordering::SeqCst) < resets {
                        respond.send_reset(reason);
                        continue;
                    }
                    let mut stream = respond.send_response(http::Response::new(()), false).unwrap();
                    stream.send_data(Bytes::from_static(b"{\"data\": 1}"), true).unwrap();
                }
            });
        }
    });
    (client(address), counts)
}

/// Starts a server that waits for a request head, writes the frames for that connection and closes it.
async fn closing_after(frames: Vec<Vec<u8>>) -> (Client, Arc<Counts>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, counts) = (listener.local_addr().unwrap(), Arc::new(Counts::default()));
    let shared = Arc::clone(&counts);
    let frames = Mutex::new(frames.into_iter().cycle());
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            shared.connections.fetch_add(1, Ordering::SeqCst);
            let frames = frames.lock().unwrap().next().unwrap();
            let _ = socket.write_all(&frame(4, 0, 0, &[])).await;
            if read_head(&mut socket).await {
                shared.requests.fetch_add(1, Ordering::SeqCst);
                let _ = socket.write_all(&frames).await;
            }
            let _ = socket.shutdown().await;
            // Closing with unread data would reset the connection and discard the frames.
            while socket.read(&mut [0; 1024]).await.is_ok_and(|read| read > 0) {}
        }
    });
    (client(address), counts)
}

/// Reads up to the end of a request head.
async fn read_head(socket: &mut TcpStream) -> bool {
    let mut preface = [0; 24];
    socket.read_exact(&mut preface).await.is_ok() && read_head_frame(socket).await.is_some()
}

/// Reads up to the end of a request head, and returns its stream id.
async fn read_head_frame(socket: &mut TcpStream) -> Option<u8> {
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head).await.ok()?;
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        socket.read_exact(&mut vec![0; length]).await.ok()?;
        if head[3] == 1 {
            return Some(head[8]);
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// A `GOAWAY` frame: streams after `last` were not processed.
fn go_away(last: u8, reason: u8) -> Vec<u8> {
    frame(7, 0, 0, &[0, 0, 0, last, 0, 0, 0, reason])
}

#[tokio::test]
async fn calls_share_a_connection() {
    let (client, counts) = resetting(0, h2::Reason::CANCEL).await;
    assert_eq!(create(&client).await.unwrap(), 1);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(counts.get(), (1, 51));
}

#[tokio::test]
async fn refused_stream_is_retried_for_any_method() {
    let (client, counts) = resetting(2, h2::Reason::REFUSED_STREAM).await;
    let response = client.call(&CREATE).body(&7_i64).send::<i64>().await.unwrap();
    assert_eq!((response.attempts(), counts.get().1), (3, 3));
    let (client, counts) = resetting(9, h2::Reason::REFUSED_STREAM).await;
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3));
    assert!(!error.is_outcome_unknown(), "{error}");
    assert_eq!(counts.get().1, 3);
}

#[tokio::test]
async fn outcome_is_unknown_after_other_resets() {
    for reason in [h2::Reason::CANCEL, h2::Reason::INTERNAL_ERROR, h2::Reason::NO_ERROR] {
        let (client, counts) = resetting(1, reason).await;
        let error = create(&client).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error}");
        assert_eq!((error.attempts(), counts.get().1), (1, 1));
        let (client, counts) = resetting(1, reason).await;
        get(&client).await.unwrap();
        assert_eq!(counts.get().1, 2);
    }
}

/// `NO_ERROR`, `PROTOCOL_ERROR`, `INTERNAL_ERROR`, `ENHANCE_YOUR_CALM` and a code that is not defined.
const REASONS: [u8; 5] = [0, 1, 2, 11, 200];

#[tokio::test]
async fn go_away_reports_unprocessed_requests() {
    for reason in REASONS {
        let (client, counts) = closing_after(vec![go_away(0, reason)]).await;
        let error = create(&client).await.unwrap_err();
        assert!(!error.is_outcome_unknown(), "{reason}: {error}");
        assert_eq!((error.kind(), error.attempts(), counts.get()), (ErrorKind::Transport, 3, (3, 3)));
        // HEADERS with `:status 200` (indexed field 8), then DATA that ends the stream.
        let response = [frame(1, 4, 1, &[0x88]), frame(0, 1, 1, b"{\"data\": 1}")].concat();
        let (client, counts) = closing_after(vec![go_away(0, reason), response]).await;
        assert_eq!(create(&client).await.unwrap(), 1);
        assert_eq!(counts.get(), (2, 2));
    }
}

#[tokio::test]
async fn outcome_is_unknown_after_go_away_with_the_request() {
    let mut all: Vec<Vec<u8>> = REASONS.map(|reason| go_away(1, reason)).to_vec();
    // Several frames of which none, or an invalid one, excludes the stream, and none at all.
    all.extend([
        [go_away(127, 0), go_away(1, 0)].concat(),
        [go_away(127, 0), go_away(1, 2)].concat(),
        [go_away(1, 0), go_away(127, 0)].concat(),
        Vec::new(),
    ]);
    for frames in all {
        let (client, counts) = closing_after(vec![frames.clone()]).await;
        let error = create(&client).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{frames:?}: {error}");
        assert_eq!((error.attempts(), counts.get().1), (1, 1));
        let (client, counts) = closing_after(vec![frames]).await;
        assert_eq!(get(&client).await.unwrap_err().attempts(), 3);
        assert_eq!(counts.get().1, 3);
    }
}

#[tokio::test]
async fn response_whose_head_has_arrived_was_processed() {
    // The head of a response, and then a claim that the request was not processed: `GOAWAY` and `REFUSED_STREAM`.
    let head = frame(1, 4, 1, &[0x88]);
    for claim in [go_away(0, 0), go_away(0, 2), frame(3, 0, 1, &[0, 0, 0, 7])] {
        let (client, counts) = closing_after(vec![[head.clone(), claim.clone()].concat()]).await;
        let error = create(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{claim:?}: {error}");
        assert_eq!((error.status().unwrap().as_u16(), counts.get().1), (200, 1));
    }
}

/// Starts a server that waits for the given number of requests on a connection, responds to those up to a stream id, and
/// reports with a `GOAWAY` that it has not processed the others.
async fn drained(requests: usize, last: u8, reason: u8) -> (Client, Arc<Counts>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, counts) = (listener.local_addr().unwrap(), Arc::new(Counts::default()));
    let shared = Arc::clone(&counts);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let number = shared.connections.fetch_add(1, Ordering::SeqCst);
            let counts = Arc::clone(&shared);
            tokio::spawn(async move {
                let _ = socket.write_all(&frame(4, 0, 0, &[])).await;
                let mut preface = [0; 24];
                let _ = socket.read_exact(&mut preface).await;
                let respond = |id| [frame(1, 4, id, &[0x88]), frame(0, 1, id, b"{\"data\": 1}")].concat();
                let mut streams = Vec::new();
                while let Some(id) = read_head_frame(&mut socket).await {
                    counts.requests.fetch_add(1, Ordering::SeqCst);
                    streams.push(id);
                    if number > 0 {
                        let _ = socket.write_all(&respond(id)).await;
                    } else if streams.len() == requests {
                        let _ = socket.write_all(&go_away(last, reason)).await;
                        for id in streams.iter().filter(|id| **id <= last) {
                            let _ = socket.write_all(&respond(*id)).await;
                        }
                    }
                }
            });
        }
    });
    (client(address), counts)
}

#[tokio::test]
async fn go_away_concerns_only_the_streams_above_its_last_id() {
    for reason in REASONS {
        let (client, counts) = drained(4, 3, reason).await;
        let calls: Vec<_> =
            (0..4).map(|_| tokio::spawn(client.call(&CREATE).value::<i64>().into_future())).collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), 1);
        }
        // Two requests were processed on the first connection, and two again on the second one.
        assert_eq!(counts.get(), (2, 6), "{reason}");
    }
}

#[tokio::test]
async fn post_without_a_body_is_sent_once() {
    for frames in [go_away(1, 0), go_away(1, 1), Vec::new()] {
        let (client, counts) = closing_after(vec![frames.clone()]).await;
        let error = poke(&client).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{frames:?}: {error}");
        assert_eq!((error.attempts(), counts.get()), (1, (1, 1)));
    }
    let (client, counts) = resetting(1, h2::Reason::CANCEL).await;
    let error = poke(&client).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!((error.attempts(), counts.get()), (1, (1, 1)));
    let (client, counts) = resetting(1, h2::Reason::REFUSED_STREAM).await;
    assert_eq!(poke(&client).await.unwrap(), 1);
    assert_eq!(counts.get().1, 2);
}

/// Starts a server that closes each connection without notice shortly after a response.
async fn closing() -> (Client, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, seen) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
    let shared = Arc::clone(&seen);
    tokio::spawn(async move {
        for number in 0_u64.. {
            let (socket, _) = listener.accept().await.unwrap();
            let seen = Arc::clone(&shared);
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(socket).await.unwrap();
                let mut deadline = Box::pin(tokio::time::sleep(Duration::from_secs(5)));
                loop {
                    let accepted = tokio::select! {
                        accepted = connection.accept() => accepted,
                        () = &mut deadline => return,
                    };
                    let Some(Ok((request, mut respond))) = accepted else { return };
                    seen.lock().unwrap().push(request.uri().query().unwrap_or_default().to_owned());
                    let mut stream = respond.send_response(http::Response::new(()), false).unwrap();
                    stream.send_data(Bytes::from_static(b"{\"data\": 1}"), true).unwrap();
                    deadline
                        .as_mut()
                        .reset(tokio::time::Instant::now() + Duration::from_micros(number % 40 * 10));
                }
            });
        }
    });
    (client(address), seen)
}

#[tokio::test]
async fn closed_pooled_connection_never_sends_a_post_twice() {
    let (client, seen) = closing().await;
    let mut unknown = 0;
    for number in 0..300_u64 {
        let call = client.call(&CREATE).query("n", &number.to_string(), &crate::Rule::NONE);
        // Every second request has a body.
        let call = if number % 2 == 0 { call.body(&7_i64) } else { call };
        let result = call.value::<i64>().await;
        let query = format!("n={number}");
        let count = seen.lock().unwrap().iter().filter(|seen| **seen == query).count();
        match result {
            Ok(_) => assert_eq!(count, 1, "{number}"),
            Err(error) => {
                assert!(error.is_outcome_unknown(), "{error}");
                assert_eq!(error.attempts(), 1);
                assert!(count <= 1, "{number} was sent {count} times");
                unknown += 1;
            }
        }
        tokio::time::sleep(Duration::from_micros(number % 17 * 50)).await;
    }
    assert!(unknown < 150, "{unknown} of 300");
}

#[tokio::test]
async fn reset_before_the_declared_length_is_not_the_end() {
    // HEADERS with `:status 200` and `content-length` (literal with the indexed name 28), DATA, RST_STREAM.
    let frames = |length: &[u8; 2], reason| {
        let head = [&[0x88, 0x0f, 0x0d, 0x02][..], length].concat();
        [frame(1, 4, 1, &head), frame(0, 0, 1, b"{\"data\": 1}"), frame(3, 0, 1, &[0, 0, 0, reason])].concat()
    };
    let (client, _) = closing_after(vec![frames(b"11", 0)]).await;
    assert_eq!(create(&client).await.unwrap(), 1);
    for frames in [frames(b"12", 0), frames(b"11", 8)] {
        let (client, _) = closing_after(vec![frames]).await;
        let error = create(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[tokio::test]
async fn truncated_body_keeps_the_received_part() {
    // HEADERS with `:status 200` (indexed field 8), then DATA that does not end the stream.
    let partial = [frame(1, 4, 1, &[0x88]), frame(0, 0, 1, b"{\"dat")].concat();
    let (client, counts) = closing_after(vec![partial.clone()]).await;
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
    assert_eq!((error.status().unwrap().as_u16(), error.body().unwrap().as_ref()), (200, &b"{\"dat"[..]));
    assert!(!error.is_outcome_unknown(), "{error}");
    assert_eq!(counts.get(), (1, 1));
    let (client, counts) = closing_after(vec![partial]).await;
    assert_eq!(get(&client).await.unwrap_err().attempts(), 3);
    assert_eq!(counts.get().1, 3);
}
