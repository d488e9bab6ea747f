//! What the generator limits, with a warning that names the place: a document may have any number of it.

use serde_json::{Value, json};
use tests::Outcome;

use super::generate;
use super::schemas::{chain, list};

/// The codes and places of the warnings for a property with this chain of components.
fn warnings(length: usize, link: impl Fn(Value) -> Value) -> Outcome<Vec<String>> {
    let mut schemas = chain("Part", length, json!({ "type": "string", "maxLength": 3 }), link);
    let first = json!({ "$ref": "#/components/schemas/Part0" });
    schemas.insert("Thing".to_owned(), json!({ "type": "object", "properties": { "value": first } }));
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
    let generated = generate(&json!({
        "openapi": "3.1.0",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "put": {
            "operationId": "putThing",
            "tags": ["Things"],
            "requestBody": { "required": true, "content": content },
            "responses": { "204": { "description": "Done." } },
        } } },
        "components": { "schemas": schemas },
    }))?;
    let warnings = generated.diagnostics.sorted();
    Ok(warnings.iter().map(|it| format!("{} {}", it.code.as_str(), it.location)).collect())
}

#[test]
fn lists_in_lists() -> Outcome {
    let list = |next: Value| json!({ "type": "array", "items": next });
    assert_eq!(warnings(32, list)?, [""; 0]);
    assert_eq!(warnings(33, list)?, ["unsupported openapi.json#/components/schemas/Part0"]);
    Ok(())
}

#[test]
fn maps_in_maps() -> Outcome {
    let map = |next: Value| json!({ "type": "object", "additionalProperties": next });
    assert_eq!(warnings(32, map)?, [""; 0]);
    assert_eq!(warnings(33, map)?, ["unsupported openapi.json#/components/schemas/Part0"]);
    Ok(())
}

#[test]
fn positions_in_positions() -> Outcome {
    let position = |next: Value| json!({ "type": "array", "prefixItems": [next] });
    assert_eq!(warnings(16, position)?, [""; 0]);
    let expected = "keyword-unchecked openapi.json#/components/schemas/Part0/prefixItems";
    assert_eq!(warnings(17, position)?, [expected]);
    Ok(())
}

#[test]
fn rules_of_elements() -> Outcome {
    let lists = |count: usize| {
        move |next: Value| {
            let tuple = json!({ "type": "array", "prefixItems": list(count, |_| next.clone()) });
            json!({ "type": "array", "items": tuple })
        }
    };
    assert_eq!(warnings(1, lists(900))?, [""; 0]);
    let expected = "keyword-unchecked openapi.json#/components/schemas/Part0";
    assert_eq!(warnings(1, lists(1_000))?, [expected]);
    Ok(())
}

#[test]
fn positions() -> Outcome {
    let positions = |count: usize| move |next: Value| json!({ "type": "array", "prefixItems": list(count, |_| next.clone()) });
    assert_eq!(warnings(1, positions(1_000))?, [""; 0]);
    let expected = "keyword-unchecked openapi.json#/components/schemas/Part0/prefixItems";
    assert_eq!(warnings(1, positions(1_001))?, [expected]);
    Ok(())
}
