//! A server whose behavior depends on the path of a request, in both protocols.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::Version;

/// What a server does with each request, after reading its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Responds without reading the body.
    Respond,
    /// Sends nothing and reads nothing.
    Silence,
    /// Neither reads nor writes anything on this connection any more.
    Freeze,
    /// Responds with a body that does not end.
    Flood,
    /// Responds after a delay.
    Delay(Duration),
}

/// What a server has seen.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) connections: AtomicUsize,
    pub(super) open: AtomicUsize,
    /// The largest number of connections that were open at the same time.
    pub(super) most: AtomicUsize,
    pub(super) requests: AtomicUsize,
    /// Requests whose connection was closed or whose stream was reset by the client.
    pub(super) canceled: AtomicUsize,
}

impl Seen {
    pub(super) fn get(value: &AtomicUsize) -> usize {
        value.load(Ordering::SeqCst)
    }
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) seen: Arc<Seen>,
    /// Makes the server read what it has left unread.
    drain: watch::Sender<bool>,
}

impl Server {
    /// Starts a server. `act` returns what it does, given the number of the request and its path.
    pub(super) async fn start(
        version: Version,
        act: impl Fn(usize, &str) -> Act + Send + Sync + 'static,
    ) -> Self {
        Self::with_streams(version, 1000, act).await
    }

    /// Starts a server with a limit of concurrent streams.
    pub(super) async fn with_streams(
        version: Version,
        streams: u32,
        act: impl Fn(usize, &str) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::new(Seen::default()));
        let (drain, drained) = watch::channel(false);
        let (shared, act): (_, Arc<Behavior>) = (Arc::clone(&seen), Arc::new(act));
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let open = shared.open.fetch_add(1, Ordering::SeqCst) + 1;
                shared.most.fetch_max(open, Ordering::SeqCst);
                let (seen, act, drained) = (Arc::clone(&shared), Arc::clone(&act), drained.clone());
                tokio::spawn(async move {
                    match version {
                        Version::Http1 => http1(socket, &seen, &*act, drained).await,
                        Version::Http2 => http2(socket, streams, &seen, &act, drained).await,
                    }
                    seen.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, seen, drain }
    }

    pub(super) fn drain(&self) {
        self.drain.send(true).unwrap();
    }
}

type Behavior = dyn Fn(usize, &str) -> Act + Send + Sync;

const BODY: &[u8] = b"{\"data\": 1}";

async fn http1(mut socket: TcpStream, seen: &Seen, act: &Behavior, mut drained: watch::Receiver<bool>) {
    loop {
        let Some(path) = read_head(&mut socket).await else { return };
        let act = act(seen.requests.fetch_add(1, Ordering::SeqCst), &path);
        if let Act::Delay(delay) = act {
            tokio::time::sleep(delay).await;
        }
        match act {
            Act::Respond | Act::Delay(_) => {
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n";
                let _ = socket.write_all(&[head, BODY].concat()).await;
                if path.starts_with("GET") {
                    continue;
                }
            }
            Act::Flood => {
                let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while socket.write_all(&[b'x'; 0x4000]).await.is_ok() {}
                seen.canceled.fetch_add(1, Ordering::SeqCst);
                return;
            }
            Act::Silence | Act::Freeze => {}
        }
        let _ = drained.wait_for(|drained| *drained).await;
        let mut buffer = vec![0; 0x10000];
        while socket.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
        seen.canceled.fetch_add(1, Ordering::SeqCst);
        return;
    }
}

/// Reads the head of a request, and returns its first line.
async fn read_head(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    String::from_utf8(head).unwrap().lines().next().map(str::to_owned)
}

async fn http2(
    socket: TcpStream,
    streams: u32,
    seen: &Arc<Seen>,
    act: &Arc<Behavior>,
    drained: watch::Receiver<bool>,
) {
    let mut builder = h2::server::Builder::new();
    let Ok(mut connection) = builder.max_concurrent_streams(streams).handshake::<_, Bytes>(socket).await
    else {
        return;
    };
    while let Some(Ok((request, respond))) = connection.accept().await {
        let path = format!("{} {}", request.method(), request.uri().path());
        let act = act(seen.requests.fetch_add(1, Ordering::SeqCst), &path);
        if act == Act::Freeze {
            std::future::pending::<()>().await;
        }
        tokio::spawn(stream(request.into_body(), respond, act, Arc::clone(seen), drained.clone()));
    }
}

async fn stream(
    mut body: h2::RecvStream,
    mut respond: h2::server::SendResponse<Bytes>,
    act: Act,
    seen: Arc<Seen>,
    _drained: watch::Receiver<bool>,
) {
    if let Act::Delay(delay) = act {
        tokio::time::sleep(delay).await;
    }
    match act {
        Act::Respond | Act::Delay(_) => {
            if let Ok(mut stream) = respond.send_response(http::Response::new(()), false) {
                let _ = stream.send_data(Bytes::from_static(BODY), true);
            }
        }
        Act::Flood => {
            let Ok(mut stream) = respond.send_response(http::Response::new(()), false) else { return };
            loop {
                stream.reserve_capacity(0x4000);
                let capacity = std::future::poll_fn(|context| stream.poll_capacity(context)).await;
                let Some(Ok(capacity)) = capacity else { break };
                if stream.send_data(Bytes::from(vec![b'x'; capacity]), false).is_err() {
                    break;
                }
            }
            seen.canceled.fetch_add(1, Ordering::SeqCst);
            return;
        }
        Act::Silence | Act::Freeze => {}
    }
    // The data is never released, so the client cannot send more than the window allows.
    while let Some(data) = body.data().await {
        if data.is_err() {
            seen.canceled.fetch_add(1, Ordering::SeqCst);
            return;
        }
    }
    if act == Act::Silence {
        let _ = std::future::poll_fn(|context| respond.poll_reset(context)).await;
        seen.canceled.fetch_add(1, Ordering::SeqCst);
    }
}
