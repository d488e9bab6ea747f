//! The Schema Object: what JSON Schema 2020-12 and OpenAPI 3.0 say of one value.

mod reading;
mod unchecked;

use std::rc::Rc;

use indexmap::IndexMap;

pub(super) use self::reading::schema;
use crate::source::{Location, Value};

/// A schema, each supported keyword in a field of its own. Those that stand below it are shared,
/// so that a schema that is put together out of others copies none of them.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
pub struct Schema {
    /// Where it stands.
    pub location: Location,
    /// The place that `$ref` leads to.
    pub reference: Option<Location>,
    /// Whether it is the schema `false`, which no value fits.
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
    /// `patternProperties`: patterns and what the members hold that match them.
    pub patterned: Vec<(String, Rc<Schema>)>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `unevaluatedProperties`, where other schemas beside it name members as well. Where none do, it
    /// is the same as `additionalProperties`.
    pub unevaluated: Additional,
    /// `prefixItems`.
    pub prefix_items: Vec<Rc<Schema>>,
    /// `items`.
    pub items: Option<Rc<Schema>>,
    /// `oneOf`, or `anyOf`.
    pub options: Vec<Rc<Schema>>,
    /// Whether exactly one of the options fits: they stand in `oneOf`.
    pub exclusive: bool,
    /// `oneOf` or `anyOf` whose options do nothing but require members; made when parts are merged.
    pub demands: Option<Demands>,
    /// Options of a union that were made one, each with the limits of its own; made when they are.
    pub alternatives: Vec<Rc<Schema>>,
    /// `allOf`.
    pub parts: Vec<Rc<Schema>>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// The keywords that limit a value.
    pub limits: Limits,
    /// What it means if no value fits; stated when parts are merged.
    pub if_never: IfNever,
}

/// What it means that no value fits a schema which is put together out of parts.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum IfNever {
    /// Its parts contradict each other.
    #[default]
    Conflict,
    /// It is an option of a union that contradicts what stands beside the union.
    Told,
    /// It is made of one option of each of two unions; not every pair has to fit together.
    LeftOut,
    /// It is a member that one part names and of which another part speaks as of all others: such a
    /// member is never there.
    Absent,
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
    /// The word of the document.
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
    Typed(Rc<Schema>),
}

impl Additional {
    fn schema(&self) -> Option<&Rc<Schema>> {
        match self {
            Self::Typed(schema) => Some(schema),
            Self::Unstated | Self::Any | Self::Refused => None,
        }
    }
}

/// Sets of members of which at least one must be there as a whole.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Demands {
    /// Whether it must be exactly one.
    pub exclusive: bool,
    /// The sets.
    pub sets: Vec<Vec<String>>,
}

/// The Discriminator Object.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// Where it stands.
    pub location: Location,
    /// `propertyName`.
    pub property: String,
    /// `mapping`: tag values to the places of their schemas. Where the discriminator stands in a schema
    /// that others extend by `allOf`, those that the document does not map follow under their names.
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
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}

impl Schema {
    /// The schema that every value fits.
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
            demands: None,
            alternatives: Vec::new(),
            parts: Vec::new(),
            discriminator: None,
            limits: Limits::default(),
            if_never: IfNever::default(),
        }
    }

    /// All schemas that stand directly below this one.
    pub fn children(&self) -> impl Iterator<Item = &Schema> {
        let additional = [&self.additional, &self.unevaluated].into_iter().filter_map(Additional::schema);
        let members = self.properties.values().chain(self.patterned.iter().map(|(_, schema)| schema));
        let members = members.chain(additional).chain(&self.prefix_items).chain(self.items.as_ref());
        members.chain(&self.options).chain(&self.parts).map(AsRef::as_ref)
    }

    /// Whether it says something of a value beyond its `$ref`, its parts and what a reader is told.
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
            || self.demands.is_some()
            || self.limits != Limits::default()
    }
}
