//! What a schema amounts to, seen without its names and limits.

use crate::document::{Additional, JsonType, Limits, Location, Schema, Value};
use crate::settings::Settings;

/// The forms a schema can have. Three of them become definitions of their own.
pub(super) enum Form<'a> {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Timestamp,
    List(Option<&'a Schema>),
    OpenObject,
    Map(&'a Schema),
    Reference(&'a Location),
    /// Another schema, one level further down.
    Same(&'a Schema),
    /// A value, or a string that refers to one.
    OrReference(&'a Schema),
    /// Becomes a definition.
    Object,
    /// Becomes a definition.
    StringEnum(Vec<String>),
    /// Becomes a definition.
    Union(Vec<&'a Schema>),
    /// Only null.
    Null,
    /// Nothing that is understood; with what it is.
    Unsupported(String),
}

/// The form of `schema`, and whether null is allowed besides.
pub(super) fn form<'a>(schema: &'a Schema, settings: &Settings) -> (Form<'a>, bool) {
    if let Some(target) = &schema.reference {
        return (reference(schema, target), false);
    }
    if !schema.options.is_empty() {
        return match beside_options(schema) {
            Some(keyword) => (Form::Unsupported(format!("{keyword} beside a union")), false),
            None => options(schema, settings.reference_pattern.as_deref()),
        };
    }
    if let Some(values) = values(schema) {
        return enumeration(&values);
    }
    let (null, types): (Vec<_>, Vec<_>) = schema.types.iter().partition(|kind| **kind == JsonType::Null);
    let form = match types.as_slice() {
        [] if !null.is_empty() => Form::Null,
        [] if schema.properties.is_empty() && schema.items.is_none() => untyped(schema),
        [] if schema.items.is_some() => Form::List(schema.items.as_deref()),
        [] | [JsonType::Object] => object(schema),
        [kind] => scalar(*kind, schema, settings),
        _ => Form::Unsupported("a list of several types".to_owned()),
    };
    (form, !null.is_empty())
}

/// A `$ref` with nothing beside it that would change its meaning.
fn reference<'a>(schema: &Schema, target: &'a Location) -> Form<'a> {
    let bare = schema.types.is_empty()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.options.is_empty()
        && schema.enumeration.is_none()
        && schema.constant.is_none()
        && schema.items.is_none()
        && schema.limits == Limits::default();
    if bare {
        Form::Reference(target)
    } else {
        Form::Unsupported("a `$ref` with keywords beside it that add to its meaning".to_owned())
    }
}

fn options<'a>(schema: &'a Schema, reference_pattern: Option<&str>) -> (Form<'a>, bool) {
    let is_null = |option: &&Schema| option.types == [JsonType::Null];
    let (null, options): (Vec<_>, Vec<_>) = schema.options.iter().partition(is_null);
    let is_reference_text = |option: &Schema| {
        reference_pattern.is_some() && option.limits.pattern.as_deref() == reference_pattern
    };
    let form = match options.as_slice() {
        [] => Form::Null,
        [only] => Form::Same(only),
        [value, text] if is_reference_text(text) => Form::OrReference(value),
        [text, value] if is_reference_text(text) => Form::OrReference(value),
        _ => Form::Union(options),
    };
    (form, !null.is_empty())
}

/// A keyword beside `oneOf` that holds for all options, and would be lost.
fn beside_options(schema: &Schema) -> Option<&'static str> {
    let found = [
        ("`properties`", !schema.properties.is_empty()),
        ("`required`", !schema.required.is_empty()),
        ("`additionalProperties`", schema.additional != Additional::Unstated),
        ("`items`", schema.items.is_some()),
        ("`enum`", schema.enumeration.is_some()),
        ("`const`", schema.constant.is_some()),
        ("a limit", schema.limits != Limits::default()),
    ];
    found.into_iter().find(|(_, is_there)| *is_there).map(|(keyword, _)| keyword)
}

/// The values of `const` or `enum`.
fn values(schema: &Schema) -> Option<Vec<&Value>> {
    let constant = schema.constant.iter().collect::<Vec<_>>();
    let values = schema.enumeration.as_ref().map(|values| values.iter().collect());
    (!constant.is_empty()).then_some(constant).or(values)
}

fn enumeration<'a>(values: &[&Value]) -> (Form<'a>, bool) {
    let nullable = values.contains(&&Value::Null);
    let mut texts = Vec::new();
    for value in values {
        match value {
            Value::String(text) if texts.contains(text) => {
                return (Form::Unsupported(format!("the value `{text}` twice")), nullable);
            }
            Value::String(text) => texts.push(text.clone()),
            Value::Null => {}
            Value::Boolean(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                let what = format!("a fixed value that is {}", value.kind());
                return (Form::Unsupported(what), nullable);
            }
        }
    }
    match (texts.is_empty(), nullable) {
        (false, _) => (Form::StringEnum(texts), nullable),
        (true, true) => (Form::Null, true),
        (true, false) => (Form::Unsupported("an empty list of values".to_owned()), false),
    }
}

fn untyped(schema: &Schema) -> Form<'_> {
    match &schema.additional {
        Additional::Unstated => Form::Any,
        Additional::Any | Additional::Refused | Additional::Typed(_) => object(schema),
    }
}

fn object(schema: &Schema) -> Form<'_> {
    match &schema.additional {
        Additional::Typed(_) if !schema.properties.is_empty() => {
            Form::Unsupported("`additionalProperties` with a schema beside `properties`".to_owned())
        }
        Additional::Typed(value) => Form::Map(value),
        Additional::Unstated | Additional::Any | Additional::Refused => {
            if schema.properties.is_empty() {
                Form::OpenObject
            } else {
                Form::Object
            }
        }
    }
}

fn scalar<'a>(kind: JsonType, schema: &'a Schema, settings: &Settings) -> Form<'a> {
    match kind {
        JsonType::Array => Form::List(schema.items.as_deref()),
        JsonType::Boolean => Form::Boolean,
        JsonType::Integer => Form::Integer,
        JsonType::Null => Form::Null,
        JsonType::Number => Form::Number,
        JsonType::Object => object(schema),
        JsonType::String if is_timestamp(schema, settings) => Form::Timestamp,
        JsonType::String => Form::String,
    }
}

fn is_timestamp(schema: &Schema, settings: &Settings) -> bool {
    let format = schema.format.as_deref();
    format.is_some_and(|format| {
        format == "date-time" || settings.timestamp_formats.iter().any(|known| known == format)
    })
}
