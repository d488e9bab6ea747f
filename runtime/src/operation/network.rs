//! Settings of the default transport: trusted certificates, the proxy and the connection pool. They are checked when the
//! client is built, and do not apply to custom transports.

use std::time::Duration;

use http::Uri;
use zeroize::Zeroizing;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);
const CONNECTIONS: usize = 256;

/// The settings of the default transport.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) connect_timeout: Duration,
    /// PEM texts with root certificates to trust in addition to those of the operating system.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) proxy: Proxy,
    pub(crate) idle_timeout: Duration,
    pub(crate) idle_connections: usize,
    pub(crate) connections: usize,
}

/// The proxy for `https`. There is none for `http`, which is for loopback hosts and hosts that the user allows.
#[derive(Clone)]
pub(crate) enum Proxy {
    /// Taken from the environment variables.
    Environment,
    Never,
    /// A URL, possibly with a user name and password.
    At(Zeroizing<String>),
}

impl Network {
    /// Checks the settings that can be checked without a transport.
    ///
    /// # Errors
    /// Returns a message that does not contain the proxy address, which may include a password.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        match &self.proxy {
            Proxy::At(address) if !is_proxy_address(address) => {
                Err("the proxy address must start with http:// or https:// and have a host")
            }
            Proxy::At(_) | Proxy::Environment | Proxy::Never => Ok(()),
        }
    }
}

fn is_proxy_address(address: &str) -> bool {
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
            connections: CONNECTIONS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxy_addresses() {
        for address in ["http://proxy:3128", "https://user:word@proxy.example.com", "http://127.0.0.1:1/"] {
            assert!(is_proxy_address(address), "{address}");
        }
        for address in ["", "proxy:3128", "proxy", "socks5://proxy:1080", "http://", "/proxy", "http://a b"] {
            assert!(!is_proxy_address(address), "{address}");
        }
    }
}
