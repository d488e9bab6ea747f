//! A server on 127.0.0.1 that sends a list of replies, one per connection, and records the requests.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use kitchen_sink::Client;

/// A request as received.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Method and target: `GET /things?a=b`.
    pub target: String,
    headers: Vec<(String, String)>,
    /// The body, with its chunks joined.
    pub body: String,
}

impl Received {
    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

pub struct Server {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Starts a server that sends these replies in order and repeats the last one.
    pub fn start(replies: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let seen = Arc::clone(&received);
        std::thread::spawn(move || {
            for number in 0.. {
                let (mut socket, _) = listener.accept().unwrap();
                let Some(request) = read(&mut socket) else { continue };
                seen.lock().unwrap().push(request);
                socket.write_all(&replies[usize::min(number, replies.len() - 1)]).unwrap();
            }
        });
        Self { port, received }
    }

    /// Starts a server that replies to every request with JSON.
    pub fn json(status: u16, body: &str) -> Self {
        Self::start(vec![reply(status, "content-type: application/json\r\n", body)])
    }

    /// A client for this server, selected by its name in the document, with a token and no API keys.
    pub fn client(&self) -> Client {
        Client::builder()
            .server("Local")
            .server_variable("port", self.port.to_string())
            .token("token")
            .build()
            .unwrap()
    }

    /// The requests received, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The last request received.
    pub fn last(&self) -> Received {
        self.received().pop().unwrap()
    }
}

/// A reply that closes the connection. Each header ends with a line break.
pub fn reply(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}{length}\r\n{body}").into_bytes()
}

fn read(socket: &mut TcpStream) -> Option<Received> {
    let mut all = Vec::new();
    let head = loop {
        if let Some(at) = position(&all, b"\r\n\r\n") {
            break at + 4;
        }
        read_more(socket, &mut all)?;
    };
    let text = String::from_utf8(all[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let line = lines.next().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let target = line.trim_end_matches(" HTTP/1.1").to_owned();
    let mut received = Received { target, headers, body: String::new() };
    if received.header("transfer-encoding") == "chunked" {
        while !all.ends_with(b"0\r\n\r\n") {
            read_more(socket, &mut all)?;
        }
        received.body = join_chunks(&String::from_utf8_lossy(&all[head..]));
    } else {
        let length = received.header("content-length").parse().unwrap_or(0);
        while all.len() < head + length {
            read_more(socket, &mut all)?;
        }
        received.body = String::from_utf8_lossy(&all[head..]).into_owned();
    }
    Some(received)
}

fn read_more(socket: &mut TcpStream, all: &mut Vec<u8>) -> Option<()> {
    let mut buffer = [0; 4096];
    let length = socket.read(&mut buffer).ok().filter(|length| *length > 0)?;
    all.extend_from_slice(&buffer[..length]);
    Some(())
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn join_chunks(mut text: &str) -> String {
    let mut body = String::new();
    while let Some((length, rest)) = text.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        body.push_str(&rest[..length]);
        text = rest.get(length + 2..).unwrap_or_default();
    }
    body
}
