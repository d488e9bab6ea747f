//! Random edits that break a document.

use std::collections::BTreeMap;

use faithful_codegen::source::Value;

use crate::random::Random;

/// Keys that are keywords, or that make awkward names.
const KEYS: &[&str] = &[
    "$ref",
    "$defs",
    "$dynamicRef",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "deprecated",
    "discriminator",
    "enum",
    "format",
    "items",
    "mapping",
    "maximum",
    "maxLength",
    "minItems",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyName",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "content",
    "schema",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "tags",
    "operationId",
    "get",
    "in",
    "name",
    "style",
    "explode",
    "Self",
    "self",
    "type_",
    "crate",
    "Option",
    "",
    " ",
    "名前",
    "a/b~c",
    "-",
    "1",
    "$",
    "a\u{0}b",
    "\u{1F980}",
    "r#fn",
    "Vec<T>",
];

/// Values that are usually invalid where they are inserted.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1e308",
    "18446744073709551615",
    "\"\"",
    "\"string\"",
    "\"object\"",
    "\"array\"",
    "\"#\"",
    "\"#/\"",
    "\"openapi.json\"",
    "\"#/components/schemas\"",
    "\"../../x.json#/a\"",
    "\"(\"",
    "\"^[a-z]+$\"",
    "\"date-time\"",
    "[]",
    "{}",
    "[{}]",
    "[[]]",
    "[null]",
    "[\"string\",\"null\"]",
    "{\"\":{}}",
    "{\"type\":\"object\"}",
    "{\"$ref\":\"#\"}",
    "{\"$ref\":\"#/paths\"}",
    "[{\"$ref\":\"#/components/schemas/Thing\"}]",
    "{\"type\":\"string\"}",
    "[{\"type\":\"string\"},{\"type\":\"integer\"}]",
    "{\"allOf\":[]}",
    "[1,\"a\",null,true,{}]",
    "\"query\"",
    "\"deepObject\"",
    "\"form\"",
    "[\"name\"]",
    "[\"name\",\"name\"]",
    "{\"name\":{\"type\":\"array\"}}",
];

/// Characters with a meaning in JSON or YAML, and others.
const TEXT: &[char] = &[
    '"', '{', '}', ',', '\\', '\u{0}', 'ä', '\t', '\n', '\r', '\'', '&', '*', '!', ':', '-', '?', '[', '|',
    '%',
];

/// Makes one random edit in one file.
pub(super) fn edit(files: &mut BTreeMap<String, String>, random: &mut Random) {
    let mut names: Vec<String> = files.keys().cloned().collect();
    if random.one_in(2) {
        names.retain(|name| name != "settings.json" && name != "corrections.json");
    }
    let Some(text) = random.pick(&names).and_then(|name| files.get_mut(name)) else {
        return;
    };
    let parsed = serde_json::from_str::<Value>(text);
    match parsed {
        Ok(mut value) if !random.one_in(12) => {
            edit_value(&mut value, random);
            *text = value.to_string();
            if random.one_in(4) {
                *text = text.replace('{', "{\n\t").replace(',', ",\r\n  ");
            }
        }
        _ => edit_text(text, random),
    }
}

/// Makes one random edit in a text.
pub(super) fn edit_text(text: &mut String, random: &mut Random) {
    let boundary = |random: &mut Random| {
        let mut offset = random.below(text.len() + 1);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let (a, b) = (boundary(random), boundary(random));
    let (start, end) = (a.min(b), a.max(b));
    match random.below(5) {
        0 => text.truncate(start),
        1 => text.replace_range(start..end, ""),
        2 => text.insert_str(start, random.pick(VALUES).unwrap_or(&"")),
        3 => text.insert(start, *random.pick(TEXT).unwrap_or(&' ')),
        _ => {
            let part = text[start..end].chars().take(200).collect::<String>();
            text.insert_str(end, &part);
        }
    }
}

fn edit_value(root: &mut Value, random: &mut Random) {
    let (at, from) = (random.below(count(root)), random.below(count(root)));
    let other = node(root, &mut from.clone()).map(|value| value.clone());
    let Some(here) = node(root, &mut at.clone()) else {
        return;
    };
    match random.below(8) {
        0 => delete(here, random),
        1 => rename(here, random),
        2 | 3 => *here = value(random),
        4 => duplicate(here, random),
        5 if random.one_in(3) => graft(here, other),
        5 => retext(here, other),
        _ => add(here, random),
    }
}

/// The number of values nested in a value, including itself.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The nested value at `index` in document order.
fn node<'a>(value: &'a mut Value, index: &mut usize) -> Option<&'a mut Value> {
    if *index == 0 {
        return Some(value);
    }
    *index -= 1;
    let children: Vec<&mut Value> = match value {
        Value::Array(elements) => elements.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => return None,
    };
    children.into_iter().find_map(|child| {
        let size = count(child);
        if *index < size {
            return node(child, index);
        }
        *index -= size;
        None
    })
}

fn delete(here: &mut Value, random: &mut Random) {
    match here {
        Value::Array(elements) if !elements.is_empty() => {
            elements.remove(random.below(elements.len()));
        }
        Value::Object(members) => {
            members.remove_at(random.below(members.len()));
        }
        _ => *here = Value::Null,
    }
}

fn rename(here: &mut Value, random: &mut Random) {
    if let Value::Object(members) = here
        && let Some((_, value)) = members.remove_at(random.below(members.len()))
    {
        members.insert(key(random), value);
    } else {
        *here = Value::String(key(random));
    }
}

fn duplicate(here: &mut Value, random: &mut Random) {
    match here {
        Value::Array(elements) => {
            let copy = random.pick(elements).cloned();
            elements.extend(copy);
        }
        Value::Object(members) => {
            let copy = members.at(random.below(members.len()));
            let copy = copy.map(|(key, value)| (key.clone(), value.clone()));
            if let Some((key, value)) = copy {
                members.insert(vary(&key, random), value);
            }
        }
        Value::String(text) => *text = vary(text, random),
        Value::Null | Value::Boolean(_) | Value::Number(_) => {}
    }
}

/// A similar name, differing in case, word separators or suffix.
fn vary(name: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => name.to_uppercase(),
        1 => name.replace(['_', '-', ' ', '/'], "."),
        2 => format!("{name}_"),
        _ => format!("{name}2"),
    }
}

/// Replaces a value with a copy of another part of the document.
fn graft(here: &mut Value, other: Option<Value>) {
    if let Some(other) = other.filter(|other| count(other) < 500) {
        *here = other;
    }
}

/// Replaces a string with another one of the document, such as the target of a `$ref`.
fn retext(here: &mut Value, other: Option<Value>) {
    if let (Value::String(text), Some(Value::String(other))) = (here, other) {
        *text = other;
    }
}

fn add(here: &mut Value, random: &mut Random) {
    match here {
        Value::Object(members) => {
            members.insert(key(random), value(random));
        }
        Value::Array(elements) => elements.push(value(random)),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => *here = value(random),
    }
}

fn key(random: &mut Random) -> String {
    (*random.pick(KEYS).unwrap_or(&"")).to_owned()
}

fn value(random: &mut Random) -> Value {
    let text = random.pick(VALUES).unwrap_or(&"null");
    serde_json::from_str(text).unwrap_or(Value::Null)
}
