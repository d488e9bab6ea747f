//! Facts of a schema.

use serde_json::Value;

use crate::facts::ScalarKind;

use super::{Node, Place, SpecError};

/// The type of a schema without null; that of its value for a constant.
pub(crate) fn schema_type<'s>(node: &Node<'s>) -> Option<&'s str> {
    if let Some(constant) = node.get("const") {
        return Some(value_type(constant.value));
    }
    let stated = node.get("type")?;
    match stated.value {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn value_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The values that a schema allows; empty if it allows any.
pub(crate) fn schema_values<'s>(node: &Node<'s>) -> Vec<&'s Value> {
    match (node.get("const"), node.get("enum")) {
        (Some(constant), _) => vec![constant.value],
        (None, Some(list)) => list.items().map(|item| item.value).filter(|value| !value.is_null()).collect(),
        (None, None) => Vec::new(),
    }
}

/// Pages print `float` for every number, so it says nothing.
pub(crate) fn is_implied(kind: &str, format: &str) -> bool {
    kind == ScalarKind::Number.name() && format == "float"
}

/// The options of a schema and of the unions within it, without null.
pub(crate) fn flatten_schema<'s>(node: &Node<'s>, options: &mut Vec<Node<'s>>) -> Result<(), SpecError> {
    flatten_unions(node, &mut Vec::new(), options)
}

/// `open` contains the unions that the schema is an option of. A union that is an option of itself adds nothing.
fn flatten_unions<'s>(
    node: &Node<'s>,
    open: &mut Vec<Place>,
    options: &mut Vec<Node<'s>>,
) -> Result<(), SpecError> {
    let node = node.resolve()?;
    if open.contains(&node.place()) {
        return Ok(());
    }
    let union = node.get("oneOf").or_else(|| node.get("anyOf"));
    match union {
        Some(union) => {
            open.push(node.place());
            for option in union.items() {
                flatten_unions(&option, open, options)?;
            }
            open.pop();
        }
        None if node.text("type") == Some("null") => {}
        None => options.push(node),
    }
    Ok(())
}
