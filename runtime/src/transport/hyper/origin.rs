//! The origin of a request, and the protocol of its connections.

use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};

/// The origin of a URL, which determines the connections that a request can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) scheme: Scheme,
    pub(super) authority: Authority,
}

impl Origin {
    /// Returns the origin of an absolute URL.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        Some(Self { scheme: uri.scheme()?.clone(), authority: uri.authority()?.clone() })
    }

    pub(super) fn default_port(&self) -> Option<u16> {
        match self.scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        }
    }

    pub(super) fn to_uri(&self) -> Uri {
        self.with_path(PathAndQuery::from_static("/"))
    }

    /// Returns an absolute URL.
    pub(super) fn with_path(&self, path: PathAndQuery) -> Uri {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        // With all three parts, the URL is valid.
        Uri::from_parts(parts).unwrap_or_default()
    }
}

/// The protocol that the last connection to a host used. Until the first one is established, and with HTTP/2, calls wait
/// for a connection that is being established, because they may be able to share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Unknown,
    Http1,
    Http2,
}
