//! A server on 127.0.0.1 that replies from a closure and records the requests.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use northflank::Client;
use tokio::net::TcpListener;

/// The token of [`Server::client`].
pub const TOKEN: &str = "s3cret-token";

pub type Reply = Response<Full<Bytes>>;

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
    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Handler = dyn Fn(&Received) -> Option<Reply> + Send + Sync;

pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Starts a server that replies with `handler`; `None` closes the connection without a response.
    pub async fn start(handler: impl Fn(&Received) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(accept(listener, Arc::new(handler), Arc::clone(&received)));
        Self { address, received }
    }

    /// Starts a server that sends the same reply to every request.
    pub async fn always(status: u16, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::start(move |_| Some(reply(status, body.clone()))).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client for this server with the token [`TOKEN`].
    pub fn client(&self) -> Client {
        Client::builder().base_url(self.url()).token(TOKEN).build().unwrap()
    }

    pub fn requests(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The requests since the last call of this method.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// Path and query of all requests.
    pub fn targets(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.target).collect()
    }

    /// The only request received; panics if there were none or several.
    pub fn request(&self) -> Received {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }
}

pub fn reply(status: u16, body: impl Into<Bytes>) -> Reply {
    Response::builder().status(status).body(Full::new(body.into())).unwrap()
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
                handler(&request).ok_or_else(|| io::Error::other("the connection is closed intentionally"))
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
