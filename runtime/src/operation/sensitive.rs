//! Headers and parameters whose values are secrets, and `Debug` output without them.

use std::fmt;

use http::{HeaderMap, HeaderValue};

use crate::json::quoted;

/// Maximum length of a header value in `Debug` output, in characters.
const VALUE: usize = 200;

/// Whether the value of a header or parameter with this name is likely to be a secret. The name decides, because the
/// headers of a response, and those that a mock server receives, have no mark.
pub(crate) fn is_sensitive(name: &str) -> bool {
    const PARTS: [&str; 8] =
        ["auth", "cookie", "token", "secret", "passw", "credential", "signature", "session"];
    let name = name.to_ascii_lowercase();
    // The challenge of a server is not a secret.
    let is_challenge = name.ends_with("authenticate");
    !is_challenge && (name.ends_with("key") || PARTS.iter().any(|part| name.contains(part)))
}

/// The names of the query parameters of a request that are credentials, in its extensions.
#[derive(Clone, Debug)]
pub(crate) struct SecretQuery(pub(crate) Vec<&'static str>);

/// Marks the headers whose values are secrets, so that neither their own `Debug` output nor ours shows them.
pub(crate) fn mark_sensitive(headers: &mut HeaderMap) {
    let secrets = headers.iter_mut().filter(|(name, _)| is_sensitive(name.as_str()));
    secrets.for_each(|(_, value)| value.set_sensitive(true));
}

/// Headers in `Debug` output: secrets are hidden, and long values cut.
pub(crate) struct ShownHeaders<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for ShownHeaders<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value)| (name, ShownValue { name: http::HeaderName::as_str(name), value });
        formatter.debug_map().entries(self.0.iter().map(shown)).finish()
    }
}

struct ShownValue<'a> {
    name: &'a str,
    value: &'a HeaderValue,
}

impl fmt::Debug for ShownValue<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_sensitive() || is_sensitive(self.name) {
            return formatter.write_str("Sensitive");
        }
        formatter.write_str(&quoted(&String::from_utf8_lossy(self.value.as_bytes()), VALUE))
    }
}

/// Returns a URL without its user information and its query, either of which may contain a secret.
pub(crate) fn without_secrets(url: &str) -> String {
    let (before, query) = match url.split_once(['?', '#']) {
        Some((before, _)) => (before, "?[redacted]"),
        None => (url, ""),
    };
    // Everything before the last `@` may be a password, even if the URL is not valid.
    let Some((user, rest)) = before.rsplit_once('@') else {
        return format!("{before}{query}");
    };
    let scheme = user.find("://").map_or("", |end| &user[..end + 3]);
    format!("{scheme}[redacted]@{rest}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "Authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "x-api-key",
            "X-Auth-Token",
            "apikey",
            "x-amz-signature",
            "client_secret",
            "DD-APPLICATION-KEY",
            "session-id",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in ["content-type", "x-request-id", "www-authenticate", "x-keyboard", "accept", "cursor"] {
            assert!(!is_sensitive(name), "{name}");
        }
    }

    #[test]
    fn shown_headers_hide_secrets_and_are_bounded() {
        let mut headers = HeaderMap::new();
        let long = HeaderValue::from_str(&"a".repeat(1000)).unwrap();
        headers.append("set-cookie", HeaderValue::from_static("s=s3cret"));
        headers.append("x-long", long);
        let mut marked = HeaderValue::from_static("s3cret");
        marked.set_sensitive(true);
        headers.append("x-project", marked);
        headers.append("x-plain", HeaderValue::from_bytes(b"a\x9b1m").unwrap());
        let shown = format!("{:?}", ShownHeaders(&headers));
        assert!(!shown.contains("s3cret") && shown.len() < 400, "{shown}");
        assert!(shown.contains("\"set-cookie\": Sensitive") && shown.contains("\"x-plain\": \"a"), "{shown}");
        mark_sensitive(&mut headers);
        assert!(!format!("{headers:?}").contains("s3cret"));
    }

    #[test]
    fn urls_without_secrets() {
        for (url, shown) in [
            ("https://api.test/v1", "https://api.test/v1"),
            ("https://me:p@ss@api.test/v1", "https://[redacted]@api.test/v1"),
            ("me:pw@api.test", "[redacted]@api.test"),
            ("https://api.test?key=1", "https://api.test?[redacted]"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
