//! Lowers servers, security schemes and security requirements.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Document, Requirements, SchemeKind};
use crate::ir::{Security, SecurityKind, SecurityScheme, Server, Variable};

/// Lowers the servers; empty if there is only one and it has no variables.
pub(super) fn servers(document: &Document) -> Vec<Server> {
    let servers = &document.servers;
    let is_plain = servers.len() < 2 && servers.iter().all(|server| server.variables.is_empty());
    if is_plain {
        return Vec::new();
    }
    let variable = |variable: &document::Variable| Variable {
        name: variable.name.clone(),
        default: variable.default.clone(),
        values: variable.values.clone(),
        description: variable.description.clone(),
    };
    let server = |server: &document::Server| Server {
        template: server.template.clone(),
        description: server.description.clone(),
        variables: server.variables.iter().map(variable).collect(),
    };
    servers.iter().map(server).collect()
}

pub(super) fn schemes(document: &Document) -> Vec<SecurityScheme> {
    let scheme = |scheme: &document::Scheme| SecurityScheme {
        name: scheme.name.clone(),
        kind: match &scheme.kind {
            SchemeKind::Token => SecurityKind::Token,
            SchemeKind::Basic => SecurityKind::Basic,
            SchemeKind::Header(name) => SecurityKind::Header(name.clone()),
            SchemeKind::Query(name) => SecurityKind::Query(name.clone()),
            SchemeKind::Cookie(name) => SecurityKind::Cookie(name.clone()),
            SchemeKind::Outside => SecurityKind::Outside,
        },
        description: scheme.description.clone(),
    };
    document.schemes.iter().map(scheme).collect()
}

impl Lowering<'_> {
    /// Lowers the default security requirements. If only operations have requirements, the default is
    /// none.
    pub(super) fn security(&mut self) -> Option<Security> {
        let document = self.document;
        if let Some(requirements) = &document.security {
            return Some(self.requirements(requirements));
        }
        let has_requirements = document.operations.iter().any(|operation| operation.security.is_some());
        has_requirements.then(Vec::new)
    }

    /// Lowers the security requirements of an operation, if they differ from the default.
    pub(super) fn operation_security(&mut self, operation: &document::Operation) -> Option<Security> {
        let own = self.requirements(operation.security.as_ref()?);
        let general = self.document.security.clone().map(|general| self.requirements(&general));
        (own != general.unwrap_or_default()).then_some(own)
    }

    fn requirements(&mut self, requirements: &Requirements) -> Security {
        let mut alternatives = Vec::new();
        for alternative in requirements {
            let mut schemes = Vec::new();
            for (name, place) in alternative {
                let index = self.document.schemes.iter().position(|scheme| scheme.name == *name);
                if index.is_none() {
                    self.diagnostics.warn(
                        Code::DanglingReference,
                        place,
                        format!(
                            "security scheme `{name}` does not exist: the client sends no credential for it"
                        ),
                        "declare it under `components/securitySchemes`",
                    );
                }
                let is_sent = |index: &usize| self.document.schemes[*index].kind != SchemeKind::Outside;
                schemes.extend(index.filter(is_sent));
            }
            alternatives.push(schemes);
        }
        alternatives
    }

    /// Lowers the server of an operation, if it differs from that of the API. A server on the same host
    /// becomes a path, so that the base URL of the client still applies.
    pub(super) fn server(&mut self, operation: &document::Operation) -> Option<String> {
        let own = operation.servers.first().filter(|server| !server.url.is_empty())?;
        let own = own.url.trim_end_matches('/');
        let general = self.document.servers.first().map_or("", |server| server.url.trim_end_matches('/'));
        if own == general {
            return None;
        }
        let (host, path) = split(own);
        let path = if path.is_empty() { "/" } else { path };
        Some(if host == split(general).0 || host.is_empty() { path.to_owned() } else { own.to_owned() })
    }
}

/// Splits a URL into the scheme with the host, and the path.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    if host == 0 { ("", url) } else { url.split_at(end) }
}
