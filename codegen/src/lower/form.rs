//! The form of a schema: its kind of type, disregarding names and limits.

use std::rc::Rc;

use super::lowering::Lowering;
use super::values::values;
use crate::document::{Additional, JsonType, Limits, Schema};
use crate::ir::StringEnum;
use crate::source::{Location, Value};

/// The form of a schema. `Object`, `StringEnum`, `Titled` and `Union` become type definitions.
#[derive(Debug)]
pub(super) enum Form {
    Any,
    /// No value is valid.
    Never,
    Boolean,
    Integer,
    Number,
    String,
    Timestamp,
    List(Option<Rc<Schema>>),
    OpenObject,
    Map(Rc<Schema>),
    Reference(Location),
    /// The same as another schema.
    Same(Rc<Schema>),
    /// A value, or a string with a reference to one.
    OrReference(Rc<Schema>),
    /// One of these values, which are not all strings.
    Enum(Vec<Value>),
    Object,
    StringEnum(Vec<String>),
    /// One of these values with titles, all of the same kind.
    Titled(StringEnum, Vec<Location>),
    Union(Vec<Rc<Schema>>),
    /// Only null.
    Null,
}

impl Form {
    /// Returns whether it becomes a type definition.
    pub fn is_definition(&self) -> bool {
        matches!(self, Self::Object | Self::StringEnum(_) | Self::Titled(..) | Self::Union(_))
    }
}

impl Lowering<'_> {
    /// Returns the form of a schema without parts, and whether null is also allowed.
    pub(super) fn form(&mut self, schema: &Schema) -> (Form, bool) {
        if schema.never {
            return (Form::Never, false);
        }
        if let Some(target) = &schema.reference {
            return (Form::Reference(target.clone()), schema.nullable);
        }
        let nullable = schema.nullable || schema.types.contains(&JsonType::Null);
        if !schema.options.is_empty() {
            let (form, null) = self.options(schema);
            return (form, null || nullable);
        }
        if let Some(values) = values(schema) {
            let (form, null) = enumeration(&values);
            return (form, null || nullable);
        }
        let types: Vec<_> = schema.types.iter().copied().filter(|kind| *kind != JsonType::Null).collect();
        let form = match types.as_slice() {
            [] if !schema.types.is_empty() => Form::Null,
            [] => untyped(schema),
            [JsonType::Integer, JsonType::Number] | [JsonType::Number, JsonType::Integer] => Form::Number,
            [kind] => self.of_type(*kind, schema),
            types => by_type(types, schema),
        };
        (form, nullable)
    }

    fn of_type(&self, kind: JsonType, schema: &Schema) -> Form {
        match kind {
            JsonType::Array => list(schema),
            JsonType::Boolean => Form::Boolean,
            JsonType::Integer => Form::Integer,
            JsonType::Null => Form::Null,
            JsonType::Number => Form::Number,
            JsonType::Object => object(schema),
            JsonType::String if self.is_timestamp(schema) => Form::Timestamp,
            JsonType::String => Form::String,
        }
    }

    fn is_timestamp(&self, schema: &Schema) -> bool {
        let format = schema.format.as_deref();
        format.is_some_and(|format| {
            format == "date-time" || self.settings.timestamp_formats.iter().any(|it| it == format)
        })
    }
}

/// Returns the form of a list of values, and whether null is one of them.
pub(super) fn enumeration(values: &[&Value]) -> (Form, bool) {
    let nullable = values.contains(&&Value::Null);
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if **value != Value::Null && !distinct.contains(value) {
            distinct.push((*value).clone());
        }
    }
    if distinct.is_empty() {
        return (if nullable { Form::Null } else { Form::Never }, nullable);
    }
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    match distinct.iter().map(text).collect::<Option<Vec<_>>>() {
        Some(texts) => (Form::StringEnum(texts), nullable),
        None => (Form::Enum(distinct), nullable),
    }
}

/// Infers the form of a schema without `type` from its keywords.
fn untyped(schema: &Schema) -> Form {
    let is_object = !schema.properties.is_empty()
        || !schema.patterned.is_empty()
        || !schema.required.is_empty()
        || schema.additional != Additional::Unstated;
    let is_list = schema.items.is_some() || !schema.prefix_items.is_empty();
    match (is_object, is_list) {
        (true, _) => object(schema),
        (false, true) => list(schema),
        (false, false) => Form::Any,
    }
}

/// Returns the form of a list. With `prefixItems`, its elements are of any type.
fn list(schema: &Schema) -> Form {
    if schema.prefix_items.is_empty() {
        return Form::List(schema.items.clone().filter(|items| !items.never));
    }
    Form::List(None)
}

fn object(schema: &Schema) -> Form {
    if !schema.properties.is_empty() || !schema.required.is_empty() {
        return Form::Object;
    }
    match other_properties(schema) {
        Some(schema) => Form::Map(schema),
        None => Form::OpenObject,
    }
}

/// Returns the schema of the properties that are not in `properties`; `None` if they can be anything.
pub(super) fn other_properties(schema: &Schema) -> Option<Rc<Schema>> {
    let patterned = schema.patterned.iter().map(|(_, schema)| schema);
    let options: Vec<Rc<Schema>> = match &schema.additional {
        Additional::Typed(additional) => patterned.chain([additional]).cloned().collect(),
        Additional::Closed => patterned.cloned().collect(),
        // Properties that match no pattern can be anything.
        Additional::Unstated | Additional::Any => return None,
    };
    match options.as_slice() {
        [] => None,
        [only] => Some(Rc::clone(only)),
        _ => {
            let whole = Schema::anything(schema.location.join("patternProperties"));
            Some(Rc::new(Schema { options, ..whole }))
        }
    }
}

/// Returns the form of a schema with several types: a union with an option for each.
fn by_type(types: &[JsonType], schema: &Schema) -> Form {
    const ALL: usize = 5;
    let kinds = types.iter().filter(|kind| **kind != JsonType::Integer || !types.contains(&JsonType::Number));
    let kinds: Vec<_> = kinds.copied().collect();
    let bare = Schema { types: Vec::new(), ..schema.clone() };
    if kinds.len() >= ALL && !bare.constrains() {
        return Form::Any;
    }
    let option = |kind: JsonType| {
        let index = schema.types.iter().position(|it| *it == kind).unwrap_or_default();
        let place = schema.location.join("type").join(&index.to_string());
        Rc::new(of_one_type(kind, schema, place))
    };
    Form::Union(kinds.into_iter().map(option).collect())
}

/// Returns the keywords of a schema that apply to one type.
fn of_one_type(kind: JsonType, schema: &Schema, location: Location) -> Schema {
    let plain = Schema { types: vec![kind], ..Schema::anything(location) };
    match kind {
        JsonType::Object => Schema {
            properties: schema.properties.clone(),
            required: schema.required.clone(),
            patterned: schema.patterned.clone(),
            additional: schema.additional.clone(),
            limits: limits_for(kind, &schema.limits),
            ..plain
        },
        JsonType::Array => Schema {
            items: schema.items.clone(),
            prefix_items: schema.prefix_items.clone(),
            limits: limits_for(kind, &schema.limits),
            ..plain
        },
        JsonType::String => Schema {
            limits: limits_for(kind, &schema.limits),
            format: schema.format.clone(),
            encoding: schema.encoding.clone(),
            ..plain
        },
        JsonType::Boolean | JsonType::Integer | JsonType::Null | JsonType::Number => {
            Schema { limits: limits_for(kind, &schema.limits), format: schema.format.clone(), ..plain }
        }
    }
}

/// Returns the limits that apply to one type, so that options that differ only in others are equal.
fn limits_for(kind: JsonType, limits: &Limits) -> Limits {
    match kind {
        JsonType::String => Limits {
            min_length: limits.min_length,
            max_length: limits.max_length,
            pattern: limits.pattern.clone(),
            ..Limits::default()
        },
        JsonType::Integer | JsonType::Number => Limits {
            minimum: limits.minimum.clone(),
            maximum: limits.maximum.clone(),
            exclusive_minimum: limits.exclusive_minimum.clone(),
            exclusive_maximum: limits.exclusive_maximum.clone(),
            multiple_of: limits.multiple_of.clone(),
            ..Limits::default()
        },
        JsonType::Array => Limits {
            min_items: limits.min_items,
            max_items: limits.max_items,
            unique_items: limits.unique_items,
            ..Limits::default()
        },
        JsonType::Object => Limits {
            min_properties: limits.min_properties,
            max_properties: limits.max_properties,
            ..Limits::default()
        },
        JsonType::Boolean | JsonType::Null => Limits::default(),
    }
}
