//! The client builder.
//!
//! Setters only store their arguments. `settings` validates all of them in [`build`](ClientBuilder::build),
//! so that an invalid setting is an error of `build` and not of the first call.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::Client;
use super::server::Server;
use super::settings::{Settings, TokenSetting};
use crate::auth::TokenSource;
use crate::error::Error;
use crate::operation::{Configuration, without_secrets};
use crate::send::Retry;
use crate::send::Throttle;
use crate::transport::{Middleware, Transport};

/// A builder for a [`Client`], or for the client of a generated crate, which wraps one.
///
/// ```no_run
/// # use std::time::Duration;
/// # use faithful_runtime::{Client, Configuration, Error};
/// static CONFIGURATION: Configuration = Configuration {
///     base_url: "https://api.example.com",
///     token_variables: &["EXAMPLE_TOKEN"],
///     base_url_variables: &["EXAMPLE_BASE_URL"],
///     user_agent: "example-rust/1.0.0",
/// };
///
/// # fn build(token: String) -> Result<(), Error> {
/// let client = Client::builder(&CONFIGURATION).token(token).timeout(Duration::from_secs(10)).build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    pub(super) settings: Settings,
    client: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    /// Creates a builder for a client of the given service.
    pub fn new(configuration: &'static Configuration) -> Self {
        Self { settings: Settings::new(configuration), client: PhantomData }
    }

    /// Sets the API token, which is sent as `authorization: Bearer …`.
    ///
    /// The token is only sent to the base URL and to the servers of individual operations, see
    /// [`override_server`](Self::override_server). It is redacted in `Debug` output, excluded from HTTP/2
    /// header compression, and wiped from memory when the last clone of the client is dropped.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.token = Some(TokenSetting::Fixed(Zeroizing::new(token.into())));
        self
    }

    /// Sets a function that provides the token, for tokens that change. Replaces [`token`](Self::token).
    ///
    /// The function is called before each attempt, so it should cache a token for as long as it is valid. If
    /// it fails, or returns a token that cannot be sent in a header, the call fails with an error of kind
    /// [`Token`](crate::ErrorKind::Token).
    ///
    /// ```
    /// # use faithful_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, faithful_runtime::Error> {
    /// Client::builder(configuration)
    ///     .token_provider(|| async {
    ///         std::fs::read_to_string("/run/secrets/token").map(|token| token.trim().to_owned())
    ///     })
    ///     .build()
    /// # }
    /// ```
    pub fn token_provider<F, Fut, T, E>(mut self, provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<String>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.settings.token = Some(TokenSetting::Provider(TokenSource::provider(provider)));
        self
    }

    /// Sets the credentials for operations that use HTTP basic authentication.
    ///
    /// The user must not contain a colon, because the service splits the credentials at the first one.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.settings.credentials.set_basic(user, password);
        self
    }

    /// Sets the API key for operations that require one. `scheme` is the name of the security scheme in the
    /// spec.
    ///
    /// Can be called once per scheme; a later key for the same scheme replaces the earlier one.
    pub fn api_key(mut self, scheme: impl Into<String>, key: impl Into<String>) -> Self {
        self.settings.credentials.add_key(scheme.into(), key.into());
        self
    }

    /// Allows building a client without a token.
    ///
    /// A call of an operation that requires a token according to the spec then fails before anything is sent.
    pub fn without_token(mut self) -> Self {
        self.settings.token_is_optional = true;
        self
    }

    /// Reads the token and the base URL from environment variables, unless they are set explicitly.
    ///
    /// The variables are those of the [`Configuration`]. They are read by [`build`](Self::build); an empty
    /// variable counts as not set.
    pub fn environment(mut self) -> Self {
        self.settings.environment = true;
        self
    }

    /// Sets the base URL, including a path prefix if there is one. Default: the one of the [`Configuration`].
    ///
    /// The scheme must be `https`, or `http` if the host is a loopback host (`localhost`, `127.0.0.0/8`,
    /// `::1`) or [allowed](Self::allow_http). The URL must not contain user information, a query or a fragment.
    ///
    /// For `https`, the default transport uses the proxy from the environment, unless [`proxy`](Self::proxy) or
    /// [`no_proxy`](Self::no_proxy) is set. For `http` it never uses a proxy. The variables are read like curl
    /// does: `https_proxy`, `HTTPS_PROXY`, `all_proxy` or `ALL_PROXY`, the first one that is set, and `no_proxy`
    /// or `NO_PROXY`, a list of domains, addresses and networks that are reached directly. If the proxy cannot
    /// be used, [`build`](Self::build) returns an error.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Allows `http` for a host in addition to loopback hosts, for example for a gateway in the same cluster or a service
    /// of a compose file.
    ///
    /// The token is sent to the host without encryption, so allow only hosts on a network that you trust. `host` is a name
    /// or an IP address, without scheme and port. It applies to the base URL from any source, including the environment,
    /// and to the servers of individual operations. There is no environment variable for it: whoever sets the base URL
    /// should not be able to send the token unencrypted. Can be called more than once.
    ///
    /// ```no_run
    /// # use faithful_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, faithful_runtime::Error> {
    /// Client::builder(configuration).token("…").base_url("http://gateway:8080").allow_http("gateway").build()
    /// # }
    /// ```
    pub fn allow_http(mut self, host: impl Into<String>) -> Self {
        self.settings.http_hosts.push(host.into());
        self
    }

    /// Sets the servers that [`server`](Self::server) selects from. Generated clients set the servers of
    /// their spec.
    pub fn servers(mut self, servers: &'static [Server]) -> Self {
        self.settings.selection.servers = servers;
        self
    }

    /// Selects one of the servers in the spec, by its description or its URL template.
    ///
    /// If only [`server_variable`](Self::server_variable) is set, the first server is used.
    /// [`build`](Self::build) returns an error if there is no such server, or if [`base_url`](Self::base_url)
    /// is also set.
    pub fn server(mut self, server: impl Into<String>) -> Self {
        self.settings.selection.server = Some(server.into());
        self
    }

    /// Sets a variable in the URL template of the selected server, instead of its default value.
    ///
    /// [`build`](Self::build) returns an error if the template has no such variable, if the value is not one
    /// of the values that the spec lists for it, or if the variable is part of the host and the value
    /// contains characters other than ASCII letters, digits, `-`, `.` and `_`.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.selection.variables.push((name.into(), value.into()));
        self
    }

    /// Replaces the URL of a server that the spec declares for individual operations.
    ///
    /// `declared` is the URL in the spec, and `url` the one to use instead, which must meet the requirements
    /// of [`base_url`](Self::base_url). A client with a custom base URL needs this to call such operations:
    /// it never sends credentials to the declared URL, and the call fails before anything is sent.
    pub fn override_server(mut self, declared: impl Into<String>, url: impl Into<String>) -> Self {
        self.settings.server_overrides.push((declared.into(), url.into()));
        self
    }

    /// Sets the time limit of each attempt, from waiting for a connection to the last byte of the response, or to its
    /// head if it is an [`EventStream`](crate::EventStream). Default: 30 s.
    ///
    /// An attempt that reaches it fails with an error for which [`Error::is_timeout`] is true. If the
    /// connection was not established yet, the request was not sent and can be retried safely.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the time limit of a whole call. Default: none.
    ///
    /// It covers all attempts, the delays between them, the time to obtain a token, and the time spent
    /// waiting for a [`Throttle`]. Each page of a list is a separate call.
    ///
    /// An attempt is limited to the remaining time if that is shorter than [`timeout`](Self::timeout). If the
    /// delay before the next attempt would exceed the remaining time, the last error is returned immediately.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.settings.total_timeout = Some(timeout);
        self
    }

    /// Sets the maximum size of a response body in bytes, or of each event of an
    /// [`EventStream`](crate::EventStream), after decompression. Default: 64 MiB.
    ///
    /// Reading stops at the limit with an error of kind [`BodyTooLarge`](crate::ErrorKind::BodyTooLarge). So does
    /// parsing, if the values of the response take more than four times the limit in memory, and at least 1 MiB: a
    /// list of empty objects takes much more memory than its text. An error body is only parsed up to 1 MiB; its
    /// bytes are always available from [`Error::body`](crate::Error::body).
    /// [`CallOptions::body_limit`](crate::CallOptions::body_limit) overrides it for one call.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// Sets how often and when failed calls are retried.
    ///
    /// Default: requests that are safe to retry are retried, three attempts in total. See [`Retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Delays requests to stay within the rate limit of the service. Default: requests are never delayed.
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.settings.throttle = Some(throttle);
        self
    }

    /// Rejects requests with values that the spec does not list: unknown enum values in bodies and parameters, and
    /// values in the `Unknown` variant of a union that match none of its variants.
    ///
    /// By default, such values are sent, and the feature `tracing` emits a warning with their path. The spec may be older
    /// than the service, and a model that was read from a response can be sent again. Lengths, patterns and bounds are
    /// checked in either case. [`Violation::is_unlisted`](crate::Violation::is_unlisted) identifies these violations.
    pub fn deny_unlisted(mut self) -> Self {
        self.settings.deny_unlisted = true;
        self
    }

    /// Appends a product to the `user-agent` header, for example `my-tool/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// Adds a header to every request.
    ///
    /// [`build`](Self::build) returns an error for a header that
    /// [`CallOptions::header`](crate::CallOptions::header) does not accept.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.headers.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// Replaces the default transport, for example to use another HTTP library or async runtime. To change or record
    /// requests, use [`middleware`](Self::middleware).
    ///
    /// The transport receives complete requests, including the token. See [`Transport`] for its requirements.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a hook around each attempt of a call, see [`Middleware`].
    ///
    /// Can be called more than once: requests pass through the middleware in the order in which it was added, and results
    /// in the opposite order.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.settings.middleware.push(Arc::new(middleware));
        self
    }

    /// Validates all settings and builds the client, without sending anything.
    ///
    /// The builder of a generated crate returns the client of that crate.
    ///
    /// # Errors
    ///
    /// Returns an error of kind [`Configuration`](crate::ErrorKind::Configuration), which never contains the
    /// token:
    ///
    /// - if there is no token, or the token is empty or not valid in a header;
    /// - if the base URL, the server selection, a header or the URL of the proxy is invalid;
    /// - if an environment variable is not valid Unicode, or contains a proxy address that cannot be used;
    /// - if a certificate is invalid, or the certificate store of the operating system cannot be read;
    /// - if there is no transport: neither [`transport`](Self::transport) nor a TLS feature is used.
    pub fn build(self) -> Result<C, Error>
    where
        C: From<Client>,
    {
        self.settings.build(&|name| std::env::var_os(name)).map(Client::new).map(C::from)
    }
}

impl Client {
    /// Creates a builder for a client of the given service.
    pub fn builder(configuration: &'static Configuration) -> ClientBuilder {
        ClientBuilder::new(configuration)
    }

    /// Creates a client with the token, and the base URL if set, from the environment variables of the
    /// configuration.
    ///
    /// # Errors
    ///
    /// See [`ClientBuilder::build`].
    pub fn from_env(configuration: &'static Configuration) -> Result<Self, Error> {
        Self::builder(configuration).environment().build()
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    /// Shows neither the token, nor header values, nor the proxy, nor credentials in the base URL.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &settings.base_url.as_deref().map(without_secrets))
            .field("token", &settings.token.as_ref().map(|_| "[redacted]"))
            .field("environment", &settings.environment)
            .field("timeout", &settings.timeout)
            .field("total_timeout", &settings.total_timeout)
            .field("connect_timeout", &settings.network.connect_timeout)
            .field("body_limit", &settings.body_limit)
            .finish_non_exhaustive()
    }
}
