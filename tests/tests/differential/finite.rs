//! Schemas with fewer than a hundred instances.

use serde_json::Value;

use super::instance::{count, target};

/// Whether a schema has few instances: enums, small ranges, and combinations of them.
pub fn has_few(root: &Value, schema: &Value) -> bool {
    few(root, schema, 12)
}

fn few(root: &Value, schema: &Value, most: usize) -> bool {
    let Value::Object(map) = schema else { return schema == &Value::Bool(false) };
    if most == 0 {
        return false;
    }
    let has_few = |schema: &Value| few(root, schema, most - 1);
    let list = |keyword: &str| map.get(keyword).and_then(Value::as_array);
    let kinds = match map.get("type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let number = |keyword: &str| map.get(keyword).and_then(Value::as_f64);
    let items = map.get("items");
    let has_few_values = |kind: &&str| match *kind {
        "boolean" | "null" => true,
        "integer" => number("minimum").zip(number("maximum")).is_some_and(|(low, high)| high - low < 100.0),
        "array" => {
            let ends = count(map, "maxItems").is_some() || map.get("uniqueItems") == Some(&Value::Bool(true));
            ends && items.is_some_and(has_few)
        }
        _ => false,
    };
    map.contains_key("const")
        || map.contains_key("enum")
        || target(root, map).is_some_and(has_few)
        || list("allOf").is_some_and(|parts| parts.iter().any(has_few))
        || list("oneOf").or(list("anyOf")).is_some_and(|options| options.iter().all(has_few))
        || (!kinds.is_empty() && kinds.iter().all(has_few_values))
}
