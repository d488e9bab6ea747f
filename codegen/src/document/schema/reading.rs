//! Reads a schema, keyword by keyword.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{Additional, Discriminator, IfNever, JsonType, Limits, Schema, unchecked};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::fields::{Fields, Node};
use crate::document::files::unresolved;
use crate::document::media_type::is_json;
use crate::document::{dialect, indirect};
use crate::source::{Anchors, Location, Value};

/// Keywords that OpenAPI 3.1 allows in a schema and the generator does not support. Each use can be
/// allowed in the settings.
const UNSUPPORTED: &[&str] =
    &["$dynamicRef", "$recursiveRef", "$vocabulary", "dependencies", "dependentSchemas", "else", "then"];

/// Keywords that do not affect how a value is read, written or validated.
const IGNORED: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "contentSchema",
    "definitions",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

/// Reads a schema. A node that is neither an object nor a boolean is reported and read as any value.
pub(in crate::document) fn schema(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Schema {
    if let Value::Boolean(anything) = node.value {
        return Schema { never: !anything, ..Schema::anything(node.location.clone()) };
    }
    let Some(mut fields) = node.fields_or("an object or a boolean", "any value is accepted", diagnostics)
    else {
        return Schema::anything(node.location.clone());
    };
    if has_base(&mut fields, diagnostics) {
        return Schema::anything(node.location.clone());
    }
    let reference = reference(&mut fields, diagnostics);
    let (options, exclusive, parts) = compositions(&mut fields, diagnostics);
    let (prefix_items, items) = elements(&mut fields, diagnostics);
    let mut schema = Schema {
        location: node.location.clone(),
        reference,
        never: false,
        types: types(&mut fields, diagnostics),
        nullable: fields.flag("nullable", diagnostics),
        title: fields.annotation("title", diagnostics),
        description: fields.annotation("description", diagnostics),
        deprecated: fields.flag("deprecated", diagnostics),
        read_only: fields.flag("readOnly", diagnostics),
        write_only: fields.flag("writeOnly", diagnostics),
        format: fields.string("format", diagnostics),
        json_content: json_content(&node.location, &mut fields, diagnostics),
        encoding: encoding(&fields),
        bytes_type: bytes_type(&mut fields, diagnostics),
        default: fields.take_any("default").map(|node| node.value.clone()),
        enumeration: enumeration(&mut fields, diagnostics),
        constant: fields.take_any("const").map(|node| node.value.clone()),
        properties: named(&mut fields, "properties", diagnostics).into_iter().collect::<IndexMap<_, _>>(),
        required: required(&mut fields, diagnostics),
        patterned: named(&mut fields, "patternProperties", diagnostics),
        additional: additional(&mut fields, "additionalProperties", diagnostics),
        unevaluated: additional(&mut fields, "unevaluatedProperties", diagnostics),
        prefix_items,
        items,
        options,
        exclusive,
        required_sets: None,
        alternatives: Vec::new(),
        parts,
        discriminator: discriminator(&mut fields, diagnostics),
        limits: limits(&mut fields, diagnostics),
        if_never: IfNever::default(),
    };
    let is_alone = schema.reference.is_none() && schema.options.is_empty() && schema.parts.is_empty();
    if is_alone {
        let unevaluated = std::mem::replace(&mut schema.unevaluated, Additional::Unstated);
        if schema.additional == Additional::Unstated {
            schema.additional = unevaluated;
        }
    }
    for (keyword, message) in schema.settle_limits() {
        diagnostics.warn(
            Code::ConflictingKeywords,
            &node.location.join(keyword),
            format!("{message}, so no value is valid: limits that contradict each other are not checked"),
            "correct one of the keywords",
        );
    }
    read_numbers_as_text(&mut schema);
    report_other_types(&schema, diagnostics);
    fields.ignore(IGNORED);
    unchecked::take(&mut fields, diagnostics);
    fields.finish_schema(UNSUPPORTED, diagnostics);
    schema
}

/// Reads `contentSchema` of a string that is JSON according to `contentMediaType`.
fn json_content(
    place: &Location,
    fields: &mut Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Rc<Schema>> {
    let media_type = fields.get("contentMediaType")?;
    let is_json = matches!(media_type, Value::String(text) if is_json(text));
    if !is_json || fields.get("contentEncoding").is_some() {
        return None;
    }
    let content = fields.take("contentSchema").map(|node| shared(&node, diagnostics));
    Some(content.unwrap_or_else(|| Rc::new(Schema::anything(place.clone()))))
}

/// Returns `contentEncoding`, which remains for [`bytes_type`].
fn encoding(fields: &Fields<'_>) -> Option<String> {
    match fields.get("contentEncoding") {
        Some(Value::String(encoding)) => Some(encoding.clone()),
        _ => None,
    }
}

/// Reads `contentMediaType` and `contentEncoding`; `None` if the content is text, or bytes that are encoded as text.
fn bytes_type(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let media_type = fields.annotation("contentMediaType", diagnostics);
    match fields.annotation("contentEncoding", diagnostics).as_deref() {
        Some("binary" | "8bit") => media_type.or_else(|| Some("application/octet-stream".to_owned())),
        Some(_) => None,
        None => media_type.filter(|it| !it.starts_with("text/") && !is_json(it)),
    }
}

/// Reads `$schema`, which selects the dialect, and `$id`. Returns whether the `$id` changes the base of references in
/// the schema, which then accepts any value.
fn has_base(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> bool {
    let dialect = fields.take("$schema");
    dialect::check(dialect.as_ref(), diagnostics);
    let Some(node) = fields.take("$id") else { return false };
    let has_references = fields.values.values().any(dialect::contains_ref);
    if has_references {
        diagnostics.warn(
            Code::Unsupported,
            &node.location,
            "references relative to an `$id` are not supported yet: any value is accepted",
            "remove the `$id`, or move the schema into a separate file",
        );
    }
    has_references
}

fn shared(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Rc<Schema> {
    Rc::new(schema(node, diagnostics))
}

/// Returns the target of `$ref`, or of `$dynamicRef` or `$recursiveRef` if their target is unique. A `$ref`
/// that cannot be resolved is reported.
fn reference(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Location> {
    let Some(node) = fields.take("$ref") else {
        return by_anchor(fields, "$dynamicRef").or_else(|| by_anchor(fields, "$recursiveRef"));
    };
    let text = node.string(diagnostics)?;
    let anchors = || node.sources.anchors(&node.location.file);
    let target = node.location.resolve(text).or_else(|| to_anchor("$ref", text, &node.location, anchors()));
    if target.is_none() {
        unresolved(&node.location, text, diagnostics);
    }
    target.map(|target| indirect::resolve(target, &node.location, node.sources, diagnostics))
}

fn by_anchor(fields: &mut Fields<'_>, keyword: &'static str) -> Option<Location> {
    let Some(Value::String(text)) = fields.get(keyword) else { return None };
    let place = fields.location.join(keyword);
    let anchors = fields.sources.anchors(&place.file);
    let target = to_anchor(keyword, text, &place, anchors)?;
    fields.ignore(&[keyword]);
    Some(target)
}

/// Resolves a reference to an anchor: `$ref: "#name"`, `$dynamicRef` or `$recursiveRef` at `place`.
fn to_anchor(
    keyword: &str,
    reference: &str,
    place: &Location,
    anchors: Option<&Anchors>,
) -> Option<Location> {
    let (anchors, name) = (anchors?, reference.strip_prefix('#')?);
    let pointer = match keyword {
        "$dynamicRef" => anchors.dynamic(name),
        "$recursiveRef" if name.is_empty() => anchors.recursive(&place.pointer),
        "$ref" => anchors.named(name),
        _ => None,
    };
    Some(Location { file: place.file.clone(), pointer: pointer?.clone() })
}

/// Reads `type`. If a part of it is invalid, it is ignored as a whole: values of the intended type must be accepted.
fn types(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<JsonType> {
    let Some(node) = fields.take_any("type") else {
        return Vec::new();
    };
    let nodes = match node.value {
        Value::Array(_) => node.elements(diagnostics),
        _ => vec![node],
    };
    let mut types = Vec::new();
    let mut is_valid = true;
    for node in &nodes {
        match json_type(node, diagnostics) {
            Some(kind) if types.contains(&kind) => {}
            Some(kind) => types.push(kind),
            None => is_valid = false,
        }
    }
    if is_valid { types } else { Vec::new() }
}

fn json_type(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<JsonType> {
    // In YAML, the name of this type is a null without quotes.
    if *node.value == Value::Null && node.is_yaml() {
        return Some(JsonType::Null);
    }
    Some(match node.string(diagnostics)? {
        "array" => JsonType::Array,
        "boolean" => JsonType::Boolean,
        "integer" => JsonType::Integer,
        "null" => JsonType::Null,
        "number" => JsonType::Number,
        "object" => JsonType::Object,
        "string" => JsonType::String,
        other => {
            diagnostics.warn(
                Code::InvalidValue,
                &node.location,
                format!("unknown type `{other}`: `type` is ignored"),
                "one of: array, boolean, integer, null, number, object, string",
            );
            return None;
        }
    })
}

fn enumeration(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<Value>> {
    let elements = fields.take("enum")?.array(diagnostics)?;
    Some(elements.iter().map(|node| node.value.clone()).collect())
}

/// Replaces the numbers of a YAML document that are values of a string by their text: `enum: [1.0, 1.1]`.
fn read_numbers_as_text(schema: &mut Schema) {
    let is_numeric = schema.types.iter().any(|kind| matches!(kind, JsonType::Integer | JsonType::Number));
    if !schema.types.contains(&JsonType::String) || is_numeric {
        return;
    }
    let constants = schema.enumeration.iter_mut().flatten();
    for value in constants.chain(&mut schema.constant).chain(&mut schema.default) {
        if let Value::Number(number) = value
            && let Some(text) = number.written()
        {
            *value = Value::String(text.to_owned());
        }
    }
}

/// Reports the values of `enum` that are not of the type of the schema, unless all are, which is reported when it is
/// lowered.
fn report_other_types(schema: &Schema, diagnostics: &mut Diagnostics) {
    let Some(values) = schema.enumeration.as_ref().filter(|_| !schema.types.is_empty()) else { return };
    let fits = |value: &Value| *value == Value::Null || schema.types.iter().any(|kind| kind.admits(value));
    let place = schema.location.join("enum");
    let others = values.iter().enumerate().filter(|(_, value)| !fits(value));
    let others: Vec<_> = others.collect();
    if others.len() == values.len() {
        return;
    }
    let types: Vec<_> = schema.types.iter().map(|kind| kind.as_str()).collect();
    for (index, value) in others {
        diagnostics.warn(
            Code::ConflictingKeywords,
            &place.join(&index.to_string()),
            format!("`{value}` is ignored: `type` is {}", types.join(" or ")),
            "correct the type or the value",
        );
    }
}

/// Reads a map of schemas, whose keys are names or patterns.
fn named(
    fields: &mut Fields<'_>,
    keyword: &'static str,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Rc<Schema>)> {
    let Some(node) = fields.take(keyword) else {
        return Vec::new();
    };
    let entries = node.entries(diagnostics);
    entries.iter().map(|(key, node)| ((*key).to_owned(), shared(node, diagnostics))).collect()
}

fn required(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let node = fields.take("required");
    node.map_or_else(Vec::new, |node| node.strings(diagnostics))
}

fn additional(fields: &mut Fields<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Additional {
    let Some(node) = fields.take(keyword) else {
        return Additional::Unstated;
    };
    match node.value {
        Value::Boolean(true) => Additional::Any,
        Value::Boolean(false) => Additional::Closed,
        _ => Additional::Typed(shared(&node, diagnostics)),
    }
}

/// Returns the options of a union, whether they are exclusive, and the `allOf` parts.
///
/// `oneOf` and `anyOf` are equivalent when a value is read. If both are present, `anyOf` becomes a part.
fn compositions(
    fields: &mut Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Rc<Schema>>, bool, Vec<Rc<Schema>>) {
    let one = list(fields, "oneOf", diagnostics);
    let any = list(fields, "anyOf", diagnostics);
    let mut parts = list(fields, "allOf", diagnostics).unwrap_or_default();
    let exclusive = one.is_some();
    let options = match (one, any) {
        (Some(one), Some(any)) => {
            let part = Schema::anything(fields.location.join("anyOf"));
            parts.push(Rc::new(Schema { options: any, ..part }));
            one
        }
        (one, any) => one.or(any).unwrap_or_default(),
    };
    (options, exclusive, parts)
}

/// Reads an array of schemas; `None` if there is none, or if it is invalid or empty, which is reported.
/// Reads `prefixItems` and `items`, which were `items` and `additionalItems` in earlier versions of JSON Schema.
fn elements(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> (Vec<Rc<Schema>>, Option<Rc<Schema>>) {
    let is_earlier = matches!(fields.get("items"), Some(Value::Array(positions)) if !positions.is_empty());
    let (positions, others) = if is_earlier && fields.get("prefixItems").is_none() {
        diagnostics.warn(
            Code::EarlierVersion,
            &fields.location.join("items"),
            "`items` is a list, as in earlier versions of JSON Schema; it is read as `prefixItems`",
            "rename `items` to `prefixItems`, and `additionalItems` to `items`",
        );
        ("items", "additionalItems")
    } else {
        ("prefixItems", "items")
    };
    let positions = list(fields, positions, diagnostics).unwrap_or_default();
    (positions, fields.take(others).map(|node| shared(&node, diagnostics)))
}

fn list(
    fields: &mut Fields<'_>,
    keyword: &'static str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Rc<Schema>>> {
    let node = fields.take(keyword)?;
    let elements = node.array(diagnostics)?;
    if elements.is_empty() {
        diagnostics.warn(
            Code::InvalidValue,
            &node.location,
            format!("`{keyword}` is empty and is ignored: it must contain at least one schema"),
            "list the schemas, or remove the keyword",
        );
        return None;
    }
    Some(elements.iter().map(|node| shared(node, diagnostics)).collect())
}

fn discriminator(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Discriminator> {
    let node = fields.take("discriminator")?;
    let mut fields = node.fields(diagnostics)?;
    let property = fields.required("propertyName", "the discriminator is ignored", diagnostics);
    let property = property.and_then(|node| node.string(diagnostics));
    let mapping = mapping(&mut fields, diagnostics);
    fields.finish(&[], diagnostics);
    Some(Discriminator { location: node.location, property: property?.to_owned(), mapping })
}

fn mapping(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, Location)> {
    let Some(node) = fields.take("mapping") else {
        return Vec::new();
    };
    let mut mapping = Vec::new();
    for (tag, node) in node.entries(diagnostics) {
        let Some(text) = node.string(diagnostics) else { continue };
        // The value may also be the name of a schema in `components`.
        let target = if text.contains(['#', '/', '.']) {
            node.location.resolve(text)
        } else {
            let components = Location::root(&node.location.file).join("components");
            Some(components.join("schemas").join(text))
        };
        let target =
            target.map(|target| indirect::resolve(target, &node.location, node.sources, diagnostics));
        match target.filter(|target| node.sources.value(target).is_some()) {
            Some(target) => mapping.push((tag.to_owned(), target)),
            None => diagnostics.warn(
                Code::DiscriminatorMismatch,
                &node.location,
                format!(
                    "discriminator maps `{tag}` to `{text}`, which does not exist: the mapping is ignored"
                ),
                "refer to one of the options, by its name or by a relative path and a JSON pointer after `#`",
            ),
        }
    }
    mapping
}

fn limits(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Limits {
    let (minimum, exclusive_minimum) = bound(fields, "minimum", "exclusiveMinimum", diagnostics);
    let (maximum, exclusive_maximum) = bound(fields, "maximum", "exclusiveMaximum", diagnostics);
    Limits {
        min_length: count(fields, "minLength", diagnostics),
        max_length: count(fields, "maxLength", diagnostics),
        pattern: fields.string("pattern", diagnostics),
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: number(fields, "multipleOf", diagnostics),
        min_items: count(fields, "minItems", diagnostics),
        max_items: count(fields, "maxItems", diagnostics),
        unique_items: fields.flag("uniqueItems", diagnostics),
        min_properties: count(fields, "minProperties", diagnostics),
        max_properties: count(fields, "maxProperties", diagnostics),
    }
}

/// Returns the inclusive and the exclusive bound. In OpenAPI 3.0, `exclusive` is a flag that makes the bound
/// `keyword` exclusive.
fn bound(
    fields: &mut Fields<'_>,
    keyword: &'static str,
    exclusive: &'static str,
    diagnostics: &mut Diagnostics,
) -> (Option<String>, Option<String>) {
    let bound = number(fields, keyword, diagnostics);
    let Some(node) = fields.take(exclusive) else {
        return (bound, None);
    };
    match node.value {
        Value::Boolean(true) => (None, bound),
        Value::Boolean(false) => (bound, None),
        _ => (bound, node.number(diagnostics)),
    }
}

fn count(fields: &mut Fields<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<u64> {
    fields.take(keyword)?.count(diagnostics)
}

fn number(fields: &mut Fields<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
    fields.take(keyword)?.number(diagnostics)
}
