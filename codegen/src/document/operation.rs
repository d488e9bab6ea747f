//! Path items, operations, parameters, bodies and answers.

use super::members::{Members, Node};
use super::{Location, Schema, Sources, Value, schema};
use crate::diagnostic::{Code, Diagnostics};

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub location: Location,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// `operationId`.
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
    pub answers: Vec<Answer>,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Where it stands.
    pub location: Location,
    /// `name`.
    pub name: String,
    /// `in`.
    pub place: Place,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `schema`.
    pub schema: Schema,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// A request body in JSON.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it stands.
    pub location: Location,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// The schema of `application/json`.
    pub schema: Schema,
    /// The documented examples.
    pub examples: Vec<Example>,
}

/// One of the answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it stands.
    pub location: Location,
    /// The status: `200`, `2XX` or `default`.
    pub status: String,
    /// The schema of `application/json`; `None` for an empty body.
    pub schema: Option<Schema>,
    /// The documented examples.
    pub examples: Vec<Example>,
}

/// A documented example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Where its value stands.
    pub location: Location,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
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

/// What reading operations needs at hand: other files for `$ref`s, and a place for findings.
pub(super) struct Reading<'a> {
    pub sources: &'a Sources,
    pub diagnostics: &'a mut Diagnostics,
}

impl<'a> Reading<'a> {
    /// The node itself, or what its `$ref` leads to, however many steps that takes.
    fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        let mut node = node;
        for _ in 0..32 {
            let Value::Object(members) = node.value else {
                return Some(node);
            };
            let Some(Value::String(reference)) = members.get("$ref") else {
                return Some(node);
            };
            let place = node.location.join("$ref");
            let Some(location) = place.resolve(reference) else {
                return self.dangling(&place, reference);
            };
            let Some(value) = self.sources.value(&location) else {
                return self.dangling(&place, reference);
            };
            node = Node { value, location };
        }
        self.diagnostics.error(
            Code::DanglingReference,
            &node.location,
            "the references from here on never end at a value",
            "break the circle of references",
        );
        None
    }

    fn dangling<T>(&mut self, place: &Location, reference: &str) -> Option<T> {
        self.diagnostics.error(
            Code::DanglingReference,
            place,
            format!("`{reference}` leads nowhere"),
            "refer to a place that exists, by a relative path and a JSON pointer behind `#`",
        );
        None
    }

    /// The operations of the member `paths`.
    pub fn paths(&mut self, node: &Node<'a>) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, node) in node.entries(self.diagnostics) {
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
        let mut operations = Vec::new();
        for (keyword, method) in METHODS {
            if let Some(node) = members.take(keyword) {
                operations.extend(self.operation(path, method, &node, &shared));
            }
        }
        members.finish(&["servers"], self.diagnostics);
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
        let id = members.required("operationId", self.diagnostics);
        let id = id.and_then(|node| node.text(self.diagnostics));
        let own = self.parameters(&mut members);
        let operation = Operation {
            location: node.location.clone(),
            method,
            path: path.to_owned(),
            id: id.unwrap_or_default().to_owned(),
            tags: members.take("tags").map(|node| node.texts(self.diagnostics)).unwrap_or_default(),
            summary: members.text("summary", self.diagnostics),
            description: members.text("description", self.diagnostics),
            external_docs: self.external_docs(&mut members),
            extensions: members.extensions(),
            deprecated: members.flag("deprecated", self.diagnostics),
            parameters: merge(shared, &own),
            body: members.take("requestBody").and_then(|node| self.body(node)),
            answers: self.answers(&mut members),
        };
        members.leave_out(&["security"]);
        members.finish(&["callbacks", "servers"], self.diagnostics);
        id.map(|_| operation)
    }

    fn external_docs(&mut self, members: &mut Members<'a>) -> Option<String> {
        let mut members = members.take("externalDocs")?.members(self.diagnostics)?;
        members.leave_out(&["description"]);
        let address = members.required("url", self.diagnostics);
        members.finish(&[], self.diagnostics);
        address?.text(self.diagnostics).map(str::to_owned)
    }

    fn parameters(&mut self, members: &mut Members<'a>) -> Vec<Parameter> {
        let Some(node) = members.take("parameters") else {
            return Vec::new();
        };
        let elements = node.elements(self.diagnostics);
        let parameters = elements.into_iter().filter_map(|node| {
            let node = self.follow(node)?;
            self.parameter(&node)
        });
        parameters.collect()
    }

    fn parameter(&mut self, node: &Node<'a>) -> Option<Parameter> {
        let mut members = node.members(self.diagnostics)?;
        let name = members.required("name", self.diagnostics);
        let name = name.and_then(|node| node.text(self.diagnostics));
        let place = members.required("in", self.diagnostics);
        let place = place.and_then(|node| self.place(&node));
        let required = members.flag("required", self.diagnostics);
        let description = members.text("description", self.diagnostics);
        let deprecated = members.flag("deprecated", self.diagnostics);
        let found = members.required("schema", self.diagnostics);
        let found = found.and_then(|node| schema::schema(&node, self.diagnostics));
        members.leave_out(&["example", "examples"]);
        let unsupported = &["style", "explode", "allowReserved", "allowEmptyValue", "content"];
        members.finish(unsupported, self.diagnostics);
        Some(Parameter {
            location: node.location.clone(),
            name: name?.to_owned(),
            place: place?,
            required,
            description,
            deprecated,
            schema: found?,
        })
    }

    fn place(&mut self, node: &Node<'_>) -> Option<Place> {
        match node.text(self.diagnostics)? {
            "path" => Some(Place::Path),
            "query" => Some(Place::Query),
            "header" => Some(Place::Header),
            "cookie" => {
                self.diagnostics.error(
                    Code::Unsupported,
                    &node.location,
                    "cookie parameters are not supported yet",
                    "take the parameter out with a correction",
                );
                None
            }
            other => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &node.location,
                    format!("`{other}` is no place for a parameter"),
                    "one of: path, query, header",
                );
                None
            }
        }
    }

    fn body(&mut self, node: Node<'a>) -> Option<Body> {
        let node = self.follow(node)?;
        let mut members = node.members(self.diagnostics)?;
        let required = members.flag("required", self.diagnostics);
        let description = members.text("description", self.diagnostics);
        let content = members.required("content", self.diagnostics);
        members.finish(&[], self.diagnostics);
        let (schema, examples) = self.content(&content?)?;
        Some(Body { location: node.location, required, description, schema: schema?, examples })
    }

    fn answers(&mut self, members: &mut Members<'a>) -> Vec<Answer> {
        let Some(node) = members.required("responses", self.diagnostics) else {
            return Vec::new();
        };
        let entries = node.entries(self.diagnostics);
        let answers = entries.into_iter().filter_map(|(status, node)| {
            let node = self.follow(node)?;
            self.answer(status, &node)
        });
        answers.collect()
    }

    fn answer(&mut self, status: &str, node: &Node<'a>) -> Option<Answer> {
        let mut members = node.members(self.diagnostics)?;
        members.leave_out(&["description", "headers"]);
        let content = members.take("content");
        let content = content.and_then(|content| self.content(&content));
        members.finish(&["links"], self.diagnostics);
        let (schema, examples) = content.unwrap_or_default();
        Some(Answer { location: node.location.clone(), status: status.to_owned(), schema, examples })
    }

    /// The schema and the examples of `application/json`, the one content type understood so far.
    fn content(&mut self, node: &Node<'a>) -> Option<(Option<Schema>, Vec<Example>)> {
        let mut json = None;
        for (media_type, node) in node.entries(self.diagnostics) {
            if media_type.split(';').next() == Some("application/json") {
                json = json.or(Some(node));
            } else {
                self.diagnostics.error(
                    Code::Unsupported,
                    &node.location,
                    format!("the content type `{media_type}` is not supported yet"),
                    "only `application/json` is; take the others out with a correction",
                );
            }
        }
        let mut members = json?.members(self.diagnostics)?;
        let found = members.take("schema");
        let found = found.and_then(|node| schema::schema(&node, self.diagnostics));
        let examples = self.examples(&mut members);
        members.finish(&["encoding"], self.diagnostics);
        Some((found, examples))
    }

    fn examples(&mut self, members: &mut Members<'a>) -> Vec<Example> {
        let single = members.take("example").map(|node| example("example", &node));
        let mut examples: Vec<_> = single.into_iter().collect();
        let Some(node) = members.take("examples") else {
            return examples;
        };
        for (name, node) in node.entries(self.diagnostics) {
            let node = self.follow(node);
            let members = node.and_then(|node| node.members(self.diagnostics));
            let Some(mut members) = members else { continue };
            members.leave_out(&["summary", "description"]);
            examples.extend(members.take("value").map(|node| example(name, &node)));
            members.finish(&["externalValue"], self.diagnostics);
        }
        examples
    }
}

fn example(name: &str, node: &Node<'_>) -> Example {
    Example { location: node.location.clone(), name: name.to_owned(), value: node.value.clone() }
}

/// The parameters of the path item that the operation does not say anew, then the operation's own.
fn merge(shared: &[Parameter], own: &[Parameter]) -> Vec<Parameter> {
    let same = |a: &Parameter, b: &Parameter| a.name == b.name && a.place == b.place;
    let kept = shared.iter().filter(|parameter| !own.iter().any(|other| same(parameter, other)));
    kept.chain(own).cloned().collect()
}
