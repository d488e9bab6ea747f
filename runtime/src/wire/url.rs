//! URLs: the base URL, path templates and queries.
//!
//! Rejects everything that could send a request, and the token with it, to an unintended destination: a base URL without
//! `https` (except for loopback hosts, and hosts that the user allows), and path parameters that are empty, `.` or `..`.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::operation::Scope;

/// A validated base URL without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    /// The scheme, the authority and the path prefix.
    pub(crate) text: String,
    /// Whether the scheme is `http`, which is only allowed for loopback hosts and those that the user allows.
    pub(crate) plain: bool,
}

impl BaseUrl {
    /// Parses and validates a base URL with `https`, or with `http` to a loopback host or one of `http_hosts`. The error
    /// message never contains credentials from the URL.
    pub(crate) fn parse(text: &str, http_hosts: &[String]) -> Result<Self, String> {
        if text.is_empty() {
            return Err("there is no base URL, because the API has no usable server: set one".to_owned());
        }
        let uri: Uri = text.parse().map_err(|_| "the base URL is not a valid URL".to_owned())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("the base URL must start with https:// and have a host".to_owned());
        };
        if authority.as_str().contains('@') {
            return Err("the base URL must not contain a user name or password".to_owned());
        }
        if text.contains(['?', '#']) {
            return Err("the base URL must not contain a query or fragment".to_owned());
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err("the base URL has no host".to_owned());
        }
        if uri.path().split('/').any(is_dot_segment) {
            return Err("the path of the base URL must not contain `.` or `..` segments".to_owned());
        }
        let plain = match scheme {
            "https" => false,
            "http" if is_loopback(authority.host()) || is_one_of(authority.host(), http_hosts) => true,
            "http" => {
                let host = authority.host();
                return Err(format!(
                    "the base URL must use https, because the token is sent to it; to use http for {host} \
                     nevertheless, call `allow_http(\"{host}\")` on the builder"
                ));
            }
            other => return Err(format!("the base URL must use https, not {other}")),
        };
        let mut text = format!("{scheme}://{authority}");
        push_literal(&mut text, uri.path().trim_end_matches('/'));
        Ok(Self { text, plain })
    }
}

/// Checks the literal path of an untyped call, which is not from the spec.
pub(crate) fn check_path(path: &str) -> Result<(), &'static str> {
    if !path.starts_with('/') {
        return Err("must start with `/`");
    }
    if path.contains(['?', '#']) {
        return Err("must not contain a query or fragment; use `query`");
    }
    if path.split(['/', '\\']).any(is_dot_segment) {
        return Err("must not contain `.` or `..` segments");
    }
    Ok(())
}

/// Whether a path segment is `.` or `..`, plain or percent-encoded: URL parsers resolve both.
fn is_dot_segment(segment: &str) -> bool {
    let segment = segment.replace("%2e", ".").replace("%2E", ".");
    segment == "." || segment == ".."
}

/// Whether a host is in a list. IPv6 addresses may be in brackets.
fn is_one_of(host: &str, hosts: &[String]) -> bool {
    hosts.iter().any(|other| without_brackets(other).eq_ignore_ascii_case(without_brackets(host)))
}

/// Checks a host that the user allows to be used without TLS.
pub(crate) fn check_host(host: &str) -> Result<(), String> {
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    if !host.is_empty() && (is_name || without_brackets(host).parse::<Ipv6Addr>().is_ok()) {
        return Ok(());
    }
    Err(format!(
        "`allow_http` takes a host without scheme and port, such as `gateway`, not `{}`",
        host.escape_debug()
    ))
}

fn without_brackets(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn is_loopback(host: &str) -> bool {
    let address = without_brackets(host);
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// A path parameter that cannot be sent, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) name: String,
    pub(crate) reason: &'static str,
}

/// Appends a path template with its parameters replaced by percent-encoded values. Invalid parameters are added to
/// `rejections`; if there are any, the URL must not be used.
pub(crate) fn push_path<'a>(
    url: &mut String,
    template: &str,
    value_of: &dyn Fn(&str) -> Option<PathValue<'a>>,
    rejections: &mut Vec<Rejection>,
) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        push_literal(url, before);
        match value_of(name) {
            Some(value) => push_value(url, name, value, rejections),
            None => rejections.push(Rejection { name: name.to_owned(), reason: "has no value" }),
        }
        rest = after;
    }
    push_literal(url, rest);
}

/// Appends a path from the spec, percent-encoding every byte that a path must not contain. Percent-encoded bytes, queries
/// and fragments are left unchanged.
pub(crate) fn push_literal(url: &mut String, path: &str) {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%?#".contains(&byte);
    for character in path.chars() {
        let mut bytes = [0; 4];
        let text = character.encode_utf8(&mut bytes);
        if text.bytes().all(is_allowed) {
            url.push(character);
        } else {
            push_encoded(url, text);
        }
    }
}

/// The value of a path parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathValue<'a> {
    /// Not encoded yet.
    Plain(&'a str),
    /// Already serialized in its style and encoded.
    Encoded(&'a str),
}

fn push_value(url: &mut String, name: &str, value: PathValue<'_>, rejections: &mut Vec<Rejection>) {
    let (PathValue::Plain(text) | PathValue::Encoded(text)) = value;
    let reason = match (text, value) {
        ("", _) => "an empty path parameter would call another endpoint",
        ("." | "..", _) => "`.` and `..` are resolved by URL parsers and would call another endpoint",
        (text, PathValue::Plain(_)) => return push_encoded(url, text),
        (text, PathValue::Encoded(_)) => return url.push_str(text),
    };
    rejections.push(Rejection { name: name.to_owned(), reason });
}

/// Inserts the path of a scope into a path template. Returns `None` if the template does not start with the prefix of
/// the scope.
pub(crate) fn scoped_template(template: &str, scope: &Scope) -> Option<String> {
    let rest = template.strip_prefix(scope.after)?;
    rest.starts_with('/').then(|| format!("{}{}{rest}", scope.after, scope.path))
}

/// Appends a query with percent-encoded names and values.
pub(crate) fn push_query(url: &mut String, query: &[(Cow<'static, str>, String)]) {
    for (index, (name, value)) in query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        push_encoded(url, name);
        url.push('=');
        push_encoded(url, value);
    }
}

/// Appends a text, percent-encoding every byte that is not unreserved in RFC 3986.
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

/// Decodes percent-encoding. Invalid UTF-8 is replaced; the output of [`push_encoded`] is decoded exactly.
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

    fn path(template: &str, value: &str) -> Result<String, Vec<Rejection>> {
        let (mut url, mut rejections) = (String::new(), Vec::new());
        push_path(
            &mut url,
            template,
            &|name| (name == "id").then_some(PathValue::Plain(value)),
            &mut rejections,
        );
        if rejections.is_empty() { Ok(url) } else { Err(rejections) }
    }

    #[test]
    fn valid_base_urls() {
        for (text, expected, plain) in [
            ("https://api.example.com", "https://api.example.com", false),
            ("https://api.example.com:8443/", "https://api.example.com:8443", false),
            ("https://example.com/prefix/api//", "https://example.com/prefix/api", false),
            ("http://localhost:3000", "http://localhost:3000", true),
            ("http://127.8.9.1:3000", "http://127.8.9.1:3000", true),
            ("http://[::1]:3000/a", "http://[::1]:3000/a", true),
            ("https://example.com/donn\u{e9}es/", "https://example.com/donn%C3%A9es", false),
        ] {
            assert_eq!(BaseUrl::parse(text, &[]).unwrap(), BaseUrl { text: expected.to_owned(), plain });
        }
    }

    #[test]
    fn http_is_allowed_for_the_hosts_that_the_user_names() {
        let hosts = ["Gateway".to_owned(), "10.0.0.7".to_owned(), "fd00::1".to_owned()];
        for text in ["http://gateway:8080/api", "http://GATEWAY", "http://10.0.0.7", "http://[fd00::1]:80"] {
            assert!(BaseUrl::parse(text, &hosts).unwrap().plain, "{text}");
        }
        assert!(!BaseUrl::parse("https://gateway", &hosts).unwrap().plain);
        for text in ["http://gateway.example", "http://10.0.0.70", "http://[fd00::2]", "http://gateway@other"]
        {
            assert!(BaseUrl::parse(text, &hosts).is_err(), "{text}");
        }
        let problem = BaseUrl::parse("http://other:80", &hosts).unwrap_err();
        assert!(problem.contains("call `allow_http(\"other\")` on the builder"), "{problem}");
        for host in ["", "http://gateway", "gateway:80", "a/b", "a b", "user@host"] {
            assert!(check_host(host).is_err(), "{host}");
        }
        for host in ["gateway", "a-b.c_d", "10.0.0.7", "::1", "[fd00::1]"] {
            assert_eq!(check_host(host), Ok(()), "{host}");
        }
    }

    #[test]
    fn invalid_base_urls() {
        for (text, reason) in [
            ("http://api.example.com", "must use https"),
            ("http://localhost.example.com", "must use https"),
            ("http://127.0.0.1.example.com", "must use https"),
            ("http://10.0.0.1", "must use https"),
            ("ftp://example.com", "not ftp"),
            ("api.example.com", "must start with https"),
            ("", "there is no base URL"),
            ("https://", "not a valid URL"),
            ("https://user:word@example.com", "user name or password"),
            ("https://example.com?a=b", "query or fragment"),
            ("https://example.com/#x", "query or fragment"),
            ("https://example.com/a/../b", "`.` or `..`"),
            ("https://example.com/a/%2E%2e/b", "`.` or `..`"),
            ("https://example.com\\@evil.example", "not a valid URL"),
        ] {
            let problem = BaseUrl::parse(text, &["gateway".to_owned()]).unwrap_err();
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
    fn literals_of_paths_are_encoded() {
        assert_eq!(path("/donn\u{e9}es/{id}", "x").unwrap(), "/donn%C3%A9es/x");
        assert_eq!(path("/a|b/[c]/{id}/\"d\" e", "x").unwrap(), "/a%7Cb/%5Bc%5D/x/%22d%22%20e");
        assert_eq!(path("/a%20b:c@d/{id}(e='f')", "x").unwrap(), "/a%20b:c@d/x(e='f')");
    }

    #[test]
    fn path_values_that_change_the_endpoint_are_rejected() {
        for value in ["", ".", ".."] {
            assert_eq!(path("/v1/{id}", value).unwrap_err()[0].name, "id");
        }
        assert_eq!(path("/v1/{other}/{id}", "").unwrap_err().len(), 2);
    }

    #[test]
    fn scope_is_inserted_after_its_prefix() {
        let scope = Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId" };
        assert_eq!(scoped_template("/v1/a/{b}", &scope).as_deref(), Some("/v1/teams/{teamId}/a/{b}"));
        assert_eq!(scoped_template("/v10/a", &scope), None);
        assert_eq!(scoped_template("/v2/a", &scope), None);
    }

    #[test]
    fn query_values_are_encoded_and_decoded() {
        let mut url = String::new();
        push_query(&mut url, &[("a b".into(), "1&2=3+4".to_owned()), ("c".into(), "ü%".to_owned())]);
        assert_eq!(url, "?a%20b=1%262%3D3%2B4&c=%C3%BC%25");
        assert_eq!(decode("1%262%3D3%2B4%C3%BC%25%zz%"), "1&2=3+4ü%%zz%");
    }
}
