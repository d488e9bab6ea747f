//! TLS: by rustls where the feature of that name is on, otherwise by the library of the operating system. With both
//! features on it is rustls, so that a crate elsewhere in the tree which asks for the other one changes nothing.
//!
//! Either way certificates are verified against the operating system's own store and those that the builder was
//! given, no version before TLS 1.2 is spoken, and HTTP/2 is asked for. For a `plain` base URL no certificate is
//! trusted, because none is needed.

#[cfg(not(feature = "rustls"))]
mod native;
#[cfg(feature = "rustls")]
mod rustls;

#[cfg(not(feature = "rustls"))]
pub(super) use native::{Settings, Stream, Tls, is_untrusted};
#[cfg(feature = "rustls")]
pub(super) use rustls::{Settings, Stream, Tls, is_untrusted};

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

const NO_CERTIFICATE: &str = "the text that was given as root certificates holds none in PEM";
