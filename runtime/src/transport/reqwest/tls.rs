//! TLS of the default transport: by rustls where the feature of that name is on, otherwise by the library of
//! the operating system.

use reqwest::ClientBuilder;

use super::BoxError;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use crate::transport::NO_CERTIFICATE;
#[cfg(feature = "rustls")]
use crate::transport::tls::settings;

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
    Ok(builder.tls_backend_preconfigured(settings(plain, certificates)?))
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
