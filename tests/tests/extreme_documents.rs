//! Extremely long, deep and wide documents. The generator must handle each within seconds and on a small stack, and
//! return a client or a diagnostic.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tests::mutation::{Document, survives};
use tests::{Failure, Outcome};

/// The default stack size of a thread.
const STACK: usize = 2 << 20;

/// A document with these schemas whose only operation returns `Thing0`.
fn document(schemas: &str) -> Document {
    let text = format!(
        r##"{{"openapi": "3.1.0", "info": {{"title": "Things", "version": "1"}}, "paths": {{"/things": {{"get": {{
            "operationId": "getThing", "tags": ["Things"], "responses": {{"200": {{"description": "Done.",
            "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing0"}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{{schemas}}}}}}}"##
    );
    Document { name: "extreme".to_owned(), files: BTreeMap::from([("openapi.json".to_owned(), text)]) }
}

/// A document of `length` schemas, each built by `schema` from the number of the next one; the last is a string.
fn chain(length: usize, schema: impl Fn(usize) -> String) -> Document {
    let mut schemas = String::new();
    for index in 0..length {
        let _ = write!(schemas, "\"Thing{index}\": {}, ", schema(index + 1));
    }
    let _ = write!(schemas, "\"Thing{length}\": {{\"type\": \"string\"}}");
    document(&schemas)
}

/// Runs the generator in a thread with a small stack, and returns whether it generated a client.
fn survives_small_stack(document: Document) -> Outcome<bool> {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || survives(&document))?;
    match thread.join() {
        // The time limit applies to optimized builds only.
        Ok(Err(problem)) if !problem.starts_with("it takes") => Err(Failure::new(problem)),
        Ok(survived) => Ok(survived == Ok(true)),
        Err(_) => Err(Failure::new("the thread panicked")),
    }
}

fn reference(to: usize) -> String {
    format!("{{\"$ref\": \"#/components/schemas/Thing{to}\"}}")
}

#[test]
fn long_chain_of_objects() -> Outcome {
    survives_small_stack(chain(1_000, |next| {
        format!("{{\"type\": \"object\", \"properties\": {{\"next\": {}}}}}", reference(next))
    }))?;
    Ok(())
}

#[test]
fn long_chain_of_required_properties() -> Outcome {
    let schema = |next| {
        format!(
            "{{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {{\"a\": {}}}}}",
            reference(next)
        )
    };
    survives_small_stack(chain(3_000, schema))?;
    Ok(())
}

#[test]
fn long_chain_of_references() -> Outcome {
    survives_small_stack(chain(3_000, reference))?;
    Ok(())
}

#[test]
fn long_chain_of_lists() -> Outcome {
    survives_small_stack(chain(1_000, |next| {
        format!("{{\"type\": \"array\", \"items\": {}}}", reference(next))
    }))?;
    Ok(())
}

#[test]
fn long_chain_of_unions() -> Outcome {
    survives_small_stack(chain(1_000, |next| {
        format!("{{\"oneOf\": [{{\"type\": \"integer\"}}, {}]}}", reference(next))
    }))?;
    Ok(())
}

#[test]
fn long_chain_of_all_of_parts() -> Outcome {
    survives_small_stack(chain(1_000, |next| {
        format!("{{\"allOf\": [{{\"description\": \"a\"}}, {}]}}", reference(next))
    }))?;
    Ok(())
}

/// Each schema is used twice by the one before it, so there are 2⁶⁰ paths through the document.
#[test]
fn exponentially_many_paths() -> Outcome {
    let twice = |next| {
        let next = reference(next);
        format!(
            "{{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {{\"a\": {next}, \"b\": {next}}}}}"
        )
    };
    survives_small_stack(chain(60, twice))?;
    let either =
        |next| format!("{{\"oneOf\": [{0}, {{\"type\": \"array\", \"items\": {0}}}]}}", reference(next));
    survives_small_stack(chain(60, either))?;
    let both = |next| format!("{{\"allOf\": [{0}, {0}]}}", reference(next));
    survives_small_stack(chain(60, both))?;
    let positions = |next| format!("{{\"type\": \"array\", \"prefixItems\": [{0}, {0}]}}", reference(next));
    survives_small_stack(chain(60, positions))?;
    let patterns = |next| {
        let next = reference(next);
        format!(
            "{{\"type\": \"object\", \"additionalProperties\": false, \
             \"patternProperties\": {{\"^a\": {next}, \"^b\": {next}}}}}"
        )
    };
    survives_small_stack(chain(60, patterns))?;
    Ok(())
}

/// Each schema is the type of the properties of the one around it, and part of its rules.
#[test]
fn deeply_nested_pattern_properties() -> Outcome {
    let one = "{\"type\": \"object\", \"additionalProperties\": false, \"patternProperties\": {\"^a\": ";
    let two = "{\"type\": \"object\", \"patternProperties\": {\"^a\": {}}, \"additionalProperties\": ";
    for (open, close) in [(one, "}}"), (two, "}")] {
        let deep = format!("{}{{\"type\": \"string\"}}{}", open.repeat(40), close.repeat(40));
        survives_small_stack(document(&format!("\"Thing0\": {deep}")))?;
    }
    Ok(())
}

#[test]
fn unions_that_are_options_of_each_other_as_parameters() -> Outcome {
    let text = r##"{"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}, "paths": {"/things": {"get": {
        "operationId": "getThing", "tags": ["Things"], "responses": {"204": {"description": "Done."}}, "parameters": [
        {"name": "filter", "in": "query", "required": true, "schema": {"$ref": "#/components/schemas/One"}}]}}},
        "components": {"schemas": {
        "One": {"oneOf": [{"$ref": "#/components/schemas/Two"}, {"type": "string"}]},
        "Two": {"oneOf": [{"$ref": "#/components/schemas/One"}, {"type": "integer"}]}}}}"##;
    let files = BTreeMap::from([("openapi.json".to_owned(), text.to_owned())]);
    assert!(survives_small_stack(Document { name: "extreme".to_owned(), files })?);
    Ok(())
}

#[test]
fn union_of_many_options() -> Outcome {
    let mut options = Vec::new();
    for index in 0..200 {
        options.push(format!(
            "{{\"title\": \"Option{index}\", \"type\": \"object\", \"required\": [\"key{index}\", \"all\"], \
             \"properties\": {{\"all\": {{\"type\": \"string\"}}, \"key{index}\": {{\"type\": \"string\"}}}}}}"
        ));
    }
    survives_small_stack(document(&format!("\"Thing0\": {{\"oneOf\": [{}]}}", options.join(", "))))?;
    Ok(())
}

#[test]
fn object_of_many_properties() -> Outcome {
    let properties: Vec<_> =
        (0..3_000).map(|index| format!("\"property{index}\": {{\"type\": \"string\"}}")).collect();
    let schema =
        format!("\"Thing0\": {{\"type\": \"object\", \"properties\": {{{}}}}}", properties.join(", "));
    assert!(survives_small_stack(document(&schema))?);
    Ok(())
}

#[test]
fn enum_of_many_values() -> Outcome {
    let values: Vec<_> = (0..3_000).map(|index| format!("\"value{index}\"")).collect();
    assert!(survives_small_stack(document(&format!(
        "\"Thing0\": {{\"type\": \"string\", \"enum\": [{}]}}",
        values.join(", ")
    )))?);
    Ok(())
}

#[test]
fn nesting_at_the_depth_limit_of_json() -> Outcome {
    let deep = format!(
        "{}{{\"type\": \"string\"}}{}",
        "{\"type\": \"array\", \"items\": ".repeat(110),
        "}".repeat(110)
    );
    survives_small_stack(document(&format!("\"Thing0\": {deep}")))?;
    Ok(())
}
