//! TLS of the default transport: by rustls where the feature of that name is on, otherwise by the library of
//! the operating system.

use reqwest::ClientBuilder;

use super::BoxError;

/// Sets the TLS library. Its certificates are those of the operating system either way, and those in the given
/// PEM texts besides; for a `plain` base URL none are loaded. With both features on it is rustls, so that a crate
/// elsewhere in the tree which asks for the other one changes nothing.
///
/// # Errors
/// When a text holds no certificate, or something that is none, or the operating system's cannot be had.
#[cfg(feature = "rustls")]
pub(super) fn configure(
    builder: ClientBuilder,
    plain: bool,
    certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BoxError> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let tls = if plain {
        tls.with_root_certificates(rustls::RootCertStore::empty())
    } else {
        verified(tls, read(certificates)?)?
    };
    let mut tls = tls.with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(tls))
}

#[cfg(feature = "rustls")]
type Certificate = rustls::pki_types::CertificateDer<'static>;

/// The certificates in some PEM texts.
#[cfg(feature = "rustls")]
fn read(texts: &[Vec<u8>]) -> Result<Vec<Certificate>, BoxError> {
    use rustls::pki_types::pem::PemObject as _;

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

#[cfg(any(feature = "rustls", feature = "native-tls"))]
const NO_CERTIFICATE: &str = "the text that was given as root certificates holds none in PEM";

#[cfg(feature = "rustls")]
type Verified = rustls::ConfigBuilder<rustls::ClientConfig, rustls::client::WantsClientCert>;

#[cfg(all(feature = "rustls", not(target_os = "android")))]
fn verified(
    tls: rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>,
    roots: Vec<Certificate>,
) -> Result<Verified, BoxError> {
    use rustls_platform_verifier::Verifier;

    let verifier = Verifier::new_with_extra_roots(roots, tls.crypto_provider().clone())?;
    Ok(tls.dangerous().with_custom_certificate_verifier(std::sync::Arc::new(verifier)))
}

/// The verifier of Android takes no others.
#[cfg(all(feature = "rustls", target_os = "android"))]
fn verified(
    tls: rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>,
    roots: Vec<Certificate>,
) -> Result<Verified, BoxError> {
    use rustls_platform_verifier::BuilderVerifierExt as _;

    if roots.is_empty() {
        Ok(tls.with_platform_verifier()?)
    } else {
        Err("on Android there are no root certificates but those of the system".into())
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) fn configure(
    builder: ClientBuilder,
    plain: bool,
    certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BoxError> {
    let mut builder = builder.tls_backend_native().tls_version_min(reqwest::tls::Version::TLS_1_2);
    for text in certificates {
        let certificates = reqwest::Certificate::from_pem_bundle(text)?;
        if certificates.is_empty() {
            return Err(NO_CERTIFICATE.into());
        }
        builder = builder.tls_certs_merge(certificates);
    }
    // As with rustls, no certificate is trusted where none is needed.
    Ok(if plain { builder.tls_certs_only([]) } else { builder })
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[expect(clippy::unnecessary_wraps, reason = "the others can fail here")]
pub(super) fn configure(
    builder: ClientBuilder,
    _plain: bool,
    _certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BoxError> {
    Ok(builder)
}
