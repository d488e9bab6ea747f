//! Facts that were recorded as JSON, the states of a document, and digests.

use std::collections::BTreeMap;
use std::error::Error;

use serde_json::{Value, json};
use transcribe::spec::{Spec, State};
use transcribe::{Digests, compare_all, recorded, value_digest};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const SERVER: &str = "http://library.example";

fn document(schemas: &Value) -> Spec {
    let example = json!({ "id": "l1" });
    let root = json!({
        "openapi": "3.1.0",
        "servers": [{ "url": SERVER }],
        "x-documented-states": [{ "name": "old", "facts": "old.json" }, { "name": "new" }],
        "paths": {
            "/loans": {
                "post": {
                    "externalDocs": { "url": "https://library.example/docs/create-loan" },
                    "x-required-permission": "Loans",
                    "requestBody": {
                        "content": { "application/json": { "schema": { "$ref": "#/schemas/Lend" } } }
                    },
                    "responses": {
                        "200": {
                            "content": {
                                "application/json": {
                                    "schema": { "$ref": "#/schemas/Loan" },
                                    "examples": { "documented": { "value": example } }
                                }
                            }
                        }
                    }
                }
            }
        },
        "schemas": schemas
    });
    Spec::new([("openapi.json".to_owned(), root)].into(), "openapi.json")
}

fn schemas() -> Value {
    json!({
        "Lend": {
            "type": "object",
            "required": ["book"],
            "properties": {
                "weeks": { "type": "integer", "minimum": 1, "maximum": 4 },
                "book": { "type": "object", "properties": { "isbn": { "type": "string", "maxLength": 13 } } },
                "note": {}
            }
        },
        "Loan": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } }
    })
}

fn facts() -> Value {
    json!([{
        "title": "Create loan",
        "address": "https://library.example/docs/create-loan",
        "method": "POST",
        "path": "/loans",
        "server": SERVER,
        "permission": "Loans",
        "request": {
            "schema": {
                "type": "object",
                "required": ["book"],
                "properties": {
                    "weeks": { "type": "integer", "minimum": 1, "maximum": 4 },
                    "book": { "type": "object", "properties": { "isbn": { "type": "string", "maxLength": 13 } } },
                    "note": {}
                }
            }
        },
        "response": {
            "schema": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } },
            "examples": [value_digest(&json!({ "id": "l1" }))]
        }
    }])
}

fn differences(facts: &Value) -> Outcome<Vec<String>> {
    let pages = recorded::read(&facts.to_string())?;
    let spec = document(&schemas());
    let report = compare_all(&pages, &spec)?;
    Ok(report.differences.iter().map(|(_, it)| it.to_string()).collect())
}

#[test]
fn recorded_facts_and_document_agree() -> Outcome {
    assert_eq!(differences(&facts())?, Vec::<String>::new());
    Ok(())
}

#[test]
fn every_recorded_fact_is_compared() -> Outcome {
    let request = "/0/request/schema/properties";
    let cases = [
        ("/0/server".to_owned(), json!("https://library.example"), "server"),
        ("/0/permission".to_owned(), json!("Books"), "required permission"),
        ("/0/address".to_owned(), json!("https://library.example/docs/x"), "address of the page"),
        (format!("{request}/weeks/minimum"), json!(2), "minimum"),
        (format!("{request}/weeks/maximum"), json!(5), "maximum"),
        (format!("{request}/book/properties/isbn/maxLength"), json!(10), "maximum length"),
        (
            "/0/request/schema/required".to_owned(),
            json!(["book", "weeks"]),
            "the page says that it is required",
        ),
        ("/0/response/schema/required".to_owned(), json!([]), "but the page does not say so"),
        ("/0/response/examples".to_owned(), json!([]), "the page prints no such example"),
        ("/0/response/examples".to_owned(), json!(["0"]), "an example that the document lacks"),
    ];
    for (pointer, value, expected) in cases {
        let mut facts = facts();
        *facts.pointer_mut(&pointer).ok_or("the fact exists")? = value;
        let found = differences(&facts)?;
        assert!(found.iter().any(|it| it.contains(expected)), "{pointer}: {found:?}");
    }
    let mut unknown = facts();
    unknown[0]["tag"] = json!("Loans");
    assert!(recorded::read(&unknown.to_string()).is_err());
    Ok(())
}

#[test]
fn states_are_listed() -> Outcome {
    let mut different = schemas();
    different["Loan"]["properties"]["id"]["x-states"] = json!({ "old": { "maxLength": 8 }, "new": null });
    let states = document(&different).states()?;
    let expected = [
        State { name: "old".to_owned(), facts: Some("old.json".to_owned()) },
        State { name: "new".to_owned(), facts: None },
    ];
    assert_eq!(states, expected);
    Ok(())
}

#[test]
fn states_that_are_malformed_are_errors() -> Outcome {
    let cases = [
        (json!([]), "is not an object"),
        (json!({}), "names no state"),
        (json!({ "older": null }), "the state `older`, which `x-documented-states` does not list"),
        (json!({ "old": {} }), "neither null nor an object with keywords"),
        (json!({ "old": { "type": "string" } }), "`type` is the same in the state `old`"),
        (json!({ "old": { "format": null } }), "`format` is the same in the state `old`"),
        (json!({ "old": null, "new": null }), "exists in no state"),
    ];
    for (states, expected) in cases {
        let mut schemas = schemas();
        schemas["Loan"]["properties"]["id"]["x-states"] = states;
        let error = document(&schemas).states().err().ok_or("the states are malformed")?;
        assert_eq!(error.place.pointer, "/schemas/Loan/properties/id");
        assert!(error.message.contains(expected), "{error}");
    }
    let lists = [
        (json!({}), "invalid type"),
        (json!([{ "name": "old" }, { "name": "new" }]), "exactly one state must have no `facts`"),
        (json!([{ "name": "old", "facts": "a" }, { "name": "old" }]), "`old`, is listed twice"),
    ];
    for (list, expected) in lists {
        let root = json!({ "x-documented-states": list, "paths": {} });
        let spec = Spec::new(BTreeMap::from([("openapi.json".to_owned(), root)]), "openapi.json");
        let error = spec.states().err().ok_or("the list is malformed")?;
        assert!(error.message.contains(expected), "{error}");
    }
    Ok(())
}

/// The digest of the only operation.
fn digest(schemas: &Value) -> Outcome<String> {
    let spec = document(schemas);
    let operations = spec.operations()?;
    Ok(Digests::default().operation(&operations[0])?)
}

#[test]
fn the_layout_of_schemas_does_not_change_the_digest() -> Outcome {
    let before = digest(&schemas())?;
    let mut moved = schemas();
    moved["Book"] = moved["Lend"]["properties"]["book"].clone();
    moved["Lend"]["properties"]["book"] = json!({ "$ref": "#/schemas/Book" });
    assert_eq!(before, digest(&moved)?);

    let mut union = schemas();
    union["Lend"]["properties"]["weeks"] = json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] });
    let mut nested = schemas();
    nested["Weeks"] =
        json!({ "anyOf": [{ "oneOf": [{ "type": "string" }, { "type": "null" }] }, { "type": "integer" }] });
    nested["Lend"]["properties"]["weeks"] = json!({ "$ref": "#/schemas/Weeks" });
    assert_eq!(digest(&union)?, digest(&nested)?);
    assert_ne!(before, digest(&union)?);
    Ok(())
}

/// Two schemas that contain each other are written alike, whichever is met first and whatever was examined before.
#[test]
fn digests_of_recursive_schemas_do_not_depend_on_others() -> Outcome {
    let mut recursive = schemas();
    recursive["Loan"] = json!({
        "type": "object",
        "properties": { "book": { "$ref": "#/schemas/Book" }, "next": { "$ref": "#/schemas/Loan" } }
    });
    recursive["Book"] = json!({ "type": "object", "properties": { "loan": { "$ref": "#/schemas/Loan" } } });
    let before = digest(&recursive)?;
    for options in [["Loan", "Book"], ["Book", "Loan"]] {
        let options = options.map(|name| json!({ "$ref": format!("#/schemas/{name}") }));
        recursive["Lend"] = json!({ "oneOf": options });
        let spec = document(&recursive);
        let operations = spec.operations()?;
        let mut digests = Digests::default();
        let first = digests.operation(&operations[0])?;
        assert_eq!(first, digests.operation(&operations[0])?);
        recursive["Lend"]["oneOf"].as_array_mut().ok_or("the options are a list")?.reverse();
        assert_eq!(first, digest(&recursive)?);
        assert_ne!(first, before);
    }
    // A union that is an option of itself has no further options.
    recursive["Lend"]["oneOf"][0] = json!({ "$ref": "#/schemas/Lend" });
    digest(&recursive)?;
    Ok(())
}
