//! A server on 127.0.0.1 with a scripted reaction to each request: raw bytes, silence or a closed connection.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faithful_runtime::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::operations::CONFIGURATION;

/// The reaction to a request that was read completely.
#[derive(Clone)]
pub enum Act {
    /// Replies and keeps the connection open.
    Reply(Vec<u8>),
    /// Replies as if the connection stayed open, and closes it after a delay.
    ReplyAndClose(Vec<u8>, Duration),
    /// Writes one byte at a time with a delay before each, then closes the connection.
    Drip(Vec<u8>, Duration),
    /// Closes the connection without a response.
    Drop,
    /// Sends nothing and keeps the connection open.
    Silence,
}

pub struct ScriptedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    acts: Mutex<VecDeque<Act>>,
    last: Mutex<Option<Act>>,
    requests: Mutex<Vec<String>>,
    /// Connections accepted since the start.
    accepted: AtomicUsize,
    /// Connections that are still open.
    open: AtomicUsize,
    /// The number of new connections to close before reading anything.
    refuse: AtomicUsize,
}

impl ScriptedServer {
    /// Starts a server that performs `acts` in order and repeats the last one.
    pub async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        *shared.acts.lock().unwrap() = acts.into_iter().collect();
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// Closes the next `connections` connections before reading anything.
    pub fn refuse(self, connections: usize) -> Self {
        self.shared.refuse.store(connections, Ordering::SeqCst);
        self
    }

    /// A client builder for this server with all other settings at their defaults.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder(&CONFIGURATION).token("s3cret-token").base_url(format!("http://{}", self.address))
    }

    /// The requests that were read completely, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.shared.requests.lock().unwrap().len()
    }

    /// The number of connections accepted since the start.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// The number of connections that are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Waits until exactly `connections` connections are open, and panics after five seconds.
    pub async fn until_open(&self, connections: usize) {
        for _ in 0..500 {
            if self.open() == connections {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(self.open(), connections);
    }
}

/// Replies with a status, headers (each with its line ending) and a body.
pub fn reply(status: u16, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Reply(format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes())
}

/// Replies with `200 OK` and a JSON value.
pub fn value() -> Act {
    reply(200, "", r#"{"data": 1}"#)
}

/// A URL on which nothing listens.
pub fn unused_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let shared = Arc::clone(&shared);
        shared.accepted.fetch_add(1, Ordering::SeqCst);
        let refuse = shared.refuse.load(Ordering::SeqCst);
        if refuse > 0 {
            shared.refuse.store(refuse - 1, Ordering::SeqCst);
            continue;
        }
        tokio::spawn(async move {
            shared.open.fetch_add(1, Ordering::SeqCst);
            serve(socket, &shared).await;
            shared.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

async fn serve(mut socket: TcpStream, shared: &Shared) {
    while let Some(request) = read(&mut socket).await {
        shared.requests.lock().unwrap().push(request);
        let next = shared.acts.lock().unwrap().pop_front();
        let act = {
            let mut last = shared.last.lock().unwrap();
            *last = next.or_else(|| last.take());
            last.clone().unwrap_or(Act::Drop)
        };
        match act {
            Act::Reply(bytes) => {
                let _ = socket.write_all(&bytes).await;
            }
            Act::ReplyAndClose(bytes, pause) => {
                let _ = socket.write_all(&bytes).await;
                tokio::time::sleep(pause).await;
                return;
            }
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    tokio::time::sleep(pause).await;
                    if socket.write_all(&[byte]).await.is_err() {
                        return;
                    }
                }
                return;
            }
            Act::Drop => return,
            Act::Silence => {
                // Until the client closes the connection.
                while socket.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
                return;
            }
        }
    }
}

/// Reads a complete request; `None` if the connection closes before its end.
async fn read(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= head + 4 + length {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        match socket.read(&mut buffer).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}
