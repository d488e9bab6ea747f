//! A server on 127.0.0.1 that replies from a closure and records the requests.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A request as received over the socket.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// Path and query, undecoded.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type Handler = dyn Fn(&Received) -> Response<Full<Bytes>> + Send + Sync;

pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Starts a server that replies to every request with `handler`.
    pub async fn start(handler: impl Fn(&Received) -> Response<Full<Bytes>> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(accept(listener, Arc::new(handler), Arc::clone(&received)));
        Self { address, received }
    }

    /// Starts a server that sends the same reply to every request.
    pub async fn always(status: u16, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::start(move |_| reply(status, body.clone())).await
    }

    /// Starts a server that replies to every request with raw bytes, and then closes the connection or leaves it
    /// open.
    pub async fn raw(bytes: &'static [u8], close: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut open = Vec::new();
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut buffer = [0; 4096];
                let _ = socket.read(&mut buffer).await;
                let _ = socket.write_all(bytes).await;
                if close {
                    let _ = socket.shutdown().await;
                } else {
                    open.push(socket);
                }
            }
        });
        Self { address, received: Arc::default() }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The only request received; panics if there were none or several.
    pub fn request(&self) -> Received {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

pub fn reply(status: u16, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::new(body.into())).unwrap()
}

pub fn json(status: u16, body: &Value) -> Response<Full<Bytes>> {
    reply(status, body.to_string())
}

async fn accept(listener: TcpListener, handler: Arc<Handler>, received: Arc<Mutex<Vec<Received>>>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let (handler, received) = (Arc::clone(&handler), Arc::clone(&received));
        let service = service_fn(move |request| {
            let (handler, received) = (Arc::clone(&handler), Arc::clone(&received));
            async move {
                let request = read(request).await;
                received.lock().unwrap().push(request.clone());
                Ok::<_, Infallible>(handler(&request))
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service));
    }
}

async fn read(request: hyper::Request<Incoming>) -> Received {
    let (head, body) = request.into_parts();
    Received {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}
