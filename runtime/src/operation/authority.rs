//! The host and the port of a URL.
//!
//! The check is stricter than the grammar of URLs, so that every layer that parses the URL again connects to the same host.

use std::net::Ipv6Addr;

/// Returns why a host with an optional port cannot be connected to as it is written. It has no user information.
pub(crate) fn problem(authority: &str) -> Option<&'static str> {
    let (host, port) = split(authority);
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|address| address.parse::<Ipv6Addr>().ok());
        if address.is_none() {
            return Some("has an invalid IPv6 address");
        }
    } else if let Some(problem) = name_problem(host) {
        return Some(problem);
    }
    match port {
        Some("") => Some("has a colon without a port"),
        Some(port) => {
            let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
            let is_valid = is_number && port.parse::<u16>().is_ok_and(|port| port > 0);
            (!is_valid).then_some("has a port that is not a number from 1 to 65535")
        }
        None => None,
    }
}

/// Splits an authority into the host and the port.
pub(crate) fn split(authority: &str) -> (&str, Option<&str>) {
    let after_address = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[after_address..].find(':') {
        Some(at) => (&authority[..after_address + at], Some(&authority[after_address + at + 1..])),
        None => (authority, None),
    }
}

/// Returns a host without the brackets of an IPv6 address.
pub(crate) fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// Whether a byte can be part of a host that is a name or an IPv4 address.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

/// Returns why a host that is not an IPv6 address cannot be connected to.
pub(crate) fn name_problem(host: &str) -> Option<&'static str> {
    if host.is_empty() {
        return Some("has no host");
    }
    if !host.is_ascii() {
        return Some("has a host with letters that are not ASCII: write it in Punycode (`xn--…`)");
    }
    if !host.bytes().all(is_name_byte) {
        return Some("has a host with other characters than letters, digits, `-`, `.` and `_`");
    }
    // The last label is empty if the name is fully qualified.
    let labels = host.strip_suffix('.').unwrap_or(host);
    labels.split('.').any(str::is_empty).then_some("has a host with an empty label")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_that_can_be_connected_to() {
        for authority in [
            "example.com",
            "example.com.",
            "a_b.xn--bcher-kva.example:8443",
            "127.0.0.1:1",
            "[::1]",
            "[2001:DB8::1]:65535",
            "localhost:080",
        ] {
            assert_eq!(problem(authority), None, "{authority}");
        }
    }

    #[test]
    fn hosts_and_ports_that_cannot_be_used_as_written() {
        for (authority, reason) in [
            ("", "no host"),
            (":80", "no host"),
            ("example.com:", "without a port"),
            ("example.com:0", "from 1 to 65535"),
            ("example.com:65536", "from 1 to 65535"),
            ("example.com:99999", "from 1 to 65535"),
            ("example.com:+80", "from 1 to 65535"),
            ("example.com:8 0", "from 1 to 65535"),
            ("example.com:80:81", "from 1 to 65535"),
            ("[::1]:x", "from 1 to 65535"),
            ("[::1", "IPv6"),
            ("[::1]x", "IPv6"),
            ("[fe80::1%eth0]", "IPv6"),
            ("[example.com]", "IPv6"),
            ("::1", "no host"),
            ("b\u{fc}cher.example", "Punycode"),
            ("a%2eb", "other characters"),
            ("a,b", "other characters"),
            ("{region}.example.com", "other characters"),
            ("a..b", "empty label"),
            (".example.com", "empty label"),
            (".", "empty label"),
        ] {
            let problem = problem(authority).unwrap_or_default();
            assert!(problem.contains(reason), "{authority}: {problem}");
        }
    }
}
