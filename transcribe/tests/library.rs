//! Pages of a small API, in the grammar of the published pages, and the document that was transcribed from them.

use std::collections::BTreeMap;
use std::error::Error;

use serde_json::{Value, json};
use transcribe::facts::Page;
use transcribe::page::read_all;
use transcribe::spec::Spec;
use transcribe::{Digests, Drift, Lock, compare_all, fragment};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const CREATE: &str = include_str!("library/create-loan.md");
const LIST: &str = include_str!("library/list-loans.md");

const FILES: [(&str, &str); 3] = [
    ("openapi.json", include_str!("library/openapi.json")),
    ("paths/loans.json", include_str!("library/paths/loans.json")),
    ("schemas/loans.json", include_str!("library/schemas/loans.json")),
];

fn pages(texts: &[&str]) -> Outcome<Vec<Page>> {
    Ok(read_all(texts).into_iter().collect::<Result<_, _>>()?)
}

fn files() -> Outcome<BTreeMap<String, Value>> {
    FILES.iter().map(|(name, text)| Ok(((*name).to_owned(), serde_json::from_str(text)?))).collect()
}

/// The differences between the pages and the document after an edit of it.
fn differences(edit: impl FnOnce(&mut Value, &mut Value) -> Outcome) -> Outcome<Vec<String>> {
    let mut files = files()?;
    let mut paths = files.remove("paths/loans.json").ok_or("the file exists")?;
    let mut schemas = files.remove("schemas/loans.json").ok_or("the file exists")?;
    edit(&mut paths, &mut schemas)?;
    files.insert("paths/loans.json".to_owned(), paths);
    files.insert("schemas/loans.json".to_owned(), schemas);
    let spec = Spec::new(files, "openapi.json");
    let pages = pages(&[CREATE, LIST])?;
    let report = compare_all(&pages, &spec)?;
    Ok(report.differences.iter().map(|(_, it)| format!("{} {it}", it.place)).collect())
}

#[test]
fn pages_and_document_agree() -> Outcome {
    assert_eq!(differences(|_, _| Ok(()))?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_head_of_a_page_is_read() -> Outcome {
    let pages = pages(&[CREATE, LIST])?;
    let create = &pages[0];
    assert_eq!(create.title, "Create loan");
    assert_eq!(create.permission.as_deref(), Some("Library > Loans > Create"));
    assert_eq!(
        create.paths,
        ["/v1/branches/{branchId}/loans", "/v1/teams/{teamId}/branches/{branchId}/loans"]
    );
    assert_eq!(create.javascript_call.as_deref(), Some("create.loan"));
    assert_eq!(create.responses.iter().map(|it| it.status).collect::<Vec<_>>(), [200, 409]);
    let replacement = pages[1].deprecation.as_ref().and_then(|it| it.replacement.as_deref());
    assert_eq!(replacement, Some("loans/search-loans"));
    Ok(())
}

#[test]
fn every_fact_is_compared() -> Outcome {
    let cases: &[(&str, Value, &str)] = &[
        ("/Lend/properties/reader/pattern", json!("^x$"), "pattern"),
        ("/Lend/properties/reader/minLength", json!(4), "minimum length"),
        ("/Lend/properties/reader/maxLength", json!(40), "maximum length"),
        ("/Lend/properties/reader/type", json!("integer"), "type"),
        ("/Lend/required", json!([]), "the page says that it is required"),
        ("/Lend/properties/weeks/oneOf/0/type", json!("boolean"), "a further option"),
        ("/Lend/properties/book/oneOf/1/properties/isbn/pattern", json!("^x$"), "pattern"),
        ("/Lend/properties/book/oneOf/0/required", json!(["title", "name"]), ""),
        (
            "/Lend/properties/book/oneOf/1/properties/tags/items/enum",
            json!(["new"]),
            "also prints the values `\"rare\"`",
        ),
        (
            "/Lend/properties/book/oneOf/1/properties/tags/items/enum",
            json!(["new", "rare", "old"]),
            "does not print",
        ),
        ("/Lend/properties/book/oneOf/1/properties/more", json!({}), "does not print this property"),
        ("/Lend/properties/fees", json!({ "type": "string" }), "type"),
        ("/Loan/properties/due/format", json!("date"), "format"),
        ("/Loan/required", json!(["id", "due"]), "but the page does not say so"),
        ("/Reference/pattern", json!("x"), "pattern"),
    ];
    for (pointer, value, expected) in cases {
        let found = differences(|_, schemas| {
            let (parent, name) = pointer.rsplit_once('/').ok_or("the pointer has a parent")?;
            let parent = schemas.pointer_mut(parent).ok_or("the parent exists")?;
            parent[name] = value.clone();
            Ok(())
        })?;
        let hit = found.iter().any(|it| it.contains(expected));
        assert_eq!(hit, !expected.is_empty(), "{pointer}: {found:?}");
        assert_eq!(found.is_empty(), expected.is_empty(), "{pointer}: {found:?}");
    }
    Ok(())
}

#[test]
fn the_operation_itself_is_compared() -> Outcome {
    let cases: &[(&str, Value, &str)] = &[
        ("/loans/post/x-required-permission", json!("Library"), "required permission"),
        ("/loans/post/externalDocs/url", json!("https://library.example/x"), "address of the page"),
        ("/loans/post/deprecated", json!(true), "deprecated"),
        ("/loans/get/deprecated", json!(false), "deprecated"),
        ("/loans/post/parameters", json!([]), "query parameter, which the document lacks"),
        ("/loans/post/parameters/0/required", json!(true), "required"),
        ("/loans/post/parameters/0/schema/type", json!("string"), "type"),
        ("/loans/post/requestBody", json!({}), "a request body, which the document lacks"),
        ("/loans/get/requestBody", json!({ "content": { "application/json": {} } }), "no request body"),
        ("/loans/post/responses/409/description", json!("x"), ""),
        ("/loans/post/responses", json!({ "200": { "description": "" } }), "status 409"),
        (
            "/loans/get/responses/200/content/application~1json/examples",
            json!({}),
            "an example that the document lacks",
        ),
    ];
    for (pointer, value, expected) in cases {
        let found = differences(|paths, _| {
            let (parent, name) = pointer.rsplit_once('/').ok_or("the pointer has a parent")?;
            paths.pointer_mut(parent).ok_or("the parent exists")?[name] = value.clone();
            Ok(())
        })?;
        if expected.is_empty() {
            assert_eq!(found, Vec::<String>::new(), "{pointer}");
        } else {
            assert!(found.iter().any(|it| it.contains(expected)), "{pointer}: {found:?}");
        }
    }
    Ok(())
}

#[test]
fn a_difference_names_the_place_in_both() -> Outcome {
    let found = differences(|_, schemas| {
        schemas["Loan"]["properties"]["id"] = json!({ "type": "integer" });
        Ok(())
    })?;
    assert_eq!(
        found,
        [
            "schemas/loans.json#/Loan/properties/id `response.data.id`: type: the page prints `string`, the document states `integer`"
        ]
    );
    Ok(())
}

#[test]
fn pages_and_operations_without_a_counterpart_are_reported() -> Outcome {
    let renamed = LIST.replace("GET /v1/branches/{branchId}/loans", "GET /v1/loans");
    let pages = pages(&[CREATE, &renamed])?;
    let spec = Spec::new(files()?, "openapi.json");
    let report = compare_all(&pages, &spec)?;
    assert_eq!(report.new.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1]);
    assert_eq!(report.unpublished.iter().map(|it| it.method).collect::<Vec<_>>(), ["get"]);
    assert_eq!(report.equal.iter().map(|it| it.method).collect::<Vec<_>>(), ["post"]);
    Ok(())
}

/// The fragment for a new operation is equal to its page.
#[test]
fn a_fragment_agrees_with_its_page() -> Outcome {
    let pages = pages(&[CREATE, LIST])?;
    for page in &pages {
        let item: Value = serde_json::from_str(&fragment(page)?)?;
        let root = json!({ "paths": { &page.paths[0]: item } });
        let spec = Spec::new([("openapi.json".to_owned(), root)].into(), "openapi.json");
        let report = compare_all(std::slice::from_ref(page), &spec)?;
        assert_eq!(report.differences, []);
        assert_eq!(report.equal.len(), 1);
    }
    Ok(())
}

#[test]
fn a_fragment_keeps_the_order_of_the_page() -> Outcome {
    let pages = pages(&[CREATE])?;
    let text = fragment(&pages[0])?;
    let parts = ["operationId", "\"reader\"", "\"weeks\"", "\"book\"", "\"fees\"", "\"responses\""];
    let places: Vec<_> = parts.iter().map(|it| text.find(it)).collect();
    assert!(places.iter().all(Option::is_some), "{text}");
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("\"operationId\": \"createLoan\""), "{text}");
    Ok(())
}

/// The digests of the operations after an edit of the schemas.
fn digests(edit: impl FnOnce(&mut Value)) -> Outcome<Vec<String>> {
    let mut files = files()?;
    edit(files.get_mut("schemas/loans.json").ok_or("the file exists")?);
    let spec = Spec::new(files, "openapi.json");
    let mut digests = Digests::default();
    Ok(spec.operations()?.iter().map(|it| digests.operation(it)).collect::<Result<_, _>>()?)
}

#[test]
fn only_facts_change_the_digest() -> Outcome {
    let before = digests(|_| ())?;
    assert_eq!(before.len(), 2);
    let described = digests(|schemas| schemas["Loan"]["description"] = json!("A loan."))?;
    assert_eq!(before, described);
    let bounded =
        digests(|schemas| schemas["Lend"]["properties"]["weeks"]["oneOf"][0]["minimum"] = json!(2))?;
    assert_eq!(before, bounded);
    let changed = digests(|schemas| schemas["Loan"]["properties"]["id"]["maxLength"] = json!(2))?;
    assert_eq!(before[0], changed[0]);
    assert_ne!(before[1], changed[1]);
    Ok(())
}

#[test]
fn text_that_is_not_understood_is_an_error_with_its_line() -> Outcome {
    let cases = [
        ("# List loans", "List loans", 1, "expected the title"),
        ("GET /v1/branches/{branchId}/loans", "FETCH /v1/branches/{branchId}/loans", 26, "expected a route"),
        ("     - `late`: (boolean) (required)", "     - `late`: boolean", 17, "expected a type"),
        ("     - `late`: (boolean) (required)", "     - late", 17, "expected a property"),
        ("     - `late`: (boolean) (required)", "     - `id`: (boolean)", 17, "described twice"),
        (
            "     - `late`: (boolean) (required)",
            "     - `late`: (boolean) | (string)",
            17,
            "outside of a union",
        ),
        (
            "     - `late`: (boolean) (required)",
            "     - `late`: (integer) (enum: x)",
            17,
            "not a value of its type",
        ),
        ("- `pagination`: {object}", " - `pagination`: {object}", 21, "no object has properties"),
    ];
    for (before, after, line, message) in cases {
        assert!(LIST.contains(before), "{before}");
        let text = LIST.replacen(before, after, 1);
        let error = read_all(&[&text]).remove(0).err().ok_or("the page is malformed")?;
        assert_eq!(error.line, line, "{after}: {error}");
        assert!(error.message.contains(message), "{after}: {error}");
    }
    Ok(())
}

/// A description that is printed with the indentation of another page ends where it does on that page.
#[test]
fn shared_descriptions_are_read_at_any_indentation() -> Outcome {
    let page = |body: &str, path: &str| {
        format!(
            "# T\n\n**Response body:**\n\n{body}\n### API reference\n\nGET {path}\n\n#### Example Response\n\n200 OK: x\n"
        )
    };
    let normal = page(
        "{object}\n- `a`: {object}\n  - `kind`: (string)\n  - `spec`: {object}\n    - `x`: (string)\n    - `y`: (string)\n",
        "/v1/a",
    );
    let drifted = page(
        "{object}\n- `b`: {object}\n  - `c`: {object}\n    - `kind`: (string)\n    - `spec`: {object}\n    - `x`: (string)\n    - `y`: (string)\n    - `last`: (string)\n",
        "/v1/b",
    );
    let pages = pages(&[&normal, &drifted])?;
    let text = fragment(&pages[1])?;
    let item: Value = serde_json::from_str(&text)?;
    let schema = "/get/responses/200/content/application~1json/schema";
    let names = |pointer: &str| {
        let object = item.pointer(&format!("{schema}{pointer}/properties")).and_then(Value::as_object);
        object.map(|it| it.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
    };
    assert_eq!(names("/properties/b/properties/c"), ["kind", "last", "spec"]);
    assert_eq!(names("/properties/b/properties/c/properties/spec"), ["x", "y"]);
    Ok(())
}

#[test]
fn the_lock_records_what_was_compared() -> Outcome {
    let spec = Spec::new(files()?, "openapi.json");
    let operations = spec.operations()?;
    let lock = Lock::parse(&Lock::of(&operations)?.text()?)?;
    assert_eq!(lock.drift(&operations)?, []);

    let mut files = files()?;
    let paths = files.get_mut("paths/loans.json").ok_or("the file exists")?;
    paths["loans"]["put"] = paths["loans"]["get"].clone();
    paths["loans"]["post"]["responses"]["404"] = json!({ "description": "" });
    paths["loans"].as_object_mut().ok_or("the path item is an object")?.remove("get");
    let spec = Spec::new(files, "openapi.json");
    let drift = lock.drift(&spec.operations()?)?;
    let path = "/v1/branches/{branchId}/loans";
    let expected = [
        Drift::Changed(format!("POST {path}")),
        Drift::New(format!("PUT {path}")),
        Drift::Removed(format!("GET {path}")),
    ];
    assert_eq!(drift, expected);
    Ok(())
}

#[test]
fn all_files_of_a_document_are_loaded() -> Outcome {
    let mut read = Vec::new();
    let spec = Spec::load("openapi.json", |file| {
        read.push(file.to_owned());
        let text = FILES.iter().find(|it| it.0 == file).map(|it| it.1.to_owned());
        text.ok_or_else(|| "no such file".to_owned())
    })?;
    assert_eq!(spec.operations()?.len(), 2);
    assert_eq!(read, ["openapi.json", "paths/loans.json", "schemas/loans.json"]);
    let missing =
        Spec::load("other.json", |_| Err("no such file".to_owned())).err().ok_or("the file is missing")?;
    assert_eq!(missing.to_string(), "other.json#: no such file");
    Ok(())
}

/// What differs between states of the API is compared with the pages of each state.
#[test]
fn each_state_is_compared_with_its_pages() -> Outcome {
    let earlier = CREATE
        .replace("(max length: 39)", "(max length: 20)")
        .replace("- `fees`: {object}", "- `note`: (string)")
        .replace("(enum: now)", "(enum: later)");
    let mut files = files()?;
    let schemas = files.get_mut("schemas/loans.json").ok_or("the file exists")?;
    let lend = &mut schemas["Lend"]["properties"];
    lend["reader"]["x-states"] = json!({ "2024": { "maxLength": 20 } });
    lend["fees"]["x-states"] = json!({ "2024": null });
    lend["note"] = json!({ "type": "string", "x-states": { "2026": null } });
    let paths = files.get_mut("paths/loans.json").ok_or("the file exists")?;
    let options =
        &mut paths["loans"]["post"]["requestBody"]["content"]["application/json"]["schema"]["oneOf"];
    options[1]["x-states"] = json!({ "2024": null });
    let later =
        json!({ "type": "object", "required": ["return"], "properties": { "return": { "const": "later" } } });
    let options = options.as_array_mut().ok_or("the options are a list")?;
    options.push(later);
    options[2]["x-states"] = json!({ "2026": null });

    for (state, page) in [("2024", earlier.as_str()), ("2026", CREATE)] {
        let spec = Spec::new(files.clone(), "openapi.json").in_state(state);
        let pages = pages(&[page, LIST])?;
        let report = compare_all(&pages, &spec)?;
        assert_eq!(report.differences, [], "{state}");
    }
    let spec = Spec::new(files, "openapi.json").in_state("2024");
    let pages = pages(&[CREATE, LIST])?;
    assert!(compare_all(&pages, &spec)?.differences.len() >= 4);
    Ok(())
}
