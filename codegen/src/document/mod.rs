//! The OpenAPI document as its author wrote it: a mirror of the OpenAPI nodes that are supported.
//!
//! Each node is read field by field, and a field that is neither understood nor deliberately ignored is
//! reported. `$ref`s in schemas are checked here and kept as locations, never inlined. This module knows no
//! Rust names and invents no defaults.

mod content;
mod dialect;
mod extensions;
mod fields;
mod files;
mod header;
mod indirect;
mod media_type;
mod nullable;
mod omitted;
mod operation;
mod parameter;
mod reader;
mod schema;
mod security;
mod server;
mod token;
mod unknown;

use indexmap::IndexMap;

use self::fields::{Fields, Node};
use self::reader::Reader;
pub use self::{
    content::{Body, Encoding, Example, Media, Response},
    files::load_files,
    header::Header,
    media_type::is_json,
    omitted::{Omitted, placeholders},
    operation::Operation,
    parameter::{Parameter, Place, Style, Writing},
    schema::{Additional, Discriminator, IfNever, JsonType, Limits, RequiredSets, Schema, is_integer},
    security::{Requirements, Scheme, SchemeKind},
    server::{Server, Variable},
    token::is_content_type,
};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Pointer, Sources, Value};

/// A whole OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Location of the root object.
    pub location: Location,
    /// `openapi`: the OpenAPI version of the document.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `security`.
    pub security: Option<Requirements>,
    /// `components.securitySchemes`.
    pub schemes: Vec<Scheme>,
    /// `tags`.
    pub tags: Vec<Tag>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// The operations that the client does not have.
    pub omitted: Vec<Omitted>,
    /// The operations of `webhooks`, whose schemas become models. Only read if the document has no other operations.
    pub webhooks: Vec<Operation>,
    /// The schemas in `components` that become models although no operation refers to them. Only read if the document
    /// has no operations.
    pub models: Vec<Location>,
    /// Every schema that a `$ref` or a discriminator mapping refers to, by location.
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

/// Reads the document from the loaded files.
pub fn read(root: &str, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let location = Location::root(root);
    let value = sources.value(&location)?;
    if !matches!(value, Value::Object(_)) {
        let help = "write an OpenAPI document: an object with `openapi`, `info` and `paths`";
        diagnostics.error(Code::InvalidValue, &location, "the document is not an object", help);
        return None;
    }
    let node = Node { value, location, sources };
    let mut fields = node.fields(diagnostics)?;
    if is_swagger(&fields, diagnostics) {
        return None;
    }
    let version = version(&mut fields, diagnostics);
    let (title, description) = info(&mut fields, diagnostics);
    let servers = server::servers(&mut fields, diagnostics);
    let tags = tags(&mut fields, diagnostics);
    let is_3_0 = version.starts_with("3.0");
    let mut reader = Reader { is_3_0, defect: None, omitted: Vec::new(), sources, diagnostics };
    let paths = fields.take("paths");
    let operations = paths.as_ref().map(|node| reader.paths(node)).unwrap_or_default();
    let omitted = std::mem::take(&mut reader.omitted);
    let security = fields.take("security").and_then(|node| reader.requirements(&node));
    let components = fields.take("components");
    let security_schemes = components.as_ref().map(|node| reader.schemes(node)).unwrap_or_default();
    let webhooks = fields.take("webhooks").map(|node| reader.webhooks(&node, operations.is_empty()));
    let webhooks = webhooks.unwrap_or_default();
    let mut models = Vec::new();
    if operations.is_empty() {
        models = components.map(|node| named_schemas(&node)).unwrap_or_default();
        let place = paths.map_or_else(|| Location::root(root), |node| node.location);
        let help = "describe at least one operation under `paths`";
        if diagnostics.has_errors() {
            // The operations may be missing because of the errors.
        } else if !models.is_empty() || !webhooks.is_empty() {
            let message = "the document has no operations: only its models are generated";
            diagnostics.warn(Code::MissingKeyword, &place, message, help);
        } else if omitted.is_empty() {
            diagnostics.error(Code::MissingKeyword, &place, "the document has no operations", help);
        }
    }
    fields.ignore(&["externalDocs"]);
    let schema_dialect = fields.take("jsonSchemaDialect");
    dialect::check(schema_dialect.as_ref(), diagnostics);
    fields.finish(&[], diagnostics);
    let roots: Vec<&Operation> = operations.iter().chain(&webhooks).collect();
    let schemas = referenced_schemas(&roots, &models, sources, diagnostics);
    nullable::check(&version, &roots, &schemas, diagnostics);
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
        omitted,
        webhooks,
        models,
        schemas,
    })
}

fn version(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> String {
    let Some(node) = fields.take("openapi") else {
        diagnostics.error(
            Code::MissingKeyword,
            &fields.location,
            "missing keyword `openapi`",
            "add `openapi`, the version of OpenAPI that the document is written for, such as `3.1.0`",
        );
        return String::new();
    };
    if matches!(node.value, Value::Number(_)) && node.text().is_none() {
        diagnostics.error(
            Code::InvalidValue,
            &node.location,
            "the version of OpenAPI is a number",
            "write it as a string with three parts, such as `\"3.0.3\"` or `\"3.1.1\"`",
        );
        return String::new();
    }
    let text = node.string(diagnostics).unwrap_or("3.1.").trim();
    let minor = |minor: &str| {
        text.strip_prefix(minor).is_some_and(|patch| patch.is_empty() || patch.starts_with('.'))
    };
    if !minor("3.0") && !minor("3.1") {
        let (message, help) = if minor("3.2") {
            (
                format!("OpenAPI {text} is not supported yet: this generator reads OpenAPI 3.0 and 3.1"),
                "if the document uses no features of OpenAPI 3.2, set `openapi` to `3.1.1`",
            )
        } else {
            (
                format!("`{text}` is not a version of OpenAPI that is supported: 3.0 and 3.1 are"),
                "set `openapi` to the version that the document is written for, or convert it to OpenAPI 3.1",
            )
        };
        diagnostics.error(Code::Unsupported, &node.location, message, help);
    }
    text.to_owned()
}

/// Reports a document of Swagger 2.0, the predecessor of OpenAPI 3.0, by a single message.
fn is_swagger(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> bool {
    let is_swagger = fields.get("swagger").is_some() && fields.get("openapi").is_none();
    if is_swagger {
        diagnostics.error(
            Code::Unsupported,
            &fields.location.join("swagger"),
            "Swagger 2.0 is not supported",
            "convert the document to OpenAPI 3, for example with the npm package `swagger2openapi` or with \
             <https://converter.swagger.io>",
        );
    }
    is_swagger
}

fn info(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> (String, Option<String>) {
    let node = fields.required("info", "the client has no title", diagnostics);
    let Some(mut info) = node.and_then(|node| node.fields(diagnostics)) else {
        return (String::new(), None);
    };
    let title = info.required("title", "the client has no title", diagnostics);
    let title = title.and_then(|node| node.string(diagnostics));
    let description = info.annotation("description", diagnostics);
    info.ignore(&["contact", "license", "summary", "termsOfService", "version"]);
    info.finish(&[], diagnostics);
    (title.unwrap_or_default().to_owned(), description)
}

fn tags(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<Tag> {
    let Some(node) = fields.take("tags") else {
        return Vec::new();
    };
    let mut tags = Vec::new();
    for node in node.elements(diagnostics) {
        let Some(mut tag) = node.fields(diagnostics) else {
            continue;
        };
        let name = tag.required("name", "the tag is ignored", diagnostics);
        let name = name.and_then(|node| node.string(diagnostics));
        let description = tag.annotation("description", diagnostics);
        tag.ignore(&["externalDocs"]);
        tag.finish(&[], diagnostics);
        tags.extend(name.map(|name| Tag { name: name.to_owned(), description }));
    }
    tags
}

/// Returns the locations of the schemas in `components`.
fn named_schemas(components: &Node<'_>) -> Vec<Location> {
    let Some(Value::Object(schemas)) = components.value.at(&Pointer::default().join("schemas")) else {
        return Vec::new();
    };
    let location = components.location.join("schemas");
    schemas.keys().map(|name| location.join(name)).collect()
}

/// Reads the schemas at `models`, and each schema that they and the operations refer to, transitively.
fn referenced_schemas(
    operations: &[&Operation],
    models: &[Location],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> IndexMap<Location, Schema> {
    let mut schemas = IndexMap::new();
    let mut pending = Vec::new();
    for schema in operations.iter().flat_map(|operation| operation.schemas()) {
        collect_references(schema, &mut pending);
    }
    pending.extend(models.iter().map(|model| (model.clone(), model.clone())));
    pending.reverse();
    while let Some((place, target)) = pending.pop() {
        if schemas.contains_key(&target) {
            continue;
        }
        let Some(value) = sources.value(&target) else {
            if !diagnostics.unreadable(sources, &target.file, &place) {
                files::dangling(&place, &target.to_string(), diagnostics);
            }
            continue;
        };
        let node = Node { value, location: target.clone(), sources };
        let mut schema = schema::schema(&node, diagnostics);
        extensions::add_to_mapping(&mut schema, &target, sources);
        let mut references = Vec::new();
        collect_references(&schema, &mut references);
        pending.extend(references.into_iter().rev());
        schemas.insert(target, schema);
    }
    schemas
}

fn collect_references(schema: &Schema, references: &mut Vec<(Location, Location)>) {
    references.extend(schema.reference.clone().map(|target| (schema.location.join("$ref"), target)));
    if let Some(discriminator) = &schema.discriminator {
        let place = discriminator.location.join("mapping");
        for (tag, target) in &discriminator.mapping {
            references.push((place.join(tag), target.clone()));
        }
    }
    for child in schema.children() {
        collect_references(child, references);
    }
}
