//! TLS, with rustls if the `rustls` feature is enabled, otherwise with the library of the operating system. If both
//! features are enabled, rustls is used, so that enabling `native-tls` elsewhere in the dependency tree has no effect.
//!
//! Certificates are verified against the store of the operating system and the root certificates set on the builder, the
//! minimum version is TLS 1.2, and HTTP/2 is offered. For a `plain` base URL, no certificate is trusted, because none is
//! needed.

#[cfg(not(feature = "rustls"))]
mod native;
#[cfg(feature = "rustls")]
mod rustls;

#[cfg(not(feature = "rustls"))]
pub(super) use native::{Settings, Stream, Tls, is_untrusted};
#[cfg(feature = "rustls")]
pub(super) use rustls::{Settings, Stream, Tls, is_untrusted};

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

const NO_CERTIFICATE: &str = "the root certificates contain no PEM certificate";
