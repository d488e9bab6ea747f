//! The servers that the spec declares, and the selection of one of them.
//!
//! Servers of individual operations are only used while the client itself uses a server of the spec. With a
//! custom base URL, such as a test server or a self-hosted installation, credentials must not be sent to a URL
//! from the spec without the user's knowledge, so the builder requires an explicit override.

use crate::operation::authority::is_name_byte;

/// A server that the spec declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL, with variables in braces.
    pub template: &'static str,
    /// The description in the spec; empty if there is none.
    pub description: &'static str,
    /// The variables in the URL.
    pub variables: &'static [ServerVariable],
}

/// A variable in the URL of a [`Server`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// The name of the variable.
    pub name: &'static str,
    /// The default value.
    pub default: &'static str,
    /// The allowed values; empty if any value is allowed.
    pub values: &'static [&'static str],
}

/// The server that the user selected.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServerSelection {
    pub(super) servers: &'static [Server],
    pub(super) server: Option<String>,
    pub(super) variables: Vec<(String, String)>,
}

impl ServerSelection {
    /// Whether a server or a variable was set.
    pub(crate) fn is_set(&self) -> bool {
        self.server.is_some() || !self.variables.is_empty()
    }

    /// Returns the URL of the selected server.
    ///
    /// # Errors
    ///
    /// Returns a message that lists the valid choices.
    pub(crate) fn url(&self) -> Result<String, String> {
        let is_selected = |server: &&Server| {
            self.server.as_ref().is_none_or(|text| server.description == text || server.template == text)
        };
        let server = self.servers.iter().find(is_selected).ok_or_else(|| {
            let requested = self.server.as_deref().unwrap_or_default();
            let display_name = |server: &Server| match server.description {
                "" => server.template.to_owned(),
                description => format!("{description} ({})", server.template),
            };
            with_choices(&format!("unknown server `{requested}`"), self.servers.iter().map(display_name))
        })?;
        for (name, _) in &self.variables {
            if !server.variables.iter().any(|variable| variable.name == name) {
                let problem = format!("server `{}` has no variable `{name}`", server.template);
                let names = server.variables.iter().map(|variable| variable.name.to_owned());
                return Err(with_choices(&problem, names));
            }
        }
        let mut url = server.template.to_owned();
        for variable in server.variables {
            let value = match self.variables.iter().rev().find(|(name, _)| name == variable.name) {
                Some((_, value)) => variable.check(value, server.template)?,
                None => variable.default,
            };
            url = url.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(url)
    }
}

impl ServerVariable {
    /// Returns the value if it is valid for this variable.
    fn check<'a>(&self, value: &'a str, template: &str) -> Result<&'a str, String> {
        let invalid = format!("invalid value `{value}` for server variable `{}`", self.name);
        if !self.values.is_empty() && !self.values.contains(&value) {
            return Err(with_choices(&invalid, self.values.iter().map(|&value| value.to_owned())));
        }
        // A value that ends the host would send the token to a different host.
        let host = template.find("://").map_or(0, |index| index + 3);
        let end = template[host..].find('/').map_or(template.len(), |index| host + index);
        let placeholder = format!("{{{}}}", self.name);
        // A template that starts with a variable, such as `{url}/v1`, leaves the whole address to it.
        let is_address = host == 0 && template.starts_with(&placeholder);
        let in_host = template[..end].contains(&placeholder) && !is_address;
        if in_host && (value.is_empty() || !value.bytes().all(is_name_byte)) {
            return Err(format!("{invalid}; only letters, digits, `-`, `.` and `_` are allowed in a host"));
        }
        Ok(value)
    }
}

/// Appends the valid choices to a message.
fn with_choices(problem: &str, choices: impl Iterator<Item = String>) -> String {
    let choices: Vec<_> = choices.collect();
    if choices.is_empty() {
        format!("{problem}; the spec declares none")
    } else {
        format!("{problem}; expected one of: {}", choices.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVERS: &[Server] = &[
        Server {
            template: "https://{region}.example.com/{base}",
            description: "Production",
            variables: &[
                ServerVariable { name: "region", default: "eu", values: &["eu", "us"] },
                ServerVariable { name: "base", default: "v1", values: &[] },
            ],
        },
        Server {
            template: "https://{tenant}.example.org",
            description: "",
            variables: &[ServerVariable { name: "tenant", default: "a", values: &[] }],
        },
    ];

    fn url(server: Option<&str>, variables: &[(&str, &str)]) -> Result<String, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let server = server.map(str::to_owned);
        ServerSelection { servers: SERVERS, server, variables: variables.collect() }.url()
    }

    #[test]
    fn server_is_selected_and_variables_are_replaced() {
        assert_eq!(url(None, &[]).unwrap(), "https://eu.example.com/v1");
        let filled = url(Some("Production"), &[("region", "eu"), ("region", "us"), ("base", "v2/x")]);
        assert_eq!(filled.unwrap(), "https://us.example.com/v2/x");
        let other = url(Some("https://{tenant}.example.org"), &[("tenant", "acme-1")]);
        assert_eq!(other.unwrap(), "https://acme-1.example.org");
    }

    #[test]
    fn unknown_names_and_values_are_rejected_with_the_valid_ones() {
        for (server, variables, expected) in [
            (
                Some("Test"),
                &[][..],
                "unknown server `Test`; expected one of: Production (https://{region}.example.com/{base}), \
                 https://{tenant}.example.org",
            ),
            (
                None,
                &[("zone", "eu")][..],
                "server `https://{region}.example.com/{base}` has no variable `zone`; \
                 expected one of: region, base",
            ),
            (
                None,
                &[("region", "mars")][..],
                "invalid value `mars` for server variable `region`; expected one of: eu, us",
            ),
        ] {
            assert_eq!(url(server, variables).unwrap_err(), expected);
        }
        let error = ServerSelection::default().url().unwrap_err();
        assert_eq!(error, "unknown server ``; the spec declares none");
    }

    #[test]
    fn a_variable_can_be_the_whole_address() {
        const ADDRESS: &[Server] = &[Server {
            template: "{url}/v1",
            description: "",
            variables: &[ServerVariable { name: "url", default: "", values: &[] }],
        }];
        let url = |value: &str| {
            let variables = vec![("url".to_owned(), value.to_owned())];
            ServerSelection { servers: ADDRESS, server: None, variables }.url()
        };
        assert_eq!(url("https://example.com:8443/a").unwrap(), "https://example.com:8443/a/v1");
    }

    #[test]
    fn value_cannot_change_the_host() {
        for value in ["evil.test/", "evil.test#", "a@evil.test", "", "evil.test:1", "a\\b"] {
            let error = url(Some("https://{tenant}.example.org"), &[("tenant", value)]).unwrap_err();
            assert!(error.contains("in a host"), "{error}");
        }
    }
}
