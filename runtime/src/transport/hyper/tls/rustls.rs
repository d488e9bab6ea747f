//! TLS by rustls. Its provider is ring: it builds in about half the time of aws-lc and needs neither a C++ compiler
//! nor cmake.

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

/// A connection with TLS or without.
pub(in crate::transport::hyper) type Stream<S> = MaybeHttpsStream<S>;

/// Makes connections with TLS for `https`, over those of another connector.
pub(in crate::transport::hyper) type Tls<C> = HttpsConnector<C>;

/// The settings of TLS.
#[derive(Clone)]
pub(in crate::transport::hyper) struct Settings {
    service: Arc<ClientConfig>,
    proxy: Arc<ClientConfig>,
}

impl Settings {
    /// Trusts the certificates of the operating system and those in the given PEM texts; for a `plain` base URL none.
    ///
    /// # Errors
    /// When a text holds no certificate, or something that is none, or the operating system's cannot be had.
    pub(in crate::transport::hyper) fn new(plain: bool, certificates: &[Vec<u8>]) -> Result<Self, BoxError> {
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let tls = if plain {
            tls.with_root_certificates(RootCertStore::empty())
        } else {
            verified(tls, read(certificates)?)?
        };
        // A tunnel is asked for in HTTP/1.1.
        let proxy = tls.with_no_client_auth();
        let mut service = proxy.clone();
        service.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { service: Arc::new(service), proxy: Arc::new(proxy) })
    }

    /// To the service.
    pub(in crate::transport::hyper) fn to_service<C>(&self, connector: C) -> Tls<C> {
        HttpsConnector::from((connector, Arc::clone(&self.service)))
    }

    /// To a proxy.
    #[expect(clippy::unnecessary_wraps, reason = "the other library can fail here")]
    pub(in crate::transport::hyper) fn to_proxy<C>(
        &self,
        _proxy: &Uri,
        connector: C,
    ) -> Result<Tls<C>, BoxError> {
        Ok(HttpsConnector::from((connector, Arc::clone(&self.proxy))))
    }
}

/// Whether a cause of a failure is that the other side did not prove who it is.
pub(in crate::transport::hyper) fn is_untrusted(cause: &(dyn Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

/// The certificates in some PEM texts.
fn read(texts: &[Vec<u8>]) -> Result<Vec<Certificate>, BoxError> {
    let mut all = Vec::new();
    for text in texts {
        let before = all.len();
        for certificate in Certificate::pem_slice_iter(text) {
            all.push(certificate.map_err(|error| format!("a root certificate cannot be read: {error}"))?);
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

/// The verifier of Android takes no others.
#[cfg(target_os = "android")]
fn verified(
    tls: ConfigBuilder<ClientConfig, WantsVerifier>,
    roots: Vec<Certificate>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, BoxError> {
    use rustls_platform_verifier::BuilderVerifierExt as _;

    if roots.is_empty() {
        Ok(tls.with_platform_verifier()?)
    } else {
        Err("on Android there are no root certificates but those of the system".into())
    }
}
