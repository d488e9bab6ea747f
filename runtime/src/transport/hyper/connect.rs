//! Connections: directly, or through the proxy that the environment names; with TLS for `https`; in time.
//!
//! A proxy is used through a tunnel (`CONNECT`), so it sees where a request goes and nothing of it. It may itself
//! speak TLS.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::tls::{BoxError, Settings, Stream, Tls};
use crate::operation::{Network, Proxy};

/// The future of a connection.
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// As far as the service, or the proxy.
type Near = Stream<TokioIo<TcpStream>>;

/// As far as the service.
type Far = Stream<Near>;

/// A connection is tried every so often while nothing is said on it, so that one that is gone is found out.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Makes connections, each within a time limit.
#[derive(Clone)]
pub(super) struct Connector {
    route: Tls<Route>,
    limit: Duration,
}

/// Makes connections without the TLS of the service.
#[derive(Clone)]
struct Route {
    tcp: HttpConnector,
    proxies: Option<Arc<Proxies>>,
}

/// The proxies of the environment, and TLS to them.
struct Proxies {
    matcher: Matcher,
    tls: Settings,
}

impl Connector {
    /// For a `plain` base URL without certificates and without proxies.
    ///
    /// # Errors
    /// When a certificate cannot be read, or the certificate store of the operating system.
    pub(super) fn new(network: &Network, plain: bool) -> Result<Self, BoxError> {
        let certificates = if plain { &[][..] } else { &network.certificates };
        let tls = Settings::new(plain, certificates)?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(3));
        let matcher = match &network.proxy {
            _ if plain => None,
            Proxy::Environment => Some(Matcher::from_env()),
            Proxy::Never => None,
            Proxy::At(address) => Some(Matcher::builder().https(address.as_str()).build()),
        };
        let proxies = matcher.map(|matcher| Arc::new(Proxies { matcher, tls: tls.clone() }));
        Ok(Self { route: tls.to_service(Route { tcp, proxies }), limit: network.connect_timeout })
    }
}

impl Service<Uri> for Connector {
    type Response = Far;
    type Error = BoxError;
    type Future = Connecting<Far>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.route.poll_ready(context)
    }

    fn call(&mut self, target: Uri) -> Connecting<Far> {
        let connecting = tokio::time::timeout(self.limit, self.route.call(target));
        Box::pin(async move {
            let late = |_| io::Error::new(io::ErrorKind::TimedOut, "no connection was made in time");
            connecting.await.map_err(late)?
        })
    }
}

impl Service<Uri> for Route {
    type Response = Near;
    type Error = BoxError;
    type Future = Connecting<Near>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(BoxError::from)
    }

    fn call(&mut self, target: Uri) -> Connecting<Near> {
        let proxy = self.proxies.as_deref().and_then(|proxies| {
            let proxy = proxies.matcher.intercept(&target)?;
            let near = proxies.tls.to_proxy(proxy.uri(), self.tcp.clone());
            Some((proxy, near))
        });
        let Some((proxy, near)) = proxy else {
            let connecting = self.tcp.call(target);
            return Box::pin(async move { Ok(Stream::Http(connecting.await?)) });
        };
        let near = match near {
            Ok(near) => near,
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), near);
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(target);
        Box::pin(async move { connecting.await.map_err(BoxError::from) })
    }
}
