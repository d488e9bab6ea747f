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
    let address = fields.required("url", "the server is ignored", diagnostics);
    let description = fields.annotation("description", diagnostics);
    let mut variables = variables(&mut fields, diagnostics);
    fields.ignore(&["name"]);
    fields.finish(&[], diagnostics);
    let address = address?;
    let template = address.string(diagnostics)?.trim().to_owned();
    let are_declared = declare_missing(&template, &mut variables, &address, diagnostics);
    let mut url = template.clone();
    for variable in &variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    // A variable without a default has to be set by the caller.
    if !are_declared {
        url = String::new();
    }
    if let Some(problem) = problem(&url) {
        diagnostics.warn(
            Code::InvalidValue,
            &address.location,
            format!("`{template}` is not used as the base URL: {problem}"),
            "write an absolute URL such as `https://api.example.com/v1`, with a default for each variable",
        );
        url = String::new();
    }
    let is_usable = !url.is_empty() || !variables.is_empty();
    is_usable.then(|| Server { location: node.location.clone(), url, template, description, variables })
}

/// Returns why a URL, whose variables have been filled in, cannot be a base URL. A path is relative to the location of
/// the document, which the client does not know.
fn problem(url: &str) -> Option<&'static str> {
    if url.contains(['{', '}']) {
        return Some("it contains a brace that does not belong to a variable");
    }
    if url.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Some("it contains a space");
    }
    if url.contains(['?', '#']) {
        return Some("it contains a query or a fragment, to which no path can be added");
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_path = url.is_empty() || url.starts_with('/') && !url.starts_with("//");
        return (!is_path).then_some("it is relative to the document");
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Some("its scheme is neither http nor https");
    }
    authority_problem(rest.split('/').next().unwrap_or_default())
}

/// Returns why the host and the port of a URL cannot be used.
fn authority_problem(authority: &str) -> Option<&'static str> {
    if authority.contains('@') {
        return Some("it contains a user name or a password, which do not belong in a document");
    }
    let after_address = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    let (host, port) = match after_address.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (after_address, None),
    };
    let host = if after_address.len() < authority.len() { authority } else { host };
    if host.is_empty() || host.starts_with('.') || host.contains("..") || port == Some("") {
        return Some("its host or port is empty");
    }
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Some("its port is not a number up to 65535");
    }
    (!host.is_ascii()).then_some("its host has letters that are not ASCII, and is not written in Punycode")
}

/// Adds the variables in braces that `variables` does not declare, without a default, and reports them. Returns whether
/// all are declared.
fn declare_missing(
    template: &str,
    variables: &mut Vec<Variable>,
    address: &Node<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let before = variables.len();
    let names = template.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0));
    for name in names.filter(|name| !name.is_empty()) {
        if variables.iter().any(|variable| variable.name == name) {
            continue;
        }
        diagnostics.warn(
            Code::MissingKeyword,
            &address.location,
            format!("variable `{name}` is not declared in `variables`: callers have to set it"),
            "declare each name in braces under `variables`, with a `default`",
        );
        variables.push(Variable {
            name: name.to_owned(),
            default: String::new(),
            values: Vec::new(),
            description: None,
        });
    }
    variables.len() == before
}

fn variables(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<Variable> {
    let Some(node) = fields.take("variables") else {
        return Vec::new();
    };
    let mut variables = Vec::new();
    for (name, node) in node.entries(diagnostics) {
        let Some(mut fields) = node.fields(diagnostics) else { continue };
        let default = fields.required("default", "callers have to set the variable", diagnostics);
        let default = default.and_then(|node| node.string(diagnostics)).unwrap_or_default().to_owned();
        let values = fields.take("enum").map(|node| node.strings(diagnostics)).unwrap_or_default();
        let description = fields.annotation("description", diagnostics);
        fields.finish(&[], diagnostics);
        variables.push(Variable { name: name.to_owned(), default, values, description });
    }
    variables
}
