//! The data of a call, from which its request is built.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use super::client_state::ClientState;
use super::exchange::Streams;
use super::options::CallOptions;
use crate::auth::Authentication;
use crate::json::Violation;
use crate::operation::{Operation, PageShape, Target};
use crate::wire::headers::is_json_lines;
use crate::wire::parameter::{Location, Parameter};
use crate::wire::url::{BaseUrl, push_literal};

/// The client, operation, parameters, body and options of a call.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: ClientState,
    pub(crate) operation: &'static Operation,
    /// The target of an untyped call, which replaces those of the operation.
    pub(crate) target: Option<Arc<Target>>,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// The content type of the body; `None` for JSON.
    pub(crate) content_type: Option<HeaderValue>,
    /// The streamed request body (in which case `body` is empty) and response body.
    pub(crate) streams: Streams,
    /// The parameters with an explicit style, encoded.
    pub(crate) styled: Vec<(Parameter, String)>,
    /// The server that the spec declares for the operation.
    pub(crate) server: Option<&'static str>,
    /// Ranges of redirect statuses that are documented responses.
    pub(crate) redirects: &'static [(u16, u16)],
    pub(crate) options: CallOptions,
    /// Violations of the constraints in the spec. Ignored if the call skips validation.
    pub(crate) violations: Vec<Violation>,
    /// Problems that make it impossible to send the request at all.
    pub(crate) rejections: Vec<Violation>,
}

impl Parts {
    /// Creates a call without parameters and body.
    pub(crate) fn new(client: ClientState, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            target: None,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            content_type: None,
            streams: Streams::default(),
            styled: Vec::new(),
            server: None,
            redirects: &[],
            options: CallOptions::default(),
            violations: Vec::new(),
            rejections: Vec::new(),
        }
    }

    /// Returns the method.
    pub(crate) fn method(&self) -> &str {
        self.target.as_ref().map_or(self.operation.method, |target| target.method.as_str())
    }

    /// Returns the path template.
    pub(crate) fn template(&self) -> &str {
        self.target.as_ref().map_or(self.operation.path, |target| &target.path)
    }

    /// Returns the shape of a page, if the call is paginated.
    pub(crate) fn page(&self) -> Option<PageShape> {
        self.target.as_ref().map_or(self.operation.page, |target| target.page)
    }

    /// Whether the call asks for lines of JSON.
    pub(crate) fn expects_lines(&self) -> bool {
        let accept = self.options.headers.get(header::ACCEPT).or_else(|| self.headers.get(header::ACCEPT));
        accept.is_some_and(|accept| is_json_lines(accept.as_bytes()))
    }

    /// Returns the encoded value of a path parameter with an explicit style.
    pub(crate) fn styled_path(&self, name: &str) -> Option<&str> {
        let mut parameters = self.styled.iter();
        let entry = parameters
            .find(|(parameter, _)| parameter.location() == Location::Path && parameter.name() == name);
        entry.map(|(_, text)| text.as_str())
    }

    /// Returns the names and the encoded pairs of the query parameters with an explicit style.
    pub(crate) fn styled_query(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.styled_in(Location::Query)
    }

    /// Returns the names and the encoded pairs of the cookies from parameters, without those from credentials.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.styled_in(Location::Cookie)
    }

    fn styled_in(&self, location: Location) -> impl Iterator<Item = (&'static str, &str)> {
        let all = self.styled.iter().filter(move |(parameter, _)| parameter.location() == location);
        all.map(|(parameter, text)| (parameter.name(), text.as_str()))
    }

    /// Returns the security requirements of the operation and the credentials of the client.
    pub(crate) fn authentication(&self) -> Authentication<'_> {
        let ClientState { shared, security, .. } = &self.client;
        Authentication { security: *security, token: &shared.token, credentials: &shared.credentials }
    }

    /// Returns the base URL of the request.
    ///
    /// # Errors
    ///
    /// Returns a message if the server of the operation must not be used with the base URL of the client.
    pub(crate) fn base(&self) -> Result<String, String> {
        let shared = &self.client.shared;
        let Some(declared) = self.server else {
            return Ok(shared.base_url.text.clone());
        };
        if declared.starts_with('/') {
            if declared.contains(['?', '#']) {
                return Err(format!("the server {declared} of the operation has a query or a fragment"));
            }
            let base = &shared.base_url.text;
            let host = base.find("://").map_or(0, |index| index + 3);
            let end = base[host..].find('/').map_or(base.len(), |index| host + index);
            let mut url = base[..end].to_owned();
            push_literal(&mut url, declared.trim_end_matches('/'));
            return Ok(url);
        }
        let server_override = shared.server_overrides.iter().rev().find(|(server, _)| server == declared);
        match server_override {
            Some((_, url)) => Ok(url.text.clone()),
            None if shared.is_declared_server => {
                BaseUrl::parse(declared, &shared.http_hosts).map(|base| base.text)
            }
            None => Err(format!(
                "the operation uses the server {declared}, but the client has a custom base URL; \
                 set the URL of that server with `override_server`"
            )),
        }
    }

    /// Returns the violations that prevent the request from being sent.
    pub(crate) fn enforced_violations(&self) -> impl Iterator<Item = &Violation> {
        let (skips, denies) = (self.options.skip_validation, self.denies_unlisted());
        self.violations.iter().filter(move |violation| !skips && (denies || !violation.is_unlisted()))
    }

    /// Returns the unlisted values, which are sent nevertheless.
    pub(crate) fn unlisted_values(&self) -> impl Iterator<Item = &Violation> {
        let denies = self.denies_unlisted() && !self.options.skip_validation;
        self.violations.iter().filter(move |violation| !denies && violation.is_unlisted())
    }

    fn denies_unlisted(&self) -> bool {
        self.options.deny_unlisted || self.client.shared.deny_unlisted
    }

    /// Records a problem that makes it impossible to send the request.
    pub(crate) fn reject(&mut self, path: String, rule: &'static str, message: impl Into<String>) {
        self.rejections.push(Violation { path, rule, message: message.into() });
    }
}
