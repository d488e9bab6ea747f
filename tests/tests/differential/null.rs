//! `nullable` in a part of `allOf`: null is allowed if no other part mentions a type.

use std::collections::BTreeMap;

use faithful_codegen::source::Location;
use serde_json::{Map, Value};

use super::dialect::found;

/// Whether null is valid for the parts of a schema.
pub fn is_allowed_by_parts(
    members: &Map<String, Value>,
    here: &Location,
    files: &BTreeMap<String, Value>,
) -> bool {
    let parts: Vec<&Value> = members.get("allOf").and_then(Value::as_array).into_iter().flatten().collect();
    let resolved = |part: &&Value| {
        let target = part.get("$ref").and_then(Value::as_str).and_then(|text| here.resolve(text));
        target.and_then(|target| found(&target, files).cloned()).unwrap_or_else(|| (*part).clone())
    };
    let parts: Vec<Value> = parts.iter().map(resolved).collect();
    let is_nullable = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
    let is_silent = |schema: &Value| {
        let keywords = ["type", "enum", "const", "oneOf", "anyOf", "allOf", "$ref"];
        keywords.iter().all(|keyword| schema.get(*keyword).is_none())
    };
    let own = Value::Object(
        members
            .iter()
            .filter(|(key, _)| *key != "allOf")
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    );
    parts.iter().any(is_nullable)
        && parts.iter().chain([&own]).all(|part| is_nullable(part) || is_silent(part))
}
