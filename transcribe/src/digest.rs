//! A hash of the facts of an operation.
//!
//! It covers what pages print, and nothing else: descriptions, names of schemas, and limits that no page prints can be
//! edited without a new comparison.

use std::fmt::Write;

use serde_json::Value;

use crate::spec::{Node, Operation, Place, SpecError};

/// Keywords of a schema whose values are facts.
const FACTS: [&str; 7] = ["type", "const", "enum", "pattern", "format", "minLength", "maxLength"];

/// The hash of the facts of an operation, as 16 hexadecimal digits.
///
/// # Errors
///
/// A reference in the document leads nowhere.
pub fn digest(operation: &Operation<'_>) -> Result<String, SpecError> {
    let mut facts = Facts::default();
    facts.operation(operation)?;
    Ok(format!("{:016x}", hash(&facts.text)))
}

/// FNV-1a, which stays the same between releases of Rust.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The facts as text, and the schemas that are being written.
#[derive(Default)]
struct Facts {
    text: String,
    open: Vec<Place>,
}

impl Facts {
    fn operation(&mut self, operation: &Operation<'_>) -> Result<(), SpecError> {
        let node = &operation.node;
        self.line(&format_args!("{} {}", operation.method, operation.path));
        self.line(&format_args!("{:?} {}", node.text("x-required-permission"), node.flag("deprecated")));
        for parameter in &operation.parameters {
            let required = parameter.node.flag("required");
            self.line(&format_args!("{} {} {required}", parameter.location, parameter.name));
            self.property(&parameter.node, "schema")?;
        }
        if let Some(request) = &operation.request {
            self.media(request)?;
        }
        for (status, response) in &operation.responses {
            self.line(&format_args!("response {status}"));
            if let Some(media) = response.get("content").and_then(|content| content.get("application/json")) {
                self.media(&media)?;
            }
        }
        Ok(())
    }

    fn media(&mut self, media: &Node<'_>) -> Result<(), SpecError> {
        self.property(media, "schema")?;
        for (_, example) in media.get("examples").iter().flat_map(Node::entries) {
            if let Some(value) = example.resolve()?.get("value") {
                self.line(&value.value);
            }
        }
        if let Some(example) = media.get("example") {
            self.line(&example.value);
        }
        Ok(())
    }

    fn property(&mut self, node: &Node<'_>, keyword: &str) -> Result<(), SpecError> {
        match node.get(keyword) {
            Some(schema) => self.schema(&schema),
            None => Ok(()),
        }
    }

    /// Writes a schema. One that contains itself is written as the number of levels to its beginning.
    fn schema(&mut self, schema: &Node<'_>) -> Result<(), SpecError> {
        let schema = schema.resolve()?;
        let place = schema.place();
        if let Some(level) = self.open.iter().rev().position(|it| *it == place) {
            self.line(&format_args!("recursive {level}"));
            return Ok(());
        }
        self.open.push(place);
        for keyword in FACTS {
            if let Some(value) = schema.get(keyword) {
                self.line(&format_args!("{keyword} {}", value.value));
            }
        }
        let required = schema.get("required").map_or(&Value::Null, |it| it.value);
        let is_required =
            |name: &str| required.as_array().is_some_and(|names| names.iter().any(|it| it == name));
        for (name, property) in schema.get("properties").iter().flat_map(Node::entries) {
            self.line(&format_args!("property {name} {}", is_required(name)));
            self.schema(&property)?;
        }
        for keyword in ["items", "additionalProperties"] {
            self.line(&keyword);
            self.property(&schema, keyword)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            for option in schema.get(keyword).iter().flat_map(Node::items) {
                self.line(&keyword);
                self.schema(&option)?;
            }
        }
        self.open.pop();
        self.line(&"end");
        Ok(())
    }

    fn line(&mut self, fact: &dyn std::fmt::Display) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{fact}");
    }
}
