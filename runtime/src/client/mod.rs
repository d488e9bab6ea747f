//! The client: the state that all calls share, the builder that checks every setting, servers and scopes.

mod builder;
mod connection;
mod environment;
mod server;
mod settings;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::auth::Security;
use crate::call::{Call, PollStatus, Wait};
use crate::error::Error;
use crate::operation::{Operation, Scope, ScopeValue};
use crate::send::ClientState;

pub use builder::ClientBuilder;
pub use server::{Server, ServerVariable};
pub(crate) use settings::{BODY_LIMIT, TIMEOUT, base_headers};

/// A client of the service: the address, the token, the pool of connections, the limits.
///
/// Cloning is cheap and shares all of it. A generated client wraps this one; it is used directly only to call
/// an operation that the generated client does not have.
#[derive(Clone)]
pub struct Client {
    state: ClientState,
}

impl Client {
    pub(crate) fn new(state: ClientState) -> Self {
        Self { state }
    }

    /// The same client in a scope: each operation is called at its second home. Shares the pool with this
    /// client; a scope that this client already has is replaced.
    ///
    /// A value that cannot be a path parameter makes each call of the new client fail before anything is
    /// sent.
    #[must_use]
    pub fn scoped(&self, scope: &'static Scope, value: impl Into<String>) -> Self {
        let scope = Arc::new(ScopeValue { scope, value: value.into() });
        Self { state: ClientState { scope: Some(scope), ..self.state.clone() } }
    }

    /// The same client, whose operations send these credentials unless they say otherwise.
    #[must_use]
    pub fn with_security(mut self, security: Security) -> Self {
        self.state.security = Some(security);
        self
    }

    /// Starts a call of an operation. Nothing is sent until the call is.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.state.clone(), operation)
    }

    /// Waits for what concludes some day. `poll` asks once; what it finds decides whether to go on. Nothing is
    /// done until the wait is awaited; dropping it ends it.
    ///
    /// ```
    /// # use northflank_runtime::{Client, Error, PollStatus, Operation, Outcome, Value};
    /// # static GET_JOB: Operation =
    /// #     Operation { id: "getJob", method: "GET", path: "/v1/job", value_path: &["data"], page: None, idempotent: false };
    /// async fn finished(client: &Client) -> Result<Outcome<Value>, Error> {
    ///     let poll = || async {
    ///         let job = client.call(&GET_JOB).value::<Value>().await?;
    ///         Ok(match job["status"].as_str() {
    ///             Some("done") => PollStatus::Success(job),
    ///             Some("broken") => PollStatus::Failure(job),
    ///             _ => PollStatus::Running(job),
    ///         })
    ///     };
    ///     client.wait(poll).on_poll(|seen| println!("after {:?}: {:?}", seen.elapsed, seen.value)).await
    /// }
    /// ```
    pub fn wait<'a, T, P, F>(&self, poll: P) -> Wait<'a, T>
    where
        P: FnMut() -> F + Send + 'a,
        F: Future<Output = Result<PollStatus<T>, Error>> + Send + 'a,
    {
        Wait::new(Arc::clone(&self.state.shared.transport), poll)
    }

    /// The address that requests go to, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.state.shared.base_url.text
    }
}

impl fmt::Debug for Client {
    /// Shows the address and the limits, never the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ClientState { shared, scope, .. } = &self.state;
        let mut debug = formatter.debug_struct("Client");
        debug.field("base_url", &shared.base_url.text);
        debug.field("token", &shared.token);
        debug.field("timeout", &shared.timeout).field("total_timeout", &shared.total_timeout);
        debug.field("retry", &shared.retry).field("throttle", &shared.throttle);
        if let Some(scope) = scope {
            debug.field(scope.scope.name, &scope.value);
        }
        debug.finish_non_exhaustive()
    }
}
