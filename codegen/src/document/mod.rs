//! The document as its author wrote it: a mirror of the OpenAPI nodes that are understood.
//!
//! Each node is taken apart member by member; what is neither understood nor left out on purpose
//! is reported. `$ref`s are followed to their targets here and kept as places, never copied in.
//! This room knows no Rust names and invents no defaults.

mod content;
mod dialect;
mod extensions;
mod header;
mod members;
mod nullable;
mod operation;
mod parameter;
mod reading;
mod schema;
mod security;
mod server;
mod unknown;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use self::members::{Members, Node};
use self::reading::Reading;
pub use self::{
    content::{Body, Encoding, Example, Media, Response, is_json},
    header::Header,
    operation::Operation,
    parameter::{Parameter, Place, Style, Writing},
    schema::{Additional, Demands, Discriminator, IfNever, JsonType, Limits, Schema},
    security::{Requirements, Scheme, SchemeKind},
    server::{Server, Variable},
};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Source, Sources, Value};

/// A whole OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it starts.
    pub location: Location,
    /// `openapi`: the version that it is written in.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `security`.
    pub security: Option<Requirements>,
    /// The security schemes.
    pub schemes: Vec<Scheme>,
    /// `tags`.
    pub tags: Vec<Tag>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// Every schema that a `$ref` leads to.
    pub schemas: IndexMap<Location, Schema>,
}

/// A tag: a group of operations.
#[derive(Clone, Debug)]
pub struct Tag {
    /// `name`.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
}

/// Reads `root` and every file that it refers to, without looking at what they mean. That one of
/// them cannot be read is told where a reference is followed: an extension may name any file.
pub fn load_files(
    root: &str,
    source: &dyn Source,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut waiting = vec![root.to_owned()];
    let mut done: BTreeSet<String> = BTreeSet::new();
    while let Some(file) = waiting.pop() {
        if done.insert(file.clone()) && sources.load(source, &file) {
            let start = Location::root(&file);
            if let Some(value) = sources.value(&start) {
                referenced_files(value, &start, &mut waiting);
            }
        }
    }
    !diagnostics.unreadable(sources, root, &Location::root(root))
}

/// Collects the files that the `$ref`s below `value` name, which stands in the file of `start`.
fn referenced_files(value: &Value, start: &Location, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(reference) if key == "$ref" => {
                        // Most lead to a place in the same file, which is known.
                        if !reference.starts_with('#') {
                            found.extend(start.resolve(reference).map(|target| target.file.to_string()));
                        }
                    }
                    _ => referenced_files(member, start, found),
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                referenced_files(element, start, found);
            }
        }
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Reads the document out of the loaded files.
pub fn read(root: &str, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let location = Location::root(root);
    let value = sources.value(&location)?;
    let node = Node { value, location, sources };
    let mut members = node.members(diagnostics)?;
    let version = version(&mut members, diagnostics);
    let (title, description) = info(&mut members, diagnostics);
    let servers = server::servers(&mut members, diagnostics);
    let tags = tags(&mut members, diagnostics);
    let mut reading = Reading { is_3_0: version.starts_with("3.0"), sources, diagnostics };
    let paths = members.take("paths");
    let operations = paths.as_ref().map(|node| reading.paths(node)).unwrap_or_default();
    let security = members.take("security").map(|node| reading.requirements(&node));
    let security_schemes = members.take("components").map(|node| reading.schemes(&node)).unwrap_or_default();
    if let Some(node) = members.take("webhooks") {
        reading.webhooks(&node);
    }
    if operations.is_empty() && !diagnostics.has_errors() {
        let place = paths.map_or_else(|| Location::root(root), |node| node.location);
        let help = "describe at least one operation under `paths`";
        diagnostics.error(Code::MissingKeyword, &place, "the document has no operations", help);
    }
    members.leave_out(&["externalDocs"]);
    let schema_dialect = members.take("jsonSchemaDialect");
    dialect::known(schema_dialect.as_ref(), diagnostics);
    members.finish(&[], diagnostics);
    let schemas = referenced_schemas(&operations, sources, diagnostics);
    nullable::check(&version, &operations, &schemas, diagnostics);
    Some(Document {
        location: Location::root(root),
        version,
        title,
        description,
        servers,
        security,
        schemes: security_schemes,
        tags,
        operations,
        schemas,
    })
}

fn version(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> String {
    let Some(node) = members.required("openapi", diagnostics) else {
        return String::new();
    };
    let text = node.text(diagnostics).unwrap_or("3.1.");
    if !text.starts_with("3.1.") && !text.starts_with("3.0.") {
        diagnostics.error(
            Code::Unsupported,
            &node.location,
            format!("OpenAPI {text} is not supported"),
            "convert the document to OpenAPI 3.0 or 3.1",
        );
    }
    text.to_owned()
}

fn info(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> (String, Option<String>) {
    let node = members.required("info", diagnostics);
    let Some(mut info) = node.and_then(|node| node.members(diagnostics)) else {
        return (String::new(), None);
    };
    let title = info.required("title", diagnostics);
    let title = title.and_then(|node| node.text(diagnostics));
    let description = info.remark("description", diagnostics);
    info.leave_out(&["contact", "license", "summary", "termsOfService", "version"]);
    info.finish(&[], diagnostics);
    (title.unwrap_or_default().to_owned(), description)
}

fn tags(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<Tag> {
    let Some(node) = members.take("tags") else {
        return Vec::new();
    };
    let mut tags = Vec::new();
    for node in node.elements(diagnostics) {
        let Some(mut tag) = node.members(diagnostics) else {
            continue;
        };
        let name = tag.required("name", diagnostics);
        let name = name.and_then(|node| node.text(diagnostics));
        let description = tag.remark("description", diagnostics);
        tag.leave_out(&["externalDocs"]);
        tag.finish(&[], diagnostics);
        tags.extend(name.map(|name| Tag { name: name.to_owned(), description }));
    }
    tags
}

/// Reads each schema that a `$ref` leads to, those that they refer to in turn included.
fn referenced_schemas(
    operations: &[Operation],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> IndexMap<Location, Schema> {
    let mut schemas = IndexMap::new();
    let mut waiting = Vec::new();
    for schema in operations.iter().flat_map(Operation::schemas) {
        collect_references(schema, &mut waiting);
    }
    waiting.reverse();
    while let Some((place, target)) = waiting.pop() {
        if schemas.contains_key(&target) {
            continue;
        }
        let Some(value) = sources.value(&target) else {
            if !diagnostics.unreadable(sources, &target.file, &place) {
                dangling(&place, &target, diagnostics);
            }
            continue;
        };
        let node = Node { value, location: target.clone(), sources };
        if let Some(mut schema) = schema::schema(&node, diagnostics) {
            extensions::map(&mut schema, &target, sources);
            let mut found = Vec::new();
            collect_references(&schema, &mut found);
            waiting.extend(found.into_iter().rev());
            schemas.insert(target, schema);
        }
    }
    schemas
}

fn collect_references(schema: &Schema, found: &mut Vec<(Location, Location)>) {
    found.extend(schema.reference.clone().map(|target| (schema.location.join("$ref"), target)));
    if let Some(discriminator) = &schema.discriminator {
        let place = discriminator.location.join("mapping");
        for (tag, target) in &discriminator.mapping {
            found.push((place.join(tag), target.clone()));
        }
    }
    for child in schema.children() {
        collect_references(child, found);
    }
}

fn dangling(place: &Location, target: &Location, diagnostics: &mut Diagnostics) {
    diagnostics.error(
        Code::DanglingReference,
        place,
        format!("`{target}` does not exist"),
        "refer to a place that exists, by a relative path and a JSON pointer behind `#`",
    );
}
