//! Servers and the variables in their URLs.

use super::Location;
use super::fields::{Fields, Node};
use crate::diagnostic::{Code, Diagnostics};

/// A server of the service.
#[derive(Clone, Debug)]
pub struct Server {
    /// Location in the document.
    pub location: Location,
    /// `url` with the default value of each variable filled in.
    pub url: String,
    /// `url` as written in the document.
    pub template: String,
    /// `description`.
    pub description: Option<String>,
    /// `variables`.
    pub variables: Vec<Variable>,
}

/// A variable in the URL of a server.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// `default`.
    pub default: String,
    /// `enum`; empty if any value is allowed.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}

/// Reads `servers` of the document, a path item or an operation.
pub(super) fn servers(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<Server> {
    let Some(node) = fields.take("servers") else {
        return Vec::new();
    };
    let elements = node.elements(diagnostics);
    elements.iter().filter_map(|node| server(node, diagnostics)).collect()
}

fn server(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Server> {
    let mut fields = node.fields(diagnostics)?;
    let address = fields.required("url", diagnostics);
    let description = fields.annotation("description", diagnostics);
    let variables = variables(&mut fields, diagnostics);
    fields.ignore(&["name"]);
    fields.finish(&[], diagnostics);
    let address = address?;
    let template = address.string(diagnostics)?.to_owned();
    let mut url = template.clone();
    for variable in &variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    if url.contains(['{', '}']) {
        diagnostics.error(
            Code::InvalidValue,
            &address.location,
            format!("`{url}` contains a variable that is not declared in `variables`"),
            "declare each name in braces under `variables`, with a `default`",
        );
    }
    Some(Server { location: node.location.clone(), url, template, description, variables })
}

fn variables(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<Variable> {
    let Some(node) = fields.take("variables") else {
        return Vec::new();
    };
    let mut variables = Vec::new();
    for (name, node) in node.entries(diagnostics) {
        let Some(mut fields) = node.fields(diagnostics) else { continue };
        let default = fields.required("default", diagnostics);
        let default = default.and_then(|node| node.string(diagnostics)).unwrap_or_default().to_owned();
        let values = fields.take("enum").map(|node| node.strings(diagnostics)).unwrap_or_default();
        let description = fields.annotation("description", diagnostics);
        fields.finish(&[], diagnostics);
        variables.push(Variable { name: name.to_owned(), default, values, description });
    }
    variables
}
