//! The client: what all calls share.

mod builder;
mod server;
pub(crate) mod settings;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::auth::TokenSource;
use crate::auth::{Credentials, Security};
use crate::call::Call;
use crate::error::Error;
use crate::operation::Configuration;
use crate::operation::{Operation, Scope};
use crate::send::retry::Retry;
use crate::send::throttle::Throttle;
use crate::transport::Transport;
use crate::wire::url::BaseUrl;

pub use builder::ClientBuilder;
pub use server::{Server, ServerVariable};

/// A client of the service: the address, the token, the pool of connections, the limits.
///
/// Cloning is cheap and shares all of it. A generated client wraps this one; it is used directly only to call
/// an operation that the generated client does not have.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) scope: Option<Arc<ScopeValue>>,
    /// What operations send that say nothing themselves; `None`: the token.
    pub(crate) security: Option<Security>,
}

/// What is decided once, when the client is built.
pub(crate) struct Shared {
    pub(crate) base_url: BaseUrl,
    /// Whether this is the address that the description of the service gives.
    pub(crate) is_described_address: bool,
    /// Other addresses for servers that the description gives to some operations.
    pub(crate) servers: Vec<(String, BaseUrl)>,
    pub(crate) token: TokenSource,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) body_limit: usize,
    pub(crate) retry: Retry,
    pub(crate) throttle: Option<Throttle>,
    pub(crate) headers: HeaderMap,
}

/// A scope with the value of its parameter.
#[derive(Debug)]
pub(crate) struct ScopeValue {
    pub(crate) scope: &'static Scope,
    pub(crate) value: String,
}

impl Client {
    /// Starts a client of a service.
    pub fn builder(configuration: &'static Configuration) -> ClientBuilder {
        ClientBuilder::new(configuration)
    }

    /// A client with the token, and the base URL if one is set, from the environment variables of the
    /// configuration.
    ///
    /// # Errors
    /// See [`ClientBuilder::build`].
    pub fn from_env(configuration: &'static Configuration) -> Result<Self, Error> {
        Self::builder(configuration).environment().build()
    }

    /// The same client in a scope: each operation is called at its second home. Shares the pool with this
    /// client; a scope that this client already has is replaced.
    ///
    /// A value that cannot be a path parameter makes each call of the new client fail before anything is
    /// sent.
    #[must_use]
    pub fn scoped(&self, scope: &'static Scope, value: impl Into<String>) -> Self {
        let scope = Arc::new(ScopeValue { scope, value: value.into() });
        Self { scope: Some(scope), ..self.clone() }
    }

    /// Starts a call of an operation. Nothing is sent until the call is.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }

    /// The address that requests go to, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url.text
    }
}

impl fmt::Debug for Client {
    /// Shows the address and the limits, never the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Client");
        debug.field("base_url", &self.shared.base_url.text);
        debug.field("token", &self.shared.token);
        debug.field("timeout", &self.shared.timeout).field("total_timeout", &self.shared.total_timeout);
        debug.field("retry", &self.shared.retry).field("throttle", &self.shared.throttle);
        if let Some(scope) = &self.scope {
            debug.field(scope.scope.name, &scope.value);
        }
        debug.finish_non_exhaustive()
    }
}
