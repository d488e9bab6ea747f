//! Building a client: everything is checked here, so that a call does not fail for a reason known beforehand.

use std::error::Error as StdError;
use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use crate::client::{Client, Shared};
use crate::configuration::{Configuration, first_set};
use crate::error::Error;
use crate::headers;
use crate::retry::Retry;
use crate::secret::{TokenSource, bearer};
use crate::transport::Transport;
use crate::url::BaseUrl;

pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
pub(crate) const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Builds a [`Client`].
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
pub struct ClientBuilder {
    configuration: &'static Configuration,
    base_url: Option<String>,
    token: Option<TokenSetting>,
    environment: bool,
    timeout: Duration,
    connect_timeout: Duration,
    body_limit: usize,
    retry: Retry,
    user_agent: Option<String>,
    headers: Vec<(String, Zeroizing<String>)>,
    transport: Option<Arc<dyn Transport>>,
}

enum TokenSetting {
    Fixed(Zeroizing<String>),
    Provider(TokenSource),
}

impl ClientBuilder {
    pub(crate) fn new(configuration: &'static Configuration) -> Self {
        Self {
            configuration,
            base_url: None,
            token: None,
            environment: false,
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            body_limit: BODY_LIMIT,
            retry: Retry::default(),
            user_agent: None,
            headers: Vec::new(),
            transport: None,
        }
    }

    /// The token, sent as `authorization: Bearer …` to the base URL and nowhere else. It is wiped from memory when the last
    /// clone of the client is gone, never shown by `Debug`, and marked so that HTTP/2 does not put it into its tables.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(TokenSetting::Fixed(Zeroizing::new(token.into())));
        self
    }

    /// A provider of tokens, for tokens that change: asked before each attempt, so it should remember its token for as long
    /// as that is good. Replaces [`token`](Self::token). An error of it, or a token that cannot be sent, is an error of the
    /// call of the kind [`Token`](crate::ErrorKind::Token).
    ///
    /// ```
    /// # use northflank_runtime::{Client, Configuration};
    /// # fn build(configuration: &'static Configuration) -> Result<Client, northflank_runtime::Error> {
    /// Client::builder(configuration)
    ///     .token_provider(|| async { std::fs::read_to_string("/run/secrets/token").map(|token| token.trim().to_owned()) })
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
        self.token = Some(TokenSetting::Provider(TokenSource::provider(provider)));
        self
    }

    /// Takes the token and the base URL from the environment where they are not set by hand. The variables are read by
    /// [`build`](Self::build); empty ones count as not set.
    pub fn environment(mut self) -> Self {
        self.environment = true;
        self
    }

    /// The address of the service, with a path prefix if it has one. Must be `https`, or `http` to a loopback host
    /// (`localhost`, `127.0.0.0/8`, `::1`); no user, query or fragment.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// The time within which a whole answer must have arrived, for each attempt. Default: 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time within which a connection must be made; a part of [`timeout`](Self::timeout). Default: 10 s. A transport of
    /// one's own does not see it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The most bytes that the body of an answer may have, after decompression. Default: 64 MiB. Reading stops there with
    /// an error of the kind [`BodyTooLarge`](crate::ErrorKind::BodyTooLarge).
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How often calls are attempted again. At present every call is attempted once, see [`Retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Adds a product to the end of the `user-agent` header, for example `my-tool/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// A header to send with every call. The same refusals as for [`CallOptions::header`](crate::CallOptions::header), here
    /// as an error of [`build`](Self::build).
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// A transport in place of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    /// Always of the kind [`Configuration`](crate::ErrorKind::Configuration), and never with the token in it: no token, an
    /// empty one, or one that cannot stand in a header; a base URL that may not be used; a header that cannot be sent; an
    /// environment variable that is not Unicode; the certificate store of the system cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        self.build_with(&|name| std::env::var_os(name))
    }

    fn build_with(self, read: &dyn Fn(&str) -> Option<OsString>) -> Result<Client, Error> {
        let base_url = self.find_base_url(read)?;
        let headers = self.find_headers()?;
        let transport = match self.transport {
            Some(ref transport) => Arc::clone(transport),
            None => default_transport(self.connect_timeout, &base_url)?,
        };
        let (timeout, body_limit, retry) = (self.timeout, self.body_limit, self.retry);
        let token = self.find_token(read)?;
        let shared = Shared { base_url, token, transport, timeout, body_limit, retry, headers };
        Ok(Client { shared: Arc::new(shared), scope: None })
    }

    fn find_base_url(&self, read: &dyn Fn(&str) -> Option<OsString>) -> Result<BaseUrl, Error> {
        let found = match &self.base_url {
            None if self.environment => first_set(self.configuration.base_url_variables, read)?,
            given => given.clone(),
        };
        BaseUrl::parse(found.as_deref().unwrap_or(self.configuration.base_url)).map_err(Error::configuration)
    }

    fn find_token(self, read: &dyn Fn(&str) -> Option<OsString>) -> Result<TokenSource, Error> {
        let variables = self.configuration.token_variables;
        let token = match self.token {
            Some(TokenSetting::Provider(provider)) => return Ok(provider),
            Some(TokenSetting::Fixed(token)) => token,
            None => {
                let found = if self.environment { first_set(variables, read)? } else { None };
                Zeroizing::new(found.ok_or_else(|| no_token(variables, self.environment))?)
            }
        };
        bearer(&token).map(TokenSource::Fixed).map_err(Error::configuration)
    }

    fn find_headers(&self) -> Result<HeaderMap, Error> {
        let product = self.configuration.user_agent;
        let agent = match &self.user_agent {
            Some(more) => format!("{product} {more}"),
            None => product.to_owned(),
        };
        let mut all = base_headers(&agent)
            .ok_or_else(|| Error::configuration("the user agent holds what cannot stand in a header"))?;
        for (name, value) in &self.headers {
            let (name, value) = headers::parse(name, value)
                .map_err(|reason| Error::configuration(format!("the header `{name}` {reason}")))?;
            all.insert(name, value);
        }
        Ok(all)
    }
}

/// The headers of every request, `None` where the user agent cannot be sent.
pub(crate) fn base_headers(user_agent: &str) -> Option<HeaderMap> {
    let mut all = HeaderMap::new();
    all.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    all.insert(header::USER_AGENT, HeaderValue::from_str(user_agent).ok()?);
    Some(all)
}

fn no_token(variables: &[&str], environment: bool) -> Error {
    let variables = variables.join(" or ");
    Error::configuration(if environment {
        format!("no token: set the environment variable {variables}")
    } else {
        format!("no token: call `token` or `token_provider`, or `environment` to read it from {variables}")
    })
}

#[cfg(feature = "rustls")]
fn default_transport(connect_timeout: Duration, base_url: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
    match crate::transport::reqwest::ReqwestTransport::new(connect_timeout, base_url.plain) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(Error::configuration_failed("the default transport cannot be set up", error)),
    }
}

#[cfg(not(feature = "rustls"))]
fn default_transport(_: Duration, _: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration(
        "no transport: enable the feature `rustls`, or call `transport`",
    ))
}

impl fmt::Debug for ClientBuilder {
    /// Never shows the token, nor the value of a header.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("token", &self.token.as_ref().map(|_| "[redacted]"))
            .field("environment", &self.environment)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Mock;

    static CONFIGURATION: Configuration = Configuration {
        base_url: "https://api.example.com",
        token_variables: &["TOKEN", "OLD_TOKEN"],
        base_url_variables: &["URL", "OLD_URL"],
        user_agent: "example/1",
    };

    /// Builds with an environment, and gives the base URL and the `authorization` header.
    fn build(builder: ClientBuilder, environment: &[(&str, &str)]) -> Result<(String, String), String> {
        let read = |name: &str| {
            let found = environment.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let client = builder.transport(Mock::new()).build_with(&read).map_err(|error| error.to_string())?;
        let TokenSource::Fixed(token) = &client.shared.token else {
            return Err("a provider".to_owned());
        };
        Ok((client.base_url().to_owned(), token.to_str().unwrap().to_owned()))
    }

    fn expected(base_url: &str, token: &str) -> (String, String) {
        (base_url.to_owned(), format!("Bearer {token}"))
    }

    #[test]
    fn the_environment_fills_what_is_not_set() {
        let builder = || Client::builder(&CONFIGURATION).environment();
        let both = [("TOKEN", "t"), ("OLD_TOKEN", "o"), ("URL", "https://one.example/"), ("OLD_URL", "https://two.example")];
        assert_eq!(build(builder(), &both), Ok(expected("https://one.example", "t")));
        let old = [("TOKEN", ""), ("OLD_TOKEN", "o"), ("OLD_URL", "https://two.example")];
        assert_eq!(build(builder(), &old), Ok(expected("https://two.example", "o")));
        assert_eq!(build(builder(), &[("TOKEN", "t")]), Ok(expected("https://api.example.com", "t")));
        let by_hand = builder().token("mine").base_url("https://mine.example");
        assert_eq!(build(by_hand, &both), Ok(expected("https://mine.example", "mine")));
    }

    #[test]
    fn the_environment_is_read_only_when_asked() {
        let environment = [("TOKEN", "t"), ("URL", "https://one.example")];
        let builder = Client::builder(&CONFIGURATION);
        assert_eq!(build(builder.token("mine"), &environment), Ok(expected("https://api.example.com", "mine")));
        let problem = build(Client::builder(&CONFIGURATION), &environment).unwrap_err();
        assert!(problem.contains("`environment` to read it from TOKEN or OLD_TOKEN"), "{problem}");
    }

    #[test]
    fn what_the_environment_holds_is_checked() {
        let builder = || Client::builder(&CONFIGURATION).environment();
        let problem = build(builder(), &[("TOKEN", "s3cret\n")]).unwrap_err();
        assert!(problem.contains("white space") && !problem.contains("s3cret"), "{problem}");
        let problem = build(builder(), &[("TOKEN", "t"), ("URL", "http://one.example")]).unwrap_err();
        assert!(problem.contains("must use https"), "{problem}");
        let problem = build(builder(), &[("TOKEN", ""), ("OLD_TOKEN", "")]).unwrap_err();
        assert_eq!(problem, "no token: set the environment variable TOKEN or OLD_TOKEN");
    }
}
