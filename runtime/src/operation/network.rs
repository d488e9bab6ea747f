//! How the default transport reaches the service: the certificates it trusts, the proxy it goes through, and the
//! connections it keeps. All of it is checked when the client is built; a transport of one's own sees none of it.

use std::time::Duration;

use http::Uri;
use zeroize::Zeroizing;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// What the default transport is told.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) connect_timeout: Duration,
    /// Certificates that are trusted besides those of the operating system, as PEM.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) proxy: Proxy,
    pub(crate) idle_timeout: Duration,
    pub(crate) idle_connections: usize,
}

/// The proxy for `https`; for `http`, which only goes to loopback hosts, there is none.
#[derive(Clone)]
pub(crate) enum Proxy {
    /// As the variables of the environment say.
    Environment,
    Never,
    /// An address, perhaps with a user and a password.
    At(Zeroizing<String>),
}

impl Network {
    /// Checks what can be checked without a transport.
    ///
    /// # Errors
    /// A sentence without the address of the proxy, which may hold a password.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        match &self.proxy {
            Proxy::At(address) if !is_proxy(address) => {
                Err("the address of the proxy must begin with http:// or https:// and a host")
            }
            Proxy::At(_) | Proxy::Environment | Proxy::Never => Ok(()),
        }
    }
}

fn is_proxy(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
}

impl Default for Network {
    fn default() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            certificates: Vec::new(),
            proxy: Proxy::Environment,
            idle_timeout: IDLE_TIMEOUT,
            idle_connections: usize::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_proxies() {
        for address in ["http://proxy:3128", "https://user:word@proxy.example.com", "http://127.0.0.1:1/"] {
            assert!(is_proxy(address), "{address}");
        }
        for address in ["", "proxy:3128", "proxy", "socks5://proxy:1080", "http://", "/proxy", "http://a b"] {
            assert!(!is_proxy(address), "{address}");
        }
    }
}
