//! Unions with a discriminator next to them, from the setting `discriminators`: the value of another property of the
//! same object determines which options the union has.

use faithful_codegen::ir::{Case, Field, Selection, Shape, TypeDefinition};
use faithful_codegen::source::Location;
use serde_json::{Map, Value, json};

use super::dialect::unescaped;
use super::selected::{KEYWORD, UNSELECTED};

/// The marker at an object before it is translated: its properties with such a union.
pub const BESIDE: &str = "x-discriminators-beside";

/// A property with such a union: the place of its object, its key, and the marker.
pub struct Beside<'d> {
    pub place: &'d Location,
    pub mark: Value,
}

/// The properties with such a union in all types. Adds the selections for each value of the other property, and one
/// that selects no option for values that are not listed.
pub fn all<'d>(types: &'d [TypeDefinition], selections: &mut Vec<Selection>) -> Vec<Beside<'d>> {
    let mut found = Vec::new();
    for definition in types {
        let Shape::Object(object) = &definition.shape else { continue };
        for field in &object.fields {
            found.extend(mark(field, selections).map(|mark| Beside { place: &definition.location, mark }));
        }
    }
    found
}

fn mark(field: &Field, selections: &mut Vec<Selection>) -> Option<Value> {
    let sibling = field.sibling.as_ref()?;
    let mut cases = Vec::new();
    for (case, selection) in &sibling.cases {
        cases.push(json!([literal(case)?, selections.len()]));
        selections.push(selection.clone());
    }
    let other = selections.len();
    selections.push(Selection::default());
    let (property, by, depth) = (&field.key, &sibling.property, sibling.depth);
    Some(json!({ "property": property, "by": by, "depth": depth, "cases": cases, "other": other }))
}

fn literal(case: &Case) -> Option<Value> {
    match case {
        Case::Boolean(value) => Some((*value).into()),
        Case::Integer(value) => Some((*value).into()),
        Case::String(value) => Some(value.as_str().into()),
        _ => None,
    }
}

/// Translates an object with this marker: in `all`, the schema of the property is replaced by one for each value of the
/// other property. `translated` translates a schema.
pub fn translate(
    root: &Value,
    members: &Map<String, Value>,
    all: &mut Map<String, Value>,
    translated: &dyn Fn(&Value) -> Value,
) {
    let marks = members.get(BESIDE).and_then(Value::as_array).into_iter().flatten();
    for mark in marks {
        let (Some(property), Some(by)) = (mark["property"].as_str(), mark["by"].as_str()) else { continue };
        let Some(schema) = members.get("properties").and_then(|it| it.get(property)) else { continue };
        let depth = mark["depth"].as_u64().unwrap_or_default();
        let with = |selection: &Value| translated(&replaced(root, schema, depth, selection));
        let values: Vec<&Value> = mark["cases"].as_array().into_iter().flatten().map(|it| &it[0]).collect();
        let is_absent =
            json!({ "not": { "required": [by], "not": { "properties": { by: { "type": "null" } } } } });
        let mut rules = vec![
            json!({ "if": is_absent, "then": { "properties": { property: translated(schema) } } }),
            json!({
                "if": { "anyOf": [is_absent, { "properties": { by: { "enum": values } } }] },
                "else": { "properties": { property: with(&mark["other"]) } },
            }),
        ];
        for case in mark["cases"].as_array().into_iter().flatten() {
            rules.push(json!({
                "if": { "required": [by], "properties": { by: { "const": case[0] } } },
                "then": { "properties": { property: with(&case[1]) } },
            }));
        }
        if let Some(Value::Object(properties)) = all.get_mut("properties") {
            properties.insert(property.to_owned(), true.into());
        }
        let parts = all.entry("allOf").or_insert_with(|| json!([]));
        parts.as_array_mut().into_iter().for_each(|parts| parts.append(&mut rules));
    }
}

/// The schema of a property, in which the union below `depth` lists and maps has another selection.
fn replaced(root: &Value, schema: &Value, depth: u64, selection: &Value) -> Value {
    let members = match schema {
        Value::Object(members) => members,
        other => return other.clone(),
    };
    if let Some(target) = target(root, members) {
        return replaced(root, target, depth, selection);
    }
    let mut members = members.clone();
    if let Some(inner) = depth.checked_sub(1) {
        for keyword in ["items", "additionalProperties"] {
            if let Some(value) = members.get_mut(keyword) {
                *value = replaced(root, value, inner, selection);
            }
        }
        return Value::Object(members);
    }
    let unions: Vec<Value> = pairs(&members, UNSELECTED).iter().map(|pair| pair[0].clone()).collect();
    if unions.is_empty() {
        return Value::Object(members);
    }
    members.insert(UNSELECTED.to_owned(), json!([[selection, null]]));
    for keyword in ["oneOf", "anyOf"] {
        for option in members.get_mut(keyword).and_then(Value::as_array_mut).into_iter().flatten() {
            let selected = option.as_object().filter(|option| !option.contains_key(KEYWORD));
            if let Some(target) = selected.and_then(|option| target(root, option)) {
                *option = target.clone();
            }
            let Value::Object(option) = option else { continue };
            let own = pairs(option, KEYWORD).into_iter().filter(|pair| unions.contains(&pair[0]));
            let own: Vec<Value> = own.map(|pair| json!([selection, pair[1]])).collect();
            option.insert(KEYWORD.to_owned(), own.into());
        }
    }
    Value::Object(members)
}

fn pairs(members: &Map<String, Value>, keyword: &str) -> Vec<Value> {
    members.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn target<'v>(root: &'v Value, members: &Map<String, Value>) -> Option<&'v Value> {
    root.pointer(&unescaped(members.get("$ref")?.as_str()?))
}
