//! A document as the judge reads it: its schemas in JSON Schema 2020-12, with what OpenAPI adds to
//! JSON Schema said in its words. This is the one place where the two are brought together.
//!
//! - `nullable` of OpenAPI 3.0 is «or null», also beside `$ref` and `allOf`.
//! - A flag in `exclusiveMinimum` or `exclusiveMaximum` turns the bound beside it into that keyword.
//! - A `discriminator` counts: an option fits only with one of the values that stand for it, unless
//!   it does not declare that member.
//! - A reference to an anchor is one to the place that has it.
//! - What only the API sets (`readOnly`) may be absent from what is sent, though it is required.
//! - A schema that names no type is of the kind that its keywords speak of: an object, or a list.
//! - What decides between the options of a union counts: an option fits only what is decided to be
//!   it. So no value fits two options; and an open object that holds what another option is known
//!   by is taken for that one. A value that is decided to be none of them is kept as it is, and has
//!   no rules.
//! - Patterns may be written in the forgiving syntax of the web.
//! - Keywords that the generator says it does not check, or refuses, say nothing.

use std::collections::BTreeMap;

use codegen::source::Location;
use serde_json::{Map, Value, json};

use super::anchor;
use super::decided::{KEYWORD, UNDECIDED};
use super::text;
use super::verdict::is_pattern;

/// Keywords that are said not to be checked, or that make a document fail unless its settings waive them.
const WAIVED: &[&str] = &[
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
];

/// Keywords that hold schemas by names of the author's own.
const NAMED: &[&str] = &["$defs", "definitions", "patternProperties", "properties", "schemas"];

/// Keywords that hold values, in which nothing is a keyword.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples", "required"];

/// All files of a document in one value, in which every `$ref` is a pointer from its root.
pub struct Dialect {
    /// `{"files": {…}}`, in which `nullable` stands where null is allowed besides, `decided` at the
    /// options of unions, and `undecided` at unions.
    pub root: Value,
    /// The same in the words of JSON Schema, with and without decisions.
    judged: [Value; 2],
}

/// What a judge makes of the keywords that are not of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// Decisions count.
    Decided,
    /// They do not: JSON Schema alone.
    Plain,
}

impl Dialect {
    /// Brings the files of a document together. `unions` are the places of unions, and of the options
    /// that are decided between.
    pub fn new(files: &BTreeMap<String, Value>, unions: &[(&Location, &[Location])]) -> Self {
        let rewritten =
            |(file, value): (&String, &Value)| (file.clone(), rewritten(value, &Location::root(file), files));
        let files: Map<String, Value> = files.iter().map(rewritten).collect();
        let mut root = json!({ "files": files });
        let mut marks: Vec<(String, &str, Value)> = Vec::new();
        for (union, (place, options)) in unions.iter().enumerate() {
            let place_of_union = pointer(place);
            // Equal unions are one, which stands where the first is found.
            let equal = match root.pointer(&place_of_union) {
                Some(schema) => equal(&root, &root, schema, String::new()),
                None => Vec::new(),
            };
            let at = |place: &Location| {
                let place = pointer(place);
                let inside = place.strip_prefix(&place_of_union).map(str::to_owned);
                let others =
                    equal.iter().filter_map(move |other| Some(format!("{other}{}", inside.as_ref()?)));
                others.filter(|other| *other != place).chain([place.clone()]).collect::<Vec<_>>()
            };
            // What several lists or several patterns hold is a union that has no place of its own.
            if !options.contains(place) && !place_of_union.ends_with("/patternProperties") {
                marks.extend(at(place).into_iter().map(|it| (it, UNDECIDED, json!([union, null]))));
            }
            for (option, place) in options.iter().enumerate() {
                marks.extend(at(place).into_iter().map(|it| (it, KEYWORD, json!([union, option]))));
            }
        }
        for (place, keyword, mark) in marks {
            if let Some(Value::Object(schema)) = root.pointer_mut(&place) {
                let marks = schema.entry(keyword).or_insert_with(|| json!([]));
                marks.as_array_mut().into_iter().for_each(|marks| marks.push(mark.clone()));
            }
        }
        let mut dialect = Self { root, judged: [Value::Null, Value::Null] };
        dialect.judged =
            [Reading::Decided, Reading::Plain].map(|reading| dialect.judged(&dialect.root, reading));
        dialect
    }

    /// The schema at a place, in a value that holds all that it refers to.
    pub fn schema(&self, place: &Location, reading: Reading) -> Value {
        let mut root = self.judged[usize::from(reading == Reading::Plain)].clone();
        root["$ref"] = Value::from(format!("#{}", fragment(&self.moved(&pointer(place), reading))));
        root
    }

    /// The schema at a place itself.
    pub fn at(&self, place: &Location) -> Option<&Value> {
        self.root.pointer(&pointer(place))
    }

    /// A value in the words of JSON Schema alone, and the keyword `decided`.
    fn judged(&self, value: &Value, reading: Reading) -> Value {
        let members = match value {
            Value::Object(members) => members,
            Value::Array(elements) => return elements.iter().map(|it| self.judged(it, reading)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return value.clone(),
        };
        let mut all = Map::new();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("nullable", Value::Bool(_)) | (UNDECIDED, _) => {}
                (KEYWORD, _) if reading == Reading::Plain => {}
                ("$ref", Value::String(text)) => {
                    let moved = fragment(&self.moved(&unescaped(text), reading));
                    all.insert(key.clone(), format!("#{moved}").into());
                }
                // What decides leaves one option at most, unless several are one to the generator.
                ("oneOf", _) if is_decided(members, reading) => {
                    all.insert("anyOf".to_owned(), self.judged(value, reading));
                }
                (key, _) if VALUES.contains(&key) => drop(all.insert(key.to_owned(), value.clone())),
                (key, _) => drop(all.insert(key.to_owned(), self.judged(value, reading))),
            }
        }
        let besides = besides(members, reading);
        if besides.is_empty() {
            return Value::Object(all);
        }
        let options: Vec<Value> = [Value::Object(all)].into_iter().chain(besides).collect();
        json!({ "anyOf": options })
    }

    /// Where a place stands once that what is allowed besides has been put beside it.
    fn moved(&self, pointer: &str, reading: Reading) -> String {
        let mut moved = String::new();
        let mut value = Some(&self.root);
        for token in pointer.split('/').skip(1) {
            let members = value.and_then(Value::as_object);
            if members.is_some_and(|members| !besides(members, reading).is_empty()) {
                moved.push_str("/anyOf/0");
            }
            let is_renamed = token == "oneOf" && members.is_some_and(|members| is_decided(members, reading));
            moved.push('/');
            moved.push_str(if is_renamed { "anyOf" } else { token });
            let name = token.replace("~1", "/").replace("~0", "~");
            value = value.and_then(|value| match value {
                Value::Array(elements) => elements.get(name.parse::<usize>().ok()?),
                value => value.get(&name),
            });
        }
        moved
    }
}

/// The places of all schemas in `within` that unfold to the same as one.
fn equal(root: &Value, within: &Value, to: &Value, place: String) -> Vec<String> {
    let mut found = Vec::new();
    match within {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                found.extend(equal(root, value, to, format!("{place}/{key}")));
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                found.extend(equal(root, value, to, format!("{place}/{index}")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    // What only refers to one of them is told by that.
    if referred(root, within).is_none() && unfold_alike(root, within, to, &mut Vec::new()) {
        found.push(place);
    }
    found
}

/// Whether two schemas are equal, references read as what they lead to. Pairs that are `met` again on
/// the way are equal unless something else differs.
fn unfold_alike(root: &Value, one: &Value, other: &Value, met: &mut Vec<[*const Value; 2]>) -> bool {
    let pair = [one, other].map(std::ptr::from_ref);
    if one == other || met.contains(&pair) {
        return true;
    }
    let targets = [one, other].map(|schema| referred(root, schema));
    if targets.iter().any(Option::is_some) {
        met.push(pair);
        return unfold_alike(root, targets[0].unwrap_or(one), targets[1].unwrap_or(other), met);
    }
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            // The options say for which values they stand.
            let alike = |(key, value): (&String, &Value), met: &mut Vec<_>| {
                let same = |other| key == "discriminator" || unfold_alike(root, value, other, met);
                other.get(key).is_some_and(same)
            };
            one.len() == other.len() && one.iter().all(|member| alike(member, met))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| unfold_alike(root, one, other, met))
        }
        _ => false,
    }
}

/// What a schema leads to that is a `$ref` and nothing else.
fn referred<'v>(root: &'v Value, schema: &Value) -> Option<&'v Value> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    root.pointer(&unescaped(members.get("$ref")?.as_str()?))
}

/// What may stand in the place of a schema besides what it says itself.
fn besides(members: &Map<String, Value>, reading: Reading) -> Vec<Value> {
    let null = (members.get("nullable") == Some(&Value::Bool(true))).then(|| json!({ "type": "null" }));
    let none = members.get(UNDECIDED).filter(|it| it.is_array() && reading == Reading::Decided);
    null.into_iter().chain(none.map(|pairs| json!({ KEYWORD: pairs }))).collect()
}

/// Whether the options in `oneOf` are decided between, and not demands of an object.
fn is_decided(members: &Map<String, Value>, reading: Reading) -> bool {
    const OF_DEMANDS: [&str; 4] = ["required", "type", "title", "description"];
    let demands = |option: &Value| {
        option.as_object().is_some_and(|it| it.keys().all(|key| OF_DEMANDS.contains(&key.as_str())))
    };
    let are_demands = |options: &Vec<Value>| {
        options.iter().all(demands) && options.iter().any(|option| option.get("required").is_some())
    };
    let options = members.get("oneOf").and_then(Value::as_array);
    reading == Reading::Decided
        && !members.contains_key("anyOf")
        && options.is_some_and(|options| !are_demands(options))
}

/// Where a place stands in the value that holds all files.
fn pointer(place: &Location) -> String {
    let file = place.file.replace('~', "~0").replace('/', "~1");
    let shown = place.to_string();
    let inside = shown.get(place.file.len() + 1..).unwrap_or_default();
    format!("/files/{file}{inside}")
}

/// A pointer as it stands in an address.
fn fragment(pointer: &str) -> String {
    let mut escaped = String::new();
    for byte in pointer.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'~' | b'-' | b'_' | b'.' | b'$' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.extend(format!("%{byte:02X}").chars()),
        }
    }
    escaped
}

/// The pointer behind the `#` of an address.
pub fn unescaped(reference: &str) -> String {
    let place = Location::root("").resolve(reference);
    place.map_or_else(String::new, |place| place.to_string().trim_start_matches('#').to_owned())
}

/// A value with everything in it said in the words of JSON Schema.
fn rewritten(value: &Value, here: &Location, files: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(|element| rewritten(element, here, files)).collect(),
        Value::Object(members) => object(members, here, files),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn object(members: &Map<String, Value>, here: &Location, files: &BTreeMap<String, Value>) -> Value {
    let mut all = Map::new();
    let anchored = files.get(&*here.file).and_then(|file| anchor::target(members, here, file));
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            ("$ref", Value::String(_)) if anchored.is_some() => continue,
            ("$ref", Value::String(text)) => match here.resolve(text) {
                Some(target) => Value::from(format!("#{}", fragment(&pointer(&target)))),
                None => value.clone(),
            },
            ("pattern", Value::String(text)) if !is_pattern(text) => text::strict(text).into(),
            ("enum" | "required", Value::Null) => continue,
            (key, _) if VALUES.contains(&key) => value.clone(),
            (key, _) if WAIVED.contains(&key) => continue,
            // Said to be no value of the keyword, and taken as if it were absent.
            (_, Value::Null) => continue,
            (key, Value::Object(inner)) if NAMED.contains(&key) => {
                let inner = inner.iter().map(|(key, value)| (key.clone(), rewritten(value, here, files)));
                Value::Object(inner.collect())
            }
            _ => rewritten(value, here, files),
        };
        all.insert(key.clone(), value);
    }
    let anchored = anchored.map(|place| format!("#{}", fragment(&pointer(&place))));
    all.extend(anchored.map(|place| ("$ref".to_owned(), place.into())));
    exclusive(&mut all, "minimum", "exclusiveMinimum");
    exclusive(&mut all, "maximum", "exclusiveMaximum");
    tagged(&mut all, members, here, files);
    unrequired(&mut all, members, here, files);
    typed(&mut all);
    Value::Object(all)
}

fn exclusive(all: &mut Map<String, Value>, keyword: &str, exclusive: &str) {
    match all.get(exclusive) {
        Some(Value::Bool(true)) => {
            all.remove(exclusive);
            let bound = all.remove(keyword);
            all.extend(bound.map(|bound| (exclusive.to_owned(), bound)));
        }
        Some(Value::Bool(false)) => drop(all.remove(exclusive)),
        _ => {}
    }
}

/// Says the type that the keywords speak of where none is said.
fn typed(all: &mut Map<String, Value>) {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| all.contains_key(*keyword));
    if has(&["type", "$ref", "allOf", "oneOf", "anyOf", "enum", "const"]) {
        return;
    }
    let kind = if has(&["properties", "patternProperties", "additionalProperties"]) {
        "object"
    } else if has(&["items", "prefixItems"]) {
        "array"
    } else {
        return;
    };
    all.insert("type".to_owned(), kind.into());
}

/// Each option of a union with a discriminator demands one of its own values.
fn tagged(
    all: &mut Map<String, Value>,
    members: &Map<String, Value>,
    here: &Location,
    files: &BTreeMap<String, Value>,
) {
    let Some(discriminator) = members.get("discriminator") else { return };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    for keyword in ["oneOf", "anyOf"] {
        let Some(options) = members.get(keyword).and_then(Value::as_array) else { continue };
        let rewritten_options = all.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default();
        let option = |(option, rewritten): (&Value, Value)| {
            let values = tags(option, property, discriminator, here, files);
            if values.is_empty() {
                return rewritten;
            }
            json!({ "allOf": [rewritten, {
                "required": [property],
                "properties": { property: { "enum": values } },
            }] })
        };
        let options = options.iter().zip(rewritten_options).map(option).collect();
        all.insert(keyword.to_owned(), options);
    }
}

/// The values that stand for an option: those of the mapping, else what it says itself, else its name.
fn tags(
    option: &Value,
    property: &str,
    discriminator: &Value,
    here: &Location,
    files: &BTreeMap<String, Value>,
) -> Vec<Value> {
    let target = option.get("$ref").and_then(Value::as_str).and_then(|text| here.resolve(text));
    let Some(target) = target else { return Vec::new() };
    if !declares(option, property, here, files, 9) {
        return Vec::new();
    }
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let leads_here = |text: &str| {
        let named = || Location::root(&here.file).join("components").join("schemas").join(text);
        let place = if text.contains(['#', '/', '.']) { here.resolve(text) } else { Some(named()) };
        place.as_ref() == Some(&target)
    };
    let mapped: Vec<Value> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, text)| text.as_str().is_some_and(leads_here))
        .map(|(tag, _)| Value::from(tag.as_str()))
        .collect();
    if !mapped.is_empty() {
        return mapped;
    }
    let schema = found(&target, files);
    let own = schema.and_then(|schema| schema.get("properties")?.get(property));
    if own.is_some_and(|own| own.get("const").is_some() || own.get("enum").is_some()) {
        return Vec::new();
    }
    let name = target.pointer.split_last().map(|(_, name)| Value::from(name));
    name.into_iter().collect()
}

/// Whether a schema or a part of it says something of a member.
fn declares(
    schema: &Value,
    property: &str,
    here: &Location,
    files: &BTreeMap<String, Value>,
    most: usize,
) -> bool {
    let Some(most) = most.checked_sub(1) else { return false };
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|text| here.resolve(text));
    let referred = target.and_then(|target| Some((found(&target, files)?, target)));
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    schema.get("properties").is_some_and(|properties| properties.get(property).is_some())
        || referred.is_some_and(|(schema, place)| declares(schema, property, &place, files, most))
        || parts.flatten().any(|part| declares(part, property, here, files, most))
}

/// Takes back that members are required which only the API sets.
fn unrequired(
    all: &mut Map<String, Value>,
    members: &Map<String, Value>,
    here: &Location,
    files: &BTreeMap<String, Value>,
) {
    let Some(properties) = members.get("properties") else { return };
    let Some(Value::Array(required)) = all.get_mut("required") else { return };
    required.retain(|key| {
        let property = key.as_str().and_then(|key| properties.get(key));
        !property.is_some_and(|property| is_read_only(property, here, files, 9))
    });
}

fn is_read_only(schema: &Value, here: &Location, files: &BTreeMap<String, Value>, most: usize) -> bool {
    if most == 0 {
        return false;
    }
    if schema.get("readOnly") == Some(&Value::Bool(true)) {
        return true;
    }
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|text| here.resolve(text));
    let referred = target.and_then(|target| Some((found(&target, files)?, target)));
    let mut parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    referred.is_some_and(|(schema, place)| is_read_only(schema, &place, files, most - 1))
        || parts.any(|part| is_read_only(part, here, files, most - 1))
}

/// What stands at a place.
pub fn found<'a>(place: &Location, files: &'a BTreeMap<String, Value>) -> Option<&'a Value> {
    let shown = place.to_string();
    files.get(&*place.file)?.pointer(shown.get(place.file.len() + 1..)?)
}
