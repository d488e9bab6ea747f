//! The settings of a builder: validates them and builds the client state from them.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use zeroize::{Zeroize as _, Zeroizing};

use super::environment::{first_set, slip};
use super::server::ServerSelection;
use crate::auth::{Credentials, TokenSource, bearer};
use crate::error::Error;
#[cfg(feature = "_network")]
use crate::operation::Proxy;
use crate::operation::{Configuration, Network};
use crate::send::{ClientState, Retry, Shared, Throttle};
use crate::transport::{Middleware, Transport};
use crate::wire::headers;
use crate::wire::url::{BaseUrl, check_host};

pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);
pub(crate) const BODY_LIMIT: usize = crate::json::RESPONSE_LIMIT;

/// The settings of a builder, not yet validated.
pub(crate) struct Settings {
    pub(crate) configuration: &'static Configuration,
    pub(crate) base_url: Option<String>,
    pub(crate) token: Option<TokenSetting>,
    pub(crate) environment: bool,
    pub(crate) timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) network: Network,
    pub(crate) body_limit: usize,
    pub(crate) retry: Retry,
    pub(crate) throttle: Option<Throttle>,
    pub(crate) user_agent: Option<String>,
    pub(crate) headers: Vec<(String, Zeroizing<String>)>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) selection: ServerSelection,
    pub(crate) server_overrides: Vec<(String, String)>,
    pub(crate) credentials: Credentials,
    pub(crate) token_is_optional: bool,
    pub(crate) deny_unlisted: bool,
    pub(crate) http_hosts: Vec<String>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
}

pub(crate) enum TokenSetting {
    Fixed(Zeroizing<String>),
    Provider(TokenSource),
}

impl Settings {
    pub(crate) fn new(configuration: &'static Configuration) -> Self {
        Self {
            configuration,
            base_url: None,
            token: None,
            environment: false,
            timeout: TIMEOUT,
            total_timeout: None,
            network: Network::default(),
            body_limit: BODY_LIMIT,
            retry: Retry::default(),
            throttle: None,
            user_agent: None,
            headers: Vec::new(),
            transport: None,
            selection: ServerSelection::default(),
            server_overrides: Vec::new(),
            credentials: Credentials::default(),
            token_is_optional: false,
            deny_unlisted: false,
            http_hosts: Vec::new(),
            middleware: Vec::new(),
        }
    }

    /// Builds the client state, reading environment variables with `read_variable`.
    pub(crate) fn build(
        self,
        read_variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<ClientState, Error> {
        self.http_hosts.iter().try_for_each(|host| check_host(host)).map_err(Error::configuration)?;
        let base_url = self.resolve_base_url(read_variable)?;
        let headers = self.resolve_headers()?;
        self.network.check().map_err(Error::configuration)?;
        let server_overrides = self.resolve_server_overrides()?;
        let transport = if let Some(transport) = &self.transport {
            Arc::clone(transport)
        } else {
            let overrides = server_overrides.iter().map(|(_, url)| url);
            let urls: Vec<_> = std::iter::once(&base_url).chain(overrides).collect();
            default_transport(&self, &urls, read_variable)?
        };
        self.credentials.check().map_err(Error::configuration)?;
        let declared = self.parse_url(self.configuration.base_url);
        let shared = Shared {
            is_declared_server: self.selection.is_set()
                || declared.is_ok_and(|declared| declared == base_url),
            server_overrides,
            credentials: self.credentials.clone(),
            base_url,
            token: self.resolve_token(read_variable)?,
            transport,
            timeout: self.timeout,
            total_timeout: self.total_timeout,
            body_limit: self.body_limit,
            retry: self.retry,
            throttle: self.throttle,
            headers,
            deny_unlisted: self.deny_unlisted,
            http_hosts: self.http_hosts,
            middleware: self.middleware,
            client: self.configuration.user_agent,
        };
        Ok(ClientState::new(shared))
    }

    fn resolve_base_url(&self, read_variable: &dyn Fn(&str) -> Option<OsString>) -> Result<BaseUrl, Error> {
        if self.selection.is_set() {
            let url = match &self.base_url {
                Some(_) => Err("`base_url` cannot be combined with `server` or `server_variable`".to_owned()),
                None => self.selection.url(),
            };
            return url.map_err(Error::configuration).and_then(|url| self.parse_url(&url));
        }
        if let Some(url) = &self.base_url {
            return BaseUrl::parse(url, &self.http_hosts).map_err(|problem| with_slip(problem, url));
        }
        let variable = if self.environment {
            first_set(self.configuration.base_url_variables, read_variable)?
        } else {
            None
        };
        match variable {
            Some(variable) => {
                BaseUrl::parse(&variable.value, &self.http_hosts).map_err(|problem| variable.error(&problem))
            }
            // A document may declare only the path of its server, or a URL that is relative to that of the document.
            None => match self.configuration.base_url {
                "" => self.parse_url(""),
                relative if !relative.contains("://") => Err(Error::configuration(format!(
                    "the spec declares only `{relative}` as the server: pass the full URL to `base_url` of the builder"
                ))),
                url => self.parse_url(url),
            },
        }
    }

    fn parse_url(&self, url: &str) -> Result<BaseUrl, Error> {
        BaseUrl::parse(url, &self.http_hosts).map_err(Error::configuration)
    }

    fn resolve_server_overrides(&self) -> Result<Vec<(String, BaseUrl)>, Error> {
        let overrides =
            self.server_overrides.iter().map(|(declared, url)| Ok((declared.clone(), self.parse_url(url)?)));
        overrides.collect()
    }

    fn resolve_token(&self, read_variable: &dyn Fn(&str) -> Option<OsString>) -> Result<TokenSource, Error> {
        let variables = self.configuration.token_variables;
        match &self.token {
            Some(TokenSetting::Provider(provider)) => return Ok(provider.clone()),
            Some(TokenSetting::Fixed(token)) => {
                return bearer(token).map(TokenSource::Fixed).map_err(Error::configuration);
            }
            None => {}
        }
        let variable = if self.environment { first_set(variables, read_variable)? } else { None };
        match variable {
            Some(mut variable) => {
                let token = bearer(&variable.value).map_err(|problem| variable.error(&problem));
                variable.value.zeroize();
                token.map(TokenSource::Fixed)
            }
            None if self.token_is_optional => Ok(TokenSource::None),
            None => Err(no_token(variables, self.environment)),
        }
    }

    fn resolve_headers(&self) -> Result<HeaderMap, Error> {
        let product = self.configuration.user_agent;
        let user_agent = match &self.user_agent {
            Some(suffix) => format!("{product} {suffix}"),
            None => product.to_owned(),
        };
        let mut all = base_headers(&user_agent)
            .ok_or_else(|| Error::configuration("the user agent is not a valid header value"))?;
        for (name, value) in &self.headers {
            let (name, value) = headers::parse(name, value)
                .map_err(|reason| Error::configuration(format!("header `{name}` {reason}")))?;
            all.insert(name, value);
        }
        Ok(all)
    }
}

/// Returns the headers of every request, or `None` if the user agent is not a valid header value.
pub(crate) fn base_headers(user_agent: &str) -> Option<HeaderMap> {
    let mut all = HeaderMap::new();
    all.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    all.insert(header::USER_AGENT, HeaderValue::from_str(user_agent).ok()?);
    Some(all)
}

/// Creates the error of a base URL that was passed to the builder.
fn with_slip(problem: String, url: &str) -> Error {
    Error::configuration(match slip(url) {
        Some(hint) => format!("{problem}; {hint}"),
        None => problem,
    })
}

fn no_token(variables: &[&str], environment: bool) -> Error {
    let variables = variables.join(" or ");
    Error::configuration(if environment {
        format!("no token: set the environment variable {variables}")
    } else {
        format!("no token: call `token` or `token_provider`, or `environment` to read it from {variables}")
    })
}

/// Creates the default transport for requests to these URLs.
#[cfg(feature = "_network")]
fn default_transport(
    settings: &Settings,
    urls: &[&BaseUrl],
    read_variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Arc<dyn Transport>, Error> {
    let mut network = settings.network.clone();
    let https = urls.iter().find(|url| !url.plain);
    if let Some(https) = https.filter(|_| matches!(network.proxy, Proxy::Environment)) {
        let (host, port) = https.host_and_port();
        network.proxy = super::proxy::from_environment(host, port, read_variable)?;
    }
    match crate::transport::hyper::HyperTransport::new(&network, https.is_none()) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => {
            Err(Error::configuration_failed("the default transport cannot be set up", error.into_source()))
        }
    }
}

#[cfg(not(feature = "_network"))]
fn default_transport(
    _: &Settings,
    _: &[&BaseUrl],
    _: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration(
        "no transport: enable the feature `rustls` or `native-tls`, or call `transport`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Client, ClientBuilder};
    use crate::testing::Mock;

    #[test]
    fn a_server_without_a_host_is_named() {
        static RELATIVE: Configuration = Configuration { base_url: "/api", ..CONFIGURATION };
        let problem = build(Client::builder(&RELATIVE).token("t"), &[]).unwrap_err();
        let expected =
            "the spec declares only `/api` as the server: pass the full URL to `base_url` of the builder";
        assert_eq!(problem, expected);
        let given = Client::builder(&RELATIVE).token("t").base_url("https://one.example/api");
        assert_eq!(build(given, &[]), Ok(("https://one.example/api".to_owned(), "Bearer t".to_owned())));
    }

    static CONFIGURATION: Configuration = Configuration {
        base_url: "https://api.example.com",
        token_variables: &["TOKEN", "OLD_TOKEN"],
        base_url_variables: &["URL", "OLD_URL"],
        user_agent: "example/1",
    };

    /// Builds a client with the given environment, and returns its base URL and `authorization` header.
    fn build(builder: ClientBuilder, environment: &[(&str, &str)]) -> Result<(String, String), String> {
        let read_variable = |name: &str| {
            let variable = environment.iter().find(|(other, _)| *other == name);
            variable.map(|(_, value)| OsString::from(value))
        };
        let settings = builder.transport(Mock::new()).settings;
        let client = settings.build(&read_variable).map_err(|error| error.to_string())?;
        let TokenSource::Fixed(token) = &client.shared.token else {
            return Err("a provider".to_owned());
        };
        Ok((client.shared.base_url.text.clone(), token.to_str().unwrap().to_owned()))
    }

    fn expected(base_url: &str, token: &str) -> (String, String) {
        (base_url.to_owned(), format!("Bearer {token}"))
    }

    #[test]
    fn environment_is_used_for_settings_that_are_not_set() {
        let builder = || Client::builder(&CONFIGURATION).environment();
        let both = [
            ("TOKEN", "t"),
            ("OLD_TOKEN", "o"),
            ("URL", "https://one.example/"),
            ("OLD_URL", "https://two.example"),
        ];
        assert_eq!(build(builder(), &both), Ok(expected("https://one.example", "t")));
        let old = [("TOKEN", ""), ("OLD_TOKEN", "o"), ("OLD_URL", "https://two.example")];
        assert_eq!(build(builder(), &old), Ok(expected("https://two.example", "o")));
        assert_eq!(build(builder(), &[("TOKEN", "t")]), Ok(expected("https://api.example.com", "t")));
        let explicit = builder().token("mine").base_url("https://mine.example");
        assert_eq!(build(explicit, &both), Ok(expected("https://mine.example", "mine")));
    }

    #[test]
    fn environment_is_only_read_when_enabled() {
        let environment = [("TOKEN", "t"), ("URL", "https://one.example")];
        let builder = Client::builder(&CONFIGURATION);
        assert_eq!(
            build(builder.token("mine"), &environment),
            Ok(expected("https://api.example.com", "mine"))
        );
        let problem = build(Client::builder(&CONFIGURATION), &environment).unwrap_err();
        assert!(problem.contains("`environment` to read it from TOKEN or OLD_TOKEN"), "{problem}");
    }

    #[test]
    fn values_from_the_environment_are_validated() {
        let builder = || Client::builder(&CONFIGURATION).environment();
        let problem = build(builder(), &[("TOKEN", "s3cret\n")]).unwrap_err();
        assert!(problem.contains("whitespace") && !problem.contains("s3cret"), "{problem}");
        assert!(problem.starts_with("environment variable `TOKEN`: the token "), "{problem}");
        let problem = build(builder(), &[("OLD_TOKEN", " s3cret")]).unwrap_err();
        assert!(problem.starts_with("environment variable `OLD_TOKEN`: the token "), "{problem}");
        assert!(problem.ends_with("; the value starts with whitespace"), "{problem}");
        let problem = build(builder(), &[("TOKEN", "t"), ("URL", "https://one.example\n")]).unwrap_err();
        assert!(problem.starts_with("environment variable `URL`: the base URL "), "{problem}");
        assert!(problem.contains("; the value ends with a newline"), "{problem}");
        let problem =
            build(builder(), &[("TOKEN", "t"), ("OLD_URL", "\"https://me:pw@one.example\"")]).unwrap_err();
        assert!(problem.ends_with("; the value is in quotes, which are part of it"), "{problem}");
        assert!(problem.contains("`OLD_URL`") && !problem.contains("pw"), "{problem}");
        let problem = build(builder().token("t").base_url("https://one.example "), &[]).unwrap_err();
        assert!(problem.ends_with("; the value ends with whitespace"), "{problem}");
        let problem = build(builder(), &[("TOKEN", "t"), ("URL", "http://one.example")]).unwrap_err();
        assert!(problem.contains("must use https"), "{problem}");
        let plain = [("TOKEN", "t"), ("URL", "http://one.example")];
        let allowed = builder().allow_http("one.example");
        assert_eq!(build(allowed, &plain), Ok(expected("http://one.example", "t")));
        let problem = build(builder().allow_http("http://one.example"), &plain).unwrap_err();
        assert!(problem.contains("without scheme and port"), "{problem}");
        let problem = build(builder(), &[("TOKEN", ""), ("OLD_TOKEN", "")]).unwrap_err();
        assert_eq!(problem, "no token: set the environment variable TOKEN or OLD_TOKEN");
    }
}
