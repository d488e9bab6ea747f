//! The schemas of a document in the form that the oracle reads: JSON Schema 2020-12, with OpenAPI keywords translated.
//! All intended differences between OpenAPI, the generator and JSON Schema are here:
//!
//! - `nullable` of OpenAPI 3.0 also allows null, including next to `$ref` and `allOf`.
//! - A boolean `exclusiveMinimum` or `exclusiveMaximum` turns the bound next to it into that keyword.
//! - A `discriminator` is binding: an option is valid only with one of its values, unless it does not declare or require
//!   the property.
//! - A reference to an anchor is replaced by its place.
//! - A required `readOnly` property may be missing in a request, unless it selects the variant of a union, and a
//!   required `writeOnly` property in a response.
//! - An integer with the format `uint64` or another unsigned one is not negative.
//! - An optional property and an entry of a map may be null, see
//!   [`Verdict::ValidWithoutNulls`](super::oracle::Verdict::ValidWithoutNulls).
//! - A schema without `type` has the type implied by its keywords, an object or an array.
//! - Null is allowed for `allOf` with a `nullable` part if no other part mentions a type.
//! - Variant selection is binding: an option is valid only for values for which it is selected. So a value is valid
//!   for at most one option, and an open object with the properties that select another option belongs to that one. A
//!   value for which no option is selected is kept and not validated.
//! - A discriminator next to a union, from the setting `discriminators`, is binding too: its value determines the option
//!   of the union, and any value of the union is kept if it is not listed.
//! - Patterns may use the lenient web syntax of ECMAScript.
//! - Keywords that the generator reports as unchecked or malformed, or rejects, are ignored, and an option that is the
//!   union itself is never valid.

use std::collections::BTreeMap;

use faithful_codegen::source::Location;
use serde_json::{Map, Value, json};

use super::anchor;
use super::beside::{self, BESIDE, Beside};
use super::null;
use super::oracle::is_pattern;
use super::selected::{KEYWORD, UNSELECTED};
use super::text;

/// Keywords that are reported as unchecked, or that are errors unless the settings allow them.
const IGNORED: &[&str] = &[
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

/// Keywords that contain schemas by arbitrary names.
const NAMED: &[&str] = &["$defs", "definitions", "patternProperties", "properties", "schemas"];

/// Keywords that contain values rather than schemas.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples", "required"];

/// All files of a document in one value, in which every `$ref` is a pointer from the root.
pub struct Dialect {
    /// `{"files": {…}}`, with `nullable` where null is also allowed, `selected` at the options of unions, and
    /// `unselected` at unions.
    pub root: Value,
    /// The same translated to JSON Schema, with and without variant selection.
    translated: [Value; 2],
}

/// How unions are translated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Variant selection is binding.
    WithSelection,
    /// Plain JSON Schema, without variant selection.
    Plain,
}

impl Dialect {
    /// Combines the files of a document. `unions` are the places of unions and of their options.
    /// `responses` are the places of objects that requests do not use, `besides` the unions with a discriminator next to
    /// them.
    pub fn new(
        files: &BTreeMap<String, Value>,
        unions: &[(&Location, &[Location])],
        responses: &[&Location],
        besides: &[Beside<'_>],
    ) -> Self {
        let rewritten =
            |(file, value): (&String, &Value)| (file.clone(), rewritten(value, &Location::root(file), files));
        let files: Map<String, Value> = files.iter().map(rewritten).collect();
        let mut root = json!({ "files": files });
        let mut marks: Vec<(String, &str, Value)> = Vec::new();
        for (union, (place, options)) in unions.iter().enumerate() {
            let place_of_union = pointer(place);
            // Equal unions share one type, whose place is that of the first.
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
            // A union derived from several arrays or patterns has no place of its own.
            if !options.contains(place) && !place_of_union.ends_with("/patternProperties") {
                marks.extend(at(place).into_iter().map(|it| (it, UNSELECTED, json!([union, null]))));
            }
            for (option, place) in options.iter().enumerate() {
                marks.extend(at(place).into_iter().map(|it| (it, KEYWORD, json!([union, option]))));
            }
        }
        for Beside { place, mark } in besides {
            let place = pointer(place);
            let equal = root.pointer(&place).map(|schema| equal(&root, &root, schema, String::new()));
            marks.extend(equal.unwrap_or_default().into_iter().map(|it| (it, BESIDE, mark.clone())));
        }
        for (place, keyword, mark) in marks {
            if let Some(Value::Object(schema)) = root.pointer_mut(&place) {
                let marks = schema.entry(keyword).or_insert_with(|| json!([]));
                marks.as_array_mut().into_iter().for_each(|marks| marks.push(mark.clone()));
            }
        }
        for place in responses.iter().map(|place| pointer(place)) {
            let equal = root
                .pointer(&place)
                .map(|schema| equal(&root, &root, schema, String::new()))
                .unwrap_or_default();
            for place in &equal {
                unrequire_write_only(&mut root, place);
            }
        }
        let mut dialect = Self { root, translated: [Value::Null, Value::Null] };
        dialect.translated =
            [Mode::WithSelection, Mode::Plain].map(|mode| dialect.translated(&dialect.root, mode));
        dialect
    }

    /// The schema at a place, in a value that contains everything it refers to.
    pub fn schema(&self, place: &Location, mode: Mode) -> Value {
        let mut root = self.translated[usize::from(mode == Mode::Plain)].clone();
        root["$ref"] = Value::from(format!("#{}", fragment(&self.moved(&pointer(place), mode))));
        root
    }

    /// The untranslated schema at a place.
    pub fn at(&self, place: &Location) -> Option<&Value> {
        self.root.pointer(&pointer(place))
    }

    /// Translates a value to JSON Schema and the keyword `selected`.
    fn translated(&self, value: &Value, mode: Mode) -> Value {
        let members = match value {
            Value::Object(members) => members,
            Value::Array(elements) => return elements.iter().map(|it| self.translated(it, mode)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return value.clone(),
        };
        let mut all = Map::new();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("nullable", Value::Bool(_)) | (UNSELECTED | BESIDE, _) => {}
                (KEYWORD, _) if mode == Mode::Plain => {}
                ("$ref", Value::String(text)) => {
                    let moved = fragment(&self.moved(&unescaped(text), mode));
                    all.insert(key.clone(), format!("#{moved}").into());
                }
                // Selection leaves at most one option, unless the generator treats several as the same type.
                ("oneOf", _) if is_selected(members, mode) => {
                    all.insert("anyOf".to_owned(), self.translated(value, mode));
                }
                (key, _) if VALUES.contains(&key) => drop(all.insert(key.to_owned(), value.clone())),
                (key, _) => drop(all.insert(key.to_owned(), self.translated(value, mode))),
            }
        }
        if mode == Mode::WithSelection {
            beside::translate(&self.root, members, &mut all, &|schema| self.translated(schema, mode));
        }
        let alternatives = alternatives(members, mode);
        if alternatives.is_empty() {
            return Value::Object(all);
        }
        let options: Vec<Value> = [Value::Object(all)].into_iter().chain(alternatives).collect();
        json!({ "anyOf": options })
    }

    /// The pointer of a place after alternatives have been added to the schemas on the way.
    fn moved(&self, pointer: &str, mode: Mode) -> String {
        let mut moved = String::new();
        let mut value = Some(&self.root);
        for token in pointer.split('/').skip(1) {
            let members = value.and_then(Value::as_object);
            if members.is_some_and(|members| !alternatives(members, mode).is_empty()) {
                moved.push_str("/anyOf/0");
            }
            let is_renamed = token == "oneOf" && members.is_some_and(|members| is_selected(members, mode));
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

/// Removes `writeOnly` properties from `required` of the schema at a place.
fn unrequire_write_only(root: &mut Value, place: &str) {
    let Some(Value::Object(schema)) = root.pointer_mut(place) else { return };
    let properties = schema.get("properties").cloned().unwrap_or_default();
    let Some(Value::Array(required)) = schema.get_mut("required") else { return };
    let is_write_only = |key: &str| properties[key]["writeOnly"] == true;
    required.retain(|key| !key.as_str().is_some_and(is_write_only));
}

/// The places of all schemas in `within` that are equal to `to` with references resolved.
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
    // A schema that only refers to an equal one is reached through it.
    if referred(root, within).is_none() && resolve_to_equal(root, within, to, &mut Vec::new()) {
        found.push(place);
    }
    found
}

/// Whether two schemas are equal with references resolved. Pairs in `visited` are assumed to be equal unless another
/// difference is found.
fn resolve_to_equal(root: &Value, one: &Value, other: &Value, visited: &mut Vec<[*const Value; 2]>) -> bool {
    let pair = [one, other].map(std::ptr::from_ref);
    if one == other || visited.contains(&pair) {
        return true;
    }
    let targets = [one, other].map(|schema| referred(root, schema));
    if targets.iter().any(Option::is_some) {
        visited.push(pair);
        return resolve_to_equal(root, targets[0].unwrap_or(one), targets[1].unwrap_or(other), visited);
    }
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            // The options themselves state their discriminator values.
            let alike = |(key, value): (&String, &Value), visited: &mut Vec<_>| {
                let same = |other| key == "discriminator" || resolve_to_equal(root, value, other, visited);
                other.get(key).is_some_and(same)
            };
            one.len() == other.len() && one.iter().all(|value| alike(value, visited))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| resolve_to_equal(root, one, other, visited))
        }
        _ => false,
    }
}

/// The target of a schema that consists of a `$ref` only.
fn referred<'v>(root: &'v Value, schema: &Value) -> Option<&'v Value> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    root.pointer(&unescaped(members.get("$ref")?.as_str()?))
}

/// The alternatives that are valid in place of a schema.
fn alternatives(members: &Map<String, Value>, mode: Mode) -> Vec<Value> {
    let null = (members.get("nullable") == Some(&Value::Bool(true))).then(|| json!({ "type": "null" }));
    let none = members.get(UNSELECTED).filter(|it| it.is_array() && mode == Mode::WithSelection);
    null.into_iter().chain(none.map(|pairs| json!({ KEYWORD: pairs }))).collect()
}

/// Whether `oneOf` is a union with variant selection, rather than sets of required properties.
fn is_selected(members: &Map<String, Value>, mode: Mode) -> bool {
    const OF_REQUIREMENTS: [&str; 4] = ["required", "type", "title", "description"];
    let is_requirement = |option: &Value| {
        option.as_object().is_some_and(|it| it.keys().all(|key| OF_REQUIREMENTS.contains(&key.as_str())))
    };
    let are_requirements = |options: &Vec<Value>| {
        options.iter().all(is_requirement) && options.iter().any(|option| option.get("required").is_some())
    };
    let options = members.get("oneOf").and_then(Value::as_array);
    mode == Mode::WithSelection
        && !members.contains_key("anyOf")
        && options.is_some_and(|options| !are_requirements(options))
}

/// The pointer of a place in the value that contains all files.
fn pointer(place: &Location) -> String {
    let file = place.file.replace('~', "~0").replace('/', "~1");
    let shown = place.to_string();
    let inside = shown.get(place.file.len() + 1..).unwrap_or_default();
    format!("/files/{file}{inside}")
}

/// Escapes a pointer for use in a URI fragment.
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

/// The pointer in the fragment of a reference.
pub fn unescaped(reference: &str) -> String {
    let place = Location::root("").resolve(reference);
    place.map_or_else(String::new, |place| place.to_string().trim_start_matches('#').to_owned())
}

/// Rewrites a value and everything in it as JSON Schema.
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
            (key, _) if IGNORED.contains(&key) => continue,
            // Reported as an invalid value, and treated as if the keyword were absent.
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
    unrequire_read_only(&mut all, members, here, files);
    unsigned(&mut all);
    typed(&mut all);
    if null::is_allowed_by_parts(members, here, files) {
        all.insert("nullable".to_owned(), true.into());
    }
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

/// Adds the limits of an unsigned integer to the formats that have no others.
fn unsigned(all: &mut Map<String, Value>) {
    let format = all.get("format").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !format.starts_with("uint") || all.get("type").is_none_or(|it| it != "integer") {
        return;
    }
    if !all.contains_key("minimum") && !all.contains_key("exclusiveMinimum") {
        all.insert("minimum".to_owned(), 0.into());
    }
    if format == "uint64" && !all.contains_key("maximum") && !all.contains_key("exclusiveMaximum") {
        all.insert("maximum".to_owned(), u64::MAX.into());
    }
}

/// Adds the type implied by the keywords if there is no `type`.
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

/// Allows an option of a union with a discriminator only its values. Whether they may be missing is stated by the option.
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
                "properties": { property: { "enum": values } },
            }] })
        };
        let options = options.iter().zip(rewritten_options).map(option).collect();
        all.insert(keyword.to_owned(), options);
    }
}

/// The discriminator values of an option: those of the mapping, else none if its own schema states them, else its
/// name.
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
        // A key of the mapping may also stand for a boolean or an integer.
        .flat_map(|(tag, _)| [Some(Value::from(tag.as_str())), serde_json::from_str(tag).ok()])
        .flatten()
        .collect();
    if !mapped.is_empty() {
        return mapped;
    }
    let schema = found(&target, files);
    let own = schema.and_then(|schema| schema.get("properties")?.get(property));
    let is_union =
        schema.is_some_and(|schema| schema.get("oneOf").is_some() || schema.get("anyOf").is_some());
    if is_union || own.is_some_and(|own| own.get("const").is_some() || own.get("enum").is_some()) {
        return Vec::new();
    }
    let name = target.pointer.split_last().map(|(_, name)| Value::from(name));
    name.into_iter().collect()
}

/// Whether a schema or one of its parts declares a property.
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

/// The read-only properties in the fixtures that select the variant of a union, so that requests have them.
const TAGS: &[&str] = &["kind"];

/// Removes `readOnly` properties from `required`, except for tags.
fn unrequire_read_only(
    all: &mut Map<String, Value>,
    members: &Map<String, Value>,
    here: &Location,
    files: &BTreeMap<String, Value>,
) {
    let Some(properties) = members.get("properties") else { return };
    let Some(Value::Array(required)) = all.get_mut("required") else { return };
    required.retain(|key| {
        let property = key.as_str().and_then(|key| properties.get(key));
        let is_tag = key.as_str().is_some_and(|key| TAGS.contains(&key));
        is_tag || !property.is_some_and(|property| is_read_only(property, here, files, 9))
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

/// The value at a place.
pub fn found<'a>(place: &Location, files: &'a BTreeMap<String, Value>) -> Option<&'a Value> {
    let shown = place.to_string();
    files.get(&*place.file)?.pointer(shown.get(place.file.len() + 1..)?)
}
