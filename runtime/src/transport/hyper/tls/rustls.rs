//! TLS with rustls. The crypto provider is ring, which builds in about half the time of aws-lc and needs neither a C++
//! compiler nor `cmake`.

use std::error::Error;
use std::sync::Arc;

use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use rustls::client::WantsClientCert;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::{BoxError, NO_CERTIFICATE};

type Certificate = CertificateDer<'static>;

/// A connection with or without TLS.
pub(in crate::transport::hyper) type Stream<S> = MaybeHttpsStream<S>;

/// Adds TLS for `https` to the connections of another connector.
pub(in crate::transport::hyper) type Tls<C> = HttpsConnector<C>;

/// The TLS settings.
#[derive(Clone)]
pub(in crate::transport::hyper) struct Settings {
    service: Arc<ClientConfig>,
    proxy: Arc<ClientConfig>,
}

impl Settings {
    /// Trusts the certificates of the operating system and those in the PEM texts; none if all URLs are `plain`.
    ///
    /// # Errors
    /// Returns an error if a text has no certificate or an invalid one, or if the certificates of the operating system
    /// cannot be loaded.
    pub(in crate::transport::hyper) fn new(plain: bool, certificates: &[Vec<u8>]) -> Result<Self, BoxError> {
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let tls = if plain {
            tls.with_root_certificates(RootCertStore::empty())
        } else {
            verified(tls, read(certificates)?)?
        };
        // Tunnels use HTTP/1.1, so HTTP/2 is not offered to the proxy.
        let proxy = tls.with_no_client_auth();
        let mut service = proxy.clone();
        service.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { service: Arc::new(service), proxy: Arc::new(proxy) })
    }

    /// Returns the connector for the service.
    pub(in crate::transport::hyper) fn to_service<C>(&self, connector: C) -> Tls<C> {
        HttpsConnector::from((connector, Arc::clone(&self.service)))
    }

    /// Returns the connector for a proxy.
    #[expect(clippy::unnecessary_wraps, reason = "the native-tls version of this function can fail")]
    pub(in crate::transport::hyper) fn to_proxy<C>(
        &self,
        _proxy: &Uri,
        connector: C,
    ) -> Result<Tls<C>, BoxError> {
        Ok(HttpsConnector::from((connector, Arc::clone(&self.proxy))))
    }
}

/// Whether the cause of a failure is that the certificate of the peer is not trusted.
pub(in crate::transport::hyper) fn is_untrusted(cause: &(dyn Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

/// Parses the certificates in PEM texts.
fn read(texts: &[Vec<u8>]) -> Result<Vec<Certificate>, BoxError> {
    let mut all = Vec::new();
    for text in texts {
        let before = all.len();
        for certificate in Certificate::pem_slice_iter(text) {
            all.push(certificate.map_err(|error| format!("invalid root certificate: {error}"))?);
        }
        if all.len() == before {
            return Err(NO_CERTIFICATE.into());
        }
    }
    Ok(all)
}

#[cfg(not(target_os = "android"))]
fn verified(
    tls: ConfigBuilder<ClientConfig, WantsVerifier>,
    roots: Vec<Certificate>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, BoxError> {
    use rustls_platform_verifier::Verifier;

    let verifier = Verifier::new_with_extra_roots(roots, tls.crypto_provider().clone())?;
    Ok(tls.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

/// The verifier for Android does not support additional root certificates.
#[cfg(target_os = "android")]
fn verified(
    tls: ConfigBuilder<ClientConfig, WantsVerifier>,
    roots: Vec<Certificate>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, BoxError> {
    use rustls_platform_verifier::BuilderVerifierExt as _;

    if roots.is_empty() {
        Ok(tls.with_platform_verifier()?)
    } else {
        Err("custom root certificates are not supported on Android".into())
    }
}
