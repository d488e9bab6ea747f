//! TLS of the default transport: by rustls where the feature of that name is on, otherwise by the library of
//! the operating system.

use reqwest::ClientBuilder;

use super::BoxError;

/// Sets the TLS library. Its certificates are those of the operating system either way; for a `plain` base
/// URL none are loaded. With both features on it is rustls, so that a crate elsewhere in the tree which asks
/// for the other one changes nothing.
#[cfg(feature = "rustls")]
pub(super) fn configure(builder: ClientBuilder, plain: bool) -> Result<ClientBuilder, BoxError> {
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let tls = if plain {
        tls.with_root_certificates(rustls::RootCertStore::empty())
    } else {
        tls.with_platform_verifier()?
    };
    let mut tls = tls.with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(tls))
}

#[cfg(not(feature = "rustls"))]
#[expect(clippy::unnecessary_wraps, reason = "the other library can fail here")]
#[cfg_attr(not(feature = "native-tls"), expect(unused_variables, reason = "there is no TLS"))]
pub(super) fn configure(builder: ClientBuilder, plain: bool) -> Result<ClientBuilder, BoxError> {
    #[cfg(feature = "native-tls")]
    let builder = builder.tls_backend_native().tls_version_min(reqwest::tls::Version::TLS_1_2);
    // As with rustls, no certificate is trusted where none is needed.
    #[cfg(feature = "native-tls")]
    let builder = if plain { builder.tls_certs_only([]) } else { builder };
    Ok(builder)
}
