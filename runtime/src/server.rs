//! Operations that live at another address than the rest of the service.
//!
//! Such an address comes from the description of the service, and is used only as long as the client goes to
//! the described address itself. Once it was told another one (a test server, an installation of one's own),
//! credentials must not leave for the described one behind its back: the builder is then asked where that
//! server is.

use crate::builder::ClientBuilder;
use crate::call::{Call, Parts};
use crate::url::BaseUrl;

impl<C> ClientBuilder<C> {
    /// Where a server is that the description of the service gives to some operations, in place of the
    /// described address: needed only for a client with a [`base_url`](Self::base_url) of its own. The rules
    /// for a base URL hold.
    pub fn server_at(mut self, described: impl Into<String>, address: impl Into<String>) -> Self {
        self.settings.servers.push((described.into(), address.into()));
        self
    }
}

impl Call {
    /// Sets the server of the operation: an address, or a path at the base URL's own host.
    pub fn server(mut self, described: &'static str) -> Self {
        self.parts.server = Some(described);
        self
    }
}

impl Parts {
    /// What the address of the request begins with.
    ///
    /// # Errors
    /// Why the server of the operation cannot be used.
    pub(crate) fn base(&self) -> Result<String, String> {
        let shared = &self.client.shared;
        let Some(described) = self.server else {
            return Ok(shared.base_url.text.clone());
        };
        if described.starts_with('/') {
            let base = &shared.base_url.text;
            let host = base.find("://").map_or(0, |at| at + 3);
            let end = base[host..].find('/').map_or(base.len(), |at| host + at);
            return Ok(format!("{}{}", &base[..end], described.trim_end_matches('/')));
        }
        let replaced = shared.servers.iter().rev().find(|(known, _)| known == described);
        match replaced {
            Some((_, address)) => Ok(address.text.clone()),
            None if shared.is_described_address => BaseUrl::parse(described).map(|base| base.text),
            None => Err(format!(
                "the operation lives at {described} and this client goes to another address than the \
                 described one: say with `server_at` where that server is"
            )),
        }
    }
}
