//! The hosts that are reached without a proxy.

use std::net::IpAddr;

use super::authority::{self, without_brackets};

/// The hosts that are reached without a proxy, from `NO_PROXY`, as curl reads it.
///
/// The entries are separated by commas or spaces. `*` stands for all hosts, `example.com` and `.example.com` for the domain
/// and those below it, `192.0.2.0/24` for a network. An entry with a port, such as `example.com:8443` or `[::1]:8443`,
/// is for this port only. Names are not resolved, and upper and lower case are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    /// A domain in lower case, without dots at its ends.
    Domain(String),
    /// The first bits of an address.
    Network(IpAddr, u32),
}

impl NoProxy {
    /// Parses a list. Entries that are neither names nor addresses match no host.
    pub(crate) fn parse(text: &str) -> Self {
        let entries = text.split([',', ' ', '\t', '\r', '\n']).filter(|entry| !entry.is_empty());
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Whether a host, in brackets if it is an IPv6 address, is reached without a proxy.
    pub(crate) fn contains(&self, host: &str, port: u16) -> bool {
        let host = host.to_ascii_lowercase();
        let address = without_brackets(&host).parse::<IpAddr>().ok();
        let name = host.strip_suffix('.').unwrap_or(&host);
        let is_in = |hosts: &Hosts| match (hosts, address) {
            (Hosts::All, _) => true,
            (Hosts::Domain(domain), None) => {
                let before = name.strip_suffix(domain.as_str());
                before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
            }
            (Hosts::Network(network, bits), Some(address)) => is_in_network(address, *network, *bits),
            (Hosts::Domain(_), Some(_)) | (Hosts::Network(..), None) => false,
        };
        self.0.iter().any(|entry| entry.port.is_none_or(|own| own == port) && is_in(&entry.hosts))
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self { hosts: Hosts::All, port: None });
        }
        if let Some((address, bits)) = text.split_once('/') {
            let address = without_brackets(address).parse::<IpAddr>().ok()?;
            let bits = bits.parse().ok().filter(|bits| *bits <= width(address))?;
            return Some(Self { hosts: Hosts::Network(address, bits), port: None });
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self { hosts: Hosts::Network(address, width(address)), port: None });
        }
        let (host, port) = authority::split(text);
        let port = port.map(str::parse).transpose().ok()?;
        if let Ok(address) = without_brackets(host).parse::<IpAddr>() {
            return Some(Self { hosts: Hosts::Network(address, width(address)), port });
        }
        let domain = host.strip_suffix('.').unwrap_or(host);
        let domain = domain.strip_prefix('.').unwrap_or(domain);
        let hosts = Hosts::Domain(domain.to_ascii_lowercase());
        (!domain.is_empty()).then_some(Self { hosts, port })
    }
}

/// The number of bits in an address.
fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn is_in_network(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let differing = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => u128::from(address.to_bits() ^ network.to_bits()),
        (IpAddr::V6(address), IpAddr::V6(network)) => address.to_bits() ^ network.to_bits(),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    differing.checked_shr(width(address) - bits).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each host is reached without a proxy at port 443.
    fn matches(list: &str, hosts: &[&str]) -> Vec<bool> {
        let list = NoProxy::parse(list);
        hosts.iter().map(|host| list.contains(host, 443)).collect()
    }

    #[test]
    fn domains_without_a_proxy() {
        let hosts = ["example.com", "a.EXAMPLE.com", "notexample.com", "com", "example.com."];
        for list in [
            "example.com",
            ".example.com",
            "Example.COM.",
            " x, example.com",
            "x example.com,,",
            "example.com:443",
        ] {
            assert_eq!(matches(list, &hosts), [true, true, false, false, true], "{list}");
        }
        for list in [
            "",
            ",",
            ".",
            "*.example.com",
            "example.com:444",
            "example.com:x",
            "xample.com",
            "http://example.com",
        ] {
            assert_eq!(matches(list, &hosts), [false; 5], "{list}");
        }
        for list in ["*", " * ", "localhost,*"] {
            assert_eq!(matches(list, &["example.com", "127.0.0.1", "[::1]"]), [true; 3], "{list}");
        }
    }

    #[test]
    fn addresses_without_a_proxy() {
        let hosts = ["192.0.2.1", "192.0.2.77", "192.0.3.1", "[2001:db8::1]", "[2001:db9::1]", "1"];
        for (list, expected) in [
            ("192.0.2.1", [true, false, false, false, false, false]),
            ("192.0.2.1:443", [true, false, false, false, false, false]),
            ("192.0.2.1:444", [false; 6]),
            ("192.0.2.1/24", [true, true, false, false, false, false]),
            ("192.0.2.0/23", [true, true, true, false, false, false]),
            ("192.0.2.64/26", [false, true, false, false, false, false]),
            ("0.0.0.0/0", [true, true, true, false, false, false]),
            ("192.0.2.1/33,192.0.2.1/x,192.0.2", [false; 6]),
            ("2001:DB8:0::1", [false, false, false, true, false, false]),
            ("[2001:db8::1]", [false, false, false, true, false, false]),
            ("[2001:db8::1]:443", [false, false, false, true, false, false]),
            ("[2001:db8::1]:1", [false; 6]),
            ("2001:db8::/32", [false, false, false, true, false, false]),
            ("[2001:db8::]/31", [false, false, false, true, true, false]),
            ("::/0", [false, false, false, true, true, false]),
            // A name is not an address, and an address is in no domain.
            ("2.1,.1", [false, false, false, false, false, true]),
        ] {
            assert_eq!(matches(list, &hosts), expected, "{list}");
        }
    }
}
