//! TLS by rustls, whichever transport uses it.

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::NO_CERTIFICATE;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

type Certificate = CertificateDer<'static>;

/// The settings of TLS, with the certificates of the operating system and those in the given PEM texts; for a
/// `plain` base URL none are loaded.
///
/// # Errors
/// When a text holds no certificate, or something that is none, or the operating system's cannot be had.
pub(super) fn settings(plain: bool, certificates: &[Vec<u8>]) -> Result<ClientConfig, BoxError> {
    let provider = Arc::new(ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let tls = if plain {
        tls.with_root_certificates(RootCertStore::empty())
    } else {
        verified(tls, read(certificates)?)?
    };
    let mut tls = tls.with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
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
