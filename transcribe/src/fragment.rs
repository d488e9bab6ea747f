//! Page of a new operation → OpenAPI, to be completed by hand.
//!
//! The fragment holds the facts of the page. Descriptions, names of schemas, and what pages do not print are missing.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::facts::{Body, Content, Example, Page, Property, Scalar, Shape};

/// JSON whose properties keep their order.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Json {
    Object(IndexMap<String, Json>),
    Array(Vec<Json>),
    Other(Value),
}

impl Json {
    fn object<const N: usize>(entries: [(&str, Option<Self>); N]) -> Self {
        let entries = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Self::Object(entries.collect())
    }

    fn value(value: impl Into<Value>) -> Self {
        Self::Other(value.into())
    }
}

/// The path item of a page's operation as JSON text.
///
/// # Errors
///
/// None in practice: the path item consists of JSON values.
pub fn fragment(page: &Page) -> Result<String, serde_json::Error> {
    let method = page.method.to_lowercase();
    let mut text = serde_json::to_string_pretty(&Json::object([(method.as_str(), Some(operation(page)))]))?;
    text.push('\n');
    Ok(text)
}

fn operation(page: &Page) -> Json {
    let parameters =
        parameters("path", &page.path_parameters).chain(parameters("query", &page.query_parameters));
    let parameters: Vec<Json> = parameters.collect();
    let url = page.source.as_deref().map(|it| it.strip_suffix(".md").unwrap_or(it));
    let documentation = url.map(|url| {
        Json::object([("description", Some(Json::value("Reference page"))), ("url", Some(Json::value(url)))])
    });
    let mut responses = IndexMap::new();
    for response in &page.responses {
        let body = page.response.as_ref().filter(|_| (200..300).contains(&response.status));
        let content = body.map(|body| content(&body.shape, &response.examples));
        let response_object = Json::object([("description", Some(Json::value(""))), ("content", content)]);
        responses.insert(response.status.to_string(), response_object);
    }
    Json::object([
        ("operationId", page.javascript_call.as_deref().map(|call| Json::value(operation_id(call)))),
        ("tags", Some(Json::Array(Vec::new()))),
        ("summary", Some(Json::value(page.title.as_str()))),
        ("description", Some(Json::value(""))),
        ("externalDocs", documentation),
        ("x-required-permission", page.permission.as_deref().map(Json::value)),
        ("deprecated", page.deprecation.as_ref().map(|_| Json::value(true))),
        ("parameters", (!parameters.is_empty()).then_some(Json::Array(parameters))),
        ("requestBody", request(page)),
        ("responses", Some(Json::Object(responses))),
    ])
}

/// `list.addon.backups` → `listAddonBackups`
fn operation_id(call: &str) -> String {
    let mut parts = call.split('.');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |id, part| {
        let (initial, rest) = part.split_at_checked(1).unwrap_or((part, ""));
        id + &initial.to_uppercase() + rest
    })
}

fn parameters<'p>(
    location: &'p str,
    parameters: &'p IndexMap<String, Property>,
) -> impl Iterator<Item = Json> + use<'p> {
    parameters.iter().map(move |(name, parameter)| {
        let required = parameter.required || location == "path";
        Json::object([
            ("name", Some(Json::value(name.as_str()))),
            ("in", Some(Json::value(location))),
            ("description", Some(Json::value(""))),
            ("required", required.then(|| Json::value(true))),
            ("schema", Some(schema(&parameter.shape))),
        ])
    })
}

fn request(page: &Page) -> Option<Json> {
    let content = match &page.request[..] {
        [] => return None,
        [Body { shape, .. }] => content(shape, &page.request_examples),
        bodies => {
            let options = bodies.iter().map(|body| body.shape.clone()).collect();
            content(&Shape::Union(options), &page.request_examples)
        }
    };
    Some(Json::object([("required", Some(Json::value(true))), ("content", Some(content))]))
}

fn content(shape: &Shape, examples: &[Example]) -> Json {
    let mut documented = IndexMap::new();
    let texts = examples.iter().filter_map(|example| match &example.content {
        Content::Text(text) => serde_json::from_str::<Json>(text).ok(),
        Content::Digest(_) => None,
    });
    for value in texts {
        let name = match documented.len() {
            0 => "documented".to_owned(),
            count => format!("documented{}", count + 1),
        };
        documented.insert(name, Json::object([("value", Some(value))]));
    }
    let examples = (!documented.is_empty()).then_some(Json::Object(documented));
    let media = Json::object([("schema", Some(schema(shape))), ("examples", examples)]);
    Json::object([("application/json", Some(media))])
}

fn schema(shape: &Shape) -> Json {
    match shape {
        Shape::Undescribed => Json::object([]),
        Shape::List(items) => {
            Json::object([("type", Some(Json::value("array"))), ("items", Some(schema(items)))])
        }
        Shape::Union(options) => {
            Json::object([("oneOf", Some(Json::Array(options.iter().map(schema).collect())))])
        }
        Shape::Scalar(scalar) => scalar_schema(scalar),
        Shape::Object(properties) if properties.is_empty() => Json::object([
            ("type", Some(Json::value("object"))),
            ("additionalProperties", Some(Json::value(true))),
        ]),
        Shape::Object(properties) => {
            let required = properties.iter().filter(|(_, it)| it.required);
            let required: Vec<Json> = required.map(|(name, _)| Json::value(name.as_str())).collect();
            let properties = properties.iter().map(|(name, it)| (name.clone(), schema(&it.shape)));
            Json::object([
                ("type", Some(Json::value("object"))),
                ("required", (!required.is_empty()).then_some(Json::Array(required))),
                ("properties", Some(Json::Object(properties.collect()))),
            ])
        }
    }
}

fn scalar_schema(scalar: &Scalar) -> Json {
    let format = scalar.format.as_deref().filter(|it| *it != "float");
    let values = scalar.values.iter().cloned().map(Json::Other).collect::<Vec<_>>();
    Json::object([
        ("type", Some(Json::value(scalar.kind.name()))),
        ("format", format.map(Json::value)),
        ("pattern", scalar.pattern.as_deref().map(Json::value)),
        ("minLength", scalar.min_length.map(Json::value)),
        ("maxLength", scalar.max_length.map(Json::value)),
        ("enum", (!values.is_empty()).then_some(Json::Array(values))),
    ])
}
