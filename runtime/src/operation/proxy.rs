//! The proxy for `https`.

use http::Uri;
use zeroize::Zeroizing;

use super::authority;
#[cfg(feature = "_network")]
use super::no_proxy::NoProxy;

/// The proxy for `https`. There is none for `http`, because the proxy would read the token.
#[derive(Clone)]
pub(crate) enum Proxy {
    /// Taken from the environment variables, which are read when the client is built.
    Environment,
    Never,
    /// A URL, possibly with a user name and password.
    At(Zeroizing<String>),
    /// From the environment. An address that cannot be used is an error for the hosts that need it.
    #[cfg(feature = "_network")]
    Except {
        address: Result<Zeroizing<String>, String>,
        bypass: NoProxy,
    },
}

/// Checks the address of a proxy, and adds the scheme `http` if it has none and need not have one.
///
/// # Errors
/// Returns a reason that continues "the proxy address". It does not contain the address, which may include a password.
pub(crate) fn parse_address(text: &str, needs_scheme: bool) -> Result<Zeroizing<String>, &'static str> {
    const SCHEME: &str =
        "must start with http:// or https:// and have a host (other proxies are not supported)";
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Err("must not contain spaces, line breaks or control characters");
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None if needs_scheme => return Err(SCHEME),
        None => ("http", text),
    };
    let is_http = ["http", "https"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    if !is_http {
        return Err(SCHEME);
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains(['/', '?', '#', '\\']) {
        return Err("must not contain a path, a query or a fragment; percent-encode the password");
    }
    let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
    if host.is_empty() {
        return Err(SCHEME);
    }
    if let Some(problem) = user.and_then(user_problem).or_else(|| authority::problem(host)) {
        return Err(problem);
    }
    let address = Zeroizing::new(format!("{}://{rest}", scheme.to_ascii_lowercase()));
    match address.parse::<Uri>() {
        Ok(_) => Ok(address),
        Err(_) => Err("is not a valid URL"),
    }
}

/// Returns why the user information of an address cannot be sent with basic authentication.
fn user_problem(text: &str) -> Option<&'static str> {
    let (user, _) = text.split_once(':').unwrap_or((text, ""));
    if text.contains('@') || text.matches(':').count() > 1 {
        return Some("has a user name or password with `@` or `:`, which must be percent-encoded");
    }
    let escapes = |text: &str| {
        let digits = text.split('%').skip(1).filter_map(|escape| escape.get(..2).map(str::to_owned));
        digits.filter_map(|digits| u8::from_str_radix(&digits, 16).ok()).collect::<Vec<_>>()
    };
    if escapes(user).contains(&b':') {
        return Some("has a user name with a colon, which basic authentication cannot send");
    }
    let has_control = escapes(text).iter().any(u8::is_ascii_control);
    has_control.then_some("has a user name or password with a control character")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxy_addresses() {
        for address in [
            "http://proxy:3128",
            "https://user:word@proxy.example.com",
            "http://127.0.0.1:1/",
            "http://user%40example.com:a%3Ab@[::1]:3128",
            "http://user@proxy",
        ] {
            assert_eq!(parse_address(address, true).unwrap().as_str(), address.trim_end_matches('/'));
        }
        assert_eq!(parse_address("HTTP://Proxy", true).unwrap().as_str(), "http://Proxy");
        assert_eq!(parse_address("u:p@proxy:3128", false).unwrap().as_str(), "http://u:p@proxy:3128");
        for address in [
            "",
            "proxy:3128",
            "proxy",
            "socks5://proxy:1080",
            "http://",
            "/proxy",
            "http://a b",
            "http://proxy:3128\n",
            "http://proxy:99999",
            "http://proxy:port",
            "http://proxy:3128/proxy.pac",
            "http://user:12#3@proxy:3128",
            "http://user:1/2@proxy:3128",
            "http://user:w@rd@proxy:3128",
            "http://us%3Aer:word@proxy:3128",
            "http://user:wo%0Ard@proxy:3128",
            "http://user:w:rd@proxy",
            "http://@",
            "http://[::1",
        ] {
            assert!(parse_address(address, true).is_err(), "{address}");
        }
        for address in ["", "://proxy", "proxy:port", "/proxy", "socks5h://proxy"] {
            assert!(parse_address(address, false).is_err(), "{address}");
        }
    }
}
