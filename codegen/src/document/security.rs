//! Security schemes and security requirements.

use super::fields::{Fields, Node};
use super::reader::Reader;
use super::token::is_token;
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
    /// An unsupported or invalid scheme, which something outside of the client must handle.
    Outside,
}

/// The effect of a security scheme that the client cannot apply.
const NO_CREDENTIAL: &str = "the client sends no credential for it";

/// Alternatives, each with the names of the schemes that it requires together.
pub type Requirements = Vec<Vec<(String, Location)>>;

impl<'a> Reader<'a> {
    /// Reads `security` of the document or of an operation; `None` if it is not an array.
    pub fn requirements(&mut self, node: &Node<'a>) -> Option<Requirements> {
        let mut alternatives = Vec::new();
        for node in node.array(self.diagnostics)? {
            let names = node.entries(self.diagnostics).into_iter();
            alternatives.push(names.map(|(name, node)| (name.to_owned(), node.location)).collect());
        }
        Some(alternatives)
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
        let kind = self.kind(&mut fields).unwrap_or(SchemeKind::Outside);
        // The client does not obtain tokens and does not inspect them.
        fields.ignore(&["bearerFormat", "flows", "openIdConnectUrl"]);
        fields.finish(&[], self.diagnostics);
        Some(Scheme { location: node.location.clone(), name: name.to_owned(), kind, description })
    }

    /// Reads the kind of credential; `None` if the scheme is invalid, which is reported.
    fn kind(&mut self, fields: &mut Fields<'a>) -> Option<SchemeKind> {
        let node = fields.required("type", NO_CREDENTIAL, self.diagnostics)?;
        let text = node.string(self.diagnostics)?;
        match text {
            "http" => self.http(fields),
            "apiKey" => self.key(fields),
            "oauth2" | "openIdConnect" => Some(SchemeKind::Token),
            "mutualTLS" => {
                self.unsupported_scheme(&node.location, "mutual TLS");
                Some(SchemeKind::Outside)
            }
            _ => {
                self.diagnostics.warn(
                    Code::InvalidValue,
                    &node.location,
                    format!("unknown security scheme type `{text}`: {NO_CREDENTIAL}"),
                    "one of: apiKey, http, mutualTLS, oauth2, openIdConnect",
                );
                fields.ignore(&["in", "name", "scheme"]);
                None
            }
        }
    }

    fn http(&mut self, fields: &mut Fields<'a>) -> Option<SchemeKind> {
        let node = fields.required("scheme", NO_CREDENTIAL, self.diagnostics)?;
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
        let name = fields.required("name", NO_CREDENTIAL, self.diagnostics);
        let place = fields.required("in", NO_CREDENTIAL, self.diagnostics)?;
        let text = place.string(self.diagnostics)?;
        let name = name.and_then(|node| self.key_name(&node, text));
        match (text, name?) {
            ("header", name) => Some(SchemeKind::Header(name)),
            ("query", name) => Some(SchemeKind::Query(name)),
            ("cookie", name) => Some(SchemeKind::Cookie(name)),
            (other, _) => {
                self.diagnostics.warn(
                    Code::InvalidValue,
                    &place.location,
                    format!("invalid API key location `{other}`: {NO_CREDENTIAL}"),
                    "one of: query, header, cookie",
                );
                None
            }
        }
    }

    /// Reports a scheme that the client cannot apply. Only the credential is lost: the transport may add it.
    fn unsupported_scheme(&mut self, location: &Location, what: &str) {
        self.diagnostics.warn(
            Code::Unsupported,
            location,
            format!("{what} is not supported yet: {NO_CREDENTIAL}"),
            "allow it in the settings if the transport handles it or no operation needs it, or remove it with a \
             correction",
        );
    }

    /// Reads the name of an API key. Spaces around it are removed, because no name can contain any.
    fn key_name(&mut self, node: &Node<'a>, place: &str) -> Option<String> {
        let text = node.string(self.diagnostics)?;
        let name = text.trim();
        if name != text && !name.is_empty() {
            self.diagnostics.warn(
                Code::InvalidValue,
                &node.location,
                format!("the spaces around the name `{name}` are ignored"),
                "remove them from the name",
            );
        }
        if name.is_empty() || (place != "query" && !is_token(name)) {
            self.diagnostics.warn(
                Code::InvalidValue,
                &node.location,
                format!("`{name}` is not a valid name for an API key in a {place}: {NO_CREDENTIAL}"),
                "use letters, digits and the characters !#$%&'*+-.^_`|~",
            );
            return None;
        }
        Some(name.to_owned())
    }
}
