//! The server: an HTTP/1.1 and an HTTP/2 listener in threads of their own, and what they have seen.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tests::Outcome;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::fault::Fault;
use super::{http1, http2};

pub struct Server {
    pub http1: SocketAddr,
    pub http2: SocketAddr,
    /// The certificate of the authority that the HTTP/2 client has to trust.
    pub authority: String,
    pub seen: Arc<Seen>,
}

/// The number of times that each request was received and acted on, by the number of its call.
#[derive(Default)]
pub struct Seen(Mutex<Vec<u8>>);

/// A request: the number of its call, and the fault to inject.
pub struct Request {
    pub number: usize,
    pub fault: Fault,
}

impl Seen {
    /// Records a request with the given target: `/v1/items/NUMBER/FAULT`. The fault only applies to the first one of a
    /// call.
    pub fn record(&self, target: &str) -> Option<Request> {
        let mut segments = target.trim_start_matches("/v1/items/").split('/');
        let number = segments.next()?.parse().ok()?;
        let fault = *Fault::ALL.get(segments.next()?.parse::<usize>().ok()?)?;
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() <= number {
            seen.resize((number + 1).next_multiple_of(0x10000), 0);
        }
        // The first bit records that the fault was injected, the others count.
        let count = &mut seen[number];
        let fault = if *count & 1 == 1 { Fault::None } else { fault };
        *count |= 1;
        if fault.acts() {
            *count = count.saturating_add(2);
        }
        Some(Request { number, fault })
    }

    /// Returns how often a request of a call was acted on.
    pub fn count(&self, number: usize) -> u8 {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(number).copied().unwrap_or_default() >> 1
    }
}

/// The response to a request, which shows which call it belongs to.
pub fn body(request: &Request) -> String {
    format!("{{\"data\": {}}}", request.number)
}

impl Server {
    pub fn start() -> Outcome<Self> {
        let (tls, authority) = tls()?;
        let seen = Arc::new(Seen::default());
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listen = async { TcpListener::bind("127.0.0.1:0").await };
        let (plain, encrypted) =
            (runtime.block_on(listen)?, runtime.block_on(TcpListener::bind("127.0.0.1:0"))?);
        let server = Self {
            http1: plain.local_addr()?,
            http2: encrypted.local_addr()?,
            authority,
            seen: Arc::clone(&seen),
        };
        std::thread::spawn(move || {
            runtime.spawn(http1::serve(plain, Arc::clone(&seen)));
            runtime.block_on(http2::serve(encrypted, tls, seen));
        });
        Ok(server)
    }
}

/// Returns the TLS settings of the server, and the certificate of the authority in PEM format.
fn tls() -> Outcome<(TlsAcceptor, String)> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Authority of the soak test");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &authority)?;
    let mut tls = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der())?)?;
    tls.alpn_protocols = vec![b"h2".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(tls)), authority.pem()))
}
