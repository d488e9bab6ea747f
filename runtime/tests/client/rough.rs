//! A server on 127.0.0.1 that misbehaves on command: bytes, silence and closed connections, request by
//! request.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use northflank_runtime::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::operations::CONFIGURATION;

/// What is done with one request, after it was read to its end.
#[derive(Clone)]
pub enum Act {
    /// Answers, and keeps the connection.
    Reply(Vec<u8>),
    /// Answers as if the connection were kept, and closes it after a time.
    ReplyAndClose(Vec<u8>, Duration),
    /// Writes a byte, waits, and so on, and closes the connection.
    Drip(Vec<u8>, Duration),
    /// Closes the connection without a word.
    Drop,
    /// Says nothing, and keeps the connection.
    Silence,
}

pub struct Rough {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    acts: Mutex<VecDeque<Act>>,
    last: Mutex<Option<Act>>,
    requests: Mutex<Vec<String>>,
    /// Connections that were made, and those that are still there.
    made: AtomicUsize,
    open: AtomicUsize,
    /// So many new connections are closed before anything is read.
    refuse: AtomicUsize,
}

impl Rough {
    /// A server that goes through a list, and repeats the last of it.
    pub async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        *shared.acts.lock().unwrap() = acts.into_iter().collect();
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// Closes that many new connections before anything is read.
    pub fn refuse(self, connections: usize) -> Self {
        self.shared.refuse.store(connections, Ordering::SeqCst);
        self
    }

    /// A builder for a client of it, with everything else as by default.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder(&CONFIGURATION).token("s3cret-token").base_url(format!("http://{}", self.address))
    }

    /// The requests that were read to their end: head and body.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.shared.requests.lock().unwrap().len()
    }

    /// The connections that were made.
    pub fn made(&self) -> usize {
        self.shared.made.load(Ordering::SeqCst)
    }

    /// The connections that are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Waits until that many connections are open, and fails after some seconds.
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

/// An answer with a status, headers (each with its line end) and a body.
pub fn answer(status: u16, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Reply(format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes())
}

/// An answer with a value.
pub fn value() -> Act {
    answer(200, "", r#"{"data": 1}"#)
}

/// An address on which nobody listens.
pub fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let shared = Arc::clone(&shared);
        shared.made.fetch_add(1, Ordering::SeqCst);
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
                // Until the other side closes.
                while socket.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
                return;
            }
        }
    }
}

/// A whole request, `None` when the connection is closed before its end.
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
