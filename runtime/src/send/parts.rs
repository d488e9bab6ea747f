//! Everything that is known about a call when it is sent.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::client_state::ClientState;
use super::exchange::Streams;
use super::options::CallOptions;
use crate::auth::Authentication;
use crate::json::Violation;
use crate::operation::Operation;
use crate::wire::parameter::{Parameter, Place};
use crate::wire::url::BaseUrl;

/// Everything that is known about a call.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: ClientState,
    pub(crate) operation: &'static Operation,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// That of the body, unless it is JSON.
    pub(crate) content_type: Option<HeaderValue>,
    /// What is a stream: a body, beside which `body` is empty, or the answer.
    pub(crate) streams: Streams,
    /// Parameters in a style of their own, encoded.
    pub(crate) styled: Vec<(Parameter, String)>,
    /// The server of the operation, if it has one of its own.
    pub(crate) server: Option<&'static str>,
    pub(crate) options: CallOptions,
    /// Broken rules, which can be skipped.
    pub(crate) violations: Vec<Violation>,
    /// What cannot be sent at all.
    pub(crate) refusals: Vec<Violation>,
}

impl Parts {
    /// A call without parameters and without a body.
    pub(crate) fn new(client: ClientState, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            content_type: None,
            streams: Streams::default(),
            styled: Vec::new(),
            server: None,
            options: CallOptions::default(),
            violations: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// The encoded text of a path parameter that has a style of its own.
    pub(crate) fn styled_path(&self, name: &str) -> Option<&str> {
        let mut found = self.styled.iter();
        let found = found.find(|(known, _)| known.place() == Place::Path && known.name() == name);
        found.map(|(_, text)| text.as_str())
    }

    /// The encoded pieces of the query.
    pub(crate) fn styled_query(&self) -> impl Iterator<Item = &str> {
        let all = self.styled.iter().filter(|(known, _)| known.place() == Place::Query);
        all.map(|(_, text)| text.as_str())
    }

    /// The `cookie` header, without the cookies of the client's own.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let all = self.styled.iter().filter(|(known, _)| known.place() == Place::Cookie);
        all.map(|(_, text)| text.as_str()).collect()
    }

    /// The credentials that are sent.
    pub(crate) fn authentication(&self) -> Authentication<'_> {
        let ClientState { shared, security, .. } = &self.client;
        Authentication { security: *security, token: &shared.token, credentials: &shared.credentials }
    }

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

    /// Notes that something cannot be sent.
    pub(crate) fn refuse(&mut self, path: String, rule: &'static str, message: impl Into<String>) {
        self.refusals.push(Violation { path, rule, message: message.into() });
    }
}
