//! TLS with the library of the operating system.

use std::error::Error;
use std::io;
use std::sync::Arc;

use http::Uri;
use http::uri::Scheme;
use hyper_tls::{HttpsConnector, MaybeHttpsStream};
use native_tls::{Certificate, Protocol, TlsConnector, TlsConnectorBuilder};

use super::{BoxError, NO_CERTIFICATE};

/// A connection with or without TLS.
pub(in crate::transport::hyper) type Stream<S> = MaybeHttpsStream<S>;

/// Adds TLS for `https` to the connections of another connector.
pub(in crate::transport::hyper) type Tls<C> = HttpsConnector<C>;

/// The TLS settings. The connector for a proxy is created on demand, because every connector loads the certificates of
/// the operating system.
#[derive(Clone)]
pub(in crate::transport::hyper) struct Settings {
    service: TlsConnector,
    certificates: Arc<[Certificate]>,
}

impl Settings {
    /// Trusts the certificates of the operating system and those in the PEM texts; none if all URLs are `plain`.
    ///
    /// # Errors
    /// Returns an error if a text has no certificate or an invalid one, or if the certificates of the operating system
    /// cannot be loaded.
    pub(in crate::transport::hyper) fn new(plain: bool, texts: &[Vec<u8>]) -> Result<Self, BoxError> {
        let certificates: Arc<[_]> = if plain { Arc::new([]) } else { read(texts)?.into() };
        let mut service = builder(&certificates);
        service.disable_built_in_roots(plain).request_alpns(&["h2", "http/1.1"]);
        Ok(Self { service: service.build()?, certificates })
    }

    /// Returns the connector for the service.
    pub(in crate::transport::hyper) fn to_service<C>(&self, connector: C) -> Tls<C> {
        HttpsConnector::from((connector, self.service.clone().into()))
    }

    /// Returns the connector for a proxy. Tunnels use HTTP/1.1, so HTTP/2 is not offered.
    ///
    /// # Errors
    /// Returns an error if the certificates of the operating system cannot be loaded.
    pub(in crate::transport::hyper) fn to_proxy<C>(
        &self,
        proxy: &Uri,
        connector: C,
    ) -> Result<Tls<C>, BoxError> {
        let encrypted = proxy.scheme() == Some(&Scheme::HTTPS);
        let tls = if encrypted { builder(&self.certificates).build()? } else { self.service.clone() };
        Ok(HttpsConnector::from((connector, tls.into())))
    }
}

fn builder(certificates: &[Certificate]) -> TlsConnectorBuilder {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    for certificate in certificates {
        builder.add_root_certificate(certificate.clone());
    }
    builder
}

/// Parses the certificates in PEM texts.
fn read(texts: &[Vec<u8>]) -> Result<Vec<Certificate>, BoxError> {
    let mut all = Vec::new();
    for text in texts {
        let certificates = Certificate::stack_from_pem(text)
            .map_err(|error| format!("invalid root certificate: {error}"))?;
        if certificates.is_empty() {
            return Err(NO_CERTIFICATE.into());
        }
        all.extend(certificates);
    }
    Ok(all)
}

/// Whether the cause of a failure is that the certificate of the peer is not trusted. The system libraries do not
/// distinguish this from other handshake failures, so any failure not caused by an I/O error counts.
pub(in crate::transport::hyper) fn is_untrusted(cause: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(cause), |error| Error::source(*error));
    cause.is::<native_tls::Error>() && !causes.any(<dyn Error>::is::<io::Error>)
}
