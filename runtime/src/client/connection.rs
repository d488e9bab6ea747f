//! Builder settings of the default transport: connection timeout, trusted certificates, proxy and connection
//! pool.

use std::time::Duration;

use zeroize::Zeroizing;

use super::builder::ClientBuilder;
use crate::operation::Proxy;

impl<C> ClientBuilder<C> {
    /// Sets the time limit for establishing a connection, which counts towards [`timeout`](Self::timeout).
    /// Default: 10 s.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.network.connect_timeout = timeout;
        self
    }

    /// Trusts the given root certificates, in addition to those of the operating system.
    ///
    /// This is needed behind a proxy that intercepts TLS, or for a server with a certificate from a private
    /// authority. `pem` contains one or more certificates in PEM format; [`build`](Self::build) returns an
    /// error if it contains none. Can be called more than once.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    ///
    /// ```no_run
    /// # use faithful_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, Box<dyn std::error::Error>> {
    /// let pem = std::fs::read("/etc/ssl/company.pem")?;
    /// Ok(Client::builder(configuration).token("…").root_certificates(pem).build()?)
    /// # }
    /// ```
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.network.certificates.push(pem.into());
        self
    }

    /// Sets the proxy for `https`, instead of the one from the environment.
    ///
    /// The URL has the scheme `http` or `https`, and can contain a user and a password
    /// (`http://user:password@proxy:3128`). Requests pass through a tunnel, so the proxy cannot read them. Requests to
    /// `http` URLs never use a proxy, neither this one nor that of the environment, because it would read the token:
    /// their host is the local machine, or [allowed](Self::allow_http) because it is nearby.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.settings.network.proxy = Proxy::At(Zeroizing::new(url.into()));
        self
    }

    /// Disables the proxy, and ignores the proxy variables of the environment.
    pub fn no_proxy(mut self) -> Self {
        self.settings.network.proxy = Proxy::Never;
        self
    }

    /// Sets how long an idle connection is kept in the pool. Default: 90 s.
    ///
    /// Set a shorter time if a firewall or load balancer drops idle connections earlier: a request on a
    /// dropped connection fails, and is only retried if that is safe.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.network.idle_timeout = timeout;
        self
    }

    /// Sets the maximum number of open connections. Default: 256.
    ///
    /// If all of them are in use, further calls wait for one, which counts towards their [`timeout`](Self::timeout). A
    /// call that times out in the meantime was not sent, and can be retried safely. An idle connection to another host
    /// is closed if a call needs it. A streamed response occupies a connection until it has been read or dropped, or its
    /// timeout elapses. Raise the limit for more concurrent calls, but keep it below the number of files that the process
    /// may open. Zero counts as one.
    ///
    /// The limit applies to each async runtime on which the client is used, because a connection belongs to the runtime
    /// on which it was opened. With HTTP/2, concurrent requests share a connection, up to the number that the service
    /// allows.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.settings.network.connections = connections;
        self
    }

    /// Sets the maximum number of idle connections in the pool. Default: no limit.
    ///
    /// With HTTP/2, concurrent requests share one connection.
    ///
    /// Has no effect with a custom [`transport`](Self::transport).
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.settings.network.idle_connections = connections;
        self
    }
}
