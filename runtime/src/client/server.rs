//! The addresses that the description of the service gives, and operations that live at another address than the rest of the service.
//!
//! Such an address comes from the description of the service, and is used only as long as the client goes to
//! the described address itself. Once it was told another one (a test server, an installation of one's own),
//! credentials must not leave for the described one behind its back: the builder is then asked where that
//! server is.

/// An address that the description of the service gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// The address, with its variables in braces.
    pub template: &'static str,
    /// What the description calls it; empty if it says nothing.
    pub description: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

/// A variable in the address of a [`Server`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// What stands for it unless something else is said.
    pub default: &'static str,
    /// What may stand for it; empty if anything may.
    pub values: &'static [&'static str],
}

/// Which of the described addresses a client goes to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(super) servers: &'static [Server],
    pub(super) server: Option<String>,
    pub(super) variables: Vec<(String, String)>,
}

impl Choice {
    /// Whether anything was chosen.
    pub(crate) fn is_made(&self) -> bool {
        self.server.is_some() || !self.variables.is_empty()
    }

    /// The address that was chosen.
    ///
    /// # Errors
    /// Why there is none, with what there is to choose from.
    pub(crate) fn address(&self) -> Result<String, String> {
        let is_wanted = |server: &&Server| {
            self.server.as_ref().is_none_or(|text| server.description == text || server.template == text)
        };
        let server = self.servers.iter().find(is_wanted).ok_or_else(|| {
            let wanted = self.server.as_deref().unwrap_or_default();
            let name = |server: &Server| match server.description {
                "" => server.template.to_owned(),
                description => format!("{description} ({})", server.template),
            };
            known(&format!("there is no server `{wanted}`"), self.servers.iter().map(name))
        })?;
        for (name, _) in &self.variables {
            if !server.variables.iter().any(|variable| variable.name == name) {
                let problem = format!("`{}` has no variable `{name}`", server.template);
                return Err(known(&problem, server.variables.iter().map(|it| it.name.to_owned())));
            }
        }
        let mut address = server.template.to_owned();
        for variable in server.variables {
            let given = self.variables.iter().rev().find(|(name, _)| name == variable.name);
            let value =
                given.map_or(Ok(variable.default), |(_, value)| variable.check(value, server.template))?;
            address = address.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(address)
    }
}

impl ServerVariable {
    /// The value, if it may stand for the variable.
    fn check<'a>(&self, value: &'a str, template: &str) -> Result<&'a str, String> {
        let name = self.name;
        if !self.values.is_empty() && !self.values.contains(&value) {
            let problem = format!("`{value}` cannot stand for the variable `{name}`");
            return Err(known(&problem, self.values.iter().map(|&value| value.to_owned())));
        }
        // A value that ended the host would lead the token elsewhere.
        let host = template.find("://").map_or(0, |at| at + 3);
        let end = template[host..].find('/').map_or(template.len(), |at| host + at);
        let in_host = template[..end].contains(&format!("{{{name}}}"));
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
        if in_host && (value.is_empty() || !value.chars().all(fits)) {
            return Err(format!("`{value}` cannot stand for the variable `{name}` in a host"));
        }
        Ok(value)
    }
}

fn known(problem: &str, known: impl Iterator<Item = String>) -> String {
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        format!("{problem}; there are none")
    } else {
        format!("{problem}; there is {}", known.join(", "))
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

    fn address(server: Option<&str>, variables: &[(&str, &str)]) -> Result<String, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let choice =
            Choice { servers: SERVERS, server: server.map(str::to_owned), variables: variables.collect() };
        choice.address()
    }

    #[test]
    fn an_address_is_chosen_and_filled_in() {
        assert_eq!(address(None, &[]).unwrap(), "https://eu.example.com/v1");
        let filled = address(Some("Production"), &[("region", "eu"), ("region", "us"), ("base", "v2/x")]);
        assert_eq!(filled.unwrap(), "https://us.example.com/v2/x");
        let other = address(Some("https://{tenant}.example.org"), &[("tenant", "acme-1")]);
        assert_eq!(other.unwrap(), "https://acme-1.example.org");
    }

    #[test]
    fn what_is_not_described_is_refused_with_what_is() {
        for (server, variables, expected) in [
            (
                Some("Test"),
                &[][..],
                "there is no server `Test`; there is Production (https://{region}.example.com/{base}), \
                 https://{tenant}.example.org",
            ),
            (
                None,
                &[("zone", "eu")][..],
                "`https://{region}.example.com/{base}` has no variable `zone`; there is region, base",
            ),
            (
                None,
                &[("region", "mars")][..],
                "`mars` cannot stand for the variable `region`; there is eu, us",
            ),
        ] {
            assert_eq!(address(server, variables).unwrap_err(), expected);
        }
        assert_eq!(Choice::default().address().unwrap_err(), "there is no server ``; there are none");
    }

    #[test]
    fn a_value_cannot_lead_to_another_host() {
        for value in ["evil.test/", "evil.test#", "a@evil.test", "", "evil.test:1", "a\\b"] {
            let error = address(Some("https://{tenant}.example.org"), &[("tenant", value)]).unwrap_err();
            assert!(error.contains("in a host"), "{error}");
        }
    }
}
