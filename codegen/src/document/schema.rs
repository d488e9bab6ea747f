//! The Schema Object, as defined by JSON Schema 2020-12 and OpenAPI 3.0.

mod limits;
mod reading;
mod unchecked;

use std::rc::Rc;

use indexmap::IndexMap;

pub(super) use self::reading::schema;
use crate::source::{Location, Value};

/// A schema, with a field for each supported keyword. Subschemas are shared, so that merging schemas does
/// not copy them.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate keyword")]
pub struct Schema {
    /// Location in the document.
    pub location: Location,
    /// The target of `$ref`.
    pub reference: Option<Location>,
    /// Whether this is the schema `false`, which no value satisfies.
    pub never: bool,
    /// `type`, as a list; empty if absent.
    pub types: Vec<JsonType>,
    /// `nullable` of OpenAPI 3.0.
    pub nullable: bool,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `format`.
    pub format: Option<String>,
    /// `contentEncoding`.
    pub encoding: Option<String>,
    /// The media type of a string that is bytes: `contentMediaType` without a `contentEncoding` that makes it text.
    pub bytes_type: Option<String>,
    /// The value in a string that is JSON: `contentSchema` next to a `contentMediaType` that is JSON.
    pub json_content: Option<Rc<Schema>>,
    /// `default`.
    pub default: Option<Value>,
    /// `enum`.
    pub enumeration: Option<Vec<Value>>,
    /// `const`.
    pub constant: Option<Value>,
    /// `properties`.
    pub properties: IndexMap<String, Rc<Schema>>,
    /// `required`.
    pub required: Vec<String>,
    /// `patternProperties`: patterns, and the schemas of the properties that match them.
    pub patterned: Vec<(String, Rc<Schema>)>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `unevaluatedProperties`, if the schema has a `$ref`, options or parts. Otherwise it is equivalent to
    /// `additionalProperties` and is stored there.
    pub unevaluated: Additional,
    /// `prefixItems`.
    pub prefix_items: Vec<Rc<Schema>>,
    /// `items`.
    pub items: Option<Rc<Schema>>,
    /// `oneOf` or `anyOf`.
    pub options: Vec<Rc<Schema>>,
    /// Whether a value must match exactly one option: the options are those of `oneOf`.
    pub exclusive: bool,
    /// `oneOf` or `anyOf` whose options only require properties. Set when parts are merged.
    pub required_sets: Option<RequiredSets>,
    /// The options that were merged into this one, each with its own limits. Set when options are merged.
    pub alternatives: Vec<Rc<Schema>>,
    /// `allOf`.
    pub parts: Vec<Rc<Schema>>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// The keywords that constrain a value.
    pub limits: Limits,
    /// How the schema is handled if no value satisfies it. Set when parts are merged.
    pub if_never: IfNever,
}

/// How a schema that was merged from parts is handled if no value satisfies it.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum IfNever {
    /// The parts contradict each other, which is an error.
    #[default]
    Error,
    /// An option of a union contradicts the keywords next to the union; it is omitted with a warning.
    Warn,
    /// The schema combines one option of each of two unions. Not every pair has to be satisfiable, so it is
    /// omitted without a warning.
    Omit,
    /// A property declared by one part conflicts with the `additionalProperties` of another: it can never be
    /// present, which is a warning.
    NeverPresent,
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

impl JsonType {
    /// Returns the value of `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }
}

impl JsonType {
    /// Returns whether a value is of this type.
    #[must_use]
    pub fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Array, Value::Array(_))
            | (Self::Boolean, Value::Boolean(_))
            | (Self::Null, Value::Null)
            | (Self::Number, Value::Number(_))
            | (Self::Object, Value::Object(_))
            | (Self::String, Value::String(_)) => true,
            (Self::Integer, Value::Number(number)) => is_integer(number),
            _ => false,
        }
    }
}

/// Returns whether a number is an integer, such as `1` or `1.0`.
#[must_use]
pub fn is_integer(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// The properties that an object may have in addition to the declared ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Additional {
    /// The keyword is absent: any value.
    Unstated,
    /// `true`: any value, stated explicitly.
    Any,
    /// `false`: nothing.
    Closed,
    /// Properties that match this schema.
    Typed(Rc<Schema>),
}

impl Additional {
    fn schema(&self) -> Option<&Rc<Schema>> {
        match self {
            Self::Typed(schema) => Some(schema),
            Self::Unstated | Self::Any | Self::Closed => None,
        }
    }
}

/// Sets of properties. All properties of at least one set must be present.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct RequiredSets {
    /// Whether exactly one set must be complete.
    pub exclusive: bool,
    /// The sets.
    pub sets: Vec<Vec<String>>,
}

/// The Discriminator Object.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// Location in the document.
    pub location: Location,
    /// `propertyName`.
    pub property: String,
    /// `mapping`, from discriminator values to schema locations. If other schemas extend the schema of the
    /// discriminator by `allOf`, those that the document does not map are appended under their names.
    pub mapping: Vec<(String, Location)>,
}

/// The keywords that constrain a value. Numbers are kept as written.
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
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}

impl Schema {
    /// Creates a schema that every value satisfies.
    #[must_use]
    pub fn anything(location: Location) -> Self {
        Self {
            location,
            reference: None,
            never: false,
            types: Vec::new(),
            nullable: false,
            title: None,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            format: None,
            encoding: None,
            bytes_type: None,
            json_content: None,
            default: None,
            enumeration: None,
            constant: None,
            properties: IndexMap::new(),
            required: Vec::new(),
            patterned: Vec::new(),
            additional: Additional::Unstated,
            unevaluated: Additional::Unstated,
            prefix_items: Vec::new(),
            items: None,
            options: Vec::new(),
            exclusive: false,
            required_sets: None,
            alternatives: Vec::new(),
            parts: Vec::new(),
            discriminator: None,
            limits: Limits::default(),
            if_never: IfNever::default(),
        }
    }

    /// Returns the direct subschemas.
    pub fn children(&self) -> impl Iterator<Item = &Schema> {
        let additional = [&self.additional, &self.unevaluated].into_iter().filter_map(Additional::schema);
        let schemas = self.properties.values().chain(self.patterned.iter().map(|(_, schema)| schema));
        let schemas = schemas.chain(additional).chain(&self.prefix_items).chain(self.items.as_ref());
        let schemas = schemas.chain(&self.json_content);
        schemas.chain(&self.options).chain(&self.parts).map(AsRef::as_ref)
    }

    /// Returns whether `type` is this one, apart from null.
    #[must_use]
    pub fn allows_only(&self, kind: JsonType) -> bool {
        let mut others = self.types.iter().filter(|it| **it != JsonType::Null);
        others.next() == Some(&kind) && others.next().is_none()
    }

    /// Returns the format, and the encoding as one. The encoding base64 of OpenAPI 3.1 is the format `byte` of 3.0.
    pub fn formats(&self) -> impl Iterator<Item = &str> {
        let encoding = self.encoding.as_deref();
        let byte = encoding.filter(|encoding| *encoding == "base64").map(|_| "byte");
        self.format.as_deref().into_iter().chain(encoding).chain(byte)
    }

    /// Returns whether the schema constrains values itself, apart from `$ref`, `allOf` and annotations.
    #[must_use]
    pub fn constrains(&self) -> bool {
        self.never
            || !self.types.is_empty()
            || self.enumeration.is_some()
            || self.constant.is_some()
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.patterned.is_empty()
            || self.additional != Additional::Unstated
            || self.unevaluated != Additional::Unstated
            || !self.prefix_items.is_empty()
            || self.items.is_some()
            || !self.options.is_empty()
            || self.required_sets.is_some()
            || self.limits != Limits::default()
    }
}
