//! A TLS server on 127.0.0.1 with a certificate signed by a test authority, and an HTTP proxy.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use faithful_runtime::{Client, ClientBuilder};
use http::Response;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::operations::CONFIGURATION;

static AUTHORITIES: AtomicUsize = AtomicUsize::new(0);

/// The connections and requests a server has seen.
#[derive(Default)]
pub struct Seen {
    /// Connections whose handshake succeeded.
    connections: AtomicUsize,
    /// Method and path, `authorization` header and HTTP version of each request.
    requests: Mutex<Vec<(String, String, http::Version)>>,
    /// Method and `content-length` header of each request.
    lengths: Mutex<Vec<(String, String)>>,
    /// Whether to close the connection after reading a request, without a response.
    drop: bool,
    /// Whether to neither read nor write anything after the handshake.
    silent: bool,
}

pub struct TlsServer {
    pub address: SocketAddr,
    pub authority: String,
    seen: Arc<Seen>,
}

impl TlsServer {
    /// Starts a server for `localhost` and 127.0.0.1 that offers these ALPN protocols.
    pub async fn start(protocols: &[&str]) -> Self {
        Self::start_with("localhost", protocols, Seen::default()).await
    }

    /// Starts a server that closes the connection after reading each request.
    pub async fn dropping(protocols: &[&str]) -> Self {
        Self::start_with("localhost", protocols, Seen { drop: true, ..Seen::default() }).await
    }

    /// Starts a server that neither reads nor writes anything after the handshake.
    pub async fn silent(protocols: &[&str]) -> Self {
        Self::start_with("localhost", protocols, Seen { silent: true, ..Seen::default() }).await
    }

    /// Starts a server with a certificate for the given name.
    pub async fn with_name(name: &str) -> Self {
        Self::start_with(name, &["h2", "http/1.1"], Seen::default()).await
    }

    async fn start_with(name: &str, protocols: &[&str], seen: Seen) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Issuers are looked up by name, so each authority needs its own.
        let number = AUTHORITIES.fetch_add(1, Ordering::SeqCst);
        authority.distinguished_name.push(DnType::CommonName, format!("Authority {number} of the tests"));
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let mut names = vec![name.to_owned()];
        if name == "localhost" {
            names.push("127.0.0.1".to_owned());
        }
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
        let mut tls = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        tls.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::new(seen));
        tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(tls)), Arc::clone(&seen)));
        Self { address, authority: authority.pem(), seen }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// A client builder that trusts the authority and ignores proxies in the environment.
    pub fn builder(&self) -> ClientBuilder {
        self.untrusting_builder().root_certificates(self.authority.as_str())
    }

    /// A client builder that does not trust the authority.
    pub fn untrusting_builder(&self) -> ClientBuilder {
        Client::builder(&CONFIGURATION).token("s3cret-token").base_url(self.url()).no_proxy()
    }

    pub fn requests(&self) -> Vec<(String, String, http::Version)> {
        self.seen.requests.lock().unwrap().clone()
    }

    pub fn lengths(&self) -> Vec<(String, String)> {
        self.seen.lengths.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, seen: Arc<Seen>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let (tls, seen) = (tls.clone(), Arc::clone(&seen));
        tokio::spawn(async move {
            let Ok(stream) = tls.accept(socket).await else { return };
            seen.connections.fetch_add(1, Ordering::SeqCst);
            if seen.silent {
                return std::future::pending().await;
            }
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                serve_http2(stream, &seen).await;
            } else {
                serve_http1(stream, seen).await;
            }
        });
    }
}

impl Seen {
    fn record<B>(&self, request: &http::Request<B>) {
        let line = format!("{} {}", request.method(), request.uri().path());
        let header = |name: &str| request.headers().get(name).map_or("", |value| value.to_str().unwrap());
        let token = header("authorization");
        let length = (request.method().to_string(), header("content-length").to_owned());
        self.lengths.lock().unwrap().push(length);
        self.requests.lock().unwrap().push((line, token.to_owned(), request.version()));
    }
}

async fn serve_http1(stream: TlsStream<TcpStream>, seen: Arc<Seen>) {
    let service = service_fn(|request| {
        seen.record(&request);
        let drop = seen.drop;
        async move {
            if drop {
                return Err(std::io::Error::other("dropped"));
            }
            Ok(Response::new(Full::new(Bytes::from_static(b"{\"data\": 1}"))))
        }
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn serve_http2(stream: TlsStream<TcpStream>, seen: &Seen) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        seen.record(&request);
        if seen.drop {
            return;
        }
        let mut stream = respond.send_response(Response::new(()), false).unwrap();
        stream.send_data(Bytes::from_static(b"{\"data\": 1}"), true).unwrap();
    }
}

/// A proxy on 127.0.0.1 that opens the requested tunnels and records the requests.
pub struct Proxy {
    pub address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts a proxy that replies with this status, and opens the tunnel if it is 200.
    pub async fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, heads) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let shared = Arc::clone(&heads);
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(tunnel(socket, status, Arc::clone(&shared)));
            }
        });
        Self { address, heads }
    }

    /// The heads of all requests to the proxy.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn tunnel(mut socket: TcpStream, status: &str, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = socket.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.split(' ').nth(1).unwrap().to_owned();
    heads.lock().unwrap().push(head);
    let _ = socket.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await;
    if status.starts_with("200") {
        let mut upstream = TcpStream::connect(target).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut socket, &mut upstream).await;
    }
}
