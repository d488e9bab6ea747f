//! Reading a schema, keyword by keyword.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{Additional, Discriminator, IfNever, JsonType, Limits, Schema, unchecked};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::dialect;
use crate::document::members::{Members, Node};
use crate::source::{Anchors, Location, Value};

/// Keywords that OpenAPI 3.1 allows in a schema and this generator does not understand. They may be
/// waived one by one.
const UNSUPPORTED: &[&str] =
    &["$dynamicRef", "$recursiveRef", "$vocabulary", "dependencies", "dependentSchemas", "else", "then"];

/// Keywords that say nothing about how a value is read, written or checked.
const LEFT_OUT: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

/// Reads a schema; `None` if there is nothing to read it from.
pub(in crate::document) fn schema(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Schema> {
    if let Value::Boolean(anything) = node.value {
        return Some(Schema { never: !anything, ..Schema::anything(node.location.clone()) });
    }
    let mut members = node.members(diagnostics)?;
    identified(&mut members, diagnostics);
    let reference = reference(&mut members, diagnostics);
    let (options, exclusive, parts) = compositions(&mut members, diagnostics);
    let mut schema = Schema {
        location: node.location.clone(),
        reference,
        never: false,
        types: types(&mut members, diagnostics),
        nullable: members.flag("nullable", diagnostics),
        title: members.remark("title", diagnostics),
        description: members.remark("description", diagnostics),
        deprecated: members.flag("deprecated", diagnostics),
        read_only: members.flag("readOnly", diagnostics),
        write_only: members.flag("writeOnly", diagnostics),
        format: members.text("format", diagnostics),
        default: members.take_any("default").map(|node| node.value.clone()),
        enumeration: enumeration(&mut members, diagnostics),
        constant: members.take_any("const").map(|node| node.value.clone()),
        properties: named(&mut members, "properties", diagnostics).into_iter().collect::<IndexMap<_, _>>(),
        required: required(&mut members, diagnostics),
        patterned: named(&mut members, "patternProperties", diagnostics),
        additional: additional(&mut members, "additionalProperties", diagnostics),
        unevaluated: additional(&mut members, "unevaluatedProperties", diagnostics),
        prefix_items: list(&mut members, "prefixItems", diagnostics).unwrap_or_default(),
        items: members.take("items").and_then(|node| shared(&node, diagnostics)),
        options,
        exclusive,
        demands: None,
        alternatives: Vec::new(),
        parts,
        discriminator: discriminator(&mut members, diagnostics),
        limits: limits(&mut members, diagnostics),
        if_never: IfNever::default(),
    };
    let is_alone = schema.reference.is_none() && schema.options.is_empty() && schema.parts.is_empty();
    if is_alone {
        let unevaluated = std::mem::replace(&mut schema.unevaluated, Additional::Unstated);
        if schema.additional == Additional::Unstated {
            schema.additional = unevaluated;
        }
    }
    members.leave_out(LEFT_OUT);
    unchecked::take(&mut members, diagnostics);
    members.finish_schema(UNSUPPORTED, diagnostics);
    Some(schema)
}

/// `$id` gives the references below it another base; `$schema` gives the keywords a meaning.
fn identified(members: &mut Members<'_>, diagnostics: &mut Diagnostics) {
    let dialect = members.take("$schema");
    dialect::known(dialect.as_ref(), diagnostics);
    let Some(node) = members.take("$id") else { return };
    if members.values.values().any(dialect::refers) {
        diagnostics.error(
            Code::Unsupported,
            &node.location,
            "references below an `$id` start from it, which is not supported yet",
            "take the `$id` out, or put the schema into a file of its own",
        );
    }
}

fn shared(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Rc<Schema>> {
    schema(node, diagnostics).map(Rc::new)
}

/// The place that the member `$ref` leads to; an address that cannot be followed is reported. So do
/// `$dynamicRef` and `$recursiveRef`, where there is one place that they can mean.
fn reference(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Option<Location> {
    let Some(node) = members.take("$ref") else {
        return by_anchor(members, "$dynamicRef").or_else(|| by_anchor(members, "$recursiveRef"));
    };
    let text = node.text(diagnostics)?;
    let anchors = || node.sources.anchors(&node.location.file);
    let target = node.location.resolve(text).or_else(|| by_name("$ref", text, &node.location, anchors()));
    if target.is_none() {
        diagnostics.error(
            Code::DanglingReference,
            &node.location,
            format!("`{text}` cannot be followed"),
            "refer to a file by a relative path, and into it by a JSON pointer behind `#`",
        );
    }
    target
}

fn by_anchor(members: &mut Members<'_>, keyword: &'static str) -> Option<Location> {
    let Some(Value::String(text)) = members.get(keyword) else { return None };
    let place = members.location.join(keyword);
    let anchors = members.sources.anchors(&place.file);
    let target = by_name(keyword, text, &place, anchors)?;
    members.leave_out(&[keyword]);
    Some(target)
}

/// Where the references of a schema by name lead to: `$ref: "#name"`, `$dynamicRef` and
/// `$recursiveRef`, which stand at `place`.
fn by_name(keyword: &str, reference: &str, place: &Location, anchors: Option<&Anchors>) -> Option<Location> {
    let (anchors, name) = (anchors?, reference.strip_prefix('#')?);
    let pointer = match keyword {
        "$dynamicRef" => anchors.dynamic(name),
        "$recursiveRef" if name.is_empty() => anchors.around(&place.pointer),
        "$ref" => anchors.named(name),
        _ => None,
    };
    Some(Location { file: place.file.clone(), pointer: pointer?.clone() })
}

fn types(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<JsonType> {
    let Some(node) = members.take_any("type") else {
        return Vec::new();
    };
    let nodes = match node.value {
        Value::Array(_) => node.elements(diagnostics),
        _ => vec![node],
    };
    let mut types = Vec::new();
    for kind in nodes.iter().filter_map(|node| json_type(node, diagnostics)) {
        if !types.contains(&kind) {
            types.push(kind);
        }
    }
    types
}

fn json_type(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<JsonType> {
    Some(match node.text(diagnostics)? {
        "array" => JsonType::Array,
        "boolean" => JsonType::Boolean,
        "integer" => JsonType::Integer,
        "null" => JsonType::Null,
        "number" => JsonType::Number,
        "object" => JsonType::Object,
        "string" => JsonType::String,
        other => {
            diagnostics.error(
                Code::InvalidValue,
                &node.location,
                format!("`{other}` is no type"),
                "one of: array, boolean, integer, null, number, object, string",
            );
            return None;
        }
    })
}

fn enumeration(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<Value>> {
    let elements = members.take("enum")?.elements(diagnostics);
    Some(elements.iter().map(|node| node.value.clone()).collect())
}

/// Schemas by names or patterns of the author's own.
fn named(
    members: &mut Members<'_>,
    keyword: &'static str,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Rc<Schema>)> {
    let Some(node) = members.take(keyword) else {
        return Vec::new();
    };
    let entries = node.entries(diagnostics);
    let schema =
        |(key, node): &(&str, Node<'_>)| shared(node, diagnostics).map(|schema| ((*key).to_owned(), schema));
    entries.iter().filter_map(schema).collect()
}

fn required(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let node = members.take("required");
    node.map_or_else(Vec::new, |node| node.texts(diagnostics))
}

fn additional(members: &mut Members<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Additional {
    let Some(node) = members.take(keyword) else {
        return Additional::Unstated;
    };
    match node.value {
        Value::Boolean(true) => Additional::Any,
        Value::Boolean(false) => Additional::Refused,
        _ => shared(&node, diagnostics).map_or(Additional::Any, Additional::Typed),
    }
}

/// The options of a union, whether exactly one of them fits, and the parts that hold at once. `oneOf` and `anyOf` mean the same to a
/// reader of one value; where both stand, one of them is a part.
fn compositions(
    members: &mut Members<'_>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Rc<Schema>>, bool, Vec<Rc<Schema>>) {
    let one = list(members, "oneOf", diagnostics);
    let any = list(members, "anyOf", diagnostics);
    let mut parts = list(members, "allOf", diagnostics).unwrap_or_default();
    let exclusive = one.is_some();
    let options = match (one, any) {
        (Some(one), Some(any)) => {
            let part = Schema::anything(members.location.join("anyOf"));
            parts.push(Rc::new(Schema { options: any, ..part }));
            one
        }
        (one, any) => one.or(any).unwrap_or_default(),
    };
    (options, exclusive, parts)
}

/// A list of schemas, which must not be empty.
fn list(
    members: &mut Members<'_>,
    keyword: &'static str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Rc<Schema>>> {
    let node = members.take(keyword)?;
    let elements = node.elements(diagnostics);
    if elements.is_empty() {
        let (message, help) = match keyword {
            "oneOf" | "anyOf" => {
                ("a union without options fits no value", "list the options, or take the keyword out")
            }
            _ => ("the list must hold at least one schema", "list the schemas, or take the keyword out"),
        };
        diagnostics.error(Code::InvalidValue, &node.location, message, help);
    }
    Some(elements.iter().filter_map(|node| shared(node, diagnostics)).collect())
}

fn discriminator(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Option<Discriminator> {
    let node = members.take("discriminator")?;
    let mut members = node.members(diagnostics)?;
    let property = members.required("propertyName", diagnostics);
    let property = property.and_then(|node| node.text(diagnostics));
    let mapping = mapping(&mut members, diagnostics);
    members.finish(&[], diagnostics);
    Some(Discriminator { location: node.location, property: property?.to_owned(), mapping })
}

fn mapping(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, Location)> {
    let Some(node) = members.take("mapping") else {
        return Vec::new();
    };
    let mut mapping = Vec::new();
    for (tag, node) in node.entries(diagnostics) {
        let Some(text) = node.text(diagnostics) else { continue };
        // The value may also be the bare name of a component.
        let target = if text.contains(['#', '/', '.']) {
            node.location.resolve(text)
        } else {
            let components = Location::root(&node.location.file).join("components");
            Some(components.join("schemas").join(text))
        };
        mapping.extend(target.map(|target| (tag.to_owned(), target)));
    }
    mapping
}

fn limits(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Limits {
    let (minimum, exclusive_minimum) = bound(members, "minimum", "exclusiveMinimum", diagnostics);
    let (maximum, exclusive_maximum) = bound(members, "maximum", "exclusiveMaximum", diagnostics);
    Limits {
        min_length: count(members, "minLength", diagnostics),
        max_length: count(members, "maxLength", diagnostics),
        pattern: members.text("pattern", diagnostics),
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: number(members, "multipleOf", diagnostics),
        min_items: count(members, "minItems", diagnostics),
        max_items: count(members, "maxItems", diagnostics),
        unique_items: members.flag("uniqueItems", diagnostics),
        min_properties: count(members, "minProperties", diagnostics),
        max_properties: count(members, "maxProperties", diagnostics),
    }
}

/// A bound that a value may reach, and one that it may not. In OpenAPI 3.0 the second keyword is a
/// flag that turns the first into it.
fn bound(
    members: &mut Members<'_>,
    keyword: &'static str,
    exclusive: &'static str,
    diagnostics: &mut Diagnostics,
) -> (Option<String>, Option<String>) {
    let bound = number(members, keyword, diagnostics);
    let Some(node) = members.take(exclusive) else {
        return (bound, None);
    };
    match node.value {
        Value::Boolean(true) => (None, bound),
        Value::Boolean(false) => (bound, None),
        _ => (bound, node.number(diagnostics)),
    }
}

fn count(members: &mut Members<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<u64> {
    members.take(keyword)?.count(diagnostics)
}

fn number(members: &mut Members<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
    members.take(keyword)?.number(diagnostics)
}
