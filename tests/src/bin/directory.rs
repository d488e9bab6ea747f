//! Runs the generator on every document below a folder.
//!
//! `tests/third-party/directory` runs it on the public OpenAPI directory. Prints a JSON object per document to stdout, on
//! a line of its own: its file, its size, the result, and either the unions and the number of omitted operations, or the
//! first message of each code. Fails if the generator panics, or if it rejects more than one percent of the documents.

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use faithful_codegen::diagnostic::Severity;
use faithful_codegen::ir::{Api, Shape};
use faithful_codegen::{Request, generate};
use serde_json::{Value, json};
use tests::{Failure, Outcome, disk};

fn main() -> Outcome {
    let folder = std::env::args().nth(1).ok_or("usage: directory FOLDER")?;
    let folder = Path::new(&folder);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in disk::files_below(folder)?.into_iter().filter(|file| disk::has_extension(file, "json")) {
        let path = folder.join(&file);
        let text = fs::read(&path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let (result, details) = run(&text)?;
        println!("{}", json!({ "file": file, "bytes": text.len(), "result": result, "details": details }));
        *counts.entry(result).or_default() += 1;
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    let (accepted, rejected, panics) = (count("accepted"), count("rejected"), count("panic"));
    if panics > 0 || rejected * 100 > accepted + rejected {
        return Err(Failure::new(format!(
            "{rejected} of {} documents are rejected, with {panics} panics",
            accepted + rejected
        )));
    }
    Ok(())
}

/// Returns the result for one document, and its details.
fn run(text: &[u8]) -> Outcome<(&'static str, Value)> {
    let value: Value = serde_json::from_slice(text)?;
    if value.get("swagger").is_some() {
        return Ok(("swagger-2.0", Value::Null));
    }
    let count = |value: Option<&Value>| value.and_then(Value::as_object).map_or(0, serde_json::Map::len);
    let has_schemas = count(value.pointer("/components/schemas")) > 0;
    if count(value.get("paths")) == 0 && !has_schemas && count(value.get("webhooks")) == 0 {
        return Ok(("empty", Value::Null));
    }
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "directory".to_owned(),
    };
    let files = BTreeMap::from([("openapi.json".to_owned(), String::from_utf8_lossy(text).into_owned())]);
    Ok(match catch_unwind(|| generate(&request, &files)) {
        Ok(Ok(generated)) => {
            let omitted = generated.api.omitted.len();
            ("accepted", json!({ "omitted": omitted, "unions": unions(&generated.api) }))
        }
        Ok(Err(failure)) => {
            let mut codes = BTreeMap::new();
            let sorted = failure.diagnostics.sorted();
            for error in sorted.into_iter().filter(|it| it.severity == Severity::Error) {
                let message = format!("{} at {}", error.message, error.location);
                codes.entry(error.code.as_str()).or_insert(message);
            }
            ("rejected", json!(codes))
        }
        Err(_) => ("panic", Value::Null),
    })
}

/// Counts the unions by the basis of their variant selection.
fn unions(api: &Api) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for definition in &api.types {
        if let Shape::Union(union) = &definition.shape {
            *counts.entry(union.selection.basis.as_str()).or_default() += 1;
        }
    }
    counts
}
