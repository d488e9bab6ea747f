//! Building a client. What is asked for is only noted here; `settings` checks it, so that a call does not
//! fail for a reason known beforehand.

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
use crate::operation::Configuration;
use crate::send::Retry;
use crate::send::Throttle;
use crate::transport::Transport;

/// Builds a [`Client`], or the client of a generated crate, which wraps one.
///
/// ```no_run
/// # use std::time::Duration;
/// # use northflank_runtime::{Client, Configuration, Error};
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
    /// Starts a client of a service.
    pub fn new(configuration: &'static Configuration) -> Self {
        Self { settings: Settings::new(configuration), client: PhantomData }
    }

    /// The token, sent as `authorization: Bearer …` to the base URL and nowhere else. It is wiped from memory
    /// when the last clone of the client is gone, never shown by `Debug`, and marked so that HTTP/2 does not
    /// put it into its tables.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.token = Some(TokenSetting::Fixed(Zeroizing::new(token.into())));
        self
    }

    /// A provider of tokens, for tokens that change: asked before each attempt, so it should remember its
    /// token for as long as that is good. Replaces [`token`](Self::token). An error of it, or a token that
    /// cannot be sent, is an error of the call of the kind [`Token`](crate::ErrorKind::Token).
    ///
    /// ```
    /// # use northflank_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, northflank_runtime::Error> {
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

    /// The user and the password for operations that want HTTP basic authentication. The user must not hold a
    /// colon; what stands before the first one counts as the user.
    pub fn basic(mut self, user: &str, password: &str) -> Self {
        self.settings.credentials.set_basic(user, password);
        self
    }

    /// A key for operations that want one: `scheme` is its name in the description of the service.
    pub fn api_key(mut self, scheme: impl Into<String>, key: impl Into<String>) -> Self {
        self.settings.credentials.add_key(scheme.into(), key.into());
        self
    }

    /// The client may be built without a token. An operation that needs one is then refused when it is sent.
    pub fn without_token(mut self) -> Self {
        self.settings.token_is_optional = true;
        self
    }

    /// Takes the token and the base URL from the environment where they are not set by hand. The variables
    /// are read by [`build`](Self::build); empty ones count as not set.
    pub fn environment(mut self) -> Self {
        self.settings.environment = true;
        self
    }

    /// The address of the service, with a path prefix if it has one. Must be `https`, or `http` to a loopback
    /// host (`localhost`, `127.0.0.0/8`, `::1`); no user, query or fragment. The default transport honours
    /// the proxies of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) for `https`, unless
    /// [`proxy`](Self::proxy) or [`no_proxy`](Self::no_proxy) says otherwise, and none for `http`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// The addresses that the description of the service gives, to choose from; a generated client says them.
    pub fn servers(mut self, servers: &'static [Server]) -> Self {
        self.settings.choice.servers = servers;
        self
    }

    /// Which of the described addresses to go to, by what the description calls it or by the address as it is
    /// described. Default: the first one. With a [`base_url`](Self::base_url) besides it is an error of
    /// [`build`](Self::build), as is one that is not described.
    pub fn server(mut self, server: impl Into<String>) -> Self {
        self.settings.choice.server = Some(server.into());
        self
    }

    /// What stands for a variable in the described address, in place of its default. A name that the address
    /// does not have, a value that is none of those that are listed, and one that cannot stand in a host are
    /// errors of [`build`](Self::build).
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.choice.variables.push((name.into(), value.into()));
        self
    }

    /// Where a server is that the description of the service gives to some operations, in place of the
    /// described address: needed only for a client with a [`base_url`](Self::base_url) of its own. The rules
    /// for a base URL hold.
    pub fn server_at(mut self, described: impl Into<String>, address: impl Into<String>) -> Self {
        self.settings.servers.push((described.into(), address.into()));
        self
    }

    /// The time within which a whole answer must have arrived, for each attempt. Default: 30 s. When it
    /// passes while the connection is still being made, the request certainly never left.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// The time for a whole call: all attempts, the waits between them, the wait for a token, and being held
    /// back by a throttle. A page of a list is a call of its own. An attempt gets what is left of it, if that
    /// is less than [`timeout`](Self::timeout); a wait that would end after it is not begun, and the last
    /// error is given back at once. Default: no limit of its own.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.settings.total_timeout = Some(timeout);
        self
    }

    /// The most bytes that the body of an answer may have, after decompression; one call may have
    /// [another limit](crate::CallOptions::body_limit). Default: 64 MiB. Reading stops there with an error of
    /// the kind [`BodyTooLarge`](crate::ErrorKind::BodyTooLarge).
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// Whether and when calls are attempted again. Default: up to three attempts, see [`Retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Holds requests back when few are left of what the service allows. Default: nothing is held back.
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.settings.throttle = Some(throttle);
        self
    }

    /// Adds a product to the end of the `user-agent` header, for example `my-tool/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// A header to send with every call. The same refusals as for
    /// [`CallOptions::header`](crate::CallOptions::header), here as an error of [`build`](Self::build).
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.headers.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// A transport in place of the default one: another HTTP library, another runtime, a recorder. It sees every
    /// request whole, with the token; [`Transport`] says what it must keep to.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the client. Nothing is sent. In a generated client the builder gives the client of that crate.
    ///
    /// # Errors
    /// Always of the kind [`Configuration`](crate::ErrorKind::Configuration), and never with the token in it:
    /// no token, an empty one, or one that cannot stand in a header; a base URL that may not be used; a
    /// header that cannot be sent; an environment variable that is not Unicode; the address of a proxy that is
    /// none; a certificate that is none, or a certificate store of the system that cannot be read.
    pub fn build(self) -> Result<C, Error>
    where
        C: From<Client>,
    {
        self.settings.build(&|name| std::env::var_os(name)).map(Client::new).map(C::from)
    }
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
}

impl<C> fmt::Debug for ClientBuilder<C> {
    /// Never shows the token, nor the value of a header.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &settings.base_url)
            .field("token", &settings.token.as_ref().map(|_| "[redacted]"))
            .field("environment", &settings.environment)
            .field("timeout", &settings.timeout)
            .field("total_timeout", &settings.total_timeout)
            .field("connect_timeout", &settings.network.connect_timeout)
            .field("body_limit", &settings.body_limit)
            .finish_non_exhaustive()
    }
}
