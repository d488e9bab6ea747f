//! Pages whose facts were recorded as JSON, because they are no longer published.
//!
//! A body is described like a JSON schema, with `type`, `properties`, `required`, `items`, `oneOf`, and the limits of
//! strings and numbers. A schema without a type is one that the page does not describe. Examples are recorded as
//! [`value_digest`](crate::value_digest())s.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Number, Value};

use crate::facts::{Body, Content, Example, Page, Property, Response, Scalar, ScalarKind, Shape};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    title: String,
    address: String,
    method: String,
    path: String,
    server: Option<String>,
    permission: Option<String>,
    #[serde(default)]
    parameters: Vec<Parameter>,
    request: Option<Media>,
    response: Option<Media>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    r#in: Location,
    #[serde(default)]
    required: bool,
    schema: Schema,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Location {
    Path,
    Query,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Media {
    schema: Schema,
    #[serde(default)]
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Schema {
    r#type: Option<Kind>,
    #[serde(default)]
    properties: IndexMap<String, Schema>,
    #[serde(default)]
    required: Vec<String>,
    items: Option<Box<Schema>>,
    #[serde(default)]
    one_of: Vec<Schema>,
    #[serde(default)]
    r#enum: Vec<Value>,
    pattern: Option<String>,
    format: Option<String>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    minimum: Option<Number>,
    maximum: Option<Number>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

/// Reads pages that were recorded as JSON.
///
/// # Errors
///
/// The text is not JSON, or states a fact that is not known.
pub fn read(text: &str) -> Result<Vec<Page>, serde_json::Error> {
    let pages: Vec<Recorded> = serde_json::from_str(text)?;
    Ok(pages.into_iter().map(page).collect())
}

fn page(recorded: Recorded) -> Page {
    let mut page = Page {
        title: recorded.title,
        source: Some(recorded.address),
        server: recorded.server,
        permission: recorded.permission,
        deprecation: None,
        method: recorded.method,
        paths: vec![recorded.path],
        path_parameters: IndexMap::new(),
        query_parameters: IndexMap::new(),
        request: Vec::new(),
        response: None,
        request_examples: Vec::new(),
        responses: Vec::new(),
        javascript_call: None,
    };
    for Parameter { name, r#in, required, schema } in recorded.parameters {
        let parameters = match r#in {
            Location::Path => &mut page.path_parameters,
            Location::Query => &mut page.query_parameters,
        };
        parameters.insert(name, Property { line: 1, required, shape: shape(schema) });
    }
    if let Some(Media { schema, examples: recorded }) = recorded.request {
        page.request.push(Body { line: 1, shape: shape(schema) });
        page.request_examples = examples(recorded);
    }
    if let Some(Media { schema, examples: recorded }) = recorded.response {
        page.response = Some(Body { line: 1, shape: shape(schema) });
        page.responses.push(Response { status: 200, examples: examples(recorded) });
    }
    page
}

fn examples(digests: Vec<String>) -> Vec<Example> {
    digests.into_iter().map(|digest| Example { line: 1, content: Content::Digest(digest) }).collect()
}

fn shape(schema: Schema) -> Shape {
    let kind = match schema.r#type {
        None if schema.one_of.is_empty() => return Shape::Undescribed,
        None => return Shape::Union(schema.one_of.into_iter().map(shape).collect()),
        Some(Kind::Object) => return object(schema.properties, &schema.required),
        Some(Kind::Array) => {
            let items = schema.items.map_or(Shape::Undescribed, |items| shape(*items));
            return Shape::List(Box::new(items));
        }
        Some(Kind::String) => ScalarKind::String,
        Some(Kind::Integer) => ScalarKind::Integer,
        Some(Kind::Number) => ScalarKind::Number,
        Some(Kind::Boolean) => ScalarKind::Boolean,
    };
    Shape::Scalar(Scalar {
        kind,
        pattern: schema.pattern,
        format: schema.format,
        values: schema.r#enum,
        min_length: schema.min_length,
        max_length: schema.max_length,
        minimum: schema.minimum,
        maximum: schema.maximum,
    })
}

fn object(properties: IndexMap<String, Schema>, required: &[String]) -> Shape {
    let properties = properties.into_iter().map(|(name, schema)| {
        let required = required.contains(&name);
        (name, Property { line: 1, required, shape: shape(schema) })
    });
    Shape::Object(properties.collect())
}
