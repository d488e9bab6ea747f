//! The Schema Object: the part of JSON Schema 2020-12 that is understood.

use indexmap::IndexMap;

use super::members::{Members, Node};
use super::{Location, Value};
use crate::diagnostic::{Code, Diagnostics};

/// A schema, each supported keyword in a field of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Where it stands.
    pub location: Location,
    /// The place that `$ref` leads to.
    pub reference: Option<Location>,
    /// `type`, as a list; empty if absent.
    pub types: Vec<JsonType>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `format`.
    pub format: Option<String>,
    /// `default`.
    pub default: Option<Value>,
    /// `enum`.
    pub enumeration: Option<Vec<Value>>,
    /// `const`.
    pub constant: Option<Value>,
    /// `properties`.
    pub properties: IndexMap<String, Schema>,
    /// `required`.
    pub required: Vec<String>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `items`.
    pub items: Option<Box<Schema>>,
    /// `oneOf`, or `anyOf`.
    pub options: Vec<Schema>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// The keywords that limit a value.
    pub limits: Limits,
}

/// A value of the keyword `type`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JsonType {
    /// `array`
    Array,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `null`
    Null,
    /// `number`
    Number,
    /// `object`
    Object,
    /// `string`
    String,
}

/// What an object may hold besides its `properties`.
#[derive(Clone, Debug, PartialEq)]
pub enum Additional {
    /// The keyword is absent: anything.
    Unstated,
    /// `true`: anything, said aloud.
    Any,
    /// `false`: nothing.
    Refused,
    /// Members of this schema.
    Typed(Box<Schema>),
}

/// The Discriminator Object.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// Where it stands.
    pub location: Location,
    /// `propertyName`.
    pub property: String,
    /// `mapping`: tag values to the places of their schemas.
    pub mapping: Vec<(String, Location)>,
}

/// The keywords that limit a value; numbers as they are written.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Limits {
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `pattern`, an ECMAScript regular expression.
    pub pattern: Option<String>,
    /// `minimum`.
    pub minimum: Option<String>,
    /// `maximum`.
    pub maximum: Option<String>,
    /// `exclusiveMinimum`.
    pub exclusive_minimum: Option<String>,
    /// `exclusiveMaximum`.
    pub exclusive_maximum: Option<String>,
    /// `multipleOf`.
    pub multiple_of: Option<String>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
}

/// Keywords that OpenAPI 3.1 allows in a schema and this generator does not understand yet.
const UNSUPPORTED: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "$vocabulary",
    "allOf",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "maxProperties",
    "minContains",
    "minProperties",
    "not",
    "nullable",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "readOnly",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "writeOnly",
    "xml",
];

/// Reads a schema; `None` if there is nothing to read it from.
pub(super) fn schema(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Schema> {
    if let Value::Boolean(true) = node.value {
        return Some(Schema::anything(node.location.clone()));
    }
    let mut members = node.members(diagnostics)?;
    let reference = reference(&mut members, diagnostics);
    let schema = Schema {
        location: node.location.clone(),
        reference,
        types: types(&mut members, diagnostics),
        title: members.text("title", diagnostics),
        description: members.text("description", diagnostics),
        deprecated: members.flag("deprecated", diagnostics),
        format: members.text("format", diagnostics),
        default: members.take("default").map(|node| node.value.clone()),
        enumeration: enumeration(&mut members, diagnostics),
        constant: members.take("const").map(|node| node.value.clone()),
        properties: properties(&mut members, diagnostics),
        required: required(&mut members, diagnostics),
        additional: additional(&mut members, diagnostics),
        items: members.take("items").and_then(|node| schema(&node, diagnostics)).map(Box::new),
        options: options(&mut members, diagnostics),
        discriminator: discriminator(&mut members, diagnostics),
        limits: limits(&mut members, diagnostics),
    };
    members.leave_out(&["example", "examples", "externalDocs"]);
    members.finish(UNSUPPORTED, diagnostics);
    Some(schema)
}

impl Schema {
    /// The schema that every value fits.
    fn anything(location: Location) -> Self {
        Self {
            location,
            reference: None,
            types: Vec::new(),
            title: None,
            description: None,
            deprecated: false,
            format: None,
            default: None,
            enumeration: None,
            constant: None,
            properties: IndexMap::new(),
            required: Vec::new(),
            additional: Additional::Unstated,
            items: None,
            options: Vec::new(),
            discriminator: None,
            limits: Limits::default(),
        }
    }

    /// All schemas that stand directly below this one.
    pub fn children(&self) -> impl Iterator<Item = &Schema> {
        let additional = match &self.additional {
            Additional::Typed(schema) => Some(schema.as_ref()),
            Additional::Unstated | Additional::Any | Additional::Refused => None,
        };
        self.properties.values().chain(additional).chain(self.items.as_deref()).chain(&self.options)
    }
}

/// The place that the member `$ref` leads to; an address that cannot be followed is reported.
pub(super) fn reference(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Option<Location> {
    let node = members.take("$ref")?;
    let text = node.text(diagnostics)?;
    let target = node.location.resolve(text);
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

fn types(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<JsonType> {
    let Some(node) = members.take("type") else {
        return Vec::new();
    };
    let nodes = match node.value {
        Value::Array(_) => node.elements(diagnostics),
        _ => vec![node],
    };
    let types = nodes.iter().filter_map(|node| json_type(node, diagnostics));
    types.collect()
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

fn properties(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> IndexMap<String, Schema> {
    let Some(node) = members.take("properties") else {
        return IndexMap::new();
    };
    let entries = node.entries(diagnostics);
    let property =
        |(key, node): &(&str, Node<'_>)| schema(node, diagnostics).map(|schema| ((*key).to_owned(), schema));
    entries.iter().filter_map(property).collect()
}

fn required(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let node = members.take("required");
    node.map_or_else(Vec::new, |node| node.texts(diagnostics))
}

fn additional(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Additional {
    let Some(node) = members.take("additionalProperties") else {
        return Additional::Unstated;
    };
    match node.value {
        Value::Boolean(true) => Additional::Any,
        Value::Boolean(false) => Additional::Refused,
        _ => schema(&node, diagnostics).map_or(Additional::Any, |schema| Additional::Typed(Box::new(schema))),
    }
}

/// `oneOf` and `anyOf` mean the same to a reader of one value; a schema has one of them.
fn options(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Vec<Schema> {
    let (one, any) = (members.take("oneOf"), members.take("anyOf"));
    if let (Some(_), Some(any)) = (&one, &any) {
        diagnostics.error(
            Code::Unsupported,
            &any.location,
            "`anyOf` beside `oneOf` is not supported yet",
            "keep one of the two",
        );
    }
    let Some(node) = one.or(any) else {
        return Vec::new();
    };
    let elements = node.elements(diagnostics);
    if elements.is_empty() {
        diagnostics.error(
            Code::InvalidValue,
            &node.location,
            "a union without options fits no value",
            "list the options, or take the keyword out",
        );
    }
    let options = elements.iter().filter_map(|node| schema(node, diagnostics));
    options.collect()
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
        let target = node.text(diagnostics).and_then(|text| node.location.resolve(text));
        mapping.extend(target.map(|target| (tag.to_owned(), target)));
    }
    mapping
}

fn limits(members: &mut Members<'_>, diagnostics: &mut Diagnostics) -> Limits {
    Limits {
        min_length: count(members, "minLength", diagnostics),
        max_length: count(members, "maxLength", diagnostics),
        pattern: members.text("pattern", diagnostics),
        minimum: number(members, "minimum", diagnostics),
        maximum: number(members, "maximum", diagnostics),
        exclusive_minimum: number(members, "exclusiveMinimum", diagnostics),
        exclusive_maximum: number(members, "exclusiveMaximum", diagnostics),
        multiple_of: number(members, "multipleOf", diagnostics),
        min_items: count(members, "minItems", diagnostics),
        max_items: count(members, "maxItems", diagnostics),
        unique_items: members.flag("uniqueItems", diagnostics),
    }
}

fn count(members: &mut Members<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<u64> {
    members.take(keyword)?.count(diagnostics)
}

fn number(members: &mut Members<'_>, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
    members.take(keyword)?.number(diagnostics)
}
