//! Servers and the variables in their addresses.

use super::Location;
use super::members::{Members, Node};
use crate::diagnostic::{Code, Diagnostics};

/// An address of the service.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it stands.
    pub location: Location,
    /// `url` with the defaults of its variables in it.
    pub url: String,
    /// `url` as it is written.
    pub template: String,
    /// `description`.
    pub description: Option<String>,
    /// `variables`.
    pub variables: Vec<Variable>,
}

/// A variable in an address.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// `default`.
    pub default: String,
    /// `enum`; empty if any value may be given.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}

/// `servers`, wherever it stands.
pub(super) fn servers(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<Server> {
    let Some(node) = members.take("servers") else {
        return Vec::new();
    };
    let elements = node.elements(diagnostics);
    elements.iter().filter_map(|node| server(node, diagnostics)).collect()
}

fn server(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Server> {
    let mut members = node.members(diagnostics)?;
    let address = members.required("url", diagnostics);
    let description = members.remark("description", diagnostics);
    let variables = variables(&mut members, diagnostics);
    members.leave_out(&["name"]);
    members.finish(&[], diagnostics);
    let address = address?;
    let template = address.text(diagnostics)?.to_owned();
    let mut url = template.clone();
    for variable in &variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    if url.contains(['{', '}']) {
        diagnostics.error(
            Code::InvalidValue,
            &address.location,
            format!("`{url}` holds a variable that `variables` does not describe"),
            "describe each name in braces under `variables`, with a `default`",
        );
    }
    Some(Server { location: node.location.clone(), url, template, description, variables })
}

fn variables(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<Variable> {
    let Some(node) = members.take("variables") else {
        return Vec::new();
    };
    let mut variables = Vec::new();
    for (name, node) in node.entries(diagnostics) {
        let Some(mut members) = node.members(diagnostics) else { continue };
        let default = members.required("default", diagnostics);
        let default = default.and_then(|node| node.text(diagnostics)).unwrap_or_default().to_owned();
        let values = members.take("enum").map(|node| node.texts(diagnostics)).unwrap_or_default();
        let description = members.remark("description", diagnostics);
        members.finish(&[], diagnostics);
        variables.push(Variable { name: name.to_owned(), default, values, description });
    }
    variables
}
