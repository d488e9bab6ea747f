//! Connections: direct or through a proxy, with TLS for `https`, and with a timeout.
//!
//! A proxy is used through a tunnel (`CONNECT`), so it sees the destination of a request but not its content. The
//! connection to the proxy may also use TLS. Requests without TLS never use a proxy, because it would read the token: the
//! variable `http_proxy` has no effect.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connection as _, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::origin::{Origin, Protocol};
use super::tls::{BoxError, Settings, Stream, Tls};
use crate::operation::{Network, NoProxy, Proxy};
use crate::transport::ProxyError;

/// The future of a connector.
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A connection to the proxy, or to the service if there is no proxy.
type ProxyStream = Stream<TokioIo<TcpStream>>;

/// A connection to the service, directly or through a tunnel.
pub(super) type ServiceStream = Stream<ProxyStream>;

/// Interval of TCP keep-alive probes on idle connections, which detect lost ones.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Opens connections to the service, each within the connect timeout.
#[derive(Clone)]
pub(super) struct Connector {
    route: Tls<Route>,
    timeout: Duration,
    /// The protocol without TLS, which has no negotiation.
    plain_protocol: Protocol,
}

/// Opens connections without the TLS layer of the service, through the proxy if there is one.
#[derive(Clone)]
struct Route {
    tcp: HttpConnector,
    proxies: Option<Arc<Proxies>>,
}

/// The proxy, the hosts that are reached without it, and the TLS settings for connections to it.
struct Proxies {
    /// The reason if the proxy cannot be used.
    matcher: Result<Matcher, String>,
    bypass: NoProxy,
    tls: Settings,
}

impl Proxies {
    /// Returns the proxy for a URL; `None` if it is reached directly.
    ///
    /// # Errors
    /// Returns an error if the URL needs a proxy that cannot be used. It must not be reached directly instead.
    fn intercept(&self, target: &Uri) -> Result<Option<Intercept>, BoxError> {
        let port = target.port_u16().unwrap_or(443);
        let is_https = target.scheme_str() == Some("https");
        if !is_https || self.bypass.contains(target.host().unwrap_or_default(), port) {
            return Ok(None);
        }
        let matcher = self.matcher.as_ref().map_err(|reason| BoxError::from(reason.clone()))?;
        matcher.intercept(target).map(Some).ok_or_else(|| "the proxy address cannot be used".into())
    }
}

impl Connector {
    /// Creates a connector. If all URLs are `plain`, it has neither certificates nor proxies.
    ///
    /// # Errors
    /// Returns an error if a certificate or the certificate store of the operating system cannot be read.
    pub(super) fn new(network: &Network, plain: bool) -> Result<Self, BoxError> {
        let certificates = if plain { &[][..] } else { &network.certificates };
        let tls = Settings::new(plain, certificates)?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(3));
        let matcher = |address: &str| Matcher::builder().https(address).build();
        let proxy = match &network.proxy {
            _ if plain => None,
            Proxy::Environment => return Err("the proxy variables have not been read".into()),
            Proxy::Never => None,
            Proxy::At(address) => Some((Ok(matcher(address)), NoProxy::default())),
            Proxy::Except { address, bypass } => {
                let address = address.as_ref();
                Some((address.map(|address| matcher(address)).map_err(String::clone), bypass.clone()))
            }
        };
        let proxies = proxy.map(|(matcher, bypass)| Arc::new(Proxies { matcher, bypass, tls: tls.clone() }));
        let route = tls.to_service(Route { tcp, proxies });
        Ok(Self { route, timeout: network.connect_timeout, plain_protocol: Protocol::Http1 })
    }

    /// Uses HTTP/2 without TLS, for tests.
    #[cfg(test)]
    pub(super) fn with_prior_knowledge(mut self) -> Self {
        self.plain_protocol = Protocol::Http2;
        self
    }

    /// Returns the protocol to expect before a connection has been established.
    pub(super) fn protocol(&self, origin: &Origin) -> Protocol {
        if origin.scheme == Scheme::HTTPS { Protocol::Unknown } else { self.plain_protocol }
    }

    /// Opens a connection. Returns whether it uses HTTP/2.
    ///
    /// # Errors
    /// Returns the cause of the failure, which has the kind [`io::ErrorKind::TimedOut`] if the timeout elapses.
    pub(super) async fn connect(mut self, origin: &Origin) -> Result<(ServiceStream, bool), BoxError> {
        let has_prior_knowledge = self.protocol(origin) == Protocol::Http2;
        let target = origin.to_uri();
        let connecting = async {
            poll_fn(|context| self.route.poll_ready(context)).await?;
            self.route.call(target).await
        };
        let elapsed = |_| io::Error::new(io::ErrorKind::TimedOut, "the connect timeout elapsed");
        let stream = tokio::time::timeout(self.timeout, connecting).await.map_err(elapsed)??;
        let is_http2 = has_prior_knowledge || stream.connected().is_negotiated_h2();
        Ok((stream, is_http2))
    }
}

impl Service<Uri> for Route {
    type Response = ProxyStream;
    type Error = BoxError;
    type Future = Connecting<ProxyStream>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(BoxError::from)
    }

    fn call(&mut self, target: Uri) -> Connecting<ProxyStream> {
        let proxy = self.proxies.as_deref().map(|proxies| {
            let Some(proxy) = proxies.intercept(&target)? else { return Ok(None) };
            let connector = proxies.tls.to_proxy(proxy.uri(), self.tcp.clone());
            let connector = connector.map_err(|error| ProxyError::new(proxy.uri(), error))?;
            Ok::<_, BoxError>(Some((proxy, connector)))
        });
        let (proxy, connector) = match proxy.transpose() {
            Ok(Some(Some(proxy))) => proxy,
            Ok(_) => {
                let connecting = self.tcp.call(target);
                return Box::pin(async move { Ok(Stream::Http(connecting.await?)) });
            }
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(target);
        Box::pin(async move { connecting.await.map_err(|error| ProxyError::new(proxy.uri(), error).into()) })
    }
}
