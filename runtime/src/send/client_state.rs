//! What a call needs of its client. Both a client and its calls hold it, so neither has to know the other.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use super::retry::Retry;
use super::throttle::Throttle;
use crate::auth::{Credentials, Security, TokenSource};
use crate::operation::ScopeValue;
use crate::transport::Transport;
use crate::wire::url::BaseUrl;

/// The state of a client. Cloning is cheap.
#[derive(Clone)]
pub(crate) struct ClientState {
    pub(crate) shared: Arc<Shared>,
    pub(crate) scope: Option<Arc<ScopeValue>>,
    /// What operations send that say nothing themselves; `None`: the token.
    pub(crate) security: Option<Security>,
}

impl ClientState {
    /// A client without a scope, whose operations send the token.
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared), scope: None, security: None }
    }
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
