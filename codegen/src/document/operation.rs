//! Path items and operations.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::Schema;
use super::content::{Body, Media, Response};
use super::fields::{Fields, Node};
use super::omitted::{Omitted, placeholders};
use super::parameter::{Parameter, Place};
use super::reader::Reader;
use super::security::Requirements;
use super::server::{Server, servers};
use crate::diagnostic::Code;
use crate::source::Location;

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Location in the document.
    pub location: Location,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// `operationId`, or an id derived from the method and the path.
    pub id: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub external_docs: Option<String>,
    /// Extensions (`x-…`) whose value is a string.
    pub extensions: Vec<(String, String)>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The parameters of the path item and of the operation. The latter override the former.
    pub parameters: Vec<Parameter>,
    /// `requestBody`.
    pub body: Option<Body>,
    /// `responses`.
    pub responses: Vec<Response>,
    /// `security`, if the operation overrides that of the document.
    pub security: Option<Requirements>,
    /// `servers` of the operation, or else of its path item.
    pub servers: Vec<Server>,
}

impl Operation {
    /// Returns the schemas of all parameters, bodies and response headers.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let parameters = self.parameters.iter().filter_map(|it| it.schema.as_ref());
        let body = self.body.iter().flat_map(|it| &it.content);
        let responses = self.responses.iter().flat_map(|it| &it.content);
        let headers = self.responses.iter().flat_map(|it| &it.headers).filter_map(|it| it.schema.as_ref());
        let contents = body.chain(responses).flat_map(Media::schemas);
        parameters.chain(contents).chain(headers)
    }

    /// Returns whether there is a query parameter with this name.
    #[must_use]
    pub fn has_query_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|it| it.place == Place::Query && it.name == name)
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

impl<'a> Reader<'a> {
    /// Reads the operations in `paths`.
    pub fn paths(&mut self, node: &Node<'a>) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, node) in node.entries(self.diagnostics) {
            if path.starts_with("x-") {
                continue;
            }
            let path = self.absolute(path, &node.location);
            let item = self.follow(node);
            operations.extend(item.map(|item| self.path_item(&path, &item)).unwrap_or_default());
        }
        operations.retain_mut(|operation| !self.omit(operation));
        self.distinct_ids(&mut operations);
        operations
    }

    /// Omits an operation if no request can be made for it, and returns whether that is so.
    fn omit(&mut self, operation: &mut Operation) -> bool {
        let names = placeholders(&operation.path);
        let is_path = |parameter: &&Parameter| parameter.place == Place::Path;
        let declared = |name: &String| operation.parameters.iter().filter(is_path).any(|it| it.name == *name);
        let missing = names.iter().find(|name| !declared(name));
        let Operation { location, id, method, path, .. } = &*operation;
        let (reason, help) = if let Some(missing) = missing {
            (
                format!("placeholder `{{{missing}}}` in `{path}` has no parameter"),
                "add a parameter with this name and `\"in\": \"path\"`, or remove the placeholder from the path",
            )
        } else if has_dot_segment(path) {
            (
                format!(
                    "URL parsers resolve the `.` and `..` segments in `{path}` and would call another path"
                ),
                "write the path without these segments",
            )
        } else {
            self.ignore_stray(operation, &names);
            return false;
        };
        let (location, id, path) = (location.clone(), id.clone(), path.clone());
        self.report_omitted(Omitted { location, id, method, path, reason }, help);
        true
    }

    fn report_omitted(&mut self, omitted: Omitted, help: &str) {
        let message = format!("operation `{}` is omitted: {}", omitted.id, omitted.reason);
        self.diagnostics.warn(Code::OmittedOperation, &omitted.location, message, help);
        self.omitted.push(omitted);
    }

    /// Removes path parameters that have no placeholder.
    fn ignore_stray(&mut self, operation: &mut Operation, names: &[String]) {
        operation.parameters.retain(|parameter| {
            let is_stray = parameter.place == Place::Path && !names.contains(&parameter.name);
            if is_stray {
                self.diagnostics.warn(
                    Code::PathParameterMismatch,
                    &parameter.location,
                    format!(
                        "path parameter `{}` is ignored: it is not in the path `{}`",
                        parameter.name, operation.path
                    ),
                    "add it to the path in braces, or remove the parameter",
                );
            }
            !is_stray
        });
    }

    /// Adds the slash that a path has to start with. Without one, the path would become a part of the host. Reports a
    /// fragment, which some documents have to distinguish operations with the same path.
    fn absolute(&mut self, path: &'a str, place: &Location) -> Cow<'a, str> {
        if let Some((sent, _)) = path.split_once('#') {
            self.diagnostics.warn(
                Code::InvalidValue,
                place,
                format!("path `{path}` has a fragment, which is not sent: the request goes to `{sent}`"),
                "remove the fragment, or write `%23` if the path contains a `#`",
            );
        }
        if path.starts_with('/') {
            return Cow::Borrowed(path);
        }
        self.diagnostics.warn(
            Code::InvalidValue,
            place,
            format!("path `{path}` does not start with a slash: it is read as `/{path}`"),
            "start the path with `/`",
        );
        Cow::Owned(format!("/{path}"))
    }

    /// Derives an id for each operation whose `operationId` another one has: for all operations of a path item that
    /// several paths refer to, and for all but the first one otherwise. `HEAD` yields to other methods.
    fn distinct_ids(&mut self, operations: &mut [Operation]) {
        let mut uses: HashMap<Location, usize> = HashMap::new();
        for operation in &*operations {
            *uses.entry(operation.location.clone()).or_default() += 1;
        }
        let mut taken: HashSet<String> = operations.iter().map(|operation| operation.id.clone()).collect();
        let mut first: HashMap<String, Location> = HashMap::new();
        let (heads, others): (Vec<_>, Vec<_>) = operations.iter_mut().partition(|it| it.method == "HEAD");
        for operation in others.into_iter().chain(heads) {
            let is_shared = uses.get(&operation.location) > Some(&1);
            let Some(place) = first.get(&operation.id).filter(|_| !is_shared).cloned().or_else(|| {
                first.entry(operation.id.clone()).or_insert_with(|| operation.location.clone());
                is_shared.then(|| operation.location.clone())
            }) else {
                continue;
            };
            let derived = derived_id(operation.method, &operation.path);
            let mut numbered = (2..).map(|number| format!("{derived}{number}"));
            let mut id = derived.clone();
            while !taken.insert(id.clone()) {
                id = numbered.next().unwrap_or_default();
            }
            let own = std::mem::replace(&mut operation.id, id);
            let reason = if is_shared {
                "several paths refer to it".to_owned()
            } else {
                format!("first used at `{place}`")
            };
            self.diagnostics.warn(
                Code::DuplicateOperation,
                &operation.location.join("operationId"),
                format!("duplicate operationId `{own}` ({reason}): `{}` is used instead", operation.id),
                "give each operation a unique id",
            );
        }
    }

    fn path_item(&mut self, path: &str, node: &Node<'a>) -> Vec<Operation> {
        let Some(mut fields) = node.fields(self.diagnostics) else {
            return Vec::new();
        };
        fields.ignore(&["summary", "description"]);
        let shared = self.parameters(&mut fields);
        self.check_repeated(&shared);
        let servers = servers(&mut fields, self.diagnostics);
        let defect = self.defect.take();
        let mut operations = Vec::new();
        for (keyword, method) in METHODS {
            if let Some(node) = fields.take(keyword) {
                self.defect.clone_from(&defect);
                let operation = self.operation(path, method, &node, &shared);
                operations.extend(operation.map(|mut operation| {
                    if operation.servers.is_empty() {
                        operation.servers.clone_from(&servers);
                    }
                    operation
                }));
            }
        }
        self.defect = None;
        fields.finish(&[], self.diagnostics);
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        method: &'static str,
        node: &Node<'a>,
        shared: &[Parameter],
    ) -> Option<Operation> {
        let Some(mut fields) = node.fields(self.diagnostics) else {
            let reason = "it is not an object".to_owned();
            let (location, id) = (node.location.clone(), derived_id(method, path));
            let omitted = Omitted { location, id, method, path: path.to_owned(), reason };
            self.report_omitted(omitted, "describe the operation, or remove it");
            return None;
        };
        let id = fields.string("operationId", self.diagnostics);
        let own = self.parameters(&mut fields);
        self.check_repeated(&own);
        let operation = Operation {
            location: node.location.clone(),
            method,
            path: path.to_owned(),
            id: id.filter(|id| !id.is_empty()).unwrap_or_else(|| derived_id(method, path)),
            tags: fields.take("tags").map(|node| node.strings(self.diagnostics)).unwrap_or_default(),
            summary: fields.annotation("summary", self.diagnostics),
            description: fields.annotation("description", self.diagnostics),
            external_docs: self.external_docs(&mut fields),
            extensions: fields.extensions(),
            deprecated: fields.flag("deprecated", self.diagnostics),
            parameters: merge(shared, &own),
            body: fields.take("requestBody").and_then(|node| self.body(node)),
            responses: self.responses(&mut fields),
            security: fields.take("security").and_then(|node| self.requirements(&node)),
            servers: servers(&mut fields, self.diagnostics),
        };
        self.callbacks(&mut fields);
        fields.finish(&[], self.diagnostics);
        let Some(reason) = self.defect.take() else { return Some(operation) };
        let Operation { location, id, path, .. } = operation;
        let omitted = Omitted { location, id, method, path, reason };
        self.report_omitted(omitted, "correct the description that the other warning names");
        None
    }

    /// Reports parameters with the same name and location, of which only one could be sent.
    fn check_repeated(&mut self, parameters: &[Parameter]) {
        let mut seen = HashSet::new();
        for parameter in parameters {
            let name = match parameter.place {
                Place::Header => parameter.name.to_lowercase(),
                Place::Path | Place::Query | Place::Cookie => parameter.name.clone(),
            };
            if !seen.insert((name, parameter.place)) {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &parameter.location,
                    format!("duplicate {} parameter `{}`", parameter.place.as_str(), parameter.name),
                    "a parameter is identified by its name and location: remove one of them",
                );
            }
        }
    }

    /// Reports callbacks. They are requests that the service sends, which a client does not receive.
    fn callbacks(&mut self, fields: &mut Fields<'a>) {
        let Some(node) = fields.take("callbacks") else {
            return;
        };
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("callback `{name}` is ignored: a client does not receive requests"),
                "allow it in the settings if the client does not need it",
            );
        }
    }

    /// Reports webhooks, which are requests that the service sends, like callbacks. Returns their operations if
    /// `as_models`: their schemas are all that a document without other operations has.
    pub fn webhooks(&mut self, node: &Node<'a>, as_models: bool) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("webhook `{name}` is ignored: a client does not receive requests"),
                "allow it in the settings if the client does not need it",
            );
            if as_models {
                let item = self.follow(node);
                operations.extend(item.map(|item| self.path_item(name, &item)).unwrap_or_default());
            }
        }
        operations
    }

    fn external_docs(&mut self, fields: &mut Fields<'a>) -> Option<String> {
        let mut fields = fields.take("externalDocs")?.fields(self.diagnostics)?;
        fields.ignore(&["description"]);
        let address = fields.annotation("url", self.diagnostics);
        fields.finish(&[], self.diagnostics);
        address
    }
}

/// Returns the parameters of the path item that the operation does not override, then those of the operation.
fn merge(shared: &[Parameter], own: &[Parameter]) -> Vec<Parameter> {
    let same = |a: &Parameter, b: &Parameter| a.name == b.name && a.place == b.place;
    let kept = shared.iter().filter(|parameter| !own.iter().any(|other| same(parameter, other)));
    kept.chain(own).cloned().collect()
}

/// Derives an id from the method and the path, such as `getUsersByUserIdPosts`.
fn derived_id(method: &str, path: &str) -> String {
    let mut id = method.to_lowercase();
    for piece in path.split_inclusive(['/', '}']).flat_map(|piece| piece.split_inclusive('{')) {
        let words = piece.trim_end_matches(['/', '{', '}']);
        let mut start = true;
        if piece.ends_with('}') {
            id.push_str("By");
        }
        for character in words.chars() {
            if !character.is_alphanumeric() {
                start = true;
            } else if std::mem::take(&mut start) {
                id.extend(character.to_uppercase());
            } else {
                id.push(character);
            }
        }
    }
    if id.len() == method.len() { format!("{id}Root") } else { id }
}

/// Whether a path has a segment that URL parsers resolve.
fn has_dot_segment(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split('/').map(|segment| segment.replace("%2e", ".").replace("%2E", "."));
    segments.any(|segment| segment == "." || segment == "..")
}

#[cfg(test)]
mod tests {
    use super::derived_id;

    #[test]
    fn ids_are_derived_from_method_and_path() {
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
