//! Security schemes, and the selection of the credentials that an operation sends.
//!
//! An operation without a declaration sends the client's token. An operation that declares alternatives sends the
//! credentials of the first alternative for which the client has all of them, and no others. In particular, an operation
//! that declares no security never sends the token.

use std::fmt;

use http::{HeaderMap, HeaderValue};
use zeroize::{Zeroize as _, Zeroizing};

use super::secret::TokenSource;
use crate::json::base64;
use crate::wire::headers::{self, is_token};
use crate::wire::url::encoded;

/// A security scheme of the service, identified by its name in the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Token,
    Basic,
    HeaderKey(&'static str),
    QueryKey(&'static str),
    CookieKey(&'static str),
}

/// The security requirement of an operation: a list of alternatives, each a list of schemes that are required together.
///
/// The first alternative for which the client has all credentials is used. If there are no alternatives, no credentials
/// are sent. An empty alternative makes credentials optional.
pub type Security = &'static [&'static [SecurityScheme]];

impl SecurityScheme {
    /// The client's token, sent as `authorization: Bearer …`. Used for HTTP bearer, OAuth 2 and `OpenID` Connect.
    #[must_use]
    pub const fn token(name: &'static str) -> Self {
        Self { name, kind: Kind::Token }
    }

    /// HTTP basic authentication with a user name and password; see
    /// [`ClientBuilder::basic_auth`](crate::ClientBuilder::basic_auth).
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self { name, kind: Kind::Basic }
    }

    /// An API key in a header; see [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    #[must_use]
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self { name, kind: Kind::HeaderKey(header) }
    }

    /// An API key in a query parameter; see [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    #[must_use]
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self { name, kind: Kind::QueryKey(parameter) }
    }

    /// An API key in a cookie; see [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    #[must_use]
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self { name, kind: Kind::CookieKey(cookie) }
    }
}

/// The credentials of a client other than its token.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    basic: Option<Secret>,
    /// Why the user name and the password cannot be sent.
    basic_problem: Option<&'static str>,
    keys: Vec<(String, Secret)>,
    /// In tests, the key for every scheme without its own key.
    any: Option<Secret>,
}

type Secret = Zeroizing<String>;

impl fmt::Debug for Credentials {
    /// Shows only the names of the schemes.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.keys.iter().map(|(name, _)| name.as_str());
        formatter.debug_list().entries(self.basic.iter().map(|_| "basic").chain(names)).finish()
    }
}

impl Credentials {
    /// Creates placeholder credentials for every scheme.
    pub(crate) fn for_tests() -> Self {
        let text = |text: &str| Some(Zeroizing::new(text.to_owned()));
        let basic = text(&base64(b"test-user:test-password"));
        Self { basic, any: text("test-key"), ..Self::default() }
    }

    /// Sets the user name and password for HTTP basic authentication.
    pub(crate) fn set_basic(&mut self, user: &str, password: &str) {
        self.basic_problem = basic_problem(user, password);
        let mut pair = format!("{user}:{password}");
        self.basic = Some(Zeroizing::new(base64(pair.as_bytes())));
        pair.zeroize();
    }

    /// Adds the key for a scheme. A later key for the same scheme takes precedence.
    pub(crate) fn add_key(&mut self, scheme: String, key: String) {
        self.keys.push((scheme, Zeroizing::new(key)));
    }

    fn key(&self, scheme: &str) -> Option<&Secret> {
        let own = self.keys.iter().rev().find(|(name, _)| name == scheme).map(|(_, key)| key);
        own.or(self.any.as_ref())
    }

    /// Checks that every key is not empty and is valid in a header, and that the service can take the user name and the
    /// password apart.
    ///
    /// # Errors
    /// Returns a message that contains none of them.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(problem) = self.basic_problem {
            return Err(problem.to_owned());
        }
        for (name, key) in &self.keys {
            if key.is_empty() || HeaderValue::from_str(key).is_err() {
                return Err(format!("the key for `{name}` is empty or not allowed in a header"));
            }
        }
        Ok(())
    }
}

/// Selects the credentials that a call sends.
#[derive(Clone, Copy)]
pub(crate) struct Authentication<'a> {
    /// The alternatives of the operation; `None` sends the client's token.
    pub(crate) security: Option<Security>,
    pub(crate) token: &'a TokenSource,
    pub(crate) credentials: &'a Credentials,
}

impl<'a> Authentication<'a> {
    /// Returns the schemes whose credentials are sent; `None` for the client's token alone. The error names the missing
    /// credentials.
    fn schemes(&self) -> Result<Option<&'static [SecurityScheme]>, String> {
        let Some(security) = self.security else {
            return Ok(None);
        };
        let has_all = |schemes: &&&[SecurityScheme]| schemes.iter().all(|scheme| self.has(scheme));
        // Available credentials take precedence over an anonymous alternative.
        let authenticated = security.iter().filter(|schemes| !schemes.is_empty()).find(has_all);
        match authenticated.or_else(|| security.iter().find(|schemes| schemes.is_empty())) {
            Some(schemes) => Ok(Some(schemes)),
            None if security.is_empty() => Ok(Some(&[])),
            None => Err(missing_credentials(security)),
        }
    }

    fn has(&self, scheme: &SecurityScheme) -> bool {
        match scheme.kind {
            Kind::Token => !matches!(self.token, TokenSource::None),
            Kind::Basic => self.credentials.basic.is_some(),
            Kind::HeaderKey(_) | Kind::QueryKey(_) | Kind::CookieKey(_) => {
                self.credentials.key(scheme.name).is_some()
            }
        }
    }

    /// Whether the client's token is sent.
    pub(crate) fn sends_token(&self) -> bool {
        match self.schemes() {
            Ok(Some(schemes)) => schemes.iter().any(|scheme| scheme.kind == Kind::Token),
            Ok(None) | Err(_) => true,
        }
    }

    /// Adds the credentials in headers, except for the token, and the names and encoded values of those in cookies.
    ///
    /// # Errors
    /// Returns a message that names the schemes without credentials, or one whose header or cookie has an invalid name.
    pub(crate) fn add_credentials(
        &self,
        headers: &mut HeaderMap,
        cookies: &mut Vec<(&'static str, String)>,
    ) -> Result<(), String> {
        let credentials = self.credentials;
        for scheme in self.schemes()?.unwrap_or_default() {
            match (scheme.kind, credentials.key(scheme.name)) {
                (Kind::Basic, _) => {
                    let basic = credentials.basic.as_deref().map_or("", String::as_str);
                    insert(headers, "authorization", &Zeroizing::new(format!("Basic {basic}")))?;
                }
                (Kind::HeaderKey(header), Some(key)) => insert(headers, header, key)?,
                (Kind::CookieKey(cookie), Some(_)) if !is_token(cookie) => {
                    return Err(format!("`{}` is not a valid name for a cookie", cookie.escape_debug()));
                }
                (Kind::CookieKey(cookie), Some(key)) => cookies.push((cookie, encoded(key))),
                (Kind::Token | Kind::HeaderKey(_) | Kind::QueryKey(_) | Kind::CookieKey(_), _) => {}
            }
        }
        Ok(())
    }

    /// Returns the API keys in the query, with the names of their parameters.
    pub(crate) fn query_keys(&self) -> Vec<(&'static str, &'a str)> {
        let credentials = self.credentials;
        let schemes = self.schemes().ok().flatten().unwrap_or_default();
        let pairs = schemes.iter().filter_map(|scheme| match scheme.kind {
            Kind::QueryKey(name) => Some((name, credentials.key(scheme.name)?.as_str())),
            Kind::Token | Kind::Basic | Kind::HeaderKey(_) | Kind::CookieKey(_) => None,
        });
        pairs.collect()
    }
}

/// Sets the header of a credential.
///
/// # Errors
/// Returns a message that does not contain the credential. A request must not be sent without it.
fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<(), String> {
    let shown = name.escape_debug();
    let name = headers::credential_name(name).map_err(|reason| format!("header `{shown}` {reason}"))?;
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| format!("the key for header `{shown}` is not allowed in a header"))?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

/// Returns why a user name and a password cannot be sent with HTTP basic authentication (RFC 7617, 2).
fn basic_problem(user: &str, password: &str) -> Option<&'static str> {
    if user.contains(':') {
        return Some("the user name for basic authentication must not contain a colon: it ends the name");
    }
    let has_control = [user, password].iter().any(|text| text.contains(char::is_control));
    has_control.then_some("the user name or password for basic authentication contains a control character")
}

fn missing_credentials(security: Security) -> String {
    let alternative = |schemes: &&[SecurityScheme]| {
        let names: Vec<_> = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
        names.join(" and ")
    };
    let alternatives: Vec<_> = security.iter().map(alternative).collect();
    format!("no credentials for {}: set them on the client builder", alternatives.join(", or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_credentials_are_named() {
        const SECURITY: Security = &[
            &[SecurityScheme::token("oauth")],
            &[SecurityScheme::basic("b"), SecurityScheme::query("k", "key")],
        ];
        assert!(missing_credentials(SECURITY).contains("`oauth`, or `b` and `k`"));
    }
}
