//! The client: the state shared by all calls, the builder that validates every setting, servers and scopes.

mod builder;
mod connection;
mod environment;
#[cfg(feature = "_network")]
mod proxy;
mod server;
mod settings;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::sync::Arc;

use http::Method;

use crate::auth::Security;
use crate::call::{Call, Items, PollStatus, UntypedCall, Wait, Waiter};
use crate::error::Error;
use crate::json::Json;
use crate::operation::{Operation, Scope, ScopeValue};
use crate::send::ClientState;

pub use builder::ClientBuilder;
pub use server::{Server, ServerVariable};
pub(crate) use settings::{BODY_LIMIT, TIMEOUT, base_headers};

/// A client of the service, with its base URL, credentials, connection pool and limits.
///
/// Clones are cheap and share the connection pool. Generated clients wrap this type; use it directly to call
/// an operation that the generated client lacks.
#[derive(Clone)]
pub struct Client {
    state: ClientState,
}

impl Client {
    pub(crate) fn new(state: ClientState) -> Self {
        Self { state }
    }

    /// Returns a client that calls each operation at its path within `scope`, for example below a team.
    ///
    /// It shares the connection pool with this client. If this client already has a scope, the new one
    /// replaces it.
    ///
    /// If `value` is not valid as a path parameter (empty, `.` or `..`), every call of the new client fails
    /// before anything is sent.
    #[must_use]
    pub fn scoped(&self, scope: &'static Scope, value: impl Into<String>) -> Self {
        let scope = Arc::new(ScopeValue { scope, value: value.into() });
        Self { state: ClientState { scope: Some(scope), ..self.state.clone() } }
    }

    /// Sets the security requirements of operations that do not declare their own.
    #[must_use]
    pub fn with_security(mut self, security: Security) -> Self {
        self.state.security = Some(security);
        self
    }

    /// Creates a call of an operation. Nothing is sent until the call is sent.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.state.clone(), operation)
    }

    /// Creates an untyped call: a request with any method and path, for what the client does not describe.
    ///
    /// `path` starts with `/` and is appended to the base URL. In a client with a [scope](Self::scoped), it is the path
    /// outside of the scope, as for all operations. See [`UntypedCall`].
    pub fn request<T>(&self, method: Method, path: impl Into<String>) -> UntypedCall<T> {
        UntypedCall::new(self.state.clone(), method, path.into())
    }

    /// Waits for a long-running process to finish, by polling.
    ///
    /// `poll` checks the state once, and the [`PollStatus`] it returns determines whether the wait continues.
    /// Nothing happens until the wait is awaited; dropping the future stops it.
    ///
    /// ```
    /// # use faithful_runtime::{Client, Error, PollStatus, Operation, Outcome, Value};
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
    ///     client.wait(poll).on_poll(|progress| println!("after {:?}: {:?}", progress.elapsed, progress.value)).await
    /// }
    /// ```
    pub fn wait<'a, T, P, F>(&self, poll: P) -> Wait<'a, T>
    where
        P: FnMut() -> F + Send + 'a,
        F: Future<Output = Result<PollStatus<T>, Error>> + Send + 'a,
    {
        Wait::new(Arc::clone(&self.state.shared.transport), poll)
    }

    /// Waits for a process to finish, by repeating a call. The waiter states which values of the response end the wait, and
    /// how long it takes by default.
    ///
    /// ```
    /// # use faithful_runtime::{Call, Client, Error, Operation, Outcome, Pending, Value, Waiter};
    /// # static GET_JOB: Operation =
    /// #     Operation { id: "getJob", method: "GET", path: "/v1/job", value_path: &["data"], page: None, idempotent: false };
    /// # #[derive(Clone)]
    /// # struct GetJobCall(Call);
    /// # impl IntoFuture for GetJobCall {
    /// #     type Output = Result<Value, Error>;
    /// #     type IntoFuture = Pending<Value>;
    /// #     fn into_future(self) -> Pending<Value> {
    /// #         self.0.value()
    /// #     }
    /// # }
    /// # fn get_job(client: &Client) -> GetJobCall {
    /// #     GetJobCall(client.call(&GET_JOB))
    /// # }
    /// const JOB: Waiter = Waiter::new(&["status"]).success(&["done"]).failure(&["broken"]);
    ///
    /// async fn finished(client: &Client) -> Result<Outcome<Value>, Error> {
    ///     client.wait_for(&JOB, get_job(client)).max_polls(100).await
    /// }
    /// ```
    pub fn wait_for<T, C>(&self, waiter: &Waiter, call: C) -> Wait<'static, T>
    where
        T: Json + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>> + Clone + Send + 'static,
        C::IntoFuture: Send,
    {
        waiter.wait(Arc::clone(&self.state.shared.transport), call)
    }

    /// Waits for a process to finish, by searching a list for it. `list` returns all items, and the item whose property at
    /// the path `id` is `value` describes the process; if there is none, it does not exist.
    pub fn wait_for_item<T, L>(
        &self,
        waiter: &Waiter,
        id: &'static [&'static str],
        value: impl Into<String>,
        list: L,
    ) -> Wait<'static, T>
    where
        T: Json + Send + 'static,
        L: Fn() -> Items<T> + Send + 'static,
    {
        waiter.wait_for_item(Arc::clone(&self.state.shared.transport), (id, value.into()), list)
    }

    /// Returns the base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.state.shared.base_url.text
    }
}

impl fmt::Debug for Client {
    /// Shows the base URL and the limits, but not the token.
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
