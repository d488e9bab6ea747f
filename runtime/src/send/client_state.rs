//! The client state that calls depend on. It is separate from the client, so that the modules of client and
//! call do not depend on each other.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use super::retry::Retry;
use super::throttle::Throttle;
use crate::auth::{Credentials, Security, TokenSource};
use crate::operation::ScopeValue;
use crate::transport::{Middleware, Transport};
use crate::wire::url::BaseUrl;

/// The state of a client. Clones are cheap.
#[derive(Clone)]
pub(crate) struct ClientState {
    pub(crate) shared: Arc<Shared>,
    pub(crate) scope: Option<Arc<ScopeValue>>,
    /// The security requirements of operations that declare none; `None` for the token.
    pub(crate) security: Option<Security>,
}

impl ClientState {
    /// Creates the state of a client without a scope, whose operations send the token.
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared), scope: None, security: None }
    }
}

/// The settings that are fixed when the client is built.
pub(crate) struct Shared {
    pub(crate) base_url: BaseUrl,
    /// Whether the base URL is a server that the spec declares.
    pub(crate) is_declared_server: bool,
    /// Replacements for servers that the spec declares for individual operations.
    pub(crate) server_overrides: Vec<(String, BaseUrl)>,
    pub(crate) token: TokenSource,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) body_limit: usize,
    pub(crate) retry: Retry,
    pub(crate) throttle: Option<Throttle>,
    pub(crate) headers: HeaderMap,
    pub(crate) deny_unlisted: bool,
    /// Hosts that may be used without TLS.
    pub(crate) http_hosts: Vec<String>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    /// The name and version of the client, for spans.
    #[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only spans name the client"))]
    pub(crate) client: &'static str,
}
