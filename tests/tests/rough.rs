//! Documents that no chance would make: long, deep and wide. Each is taken in a few seconds on a
//! small stack, and gives a client or a finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tests::mutation::{Document, survives};
use tests::{Failure, Outcome};

/// As much as a thread has unless it asks for more.
const STACK: usize = 2 << 20;

/// A document with these schemas whose one operation answers `Thing0`.
fn document(schemas: &str) -> Document {
    let text = format!(
        r##"{{"openapi": "3.1.0", "info": {{"title": "Things", "version": "1"}}, "paths": {{"/things": {{"get": {{
            "operationId": "getThing", "tags": ["Things"], "responses": {{"200": {{"description": "Done.",
            "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing0"}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{{schemas}}}}}}}"##
    );
    Document { name: "rough".to_owned(), files: BTreeMap::from([("openapi.json".to_owned(), text)]) }
}

/// Many schemas, each made by `schema` from its number and that of the next; the last is a string.
fn chain(length: usize, schema: impl Fn(usize) -> String) -> Document {
    let mut schemas = String::new();
    for index in 0..length {
        let _ = write!(schemas, "\"Thing{index}\": {}, ", schema(index + 1));
    }
    let _ = write!(schemas, "\"Thing{length}\": {{\"type\": \"string\"}}");
    document(&schemas)
}

fn taken(document: Document) -> Outcome<bool> {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || survives(&document))?;
    match thread.join() {
        // In a build without optimisation the second that is allowed says nothing.
        Ok(Err(problem)) if !problem.starts_with("it takes") => Err(Failure::new(problem)),
        Ok(survived) => Ok(survived == Ok(true)),
        Err(_) => Err(Failure::new("the thread died")),
    }
}

fn reference(to: usize) -> String {
    format!("{{\"$ref\": \"#/components/schemas/Thing{to}\"}}")
}

#[test]
fn a_long_chain_of_objects() -> Outcome {
    taken(chain(1_000, |next| {
        format!("{{\"type\": \"object\", \"properties\": {{\"next\": {}}}}}", reference(next))
    }))?;
    Ok(())
}

#[test]
fn a_long_chain_of_required_members() -> Outcome {
    let member = |next| {
        format!(
            "{{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {{\"a\": {}}}}}",
            reference(next)
        )
    };
    taken(chain(3_000, member))?;
    Ok(())
}

#[test]
fn a_long_chain_of_references() -> Outcome {
    taken(chain(3_000, reference))?;
    Ok(())
}

#[test]
fn a_long_chain_of_lists() -> Outcome {
    taken(chain(1_000, |next| format!("{{\"type\": \"array\", \"items\": {}}}", reference(next))))?;
    Ok(())
}

#[test]
fn a_long_chain_of_unions() -> Outcome {
    taken(chain(1_000, |next| format!("{{\"oneOf\": [{{\"type\": \"integer\"}}, {}]}}", reference(next))))?;
    Ok(())
}

#[test]
fn a_long_chain_of_parts() -> Outcome {
    taken(chain(1_000, |next| format!("{{\"allOf\": [{{\"description\": \"a\"}}, {}]}}", reference(next))))?;
    Ok(())
}

/// Each schema is used twice by the one before: two to the power of 60 ways through the document.
#[test]
fn more_ways_than_schemas() -> Outcome {
    let twice = |next| {
        let next = reference(next);
        format!(
            "{{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {{\"a\": {next}, \"b\": {next}}}}}"
        )
    };
    taken(chain(60, twice))?;
    let either =
        |next| format!("{{\"oneOf\": [{0}, {{\"type\": \"array\", \"items\": {0}}}]}}", reference(next));
    taken(chain(60, either))?;
    let both = |next| format!("{{\"allOf\": [{0}, {0}]}}", reference(next));
    taken(chain(60, both))?;
    Ok(())
}

#[test]
fn a_union_of_many_options() -> Outcome {
    let mut options = Vec::new();
    for index in 0..200 {
        options.push(format!(
            "{{\"title\": \"Option{index}\", \"type\": \"object\", \"required\": [\"key{index}\", \"all\"], \
             \"properties\": {{\"all\": {{\"type\": \"string\"}}, \"key{index}\": {{\"type\": \"string\"}}}}}}"
        ));
    }
    taken(document(&format!("\"Thing0\": {{\"oneOf\": [{}]}}", options.join(", "))))?;
    Ok(())
}

#[test]
fn an_object_of_many_members() -> Outcome {
    let members: Vec<_> =
        (0..3_000).map(|index| format!("\"member{index}\": {{\"type\": \"string\"}}")).collect();
    let schema = format!("\"Thing0\": {{\"type\": \"object\", \"properties\": {{{}}}}}", members.join(", "));
    assert!(taken(document(&schema))?);
    Ok(())
}

#[test]
fn an_enum_of_many_values() -> Outcome {
    let values: Vec<_> = (0..3_000).map(|index| format!("\"value{index}\"")).collect();
    assert!(taken(document(&format!(
        "\"Thing0\": {{\"type\": \"string\", \"enum\": [{}]}}",
        values.join(", ")
    )))?);
    Ok(())
}

#[test]
fn nesting_as_deep_as_json_may_be() -> Outcome {
    let deep = format!(
        "{}{{\"type\": \"string\"}}{}",
        "{\"type\": \"array\", \"items\": ".repeat(110),
        "}".repeat(110)
    );
    taken(document(&format!("\"Thing0\": {deep}")))?;
    Ok(())
}
