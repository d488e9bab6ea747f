//! The large document, and the calls of its operations.

use std::fmt::{Error, Write as _};

use serde_json::{Map, Value, json};

use super::schemas::{Model, entries, list, long};

/// The document of these models, with large operations.
pub fn document(models: &[Model]) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for model in models {
        schemas.extend(model.schemas.clone());
        let body = content(&json!({ "$ref": format!("#/components/schemas/{}", model.name) }));
        let mut operation = operation(&format!("send{}", model.name), "Models");
        operation["requestBody"] = json!({ "required": true, "content": body });
        paths.insert(format!("/models/{}", model.name), json!({ "put": operation }));
    }
    paths.extend(tags());
    paths.extend(requests());
    paths.extend(responses());
    let scheme = |index: usize| {
        let key = json!({ "type": "apiKey", "in": "header", "name": format!("X-Key-{index}") });
        (format!("scheme{index}"), key)
    };
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Sizes", "version": "1" },
        "servers": list(50, server),
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": entries(50, scheme) },
    })
}

fn server(index: usize) -> Value {
    let path: Vec<_> = (0..10).map(|variable| format!("/{{variable{variable}}}")).collect();
    let path = path.concat();
    let variable = |variable: usize| {
        let values = list(20, |value| format!("value{value}"));
        (format!("variable{variable}"), json!({ "default": "value0", "enum": values }))
    };
    json!({ "url": format!("https://host{index}.example.com{path}"), "variables": entries(10, variable) })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn operation(id: &str, tag: &str) -> Value {
    json!({ "operationId": id, "tags": [tag], "responses": { "204": { "description": "Done." } } })
}

/// 300 tags, one of which has 300 operations.
fn tags() -> Map<String, Value> {
    let tags = (0..300).map(|index| {
        let operation = operation(&format!("getTag{index}"), &format!("Tag {index}"));
        (format!("/tags/{index}"), json!({ "get": operation }))
    });
    let operations = (0..300).map(|index| {
        let operation = operation(&format!("getOperation{index}"), "Operations");
        (format!("/operations/{index}"), json!({ "get": operation }))
    });
    tags.chain(operations).collect()
}

/// The place of a parameter, and whether it is required.
fn parameter(index: usize) -> (&'static str, bool) {
    (["query", "header", "cookie"][index % 3], index.is_multiple_of(2))
}

fn requests() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let mut parameters = operation("getParameters", "Requests");
    parameters["parameters"] = list(100, |index| {
        let (place, required) = parameter(index);
        json!({ "name": format!("parameter{index}"), "in": place, "required": required, "schema": text() })
    });
    let mut path = operation("getPath", "Requests");
    path["parameters"] = list(
        50,
        |index| json!({ "name": format!("part{index}"), "in": "path", "required": true, "schema": text() }),
    );
    let template: Vec<_> = (0..50).map(|index| format!("/{{part{index}}}")).collect();
    let template = template.concat();
    let form = |required: Value, property: &dyn Fn(usize) -> Value| {
        let properties = entries(100, |index| (format!("part{index}"), property(index)));
        json!({ "schema": { "type": "object", "required": required, "properties": properties } })
    };
    let part = |index: usize| match index % 3 {
        0 => text(),
        1 => json!({ "type": "string", "format": "binary" }),
        _ => json!({ "type": "array", "items": text() }),
    };
    let mut parts = operation("sendMultipart", "Requests");
    parts["requestBody"] = json!({
        "required": true,
        "content": { "multipart/form-data": form(list(50, |index| format!("part{}", 2 * index)), &part) },
    });
    let mut pairs = operation("sendForm", "Requests");
    pairs["requestBody"] = json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": form(json!([]), &|_| text()) },
    });
    let mut types = operation("sendTypes", "Requests");
    let type_of = |index: usize| {
        let property = format!("type{index}");
        let schema = json!({ "type": "object", "properties": { property: text() } });
        (format!("application/vnd.type{index}+json"), json!({ "schema": schema }))
    };
    types["requestBody"] = json!({ "required": true, "content": entries(60, type_of) });
    types["responses"]["200"] = json!({ "description": "Done.", "content": entries(60, type_of) });
    let mut long_names = operation(&long("Operation"), &long("Tag"));
    long_names["parameters"] = json!([{ "name": long("Parameter"), "in": "query", "schema": text() }]);
    let operations = [
        ("/parameters".to_owned(), "get", parameters),
        (template, "get", path),
        ("/parts".to_owned(), "post", parts),
        ("/pairs".to_owned(), "post", pairs),
        ("/types".to_owned(), "post", types),
        (format!("/{}", long("/segment").repeat(30)), "get", long_names),
    ];
    operations.into_iter().map(|(path, method, operation)| (path, json!({ method: operation }))).collect()
}

fn responses() -> Map<String, Value> {
    let response = |status: &u16| {
        let property = format!("status{status}");
        let schema = json!({ "type": "object", "required": [property], "properties": { property.clone(): { "type": "string" } } });
        (status.to_string(), json!({ "description": "Done.", "content": content(&schema) }))
    };
    let statuses = (200..204).chain(206..230).chain(400..452).chain(500..530);
    let mut several = operation("getStatuses", "Responses");
    several["responses"] = statuses.collect::<Vec<u16>>().iter().map(response).collect::<Map<_, _>>().into();
    let mut headers = operation("getHeaders", "Responses");
    headers["responses"]["204"]["headers"] =
        entries(100, |index| (format!("X-Header-{index}"), json!({ "schema": { "type": "string" } })));
    let mut secured = operation("getSecured", "Responses");
    secured["security"] = list(50, |index| Map::from_iter([(format!("scheme{index}"), json!([]))]));
    let operations = [("/statuses", several), ("/headers", headers), ("/secured", secured)];
    operations.into_iter().map(|(path, operation)| (path.to_owned(), json!({ "get": operation }))).collect()
}

/// The function that calls operations, and checks what they send.
pub fn calls() -> Result<String, Error> {
    let mut text =
        "\nfn call() -> Result<(), Box<dyn std::error::Error>> {\n    let (client, mock) = client()?;\n"
            .to_owned();
    let mut call = |id: &str, call: &str, status: u16, reply: &str, checks: &str| {
        writeln!(text, "    mock.on(\"{id}\").status({status}).reply(faithful_runtime::Value::{reply});")?;
        writeln!(text, "    wait(client.{call})?;\n    let sent = last(&mock);\n    {checks}")
    };
    let arguments = |indices: &mut dyn Iterator<Item = usize>| {
        indices.map(|index| format!("\"{index}\"")).collect::<Vec<_>>().join(", ")
    };
    let setters = |name: &str, indices: &mut dyn Iterator<Item = usize>, value: &str| {
        indices.map(|index| format!(".{name}{index}({value})")).collect::<Vec<_>>().concat()
    };
    let required = arguments(&mut (0..100).filter(|index| parameter(*index).1));
    let optional = setters("parameter", &mut (0..100).filter(|index| !parameter(*index).1), "\"a\"");
    call(
        "getParameters",
        &format!("requests().get_parameters({required}){optional}"),
        204,
        "Null",
        "assert_eq!((sent.query(\"parameter96\"), sent.query(\"parameter99\")), (Some(\"96\"), Some(\"a\")));\n    \
         assert_eq!((sent.header(\"parameter94\"), sent.header(\"parameter97\")), (Some(\"94\"), Some(\"a\")));\n    \
         let cookies = sent.header(\"cookie\").unwrap_or_default();\n    \
         assert!(cookies.contains(\"parameter98=98\") && cookies.contains(\"parameter95=a\"), \"{cookies}\");",
    )?;
    let path = arguments(&mut (0..50));
    call(
        "getPath",
        &format!("requests().get_path({path})"),
        204,
        "Null",
        "assert!(sent.path.ends_with(\"/48/49\"), \"{}\", sent.path);",
    )?;
    call("getTag299", "tag_299().get()", 204, "Null", "assert!(sent.path.ends_with(\"/tags/299\"));")?;
    call(
        "getOperation299",
        "operations().get_operation299()",
        204,
        "Null",
        "assert!(sent.path.ends_with(\"/operations/299\"));",
    )?;
    call(
        "getSecured",
        "responses().get_secured()",
        204,
        "Null",
        "assert_eq!(sent.header(\"x-key-49\"), Some(\"secret\"));",
    )?;
    text.push_str("    Ok(())\n}\n");
    Ok(text)
}
