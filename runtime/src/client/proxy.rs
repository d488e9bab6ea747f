//! The proxy variables of the environment, as curl reads them.
//!
//! A variable in lower case takes precedence, and an empty one counts as not set. `http_proxy` does not apply, because only
//! `https` uses a proxy.

use std::ffi::OsString;

use crate::error::Error;
use crate::operation::{NoProxy, Proxy, parse_proxy_address};

const PROXIES: &[&str] = &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const NO_PROXIES: &[&str] = &["no_proxy", "NO_PROXY"];

/// Returns the proxy in the environment. `host` and `port` are those of the base URL.
///
/// # Errors
/// Returns an error that names the variable, but not its value, if the proxy cannot be used and the base URL needs it:
/// requests must not be sent directly instead.
pub(super) fn from_environment(
    host: &str,
    port: u16,
    read: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Proxy, Error> {
    let unusable = |variable: &str, reason: &str| {
        format!(
            "the proxy address in the environment variable `{variable}` {reason}; correct it, or call `proxy` or \
             `no_proxy`"
        )
    };
    let Some((variable, value)) = first(PROXIES, read) else {
        return Ok(Proxy::Never);
    };
    let bypass = match first(NO_PROXIES, read) {
        None => NoProxy::default(),
        Some((_, Ok(list))) => NoProxy::parse(&list),
        Some((variable, Err(_))) => {
            return Err(Error::configuration(format!(
                "environment variable `{variable}` is not valid Unicode"
            )));
        }
    };
    let address = match &value {
        Ok(text) => parse_proxy_address(text, false).map_err(|reason| unusable(variable, reason)),
        Err(_) => Err(unusable(variable, "is not valid Unicode")),
    };
    match address {
        Err(problem) if !bypass.contains(host, port) => Err(Error::configuration(problem)),
        address => Ok(Proxy::Except { address, bypass }),
    }
}

/// Returns the first variable that is set and not empty.
fn first(
    variables: &[&'static str],
    read: &dyn Fn(&str) -> Option<OsString>,
) -> Option<(&'static str, Result<String, OsString>)> {
    variables.iter().find_map(|variable| {
        let value = read(variable).filter(|value| !value.is_empty())?;
        Some((*variable, value.into_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the address of the proxy for `https://example.com`; `None` if it is reached directly.
    fn proxy(environment: &[(&str, &str)]) -> Result<Option<String>, String> {
        let read = |name: &str| {
            let variable = environment.iter().find(|(other, _)| *other == name);
            variable.map(|(_, value)| OsString::from(value))
        };
        match from_environment("example.com", 443, &read).map_err(|error| error.to_string())? {
            Proxy::Except { bypass, .. } if bypass.contains("example.com", 443) => Ok(None),
            Proxy::Except { address, .. } => address.map(|address| Some(address.to_string())),
            Proxy::Never => Ok(None),
            Proxy::Environment | Proxy::At(_) => Err("not from the environment".to_owned()),
        }
    }

    #[test]
    fn variables_have_the_precedence_of_curl() {
        let all = [
            ("ALL_PROXY", "http://4"),
            ("all_proxy", "http://3"),
            ("HTTPS_PROXY", "http://2"),
            ("https_proxy", "http://1"),
        ];
        for rest in 1..=all.len() {
            assert_eq!(proxy(&all[..rest]).unwrap().unwrap(), format!("http://{}", 5 - rest));
        }
        assert_eq!(proxy(&[("https_proxy", ""), ("ALL_PROXY", "p:1")]).unwrap().unwrap(), "http://p:1");
        for variable in ["http_proxy", "HTTP_PROXY", "NO_PROXY"] {
            assert_eq!(proxy(&[(variable, "http://p")]), Ok(None));
        }
        // `REQUEST_METHOD` is set for CGI programs.
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTPS_PROXY", "http://p")];
        assert_eq!(proxy(&cgi).unwrap().unwrap(), "http://p");
    }

    #[test]
    fn excepted_hosts_are_reached_directly() {
        let with = |name: &'static str, list| proxy(&[("HTTPS_PROXY", "http://p"), (name, list)]).unwrap();
        assert_eq!(with("NO_PROXY", "example.com"), None);
        assert_eq!(with("no_proxy", "*"), None);
        assert_eq!(with("no_proxy", "example.org").unwrap(), "http://p");
        let both = [("HTTPS_PROXY", "http://p"), ("NO_PROXY", "*"), ("no_proxy", "example.org")];
        assert_eq!(proxy(&both).unwrap().unwrap(), "http://p");
    }

    #[test]
    fn an_unusable_proxy_is_never_skipped_in_silence() {
        for address in
            ["socks5://me:s3cret@p", "http://me:s3cret@", "http://p:s3cret", "http://s3 cret", "ftp://s3cret"]
        {
            for variable in ["HTTPS_PROXY", "all_proxy"] {
                let problem = proxy(&[(variable, address), ("NO_PROXY", "example.org")]).unwrap_err();
                assert!(problem.contains(&format!("`{variable}`")), "{problem}");
                assert!(!problem.contains("s3"), "{problem}");
                assert_eq!(proxy(&[(variable, address), ("NO_PROXY", "example.com")]), Ok(None));
            }
        }
    }
}
