//! References to anchors: `$anchor`, `$dynamicAnchor` and `$recursiveAnchor`.

use faithful_codegen::source::Location;
use serde_json::{Map, Value};

/// The place that a schema refers to by an anchor in its file, if there is exactly one match.
pub fn target(members: &Map<String, Value>, here: &Location, file: &Value) -> Option<Location> {
    let text = |keyword: &str| members.get(keyword).and_then(Value::as_str);
    let name = |keyword: &str| text(keyword)?.strip_prefix('#').filter(|name| !name.starts_with('/'));
    let has = |wanted: &Map<String, Value>, keyword: &str, name: &str| {
        wanted.get(keyword).and_then(Value::as_str) == Some(name)
    };
    let mut found = Vec::new();
    if let Some(name) = name("$ref").or_else(|| name("$dynamicRef")).filter(|name| !name.is_empty()) {
        let is_named =
            |schema: &Map<String, Value>| has(schema, "$anchor", name) || has(schema, "$dynamicAnchor", name);
        collect(file, Location::root(&here.file), &is_named, &mut found);
    } else if text("$recursiveRef") == Some("#") {
        let is_named =
            |schema: &Map<String, Value>| schema.get("$recursiveAnchor") == Some(&Value::Bool(true));
        collect(file, Location::root(&here.file), &is_named, &mut found);
    }
    (found.len() == 1).then(|| found.remove(0))
}

fn collect(
    value: &Value,
    place: Location,
    is_named: &dyn Fn(&Map<String, Value>) -> bool,
    found: &mut Vec<Location>,
) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                collect(value, place.join(key), is_named, found);
            }
            if is_named(members) {
                found.push(place);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                collect(value, place.join(&index.to_string()), is_named, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
