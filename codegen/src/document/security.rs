//! Security schemes, and which of them are asked for.

use super::members::{Members, Node};
use super::reading::Reading;
use crate::diagnostic::Code;
use crate::source::{Location, Value};

/// A security scheme that is understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scheme {
    /// Where it stands.
    pub location: Location,
    /// The name that requirements refer to it by.
    pub name: String,
    /// What is sent.
    pub kind: SchemeKind,
    /// `description`.
    pub description: Option<String>,
}

/// What a security scheme sends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SchemeKind {
    /// A token in the `authorization` header: HTTP bearer, OAuth 2, `OpenID` Connect.
    Token,
    /// A user and a password.
    Basic,
    /// A key in a header of this name.
    Header(String),
    /// A key in a query parameter of this name.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
    /// Nothing that is understood: something outside of the client takes care of it.
    Outside,
}

/// Alternatives, each with the names of the schemes that it asks for together.
pub type Requirements = Vec<Vec<(String, Location)>>;

impl<'a> Reading<'a> {
    /// `security`, wherever it stands.
    pub fn requirements(&mut self, node: &Node<'a>) -> Requirements {
        let mut alternatives = Vec::new();
        for node in node.elements(self.diagnostics) {
            let names = node.entries(self.diagnostics).into_iter();
            alternatives.push(names.map(|(name, node)| (name.to_owned(), node.location)).collect());
        }
        alternatives
    }

    /// The schemes of `components`.
    pub fn schemes(&mut self, components: &Node<'a>) -> Vec<Scheme> {
        let Value::Object(members) = components.value else {
            components.wrong::<()>("an object", self.diagnostics);
            return Vec::new();
        };
        let Some(value) = members.get("securitySchemes") else {
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
        let mut members = node.members(self.diagnostics)?;
        let description = members.remark("description", self.diagnostics);
        let kind = members.required("type", self.diagnostics)?;
        let text = kind.text(self.diagnostics)?;
        // What tokens look like and where they come from is not the client's business.
        members.leave_out(&["bearerFormat", "flows", "openIdConnectUrl"]);
        let kind = match text {
            "http" => self.http(&mut members)?,
            "apiKey" => self.key(&mut members)?,
            "oauth2" | "openIdConnect" => SchemeKind::Token,
            "mutualTLS" => {
                self.unsupported_scheme(&kind.location, "mutual TLS");
                SchemeKind::Outside
            }
            _ => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &kind.location,
                    format!("`{text}` is no type of a security scheme"),
                    "one of: apiKey, http, mutualTLS, oauth2, openIdConnect",
                );
                return None;
            }
        };
        members.finish(&[], self.diagnostics);
        Some(Scheme { location: node.location.clone(), name: name.to_owned(), kind, description })
    }

    fn http(&mut self, members: &mut Members<'a>) -> Option<SchemeKind> {
        let node = members.required("scheme", self.diagnostics)?;
        match node.text(self.diagnostics)?.to_lowercase().as_str() {
            "bearer" => Some(SchemeKind::Token),
            "basic" => Some(SchemeKind::Basic),
            other => {
                self.unsupported_scheme(&node.location, &format!("HTTP authentication by `{other}`"));
                Some(SchemeKind::Outside)
            }
        }
    }

    fn key(&mut self, members: &mut Members<'a>) -> Option<SchemeKind> {
        let name = members.required("name", self.diagnostics);
        let name = name.and_then(|node| node.text(self.diagnostics)).map(str::to_owned);
        let place = members.required("in", self.diagnostics)?;
        match (place.text(self.diagnostics)?, name?) {
            ("header", name) => Some(SchemeKind::Header(name)),
            ("query", name) => Some(SchemeKind::Query(name)),
            ("cookie", name) => Some(SchemeKind::Cookie(name)),
            (other, _) => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &place.location,
                    format!("`{other}` is no place for a key"),
                    "one of: query, header, cookie",
                );
                None
            }
        }
    }

    fn unsupported_scheme(&mut self, location: &Location, what: &str) {
        self.diagnostics.error(
            Code::Unsupported,
            location,
            format!("{what} is not supported yet"),
            "waive it in the settings if the transport takes care of it, or take it out with a correction",
        );
    }
}
