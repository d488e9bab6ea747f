//! What proves to the service who calls: which credentials an operation sends.
//!
//! An operation that says nothing sends the token of the client. One that names alternatives sends the
//! credentials of the first alternative that the client has all of; nothing else is sent with it, so an
//! operation without security never carries the token.

use std::fmt;

use http::{HeaderMap, HeaderValue, header};
use zeroize::{Zeroize as _, Zeroizing};

use super::secret::TokenSource;
use crate::wire::parameter::encoded;

/// A way to prove who calls, by the name that the description of the service gives it.
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

/// Alternatives, each a list of schemes that are needed together. No alternative: nothing is sent. An empty
/// one: nothing is needed.
pub type Security = &'static [&'static [SecurityScheme]];

impl SecurityScheme {
    /// The token of the client as `authorization: Bearer …`: HTTP bearer, OAuth 2 and `OpenID` Connect.
    #[must_use]
    pub const fn token(name: &'static str) -> Self {
        Self { name, kind: Kind::Token }
    }

    /// A user and a password, see [`ClientBuilder::basic`](crate::ClientBuilder::basic).
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self { name, kind: Kind::Basic }
    }

    /// A key in a header, see [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    #[must_use]
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self { name, kind: Kind::HeaderKey(header) }
    }

    /// A key in the query.
    #[must_use]
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self { name, kind: Kind::QueryKey(parameter) }
    }

    /// A key in a cookie.
    #[must_use]
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self { name, kind: Kind::CookieKey(cookie) }
    }
}

/// The credentials of a client beside its token.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    basic: Option<Secret>,
    keys: Vec<(String, Secret)>,
    /// The key for every scheme that has none, in tests.
    any: Option<Secret>,
}

type Secret = Zeroizing<String>;

impl fmt::Debug for Credentials {
    /// Shows the names of the schemes, nothing else.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.keys.iter().map(|(name, _)| name.as_str());
        formatter.debug_list().entries(self.basic.iter().map(|_| "basic").chain(names)).finish()
    }
}

impl Credentials {
    /// Credentials for whatever an operation asks for.
    pub(crate) fn for_tests() -> Self {
        let text = |text: &str| Some(Zeroizing::new(text.to_owned()));
        Self { basic: text(&base64(b"test-user:test-password")), keys: Vec::new(), any: text("test-key") }
    }

    /// Sets the user and the password for HTTP basic authentication.
    pub(crate) fn set_basic(&mut self, user: &str, password: &str) {
        let mut pair = format!("{user}:{password}");
        self.basic = Some(Zeroizing::new(base64(pair.as_bytes())));
        pair.zeroize();
    }

    /// Adds the key for a scheme.
    pub(crate) fn add_key(&mut self, scheme: String, key: String) {
        self.keys.push((scheme, Zeroizing::new(key)));
    }

    fn key(&self, scheme: &str) -> Option<&Secret> {
        let own = self.keys.iter().rev().find(|(name, _)| name == scheme).map(|(_, key)| key);
        own.or(self.any.as_ref())
    }

    /// Checks what is sent in headers.
    ///
    /// # Errors
    /// A sentence without the credential in it.
    pub(crate) fn check(&self) -> Result<(), String> {
        for (name, key) in &self.keys {
            if key.is_empty() || HeaderValue::from_str(key).is_err() {
                return Err(format!("the key for `{name}` is empty or holds what cannot be sent"));
            }
        }
        Ok(())
    }
}

/// The credentials that a call sends, out of those that its client has.
#[derive(Clone, Copy)]
pub(crate) struct Authentication<'a> {
    /// The alternatives of the operation; `None`: the token of the client.
    pub(crate) security: Option<Security>,
    pub(crate) token: &'a TokenSource,
    pub(crate) credentials: &'a Credentials,
}

impl Authentication<'_> {
    /// The schemes whose credentials are sent: `None` where only the token of the client is. The error names
    /// what there is none of.
    fn schemes(&self) -> Result<Option<&'static [SecurityScheme]>, String> {
        let Some(security) = self.security else {
            return Ok(None);
        };
        let all = |schemes: &&&[SecurityScheme]| schemes.iter().all(|scheme| self.has(scheme));
        // Being known is better than being nobody.
        let known = security.iter().filter(|schemes| !schemes.is_empty()).find(all);
        match known.or_else(|| security.iter().find(|schemes| schemes.is_empty())) {
            Some(schemes) => Ok(Some(schemes)),
            None if security.is_empty() => Ok(Some(&[])),
            None => Err(missing(security)),
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

    /// Whether the token of the client is sent.
    pub(crate) fn sends_token(&self) -> bool {
        match self.schemes() {
            Ok(Some(schemes)) => schemes.iter().any(|scheme| scheme.kind == Kind::Token),
            Ok(None) | Err(_) => true,
        }
    }

    /// Adds all credentials but the token: headers, cookies, and pairs for the query, encoded.
    ///
    /// # Errors
    /// What there is no credential for.
    pub(crate) fn add_credentials(
        &self,
        headers: &mut HeaderMap,
        cookies: &mut Vec<String>,
    ) -> Result<(), String> {
        let credentials = self.credentials;
        for scheme in self.schemes()?.unwrap_or_default() {
            match (scheme.kind, credentials.key(scheme.name)) {
                (Kind::Basic, _) => {
                    let basic = credentials.basic.as_deref().map_or("", String::as_str);
                    insert(headers, "authorization", &Zeroizing::new(format!("Basic {basic}")));
                }
                (Kind::HeaderKey(header), Some(key)) => insert(headers, header, key),
                (Kind::CookieKey(cookie), Some(key)) => cookies.push(format!("{cookie}={}", encoded(key))),
                (Kind::Token | Kind::HeaderKey(_) | Kind::QueryKey(_) | Kind::CookieKey(_), _) => {}
            }
        }
        Ok(())
    }

    /// The keys that stand in the query, as encoded pairs.
    pub(crate) fn query_keys(&self) -> Vec<String> {
        let credentials = self.credentials;
        let schemes = self.schemes().ok().flatten().unwrap_or_default();
        let pairs = schemes.iter().filter_map(|scheme| match scheme.kind {
            Kind::QueryKey(name) => {
                Some(format!("{}={}", encoded(name), encoded(credentials.key(scheme.name)?)))
            }
            Kind::Token | Kind::Basic | Kind::HeaderKey(_) | Kind::CookieKey(_) => None,
        });
        pairs.collect()
    }
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let (Ok(name), Ok(mut value)) =
        (header::HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
    {
        value.set_sensitive(true);
        headers.insert(name, value);
    }
}

fn missing(security: Security) -> String {
    let alternative = |schemes: &&[SecurityScheme]| {
        let names: Vec<_> = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
        names.join(" and ")
    };
    let alternatives: Vec<_> = security.iter().map(alternative).collect();
    format!("there are no credentials for {}: give them to the builder", alternatives.join(", or "))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS[(bits >> shift & 63) as usize];
            text.push(if index > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_the_standard() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        const SECURITY: Security = &[
            &[SecurityScheme::token("oauth")],
            &[SecurityScheme::basic("b"), SecurityScheme::query("k", "key")],
        ];
        assert!(missing(SECURITY).contains("`oauth`, or `b` and `k`"));
    }
}
