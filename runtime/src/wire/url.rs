//! Addresses: the base URL, paths from templates, queries.
//!
//! Refuses what would lead a request, and the token with it, to another place than the one that was meant: a
//! base URL without `https` (loopback hosts excepted), path parameters that are empty, `.` or `..`.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::operation::Scope;

/// The address of the service, checked, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    /// The scheme, the authority and the path prefix.
    pub(crate) text: String,
    /// Whether requests go over plain `http`, which only a loopback host may.
    pub(crate) plain: bool,
}

impl BaseUrl {
    /// Checks a base URL. The error is a sentence; it does not repeat a user or password that stands in the
    /// URL.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|_| "the base URL is not a URL".to_owned())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("the base URL must begin with https:// and a host".to_owned());
        };
        if authority.as_str().contains('@') {
            return Err("the base URL must not hold a user or a password".to_owned());
        }
        if text.contains(['?', '#']) {
            return Err("the base URL must not hold a query or a fragment".to_owned());
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err("the base URL has no host".to_owned());
        }
        if uri.path().split('/').any(is_dot_segment) {
            return Err("the path of the base URL must not hold `.` or `..`".to_owned());
        }
        let plain = match scheme {
            "https" => false,
            "http" if is_loopback(authority.host()) => true,
            "http" => {
                return Err(format!(
                    "the base URL must use https, because a token is sent to it (http is allowed for loopback \
                     hosts, and {} is none)",
                    authority.host()
                ));
            }
            other => return Err(format!("the base URL must use https, not {other}")),
        };
        let path = uri.path().trim_end_matches('/');
        Ok(Self { text: format!("{scheme}://{authority}{path}"), plain })
    }
}

/// Whether a path segment is `.` or `..`, plain or percent-encoded: URL parsers resolve both.
fn is_dot_segment(segment: &str) -> bool {
    let segment = segment.replace("%2e", ".").replace("%2E", ".");
    segment == "." || segment == ".."
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// A path parameter that cannot be sent, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) name: String,
    pub(crate) reason: &'static str,
}

/// Appends the path of a template, its parameters replaced by percent-encoded values. What cannot be sent is
/// added to `refusals`; the path is then not usable.
pub(crate) fn push_path<'a>(
    url: &mut String,
    template: &str,
    value_of: &dyn Fn(&str) -> Option<PathValue<'a>>,
    refusals: &mut Vec<Refusal>,
) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        url.push_str(before);
        match value_of(name) {
            Some(value) => push_value(url, name, value, refusals),
            None => refusals.push(Refusal { name: name.to_owned(), reason: "no value was given" }),
        }
        rest = after;
    }
    url.push_str(rest);
}

/// The value of a path parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathValue<'a> {
    /// To be encoded.
    Plain(&'a str),
    /// Written in a style, and encoded already.
    Encoded(&'a str),
}

fn push_value(url: &mut String, name: &str, value: PathValue<'_>, refusals: &mut Vec<Refusal>) {
    let (PathValue::Plain(text) | PathValue::Encoded(text)) = value;
    let reason = match (text, value) {
        ("", _) => "an empty path parameter would call another endpoint",
        ("." | "..", _) => "`.` and `..` are resolved by URL parsers and would call another endpoint",
        (text, PathValue::Plain(_)) => return push_encoded(url, text),
        (text, PathValue::Encoded(_)) => return url.push_str(text),
    };
    refusals.push(Refusal { name: name.to_owned(), reason });
}

/// The template of a path with the piece of a scope inserted, or `None` where the path does not begin as the
/// scope says.
pub(crate) fn scoped_template(template: &str, scope: &Scope) -> Option<String> {
    let rest = template.strip_prefix(scope.after)?;
    rest.starts_with('/').then(|| format!("{}{}{rest}", scope.after, scope.path))
}

/// Appends the query, names and values percent-encoded.
pub(crate) fn push_query(url: &mut String, query: &[(&'static str, String)]) {
    for (index, (name, value)) in query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        push_encoded(url, name);
        url.push('=');
        push_encoded(url, value);
    }
}

/// Percent-encodes every byte that RFC 3986 does not call unreserved.
pub(crate) fn push_encoded(url: &mut String, text: &str) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            url.push('%');
            url.push(HEX[usize::from(byte >> 4)]);
            url.push(HEX[usize::from(byte & 15)]);
        }
    }
}

/// Reverses percent-encoding in a query; bytes that are not UTF-8 are replaced. For what [`push_query`] wrote
/// it is exact.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(template: &str, value: &str) -> Result<String, Vec<Refusal>> {
        let (mut url, mut refusals) = (String::new(), Vec::new());
        push_path(
            &mut url,
            template,
            &|name| (name == "id").then_some(PathValue::Plain(value)),
            &mut refusals,
        );
        if refusals.is_empty() { Ok(url) } else { Err(refusals) }
    }

    #[test]
    fn base_urls_that_may_be_used() {
        for (text, expected, plain) in [
            ("https://api.example.com", "https://api.example.com", false),
            ("https://api.example.com:8443/", "https://api.example.com:8443", false),
            ("https://example.com/prefix/api//", "https://example.com/prefix/api", false),
            ("http://localhost:3000", "http://localhost:3000", true),
            ("http://127.8.9.1:3000", "http://127.8.9.1:3000", true),
            ("http://[::1]:3000/a", "http://[::1]:3000/a", true),
        ] {
            assert_eq!(BaseUrl::parse(text).unwrap(), BaseUrl { text: expected.to_owned(), plain });
        }
    }

    #[test]
    fn base_urls_that_are_refused() {
        for (text, reason) in [
            ("http://api.example.com", "must use https"),
            ("http://localhost.example.com", "must use https"),
            ("http://127.0.0.1.example.com", "must use https"),
            ("http://10.0.0.1", "must use https"),
            ("ftp://example.com", "not ftp"),
            ("api.example.com", "must begin with https"),
            ("", "not a URL"),
            ("https://", "not a URL"),
            ("https://user:word@example.com", "user or a password"),
            ("https://example.com?a=b", "query or a fragment"),
            ("https://example.com/#x", "query or a fragment"),
            ("https://example.com/a/../b", "`.` or `..`"),
            ("https://example.com/a/%2E%2e/b", "`.` or `..`"),
            ("https://example.com\\@evil.example", "not a URL"),
        ] {
            let problem = BaseUrl::parse(text).unwrap_err();
            assert!(problem.contains(reason), "{text}: {problem}");
            assert!(!problem.contains("word:") && !problem.contains("user:"), "{problem}");
        }
    }

    #[test]
    fn path_values_are_encoded() {
        assert_eq!(path("/v1/a/{id}/b", "x").unwrap(), "/v1/a/x/b");
        assert_eq!(path("/{id}", "a/b c?d#e%2e").unwrap(), "/a%2Fb%20c%3Fd%23e%252e");
        assert_eq!(path("/{id}", "%2e%2e").unwrap(), "/%252e%252e");
        assert_eq!(path("/{id}", "ü…~").unwrap(), "/%C3%BC%E2%80%A6~");
        assert_eq!(path("/{id}", "...").unwrap(), "/...");
    }

    #[test]
    fn path_values_that_lead_elsewhere_are_refused() {
        for value in ["", ".", ".."] {
            assert_eq!(path("/v1/{id}", value).unwrap_err()[0].name, "id");
        }
        assert_eq!(path("/v1/{other}/{id}", "").unwrap_err().len(), 2);
    }

    #[test]
    fn a_scope_is_inserted_after_its_prefix() {
        let scope = Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId" };
        assert_eq!(scoped_template("/v1/a/{b}", &scope).as_deref(), Some("/v1/teams/{teamId}/a/{b}"));
        assert_eq!(scoped_template("/v10/a", &scope), None);
        assert_eq!(scoped_template("/v2/a", &scope), None);
    }

    #[test]
    fn query_values_are_encoded_and_decoded() {
        let mut url = String::new();
        push_query(&mut url, &[("a b", "1&2=3+4".to_owned()), ("c", "ü%".to_owned())]);
        assert_eq!(url, "?a%20b=1%262%3D3%2B4&c=%C3%BC%25");
        assert_eq!(decode("1%262%3D3%2B4%C3%BC%25%zz%"), "1&2=3+4ü%%zz%");
    }
}
