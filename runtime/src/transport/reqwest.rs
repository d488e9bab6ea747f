//! The default transport: reqwest with a pool, HTTP/1.1 and HTTP/2, gzip and rustls.
//!
//! The TLS provider is ring: it builds in about half the time of aws-lc and needs neither a C++ compiler nor
//! cmake. Certificates are verified against the operating system's own store. The proxies that `HTTPS_PROXY`,
//! `ALL_PROXY` and `NO_PROXY` name are used for `https`, through a tunnel that does not show them the
//! request. Redirects are never followed, so a token cannot be carried to another host. A request that an
//! HTTP/2 server refused unprocessed is sent again by reqwest itself.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::{Transport, TransportError, TransportErrorKind, TransportFuture, TransportRequest};

/// The pool.
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A new pool. For a `plain` base URL (http to a loopback host) no certificates are loaded and no proxy
    /// from the environment is used, so that the token stays on this machine.
    ///
    /// # Errors
    /// When the certificate store of the operating system cannot be read.
    pub(crate) fn new(connect_timeout: Duration, plain: bool) -> Result<Self, TransportError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
            TransportError::new(TransportErrorKind::Other, error)
        };
        let tls = tls(plain).map_err(|error| failed(Box::new(error)))?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .connect_timeout(connect_timeout);
        let builder = if plain { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| failed(Box::new(error)))?;
        Ok(Self { client })
    }
}

fn tls(plain: bool) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = if plain {
        builder.with_root_certificates(RootCertStore::empty())
    } else {
        builder.with_platform_verifier()?
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

impl Transport for ReqwestTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        Box::pin(send(&self.client, request))
    }
}

async fn send(
    client: &reqwest::Client,
    request: TransportRequest,
) -> Result<http::Response<Bytes>, TransportError> {
    let limit = request.body_limit;
    let mut outgoing = reqwest::Request::try_from(request.http).map_err(failure)?;
    *outgoing.timeout_mut() = Some(request.timeout);
    let mut incoming = client.execute(outgoing).await.map_err(failure)?;
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

/// Reads the body up to the limit. What was read is given back in any case.
async fn read(incoming: &mut reqwest::Response, limit: usize) -> (Bytes, Result<(), TransportError>) {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let result = loop {
        let chunk = match incoming.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break Ok(()),
            Err(error) => break Err(failure(error)),
        };
        let room = limit - all.len().max(first.len());
        let fits = chunk.len() <= room;
        let chunk = chunk.slice(..chunk.len().min(room));
        if first.is_empty() && all.is_empty() {
            first = chunk;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&chunk);
        }
        if !fits {
            let reason = format!("more than {limit} bytes");
            break Err(TransportError::new(TransportErrorKind::BodyTooLarge, reason));
        }
    };
    (if all.is_empty() { first } else { all.freeze() }, result)
}

/// Sorts an error of reqwest. Its URL is taken out, because a query may hold what is not for a log.
fn failure(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) => TransportErrorKind::Other,
    };
    TransportError::new(kind, error.without_url())
}
