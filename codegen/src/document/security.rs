//! Security schemes and security requirements.

use super::fields::{Fields, Node};
use super::reader::Reader;
use crate::diagnostic::Code;
use crate::source::{Location, Value};

/// A security scheme.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scheme {
    /// Location in the document.
    pub location: Location,
    /// The name by which requirements refer to it.
    pub name: String,
    /// The kind of credential.
    pub kind: SchemeKind,
    /// `description`.
    pub description: Option<String>,
}

/// The credential that a security scheme requires.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SchemeKind {
    /// A token in the `authorization` header: HTTP bearer, OAuth 2, `OpenID` Connect.
    Token,
    /// A user name and a password, with HTTP basic authentication.
    Basic,
    /// A key in the header with this name.
    Header(String),
    /// A key in the query parameter with this name.
    Query(String),
    /// A key in the cookie with this name.
    Cookie(String),
    /// An unsupported scheme, which something outside of the client must handle.
    Outside,
}

/// Alternatives, each with the names of the schemes that it requires together.
pub type Requirements = Vec<Vec<(String, Location)>>;

impl<'a> Reader<'a> {
    /// Reads `security` of the document or of an operation.
    pub fn requirements(&mut self, node: &Node<'a>) -> Requirements {
        let mut alternatives = Vec::new();
        for node in node.elements(self.diagnostics) {
            let names = node.entries(self.diagnostics).into_iter();
            alternatives.push(names.map(|(name, node)| (name.to_owned(), node.location)).collect());
        }
        alternatives
    }

    /// Reads `components.securitySchemes`.
    pub fn schemes(&mut self, components: &Node<'a>) -> Vec<Scheme> {
        let Value::Object(fields) = components.value else {
            components.mismatch::<()>("an object", self.diagnostics);
            return Vec::new();
        };
        let Some(value) = fields.get("securitySchemes") else {
            return Vec::new();
        };
        let location = components.location.join("securitySchemes");
        let node = Node { value, location, sources: self.sources };
        let entries = node.entries(self.diagnostics);
        let schemes = entries.into_iter().filter_map(|(name, node)| {
            let node = self.follow(node)?;
            self.scheme(name, &node)
        });
        schemes.collect()
    }

    fn scheme(&mut self, name: &str, node: &Node<'a>) -> Option<Scheme> {
        let mut fields = node.fields(self.diagnostics)?;
        let description = fields.annotation("description", self.diagnostics);
        let kind = fields.required("type", self.diagnostics)?;
        let text = kind.string(self.diagnostics)?;
        // The client does not obtain tokens and does not inspect them.
        fields.ignore(&["bearerFormat", "flows", "openIdConnectUrl"]);
        let kind = match text {
            "http" => self.http(&mut fields)?,
            "apiKey" => self.key(&mut fields)?,
            "oauth2" | "openIdConnect" => SchemeKind::Token,
            "mutualTLS" => {
                self.unsupported_scheme(&kind.location, "mutual TLS");
                SchemeKind::Outside
            }
            _ => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &kind.location,
                    format!("unknown security scheme type `{text}`"),
                    "one of: apiKey, http, mutualTLS, oauth2, openIdConnect",
                );
                return None;
            }
        };
        fields.finish(&[], self.diagnostics);
        Some(Scheme { location: node.location.clone(), name: name.to_owned(), kind, description })
    }

    fn http(&mut self, fields: &mut Fields<'a>) -> Option<SchemeKind> {
        let node = fields.required("scheme", self.diagnostics)?;
        match node.string(self.diagnostics)?.to_lowercase().as_str() {
            "bearer" => Some(SchemeKind::Token),
            "basic" => Some(SchemeKind::Basic),
            other => {
                self.unsupported_scheme(&node.location, &format!("HTTP authentication scheme `{other}`"));
                Some(SchemeKind::Outside)
            }
        }
    }

    fn key(&mut self, fields: &mut Fields<'a>) -> Option<SchemeKind> {
        let name = fields.required("name", self.diagnostics);
        let name = name.and_then(|node| node.string(self.diagnostics)).map(str::to_owned);
        let place = fields.required("in", self.diagnostics)?;
        match (place.string(self.diagnostics)?, name?) {
            ("header", name) => Some(SchemeKind::Header(name)),
            ("query", name) => Some(SchemeKind::Query(name)),
            ("cookie", name) => Some(SchemeKind::Cookie(name)),
            (other, _) => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &place.location,
                    format!("invalid API key location `{other}`"),
                    "one of: query, header, cookie",
                );
                None
            }
        }
    }

    fn unsupported_scheme(&mut self, location: &Location, scheme: &str) {
        self.diagnostics.error(
            Code::Unsupported,
            location,
            format!("{scheme} is not supported yet"),
            "allow it in the settings if the transport handles it, or remove it with a correction",
        );
    }
}
