//! How the default transport reaches the service: the certificates it trusts, the proxy it goes through, and the
//! connections it keeps. All of it is checked when the client is built; a transport of one's own sees none of it.

use std::time::Duration;

use http::Uri;
use zeroize::Zeroizing;

use crate::client::ClientBuilder;
use crate::error::Error;

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
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.proxy {
            Proxy::At(address) if !is_proxy(address) => Err(Error::configuration(
                "the address of the proxy must begin with http:// or https:// and a host",
            )),
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

impl<C> ClientBuilder<C> {
    /// The time within which a connection must be made; a part of [`timeout`](Self::timeout). Default: 10 s.
    /// A transport of one's own does not see it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.network.connect_timeout = timeout;
        self
    }

    /// Trusts the certificates in a PEM text, one or several, besides those of the operating system: for a
    /// proxy that looks into the traffic, or an installation with an authority of its own. May be called
    /// several times. A text without a certificate is an error of [`build`](Self::build). A transport of one's
    /// own does not see it.
    ///
    /// ```no_run
    /// # use northflank_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, Box<dyn std::error::Error>> {
    /// let pem = std::fs::read("/etc/ssl/company.pem")?;
    /// Ok(Client::builder(configuration).token("…").root_certificates(pem).build()?)
    /// # }
    /// ```
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.network.certificates.push(pem.into());
        self
    }

    /// The proxy for `https`, in place of the one that the environment names: `http://` or `https://`, a host,
    /// and a user and a password before it if the proxy wants them. It opens a tunnel and does not see the
    /// requests. A client of an `http` address, which is on this machine, uses no proxy. A transport of one's own
    /// does not see it.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.network.proxy = Proxy::At(Zeroizing::new(address.into()));
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.settings.network.proxy = Proxy::Never;
        self
    }

    /// How long a connection is kept that nobody uses. Default: 90 s. Where something between here and the
    /// service forgets idle connections earlier, a shorter time saves failures of calls that are not sent
    /// twice. A transport of one's own does not see it.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.network.idle_timeout = timeout;
        self
    }

    /// The most connections that are kept while nobody uses them. Default: all that were needed at once. With
    /// HTTP/2 calls share one connection. A transport of one's own does not see it.
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.settings.network.idle_connections = connections;
        self
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
