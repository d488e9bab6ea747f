//! URLs: the base URL, path templates and queries.
//!
//! Rejects everything that could send a request, and the token with it, to an unintended destination: a base URL without
//! `https` (except for loopback hosts, and hosts that the user allows), and path parameters that are empty, `.` or `..`.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::operation::Scope;
use crate::operation::authority::{self, without_brackets};

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
            return Err("there is no base URL, because the API has no usable server: pass one to `base_url` of the builder".to_owned());
        }
        if let Some(problem) = form_problem(text) {
            return Err(format!("the base URL {problem}"));
        }
        let uri: Uri = text.parse().map_err(|_| "the base URL is not a valid URL".to_owned())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("the base URL must start with https:// and have a host".to_owned());
        };
        if has_dot_segment(uri.path()) {
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

impl BaseUrl {
    /// Returns the host, in brackets if it is an IPv6 address, and the port.
    #[cfg(feature = "_network")]
    pub(crate) fn host_and_port(&self) -> (&str, u16) {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        let (host, port) = authority::split(rest.split('/').next().unwrap_or_default());
        let default = if self.plain { 80 } else { 443 };
        (host, port.and_then(|port| port.parse().ok()).unwrap_or(default))
    }
}

/// Returns why a URL cannot be a base URL as it is written, without parsing its path. The reason contains nothing of it.
fn form_problem(text: &str) -> Option<&'static str> {
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Some("must not contain spaces, line breaks or control characters");
    }
    if text.contains('\\') {
        return Some("is not a valid URL: it contains a backslash");
    }
    let (_, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if rest[..end].contains('@') {
        return Some("must not contain a user name or password");
    }
    if rest[end..].contains(['?', '#']) {
        return Some("must not contain a query or fragment");
    }
    authority::problem(&rest[..end])
}

/// Whether a path contains a segment that URL parsers resolve.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(is_dot_segment)
}

/// Whether a path segment is `.` or `..`, plain or percent-encoded: URL parsers resolve both.
fn is_dot_segment(segment: &str) -> bool {
    let encoded_dot = |text: &'_ str| text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%2e"));
    let (mut rest, mut dots) = (segment, 0);
    while !rest.is_empty() {
        let length = if encoded_dot(rest) { 3 } else { 1 };
        if length == 1 && !rest.starts_with('.') {
            return false;
        }
        (rest, dots) = (&rest[length..], dots + 1);
    }
    dots == 1 || dots == 2
}

/// Whether a host is in a list. IPv6 addresses may be in brackets.
fn is_one_of(host: &str, hosts: &[String]) -> bool {
    hosts.iter().any(|other| without_brackets(other).eq_ignore_ascii_case(without_brackets(host)))
}

/// Checks a host that the user allows to be used without TLS.
pub(crate) fn check_host(host: &str) -> Result<(), String> {
    if authority::name_problem(host).is_none() || without_brackets(host).parse::<Ipv6Addr>().is_ok() {
        return Ok(());
    }
    Err(format!(
        "`allow_http` takes a host without scheme and port, such as `gateway`, not `{}`",
        host.escape_debug()
    ))
}

fn is_loopback(host: &str) -> bool {
    let address = without_brackets(host);
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// A path that cannot be sent, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// The path parameter; empty if the whole path is the reason.
    pub(crate) name: String,
    pub(crate) reason: &'static str,
}

/// Appends a path template with its parameters replaced by percent-encoded values. Problems, with the name of the
/// parameter if one causes it, are added to `rejections`; if there are any, the URL must not be used.
///
/// A template that does not start with a slash would become a part of the host. A fragment is not sent.
pub(crate) fn push_path<'a>(
    url: &mut String,
    template: &str,
    value_of: &dyn Fn(&str) -> Option<PathValue<'a>>,
    rejections: &mut Vec<Rejection>,
) {
    let start = url.len();
    let mut rest = template.split('#').next().unwrap_or_default();
    if !rest.starts_with('/') {
        let reason = "the path of the operation must start with `/`";
        return rejections.push(Rejection { name: String::new(), reason });
    }
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
    let path = url[start..].split('?').next().unwrap_or_default();
    if rejections.is_empty() && has_dot_segment(path) {
        let reason = "`.` and `..` segments are resolved by URL parsers and would call another endpoint";
        rejections.push(Rejection { name: String::new(), reason });
    }
}

/// Appends a path from the spec, percent-encoding every byte that a path must not contain. Percent-encoded bytes and
/// queries are left unchanged.
pub(crate) fn push_literal(url: &mut String, path: &str) {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
    for (at, character) in path.char_indices() {
        let mut bytes = [0; 4];
        let text = character.encode_utf8(&mut bytes);
        if text.bytes().all(is_allowed) || text == "%" && is_escape(&path.as_bytes()[at..]) {
            url.push(character);
        } else {
            push_encoded(url, text);
        }
    }
}

/// Whether a text starts with a percent-encoded byte.
fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
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

/// Inserts the path of a scope into the path template of an operation.
///
/// # Errors
///
/// Returns the reason if the operation does not exist in the scope: the scope excludes it, its path does not start with
/// the prefix of the scope, or it takes the parameter of the scope itself.
pub(crate) fn scoped_template(operation: &str, template: &str, scope: &Scope) -> Result<String, String> {
    let Scope { after, path, name, exclude } = scope;
    let rest = template.strip_prefix(after).filter(|rest| rest.starts_with('/') && path.starts_with('/'));
    if template.contains(&format!("{{{name}}}")) {
        return Err(format!("the operation takes `{name}` itself: call it on a client without this scope"));
    }
    match rest.filter(|_| !exclude.contains(&operation)) {
        Some(rest) => Ok(format!("{after}{path}{rest}")),
        None => Err(format!(
            "the operation does not exist below `{after}{path}`: call it on a client without this scope"
        )),
    }
}

/// Appends a query to a URL.
pub(crate) struct QueryWriter<'a> {
    url: &'a mut String,
    separator: char,
}

impl<'a> QueryWriter<'a> {
    /// Continues the query of a URL whose path starts at an index, if it has one.
    pub(crate) fn new(url: &'a mut String, path_start: usize) -> Self {
        let separator = if url[path_start..].contains('?') { '&' } else { '?' };
        Self { url, separator }
    }

    /// Appends a parameter, percent-encoding its name and value.
    pub(crate) fn push_pair(&mut self, name: &str, value: &str) {
        self.push_encoded("");
        push_encoded(self.url, name);
        self.url.push('=');
        push_encoded(self.url, value);
    }

    /// Appends pairs that are encoded already.
    pub(crate) fn push_encoded(&mut self, pairs: &str) {
        self.url.push(std::mem::replace(&mut self.separator, '&'));
        self.url.push_str(pairs);
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

/// Percent-encodes every byte that is not unreserved in RFC 3986.
pub(crate) fn encoded(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    push_encoded(&mut url, text);
    url
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
            ("HTTPS://example.com/@scope:a", "https://example.com/@scope:a", false),
            ("https://example.com/100%/%zz/%c3", "https://example.com/100%25/%25zz/%c3", false),
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
        for host in [
            "",
            "http://gateway",
            "gateway:80",
            "a/b",
            "a b",
            "user@host",
            "a..b",
            "[::1",
            "::1]",
            "[[::1]]",
            "[a]",
        ] {
            assert!(check_host(host).is_err(), "{host}");
        }
        for host in ["gateway", "a-b.c_d", "10.0.0.7", "::1", "[fd00::1]"] {
            assert_eq!(check_host(host), Ok(()), "{host}");
        }
    }

    #[cfg(feature = "_network")]
    #[test]
    fn hosts_and_ports_of_base_urls() {
        for (text, expected) in [
            ("https://example.com/a:1", ("example.com", 443)),
            ("https://example.com:8443", ("example.com", 8443)),
            ("https://[::1]/a", ("[::1]", 443)),
            ("http://[::1]:80", ("[::1]", 80)),
        ] {
            assert_eq!(BaseUrl::parse(text, &[]).unwrap().host_and_port(), expected);
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
            ("https://", "has no host"),
            ("https:///path", "has no host"),
            ("https:/example.com", "not a valid URL"),
            ("//example.com", "must start with https"),
            (" https://example.com", "must not contain spaces"),
            ("https://example.com\n", "must not contain spaces"),
            ("https://example.com/a b", "must not contain spaces"),
            ("https://example.com:99999", "from 1 to 65535"),
            ("https://example.com:", "without a port"),
            ("https://b\u{fc}cher.example", "Punycode"),
            ("https://[::1", "IPv6"),
            ("https://a..example", "empty label"),
            ("https://user:word@example.com", "user name or password"),
            ("https://user@example.com:99999", "user name or password"),
            ("https://@example.com", "user name or password"),
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
        assert_eq!(path("/100%/%zz/{id}", "x").unwrap(), "/100%25/%25zz/x");
        assert_eq!(path("/things?kind={id}#list", "x").unwrap(), "/things?kind=x");
    }

    #[test]
    fn a_path_stays_within_its_host_and_its_segments() {
        for template in ["things", "@elsewhere.example/{id}", "", "?a", "#a", ":8080/{id}", "\\{id}"] {
            let rejections = path(template, "x").unwrap_err();
            assert!(rejections[0].reason.contains("start with `/`"), "{template}");
        }
        for (template, value) in [
            ("/a/../{id}", "x"),
            ("/./{id}", "x"),
            ("/a/%2E%2e?{id}", "x"),
            ("/a/.{id}/b", "."),
            ("/a/{id}{id}", "."),
            ("/a/{id}%2E", "."),
        ] {
            assert!(path(template, value).is_err(), "{template}");
        }
        for (template, value) in
            [("/a/...{id}", "..."), ("/.a/{id}", "x"), ("/a/{id}", ".a"), ("/{id}?a=../b", "c")]
        {
            assert!(path(template, value).is_ok(), "{template}");
        }
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
        let scope =
            Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId", exclude: &["listRegions"] };
        let scoped = |template: &str, scope: &Scope| scoped_template("getThing", template, scope).ok();
        assert_eq!(scoped("/v1/a/{b}", &scope).as_deref(), Some("/v1/teams/{teamId}/a/{b}"));
        assert_eq!(scoped("/v10/a", &scope), None);
        assert_eq!(scoped("/v2/a", &scope), None);
        let joined = Scope { path: "teams/{teamId}", ..scope };
        assert_eq!(scoped("/v1/a", &joined), None);
    }

    #[test]
    fn scope_has_neither_excluded_operations_nor_those_with_its_parameter() {
        let scope =
            Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId", exclude: &["listRegions"] };
        let reason = scoped_template("listRegions", "/v1/regions", &scope).unwrap_err();
        assert!(reason.contains("does not exist below `/v1/teams/{teamId}`"), "{reason}");
        let reason = scoped_template("listRoles", "/v1/teams/{teamId}/roles", &scope).unwrap_err();
        assert!(reason.contains("takes `teamId` itself"), "{reason}");
        assert!(scoped_template("listOthers", "/v1/{teamIds}/others", &scope).is_ok());
    }

    #[test]
    fn query_values_are_encoded_and_decoded() {
        let mut url = String::new();
        let mut query = QueryWriter::new(&mut url, 0);
        query.push_pair("a b", "1&2=3+4");
        query.push_pair("c", "ü%");
        query.push_encoded("d=1&e=2");
        assert_eq!(url, "?a%20b=1%262%3D3%2B4&c=%C3%BC%25&d=1&e=2");
        let mut url = "https://example.com/a?b=c".to_owned();
        QueryWriter::new(&mut url, 19).push_pair("d", "e");
        assert_eq!(url, "https://example.com/a?b=c&d=e");
        assert_eq!(decode("1%262%3D3%2B4%C3%BC%25%zz%"), "1&2=3+4ü%%zz%");
    }
}
