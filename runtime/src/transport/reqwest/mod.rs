//! The default transport: reqwest with a pool, HTTP/1.1 and HTTP/2, gzip and TLS.
//!
//! With the feature `rustls` the TLS provider is ring: it builds in about half the time of aws-lc and needs
//! neither a C++ compiler nor cmake. Certificates are verified against the operating system's own store, and
//! those that the builder was given. Proxies, of the environment or of the builder, are used for `https` alone,
//! through a tunnel that does not show them the request. Redirects are never followed, so a token cannot be carried to another
//! host.
//!
//! What is sent twice: nothing that may have been written. Three layers could do it. reqwest sends again what
//! an HTTP/2 server gave back; that is switched off, and [`failure`] names it instead, so that it counts as an
//! attempt. hyper-util sends again over another connection when a pooled one was closed before the request was
//! taken from the queue of that connection, which is before the first byte of it; it cannot do more, because
//! from then on the request is gone from its hands. hyper never sends again. A pooled connection that is
//! closed while the request is being written is therefore a failure of the kind
//! [`Other`](TransportErrorKind::Other).

mod failure;
mod incoming;
mod tls;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Uri;
use reqwest::Url;
use reqwest::redirect::Policy;

use self::failure::failure;
use self::incoming::Incoming;
use super::outgoing::{RequestBody, Started};
use super::{
    Collected, SleepFuture, Transport, TransportBody, TransportError, TransportErrorKind, TransportFuture,
    TransportRequest, TransportStreamFuture,
};
use crate::body::Body;
use crate::network::{Network, Proxy};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The pool.
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
    /// The first address that was called.
    first: OnceLock<(Uri, Url)>,
}

impl ReqwestTransport {
    /// A new pool. For a `plain` base URL (http to a loopback host) no certificates are loaded and no proxy
    /// from the environment is used, so that the token stays on this machine.
    ///
    /// # Errors
    /// When a certificate cannot be read, or the certificate store of the operating system, or the address of the
    /// proxy.
    pub(crate) fn new(network: &Network, plain: bool) -> Result<Self, TransportError> {
        Self::with(network, plain, |builder| builder)
    }

    fn with(
        network: &Network,
        plain: bool,
        change: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, TransportError> {
        let failed = |error| TransportError::new(TransportErrorKind::Other, error);
        let builder = reqwest::Client::builder()
            .redirect(Policy::none())
            // No retries also means no copy of the request, which reqwest would keep for them.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(network.connect_timeout)
            .pool_idle_timeout(network.idle_timeout)
            .pool_max_idle_per_host(network.idle_connections);
        let builder = match &network.proxy {
            _ if plain => builder.no_proxy(),
            Proxy::Environment => builder,
            Proxy::Never => builder.no_proxy(),
            Proxy::At(address) => {
                let proxy = reqwest::Proxy::https(address.as_str());
                // The error might repeat the address, and a password with it.
                builder.proxy(proxy.map_err(|_| failed("the address of the proxy is not a URL".into()))?)
            }
        };
        let certificates = if plain { &[][..] } else { &network.certificates };
        let builder = tls::configure(change(builder), plain, certificates).map_err(failed)?;
        let client = builder.build().map_err(|error| failed(Box::new(error)))?;
        Ok(Self { client, first: OnceLock::new() })
    }

    /// The request for reqwest. Parsing a URL takes as long as making all the rest of a request, and all
    /// requests of a client go to one origin: so the host is parsed once, and later on only the path and the
    /// query.
    fn outgoing(&self, http: http::Request<reqwest::Body>) -> reqwest::Result<reqwest::Request> {
        let same_origin = |known: &&(Uri, Url)| {
            known.0.scheme() == http.uri().scheme() && known.0.authority() == http.uri().authority()
        };
        if let Some((_, url)) = self.first.get().filter(same_origin) {
            let mut url = url.clone();
            url.set_path(http.uri().path());
            url.set_query(http.uri().query());
            let (head, body) = http.into_parts();
            let mut outgoing = reqwest::Request::new(head.method, url);
            *outgoing.headers_mut() = head.headers;
            *outgoing.body_mut() = Some(body);
            return Ok(outgoing);
        }
        let uri = http.uri().clone();
        let outgoing = reqwest::Request::try_from(http)?;
        let _ = self.first.set((uri, outgoing.url().clone()));
        Ok(outgoing)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        let (limit, started) = (request.body_limit, Started::default());
        let body = |bytes| reqwest::Body::wrap(RequestBody::new(bytes, None, started.clone()));
        // Here and not in the future, which would have to hold the request in each of its forms.
        match self.outgoing(request.http.map(body)) {
            Ok(mut outgoing) => {
                *outgoing.timeout_mut() = Some(request.timeout);
                Box::pin(receive(self.client.execute(outgoing), started, limit))
            }
            Err(error) => Box::pin(std::future::ready(Err(failure(error, false)))),
        }
    }

    fn stream(&self, request: TransportRequest, body: Option<Body>) -> TransportStreamFuture<'_> {
        let started = Started::default();
        let body = |bytes| reqwest::Body::wrap(RequestBody::new(bytes, body, started.clone()));
        match self.outgoing(request.http.map(body)) {
            Ok(mut outgoing) => {
                *outgoing.timeout_mut() = Some(request.timeout);
                Box::pin(open(self.client.execute(outgoing), started))
            }
            Err(error) => Box::pin(std::future::ready(Err(failure(error, false)))),
        }
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

/// The whole answer to a request that is under way.
async fn receive(
    outgoing: impl Future<Output = reqwest::Result<reqwest::Response>>,
    started: Started,
    limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut incoming = outgoing.await.map_err(|error| failure(error, started.get()))?;
    let mut head = http::Response::new(Bytes::new());
    *head.status_mut() = incoming.status();
    *head.version_mut() = incoming.version();
    *head.headers_mut() = std::mem::take(incoming.headers_mut());
    let (body, result) = read(&mut incoming, limit).await;
    *head.body_mut() = body;
    match result {
        Ok(()) => Ok(head),
        Err(error) => Err(error.with_response(head)),
    }
}

/// The head of the answer to a request that is under way, with its body still to come.
async fn open(
    outgoing: impl Future<Output = reqwest::Result<reqwest::Response>>,
    started: Started,
) -> Result<http::Response<TransportBody>, TransportError> {
    let incoming = outgoing.await.map_err(|error| failure(error, started.get()))?;
    Ok(http::Response::from(incoming).map(|body: reqwest::Body| TransportBody::new(Incoming(body))))
}

/// Reads the body up to the limit. What was read is given back in any case.
async fn read(incoming: &mut reqwest::Response, limit: usize) -> (Bytes, Result<(), TransportError>) {
    let mut body = Collected::new(limit);
    let result = loop {
        let pushed = match incoming.chunk().await {
            Ok(Some(chunk)) => body.push(&chunk),
            Ok(None) => break Ok(()),
            Err(error) => Err(failure(error, true)),
        };
        if pushed.is_err() {
            break pushed;
        }
    };
    (body.into_bytes(), result)
}

/// A transport that speaks HTTP/2 from the start, without TLS.
#[cfg(test)]
pub(super) fn http2_only() -> ReqwestTransport {
    ReqwestTransport::with(&Network::default(), true, reqwest::ClientBuilder::http2_prior_knowledge).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_host_gives_the_url_that_parsing_would_give() {
        let transport = ReqwestTransport::new(&Network::default(), true).unwrap();
        let request = |address: &str| {
            http::Request::post(address).header("x-trace", "1").body(reqwest::Body::from("{}")).unwrap()
        };
        for address in [
            "http://127.0.0.1:8080/prefix/v1/first?a=b",
            "http://127.0.0.1:8080/prefix/v1/templates/a%2Fb%20c%3Fd%23e%252e",
            "http://127.0.0.1:8080/v1/%C3%BC~/...?per_page=1&cursor=a%20%26%3D%2B%27%25",
            "http://127.0.0.1:8080/?",
            "http://127.0.0.1:8080/",
            "http://127.0.0.1:8081/other/port?x",
            "https://127.0.0.1:8080/other/scheme",
            "http://localhost:8080/other/host",
        ] {
            let outgoing = transport.outgoing(request(address)).unwrap();
            let parsed = reqwest::Request::try_from(request(address)).unwrap();
            assert_eq!(outgoing.url(), parsed.url());
            assert_eq!((outgoing.method(), outgoing.headers()), (parsed.method(), parsed.headers()));
            assert_eq!(outgoing.body().and_then(reqwest::Body::as_bytes), Some(&b"{}"[..]));
        }
    }
}
