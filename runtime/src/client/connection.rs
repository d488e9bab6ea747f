//! The settings of the builder for the default transport: the certificates it trusts, the proxy it goes through, and
//! the connections it keeps.

use std::time::Duration;

use zeroize::Zeroizing;

use super::builder::ClientBuilder;
use crate::operation::Proxy;

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
