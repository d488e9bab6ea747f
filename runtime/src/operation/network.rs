//! Settings of the default transport: trusted certificates, the proxy and the connection pool. They are checked when the
//! client is built, and do not apply to custom transports.

use std::time::Duration;

use super::proxy::{Proxy, parse_address};

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

impl Network {
    /// Checks the settings that can be checked without a transport.
    ///
    /// # Errors
    /// Returns a message that does not contain the proxy address, which may include a password.
    pub(crate) fn check(&self) -> Result<(), String> {
        match &self.proxy {
            Proxy::At(address) => match parse_address(address, true) {
                Ok(_) => Ok(()),
                Err(reason) => Err(format!("the proxy address {reason}")),
            },
            #[cfg(feature = "_network")]
            Proxy::Except { .. } => Ok(()),
            Proxy::Environment | Proxy::Never => Ok(()),
        }
    }
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
