//! Path items and operations.

use super::Schema;
use super::content::{Body, Response};
use super::members::{Members, Node};
use super::parameter::Parameter;
use super::reading::Reading;
use super::security::Requirements;
use super::server::{Server, servers};
use crate::diagnostic::Code;
use crate::source::Location;

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub location: Location,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// `operationId`, or one made of the method and the path.
    pub id: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The address in `externalDocs`.
    pub external_docs: Option<String>,
    /// Extensions that hold a text.
    pub extensions: Vec<(String, String)>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The parameters of the path item and of the operation; the latter win.
    pub parameters: Vec<Parameter>,
    /// `requestBody`.
    pub body: Option<Body>,
    /// `responses`.
    pub responses: Vec<Response>,
    /// `security`, if it says something else than the document as a whole.
    pub security: Option<Requirements>,
    /// `servers` of the operation, or of its path.
    pub servers: Vec<Server>,
}

impl Operation {
    /// The schemas of everything that is sent and received.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let parameters = self.parameters.iter().filter_map(|it| it.schema.as_ref());
        let body = self.body.iter().flat_map(|it| &it.content);
        let responses = self.responses.iter().flat_map(|it| &it.content);
        let headers = self.responses.iter().flat_map(|it| &it.headers).filter_map(|it| it.schema.as_ref());
        let contents = body.chain(responses).filter_map(|it| it.schema.as_ref());
        parameters.chain(contents).chain(headers)
    }
}

const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

impl<'a> Reading<'a> {
    /// The operations of the member `paths`.
    pub fn paths(&mut self, node: &Node<'a>) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, node) in node.entries(self.diagnostics) {
            if path.starts_with("x-") {
                continue;
            }
            let item = self.follow(node);
            operations.extend(item.map(|item| self.path_item(path, &item)).unwrap_or_default());
        }
        operations
    }

    fn path_item(&mut self, path: &str, node: &Node<'a>) -> Vec<Operation> {
        let Some(mut members) = node.members(self.diagnostics) else {
            return Vec::new();
        };
        members.leave_out(&["summary", "description"]);
        let shared = self.parameters(&mut members);
        let servers = servers(&mut members, self.diagnostics);
        let mut operations = Vec::new();
        for (keyword, method) in METHODS {
            if let Some(node) = members.take(keyword) {
                let operation = self.operation(path, method, &node, &shared);
                operations.extend(operation.map(|mut operation| {
                    if operation.servers.is_empty() {
                        operation.servers.clone_from(&servers);
                    }
                    operation
                }));
            }
        }
        members.finish(&[], self.diagnostics);
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        method: &'static str,
        node: &Node<'a>,
        shared: &[Parameter],
    ) -> Option<Operation> {
        let mut members = node.members(self.diagnostics)?;
        let id = members.text("operationId", self.diagnostics);
        let own = self.parameters(&mut members);
        let operation = Operation {
            location: node.location.clone(),
            method,
            path: path.to_owned(),
            id: id.filter(|id| !id.is_empty()).unwrap_or_else(|| derived_id(method, path)),
            tags: members.take("tags").map(|node| node.texts(self.diagnostics)).unwrap_or_default(),
            summary: members.remark("summary", self.diagnostics),
            description: members.remark("description", self.diagnostics),
            external_docs: self.external_docs(&mut members),
            extensions: members.extensions(),
            deprecated: members.flag("deprecated", self.diagnostics),
            parameters: merge(shared, &own),
            body: members.take("requestBody").and_then(|node| self.body(node)),
            responses: self.responses(&mut members),
            security: members.take("security").map(|node| self.requirements(&node)),
            servers: servers(&mut members, self.diagnostics),
        };
        self.callbacks(&mut members);
        members.finish(&[], self.diagnostics);
        Some(operation)
    }

    /// Callbacks are requests that a service sends: there is nothing in a client that takes them.
    fn callbacks(&mut self, members: &mut Members<'a>) {
        let Some(node) = members.take("callbacks") else {
            return;
        };
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("the callback `{name}` is no part of a client, which sends requests and takes none"),
                "waive it in the settings if the client is wanted without",
            );
        }
    }

    /// Webhooks are requests that a service sends, as callbacks are.
    pub fn webhooks(&mut self, node: &Node<'a>) {
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("the webhook `{name}` is no part of a client, which sends requests and takes none"),
                "waive it in the settings if the client is wanted without",
            );
        }
    }

    fn external_docs(&mut self, members: &mut Members<'a>) -> Option<String> {
        let mut members = members.take("externalDocs")?.members(self.diagnostics)?;
        members.leave_out(&["description"]);
        let address = members.remark("url", self.diagnostics);
        members.finish(&[], self.diagnostics);
        address
    }
}

/// The parameters of the path item that the operation does not say anew, then the operation's own.
fn merge(shared: &[Parameter], own: &[Parameter]) -> Vec<Parameter> {
    let same = |a: &Parameter, b: &Parameter| a.name == b.name && a.place == b.place;
    let kept = shared.iter().filter(|parameter| !own.iter().any(|other| same(parameter, other)));
    kept.chain(own).cloned().collect()
}

/// An id for an operation that has none, of its method and its path: `getUsersByUserIdPosts`.
fn derived_id(method: &str, path: &str) -> String {
    let mut id = method.to_lowercase();
    for piece in path.split_inclusive(['/', '}']).flat_map(|piece| piece.split_inclusive('{')) {
        let words = piece.trim_end_matches(['/', '{', '}']);
        let mut start = true;
        if piece.ends_with('}') {
            id.push_str("By");
        }
        for letter in words.chars() {
            if !letter.is_alphanumeric() {
                start = true;
            } else if std::mem::take(&mut start) {
                id.extend(letter.to_uppercase());
            } else {
                id.push(letter);
            }
        }
    }
    if id.len() == method.len() { format!("{id}Root") } else { id }
}

#[cfg(test)]
mod tests {
    use super::derived_id;

    #[test]
    fn ids_of_operations_without_one() {
        for (method, path, expected) in [
            ("GET", "/users/{userId}/posts", "getUsersByUserIdPosts"),
            ("POST", "/", "postRoot"),
            ("PUT", "/a-b.c/{x_y}-{z}", "putABCByXYByZ"),
            ("GET", "/{id}", "getById"),
        ] {
            assert_eq!(derived_id(method, path), expected);
        }
    }
}
